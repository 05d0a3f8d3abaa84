/** Salesforce's objects by the names that are the same on every CRM, and the fields that name a record for people. */

export interface SalesforceObject {
	/** contact, lead, company, deal; a custom object's API name. */
	readonly name: string;
	/** Plural, as people see it. */
	readonly label: string;
	/** The API name. */
	readonly sobject: string;
	readonly custom: boolean;
	/** Fields of which the label is made; the first that holds something. */
	readonly labelFields: readonly string[];
	/** Fields that stand for the record where it is read as context of another. */
	readonly contextFields: readonly string[];
	/** The history object and its link to the record, where admins can turn field history on. */
	readonly history: { readonly sobject: string; readonly parent: string } | undefined;
	/** True where Salesforce merges such records. */
	readonly merges: boolean;
}

const contact: SalesforceObject = {
	name: 'contact',
	label: 'Contacts',
	sobject: 'Contact',
	custom: false,
	labelFields: ['Name', 'Email'],
	contextFields: ['Name', 'Email', 'Title', 'Phone', 'Department'],
	history: { sobject: 'ContactHistory', parent: 'ContactId' },
	merges: true,
};
const lead: SalesforceObject = {
	name: 'lead',
	label: 'Leads',
	sobject: 'Lead',
	custom: false,
	labelFields: ['Name', 'Email'],
	contextFields: ['Name', 'Email', 'Title', 'Company', 'Status', 'LeadSource'],
	history: { sobject: 'LeadHistory', parent: 'LeadId' },
	merges: true,
};
const company: SalesforceObject = {
	name: 'company',
	label: 'Accounts',
	sobject: 'Account',
	custom: false,
	labelFields: ['Name', 'Website'],
	contextFields: ['Name', 'Website', 'Industry', 'NumberOfEmployees', 'AnnualRevenue', 'BillingCountry'],
	history: { sobject: 'AccountHistory', parent: 'AccountId' },
	merges: true,
};
const deal: SalesforceObject = {
	name: 'deal',
	label: 'Opportunities',
	sobject: 'Opportunity',
	custom: false,
	labelFields: ['Name'],
	contextFields: ['Name', 'Amount', 'StageName', 'CloseDate', 'IsClosed', 'IsWon'],
	history: { sobject: 'OpportunityFieldHistory', parent: 'OpportunityId' },
	merges: false,
};

export const standardObjects: readonly SalesforceObject[] = [contact, lead, company, deal];

/** Contacts and leads together, since Salesforce keeps people in both. */
export const person = { name: 'person', label: 'Contacts and Leads', parts: [contact, lead] } as const;

const aliases: Readonly<Record<string, SalesforceObject>> = {
	contacts: contact,
	leads: lead,
	account: company,
	accounts: company,
	companies: company,
	opportunity: deal,
	opportunities: deal,
	deals: deal,
};

/** Also the plural and Salesforce's own names, since people and templates use all of them. */
export function standardObject(name: string): SalesforceObject | undefined {
	const wanted = name.trim().toLowerCase();
	return standardObjects.find((entry) => entry.name === wanted) ?? aliases[wanted];
}

export function isPerson(name: string): boolean {
	return ['person', 'persons', 'people'].includes(name.trim().toLowerCase());
}

/** Any other object, by its API name: Thing__c, ns__Thing__c, Campaign. */
export function otherObject(sobject: string, label: string, custom: boolean): SalesforceObject {
	return {
		name: sobject,
		label,
		sobject,
		custom,
		labelFields: ['Name'],
		contextFields: ['Name'],
		history: custom ? { sobject: sobject.replace(/__c$/, '__History'), parent: 'ParentId' } : undefined,
		merges: false,
	};
}
