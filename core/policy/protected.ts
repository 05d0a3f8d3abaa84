/**
 * Fields that steer the business: they change only with a person's approval, whatever a panel says
 * (S1-02, S1-03, S1-38). Fields that start with ai_ are never protected by name.
 */
import type { FieldSchema } from '../fields/schema';
import type { CrmSystem } from '../record';
import { matchesPattern } from './owners';

/** Fields of AI's own are never protected by their names. */
const AI_FIELD = /^ai_/i;

/** Patterns per CRM, in the order in which PANELS names the groups. */
const patterns: Record<CrmSystem, Readonly<Record<string, readonly string[]>>> = {
	hubspot: {
		'the owner': ['hubspot_owner_id', 'hubspot_team_id', 'hs_all_owner_ids', 'hs_owning_teams', '*_owner_id'],
		'the lifecycle': ['lifecyclestage', 'hs_lifecyclestage_*'],
		'the pipeline or stage': ['pipeline', 'hs_pipeline', 'dealstage', 'hs_pipeline_stage', '*dealstage*'],
		'the status': ['hs_lead_status', 'hs_ticket_status', 'hs_task_status', 'hs_status'],
		'an amount of money': [
			'amount',
			'amount_*',
			'*_amount',
			'hs_acv',
			'hs_arr',
			'hs_mrr',
			'hs_tcv',
			'deal_currency_code',
			'annualrevenue',
		],
		'the probability or forecast': ['*probability*', '*forecast*', 'hs_priority_deal_score'],
		'the close date': ['closedate', 'hs_closed_*', 'closed_date'],
		'an e-mail address': ['email', 'work_email', 'hs_additional_emails', 'hs_email_domain'],
		'the name': ['firstname', 'lastname', 'name', 'dealname', 'subject', 'hs_full_name_or_email'],
		'consent or opt-out': [
			'*optout*',
			'*opt_out*',
			'*optin*',
			'*opt_in*',
			'hs_legal_basis',
			'*consent*',
			'*unsubscribe*',
		],
		'the record type': ['hs_object_source*', 'dealtype'],
		'an external id': ['*external_id*', '*externalid*', 'salesforce*id'],
		'a parent link': ['hs_parent_company_id', 'associatedcompanyid', 'hs_primary_*', 'hs_merged_object_ids'],
	},
	salesforce: {
		'the owner': ['OwnerId'],
		'the lifecycle': ['*Lifecycle*'],
		'the pipeline or stage': ['StageName', '*Stage__c'],
		'the status': ['Status', 'IsConverted', 'IsClosed', 'IsWon'],
		'an amount of money': ['Amount', 'CurrencyIsoCode', 'AnnualRevenue', 'ExpectedRevenue', 'TotalOpportunityQuantity'],
		'the probability or forecast': ['Probability', 'Forecast*'],
		'the close date': ['CloseDate'],
		'an e-mail address': ['Email', 'PersonEmail', 'Email__c'],
		'the name': ['Name', 'FirstName', 'LastName', 'MiddleName', 'Salutation', 'Suffix'],
		'consent or opt-out': [
			'HasOptedOut*',
			'DoNotCall',
			'*Consent*',
			'*OptIn*',
			'*OptOut*',
			'*Opt_In*',
			'*Opt_Out*',
			'IndividualId',
		],
		'the record type': ['RecordTypeId', 'Type'],
		'an external id': ['*External_Id*', '*ExternalId*'],
		'a parent link': [
			'AccountId',
			'ParentId',
			'ReportsToId',
			'MasterRecordId',
			'ContactId',
			'CampaignId',
			'Pricebook2Id',
		],
	},
	pipedrive: {
		'the owner': ['owner_id', 'user_id'],
		'the lifecycle': ['lifecycle*'],
		'the pipeline or stage': ['pipeline_id', 'stage_id'],
		'the status': ['status', 'lost_reason', 'is_archived'],
		'an amount of money': ['value', 'currency', 'acv', 'arr', 'mrr', 'annual_revenue'],
		'the probability or forecast': ['probability', '*forecast*'],
		'the close date': ['expected_close_date', 'close_time', 'won_time', 'lost_time'],
		'an e-mail address': ['email', 'emails'],
		'the name': ['name', 'first_name', 'last_name', 'title'],
		'consent or opt-out': ['marketing_status', '*consent*', '*opt_in*', '*opt_out*', 'doi_status'],
		'the record type': ['label', 'label_ids', 'visible_to'],
		'an external id': ['*external_id*', 'origin_id', 'channel_id'],
		'a parent link': ['org_id', 'person_id', 'parent_id'],
	},
};

/**
 * Why the field is protected, as the end of "this field holds ..."; undefined where it is not.
 * `additional` are the user's own names or patterns.
 */
export function protectedBecause(
	system: CrmSystem,
	field: FieldSchema,
	additional: readonly string[] = [],
): string | undefined {
	if (additional.some((pattern) => matchesPattern(pattern, field.name))) return 'something you protected in this node';
	if (field.unique) return 'an id that must stay unique';
	if (AI_FIELD.test(field.name)) return undefined;
	if (field.currency) return 'an amount of money';
	return protectedName(system, field.name);
}

/** The group that the name alone shows; undefined where it shows none. A panel that has no field list knows no more. */
export function protectedName(system: CrmSystem, name: string, matches = matchesPattern): string | undefined {
	if (AI_FIELD.test(name)) return undefined;
	const group = Object.entries(patterns[system]).find(([, names]) => names.some((pattern) => matches(pattern, name)));
	return group?.[0];
}

/** The built-in names and patterns of a CRM. */
export function protectedPatterns(system: CrmSystem): readonly string[] {
	return Object.values(patterns[system]).flat();
}
