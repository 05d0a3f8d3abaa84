/** The properties that the portal has from the start, per object: a realistic part of HubSpot's own set and a few custom ones. */
import { parseProperties, type Property, type ValidationRule } from './property';

const yesNo = 'true=Yes, false=No';
const industries =
	'ACCOUNTING=Accounting, BANKING=Banking, COMPUTER_SOFTWARE=Computer Software, CONSTRUCTION=Construction, ' +
	'EDUCATION_MANAGEMENT=Education Management, FINANCIAL_SERVICES=Financial Services, FOOD_PRODUCTION=Food Production, ' +
	'HOSPITAL_HEALTH_CARE=Hospital & Health Care, INSURANCE=Insurance, LAW_PRACTICE=Law Practice, ' +
	'LOGISTICS_AND_SUPPLY_CHAIN=Logistics and Supply Chain, MACHINERY=Machinery, RETAIL=Retail, UTILITIES=Utilities';
const stages =
	'subscriber=Subscriber, lead=Lead, marketingqualifiedlead=Marketing Qualified Lead, salesqualifiedlead=Sales Qualified Lead, ' +
	'opportunity=Opportunity, customer=Customer, evangelist=Evangelist, other=Other';
const leadStatus =
	'NEW=New, OPEN=Open, IN_PROGRESS=In Progress, OPEN_DEAL=Open Deal, UNQUALIFIED=Unqualified, ' +
	'ATTEMPTED_TO_CONTACT=Attempted to Contact, CONNECTED=Connected, BAD_TIMING=Bad Timing, -STALE=Stale';

const everywhere = `
hs_object_id | Record ID | number/number | R |
hs_lastmodifieddate | Object Last Modified Date/Time | datetime/date | R |
hs_created_by_user_id | Created by user ID | number/number | R |
hs_updated_by_user_id | Updated by user ID | number/number | R |
hs_merged_object_ids | Merged Record IDs | enumeration/checkbox | R |
hs_object_source | Record creation source | string/text | RH |
hs_object_source_id | Record creation source ID | string/text | RH |
hs_object_source_label | Record source | enumeration/select | R | CRM_UI=CRM UI, IMPORT=Import, INTEGRATION=Integration, FORM=Form
hs_read_only | Read Only Object | bool/booleancheckbox | RH | ${yesNo}
hs_unique_creation_key | Unique creation key | string/text | RHU |
hs_was_imported | Performed in an import | bool/booleancheckbox | R | ${yesNo}
hubspot_owner_id | Owner | enumeration/select | X |
hubspot_owner_assigneddate | Owner Assigned Date | datetime/date | R |
hubspot_team_id | HubSpot Team | enumeration/select | RX |`;

const contact = `
email | Email | string/text | |
firstname | First Name | string/text | |
lastname | Last Name | string/text | |
phone | Phone Number | string/phonenumber | |
mobilephone | Mobile Phone Number | string/phonenumber | |
fax | Fax Number | string/text | |
jobtitle | Job Title | string/text | |
company | Company Name | string/text | |
website | Website URL | string/text | |
address | Street Address | string/text | |
city | City | string/text | |
state | State/Region | string/text | |
zip | Postal Code | string/text | |
country | Country/Region | string/text | |
industry | Industry | string/text | |
numemployees | Number of Employees | enumeration/select | | 1-5=1-5, 5-25=5-25, 25-50=25-50, 50-100=50-100, 100-500=100-500, 500-1000=500-1000, 1000+=1000+
annualrevenue | Annual Revenue | string/text | |
salutation | Salutation | string/text | |
message | Message | string/textarea | |
lifecyclestage | Lifecycle Stage | enumeration/radio | | ${stages}
hs_lead_status | Lead Status | enumeration/radio | | ${leadStatus}
hs_buying_role | Buying Role | enumeration/checkbox | | BLOCKER=Blocker, BUDGET_HOLDER=Budget Holder, CHAMPION=Champion, DECISION_MAKER=Decision Maker, END_USER=End User, EXECUTIVE_SPONSOR=Executive Sponsor, INFLUENCER=Influencer, LEGAL_AND_COMPLIANCE=Legal & Compliance, OTHER=Other
hs_persona | Persona | enumeration/radio | |
hs_language | Preferred language | enumeration/select | | en=English, de=German, fr=French, es=Spanish, nl=Dutch
hs_timezone | Time Zone | enumeration/select | | america_slash_new_york=UTC -05:00 America New York, europe_slash_london=UTC +00:00 Europe London, europe_slash_berlin=UTC +01:00 Europe Berlin
hs_additional_emails | Additional email addresses | enumeration/checkbox | |
hs_all_contact_vids | All vids for a contact | enumeration/checkbox | RH |
hs_calculated_merged_vids | Merged vids with timestamps of a contact | enumeration/checkbox | CRH |
hs_searchable_calculated_phone_number | Phone number calculated without country code | string/text | CH |
hs_searchable_calculated_mobile_number | Mobile number calculated without country code | string/text | CH |
hs_calculated_phone_number | Calculated Phone Number in International Format | string/text | CH |
hs_email_domain | Email Domain | string/text | CR |
hs_email_optout | Unsubscribed from all email | bool/booleancheckbox | R | ${yesNo}
hs_email_bounce | Marketing emails bounced | number/number | R |
hs_email_open | Marketing emails opened | number/number | R |
hs_email_last_open_date | Last marketing email open date | datetime/date | R |
hs_marketable_status | Marketing contact status | enumeration/select | R | true=Marketing contact, false=Non-marketing contact
hs_analytics_source | Original Traffic Source | enumeration/select | R | ORGANIC_SEARCH=Organic Search, PAID_SEARCH=Paid Search, EMAIL_MARKETING=Email Marketing, DIRECT_TRAFFIC=Direct Traffic, OFFLINE=Offline Sources
hs_analytics_num_page_views | Number of Pageviews | number/number | R |
hs_analytics_num_visits | Number of Sessions | number/number | R |
hs_analytics_first_timestamp | Time First Seen | datetime/date | R |
hs_analytics_last_timestamp | Time Last Seen | datetime/date | R |
hs_latest_source | Latest Traffic Source | enumeration/select | R | ORGANIC_SEARCH=Organic Search, DIRECT_TRAFFIC=Direct Traffic, OFFLINE=Offline Sources
hs_lifecyclestage_lead_date | Became a Lead Date | datetime/date | R |
hs_lifecyclestage_customer_date | Became a Customer Date | datetime/date | R |
hs_predictivecontactscore_v2 | Likelihood to close | number/number | CR |
num_associated_deals | Number of Associated Deals | number/number | CR |
num_notes | Number of Sales Activities | number/number | R |
num_contacted_notes | Number of times contacted | number/number | R |
notes_last_contacted | Last Contacted | datetime/date | R |
notes_last_updated | Last Activity Date | datetime/date | R |
notes_next_activity_date | Next Activity Date | datetime/date | R |
hs_sales_email_last_replied | Recent Sales Email Replied Date | datetime/date | R |
num_conversion_events | Number of Form Submissions | number/number | R |
recent_conversion_event_name | Recent Conversion | string/text | R |
associatedcompanyid | Primary Associated Company ID | number/number | R |
closedate | Close Date | datetime/date | |
date_of_birth | Date of birth | string/text | |
createdate | Create Date | datetime/date | R |
lastmodifieddate | Last Modified Date | datetime/date | R |
`;

const contactCustom = `
external_customer_id | External customer ID | string/text | PU |
contract_start | Contract start | date/date | P |
next_review_at | Next review at | datetime/date | P |
interests | Interests | enumeration/checkbox | P | reporting=Reporting, automation=Automation, integrations=Integrations, security=Security
tier | Tier | enumeration/select | P | A=Gold, B=Silver, C=Bronze, -Z=Retired tier
region | Region | enumeration/select | P | emea=EMEA, amer=Americas, apac=APAC, other_1=Other, other_2=Other
newsletter_consent | Newsletter consent | bool/booleancheckbox | P | ${yesNo}
team_size | Team size | number/number | P |
budget | Budget | number/number | PM |
account_code | Account code | string/text | P |
sales_notes | Sales notes | string/textarea | P |
rich_profile | Rich profile | string/html | P |
national_id | National ID | string/text | PS |
score_total | Score total | number/calculation_equation | PC |
`;

const company = `
name | Company name | string/text | |
domain | Company Domain Name | string/text | |
hs_additional_domains | Additional Domains | enumeration/checkbox | R |
website | Website URL | string/text | |
phone | Phone Number | string/phonenumber | |
hs_searchable_calculated_phone_number | Phone number calculated without country code | string/text | CH |
address | Street Address | string/text | |
city | City | string/text | |
state | State/Region | string/text | |
zip | Postal Code | string/text | |
country | Country/Region | string/text | |
industry | Industry | enumeration/select | | ${industries}
numberofemployees | Number of Employees | number/number | |
annualrevenue | Annual Revenue | number/number | M |
description | Description | string/textarea | |
about_us | About Us | string/textarea | |
founded_year | Year Founded | string/text | |
is_public | Is Public | bool/booleancheckbox | | ${yesNo}
total_money_raised | Total Money Raised | string/text | |
timezone | Time Zone | string/text | |
type | Type | enumeration/select | | PROSPECT=Prospect, PARTNER=Partner, RESELLER=Reseller, VENDOR=Vendor, OTHER=Other
lifecyclestage | Lifecycle Stage | enumeration/radio | | ${stages}
hs_lead_status | Lead Status | enumeration/radio | | ${leadStatus}
linkedin_company_page | LinkedIn Company Page | string/text | |
web_technologies | Web Technologies | enumeration/checkbox | | shopify=Shopify, wordpress=WordPress, react=React, hubspot=HubSpot
hs_parent_company_id | Parent Company | number/number | R |
hs_num_child_companies | Number of child companies | number/number | CR |
num_associated_contacts | Number of Associated Contacts | number/number | CR |
num_associated_deals | Number of Associated Deals | number/number | CR |
recent_deal_amount | Recent Deal Amount | number/number | CRM |
total_revenue | Total Revenue | number/number | CRM |
notes_last_contacted | Last Contacted | datetime/date | R |
notes_last_updated | Last Activity Date | datetime/date | R |
closedate | Close Date | datetime/date | |
createdate | Create Date | datetime/date | R |
`;

const companyCustom = `
erp_number | ERP number | string/text | PU |
fit_notes | Fit notes | string/textarea | P |
renewal_date | Renewal date | date/date | P |
`;

const deal = `
dealname | Deal Name | string/text | |
amount | Amount | number/number | M |
amount_in_home_currency | Amount in company currency | number/number | CRM |
deal_currency_code | Currency | enumeration/select | | EUR=EUR, USD=USD, GBP=GBP
closedate | Close Date | datetime/date | |
pipeline | Pipeline | enumeration/select | | default=Sales Pipeline
dealstage | Deal Stage | enumeration/radio | | appointmentscheduled=Appointment Scheduled, qualifiedtobuy=Qualified To Buy, presentationscheduled=Presentation Scheduled, decisionmakerboughtin=Decision Maker Bought-In, contractsent=Contract Sent, closedwon=Closed Won, closedlost=Closed Lost
dealtype | Deal Type | enumeration/radio | | newbusiness=New Business, existingbusiness=Existing Business
description | Deal Description | string/textarea | |
hs_next_step | Next step | string/text | |
hs_priority | Priority | enumeration/select | | low=Low, medium=Medium, high=High
hs_forecast_amount | Forecast amount | number/number | CRM |
hs_forecast_probability | Forecast probability | number/number | |
hs_deal_stage_probability | Deal probability | number/number | R |
hs_is_closed | Is Deal Closed? | bool/calculation_equation | C | ${yesNo}
hs_is_closed_won | Is Closed Won | bool/calculation_equation | C | ${yesNo}
hs_closed_amount | Closed Deal Amount | number/number | CRM |
hs_date_entered_closedwon | Date entered "Closed Won" | datetime/calculation_read_time | C |
closed_lost_reason | Closed Lost Reason | string/textarea | |
closed_won_reason | Closed Won Reason | string/textarea | |
days_to_close | Days to close | number/number | CR |
num_associated_contacts | Number of Associated Contacts | number/number | CR |
num_notes | Number of Sales Activities | number/number | R |
notes_last_contacted | Last Contacted | datetime/date | R |
notes_last_updated | Last Activity Date | datetime/date | R |
createdate | Create Date | datetime/date | |
deal_reference | Deal reference | string/text | PU |
`;

const ticket = `
subject | Ticket name | string/text | |
content | Ticket description | string/textarea | |
hs_pipeline | Pipeline | enumeration/select | | 0=Support Pipeline
hs_pipeline_stage | Ticket status | enumeration/radio | | 1=New, 2=Waiting on contact, 3=Waiting on us, 4=Closed
hs_ticket_category | Category | enumeration/checkbox | | PRODUCT_ISSUE=Product issue, BILLING_ISSUE=Billing issue, FEATURE_REQUEST=Feature request, GENERAL_INQUIRY=General inquiry
hs_ticket_priority | Priority | enumeration/select | | LOW=Low, MEDIUM=Medium, HIGH=High, URGENT=Urgent
hs_resolution | Resolution | enumeration/select | | ISSUE_FIXED=Issue fixed, REDIRECTED=Redirected, OTHER=Other
source_type | Source | enumeration/select | | CHAT=Chat, EMAIL=Email, FORM=Form, PHONE=Phone
hs_ticket_id | Ticket ID | number/number | R |
closed_date | Close date | datetime/date | |
first_agent_reply_date | First agent email response date | datetime/date | R |
time_to_close | Time to close | number/number | CR |
createdate | Create Date | datetime/date | R |
ticket_reference | Ticket reference | string/text | PU |
`;

const activityCommon = `
hs_timestamp | Activity date | datetime/date | |
hs_createdate | Create date | datetime/date | R |
hs_attachment_ids | Attached file IDs | enumeration/checkbox | |
hs_body_preview | Body preview | string/text | CR |
hs_activity_type | Activity type | string/text | |`;

const activities: Readonly<Record<string, string>> = {
	notes: `
hs_note_body | Note body | string/html | |`,
	tasks: `
hs_task_subject | Task Title | string/text | |
hs_task_body | Notes | string/html | |
hs_task_status | Task Status | enumeration/select | | NOT_STARTED=Not started, IN_PROGRESS=In progress, WAITING=Waiting, COMPLETED=Completed, DEFERRED=Deferred
hs_task_priority | Priority | enumeration/select | | NONE=None, LOW=Low, MEDIUM=Medium, HIGH=High
hs_task_type | Task Type | enumeration/select | | EMAIL=Email, CALL=Call, TODO=To-do
hs_task_reminders | Reminders | string/text | |
hs_task_completion_date | Completed at | datetime/date | R |
hs_task_is_all_day | Is all day | bool/booleancheckbox | R | ${yesNo}`,
	calls: `
hs_call_title | Call title | string/text | |
hs_call_body | Call notes | string/html | |
hs_call_duration | Call duration | number/number | |
hs_call_direction | Call direction | enumeration/select | | INBOUND=Inbound, OUTBOUND=Outbound
hs_call_disposition | Call outcome | enumeration/select | | f240bbac-87c9-4f6e-bf70-924b57d47db7=Connected, 73a0d17f-1163-4015-bdd5-ec830791da20=No answer
hs_call_from_number | From number | string/text | |
hs_call_to_number | To Number | string/text | |
hs_call_recording_url | Recording URL | string/text | |
hs_call_status | Call status | enumeration/select | | COMPLETED=Completed, FAILED=Failed, NO_ANSWER=No answer, BUSY=Busy`,
	meetings: `
hs_meeting_title | Meeting name | string/text | |
hs_meeting_body | Meeting description | string/html | |
hs_internal_meeting_notes | Internal meeting notes | string/html | |
hs_meeting_location | Meeting location | string/text | |
hs_meeting_start_time | Meeting start time | datetime/date | |
hs_meeting_end_time | Meeting end time | datetime/date | |
hs_meeting_outcome | Meeting outcome | enumeration/select | | SCHEDULED=Scheduled, COMPLETED=Completed, RESCHEDULED=Rescheduled, NO_SHOW=No show, CANCELED=Canceled
hs_meeting_external_url | Meeting external URL | string/text | |`,
	emails: `
hs_email_subject | Email subject | string/text | |
hs_email_text | Text body | string/textarea | |
hs_email_html | Email body | string/html | |
hs_email_direction | Email direction | enumeration/select | | EMAIL=Outgoing email, INCOMING_EMAIL=Incoming email, FORWARDED_EMAIL=Forwarded email
hs_email_status | Email send status | enumeration/select | | BOUNCED=Bounced, FAILED=Failed, SCHEDULED=Scheduled, SENDING=Sending, SENT=Sent
hs_email_headers | Email headers | string/text | |
hs_email_from_email | Email from address | string/text | R |
hs_email_to_email | Email to address | string/text | R |`,
};

/** The properties of a new object of `plural`; a custom object gets those that every object has. */
export function standardProperties(plural: string): Property[] {
	const group = `${plural}information`;
	switch (plural) {
		case 'contacts':
			return [
				// Contacts have `lastmodifieddate` and no `hs_lastmodifieddate`; every other object the reverse.
				...parseProperties(everywhere, 'contactinformation').filter(({ name }) => name !== 'hs_lastmodifieddate'),
				...parseProperties(contact, 'contactinformation'),
				...parseProperties(contactCustom, 'custom_fields'),
			];
		case 'companies':
			return [
				...parseProperties(everywhere, 'companyinformation'),
				...parseProperties(company, 'companyinformation'),
				...parseProperties(companyCustom, 'custom_fields'),
			];
		case 'deals':
			return [...parseProperties(everywhere, 'dealinformation'), ...parseProperties(deal, 'dealinformation')];
		case 'tickets':
			return [...parseProperties(everywhere, 'ticketinformation'), ...parseProperties(ticket, 'ticketinformation')];
		default:
			return [
				...parseProperties(everywhere, group),
				...parseProperties(activities[plural] === undefined ? customCreated : activityCommon, group),
				...parseProperties(activities[plural] ?? '', group),
			];
	}
}

const customCreated = `
hs_createdate | Object create date/time | datetime/date | R |`;

/** Rules that the portal's administrator has set from the start. */
export const standardRules: Readonly<Record<string, Readonly<Record<string, readonly ValidationRule[]>>>> = {
	contacts: {
		account_code: [
			{ ruleType: 'WHITESPACE', ruleArguments: ['TRIM'], shouldApplyNormalization: true },
			{ ruleType: 'FORMAT', ruleArguments: ['UPPER'], shouldApplyNormalization: true },
			{ ruleType: 'MAX_LENGTH', ruleArguments: ['12'] },
			{ ruleType: 'REGEX', ruleArguments: ['^[A-Za-z0-9-]+$', 'Letters, digits and hyphens only'] },
		],
		team_size: [
			{ ruleType: 'MIN_NUMBER', ruleArguments: ['0'] },
			{ ruleType: 'MAX_NUMBER', ruleArguments: ['100000'] },
			{ ruleType: 'DECIMAL', ruleArguments: ['0'] },
		],
		budget: [{ ruleType: 'DECIMAL', ruleArguments: ['2'], shouldApplyNormalization: true }],
	},
	companies: {
		erp_number: [{ ruleType: 'ALPHANUMERIC', ruleArguments: ['NUMERIC_ONLY'] }],
	},
};
