/** Converting a lead. https://help.salesforce.com/s/articleView?id=sf.leads_convert.htm */
import type { Source, StoredRecord } from '../core/store';
import type { Org } from './org';
import { seconds } from './present';
import { fillDefaults } from './special';

export interface Converted {
	readonly contactId: string;
	readonly accountId: string;
	readonly opportunityId: string | null;
}

const toContact = {
	FirstName: 'FirstName',
	LastName: 'LastName',
	Salutation: 'Salutation',
	Title: 'Title',
	Email: 'Email',
	Phone: 'Phone',
	MobilePhone: 'MobilePhone',
	LeadSource: 'LeadSource',
	Description: 'Description',
	Street: 'MailingStreet',
	City: 'MailingCity',
	Country: 'MailingCountry',
};

export function convertLead(
	org: Org,
	lead: StoredRecord,
	source: Source,
	wish: { readonly contactId?: string; readonly accountId?: string; readonly opportunity?: boolean } = {},
): Converted {
	const value = (name: string): string => org.store.value(lead, name) ?? '';
	if (value('IsConverted') === 'true') throw new Error('The lead is converted already.');
	const make = (typeName: string, values: Readonly<Record<string, string>>): string => {
		const type = org.type(typeName);
		const record = org.create(type, { ...source });
		const all = new Map(Object.entries(values));
		fillDefaults(org, type, all, source);
		for (const [name, text] of all) if (text !== '') org.store.set(record, name, text, org.metaOf(record).creation);
		return record.id;
	};
	const accountId = wish.accountId ?? make('Account', { Name: value('Company'), Website: value('Website') });
	const copied = Object.fromEntries(Object.entries(toContact).map(([from, to]) => [to, value(from)]));
	const contactId = wish.contactId ?? make('Contact', { ...copied, AccountId: accountId });
	const opportunityId =
		wish.opportunity === false
			? null
			: make('Opportunity', {
					Name: `${value('Company')}-`,
					AccountId: accountId,
					StageName: 'Prospecting',
					CloseDate: seconds(org.clock.now() + 90 * 86_400_000).slice(0, 10),
				});
	const converted: Readonly<Record<string, string>> = {
		IsConverted: 'true',
		Status: 'Closed - Converted',
		ConvertedDate: seconds(org.clock.now()).slice(0, 10),
		ConvertedContactId: contactId,
		ConvertedAccountId: accountId,
		ConvertedOpportunityId: opportunityId ?? '',
	};
	for (const [name, text] of Object.entries(converted)) org.store.set(lead, name, text, source);
	org.touch(lead, source);
	return { contactId, accountId, opportunityId };
}
