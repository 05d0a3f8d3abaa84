/** HubSpot's objects: their names in paths, their type ids, and the fields that name a record for people. */

export interface HubSpotObject {
	/** Our name: contact, company, deal, ticket; a custom object's type id such as 2-3453932. */
	readonly name: string;
	/** Plural, as people see it. */
	readonly label: string;
	/** The name in paths. */
	readonly path: string;
	/** https://developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids */
	readonly typeId: string;
	readonly custom: boolean;
	/** When the record changed last; the field that search filters and sorts by. */
	readonly changedField: string;
	/** Fields of which the label is made. */
	readonly labelFields: readonly string[];
	/** Fields that stand for the record where it is read as context of another. */
	readonly contextFields: readonly string[];
}

const contact: HubSpotObject = {
	name: 'contact',
	label: 'Contacts',
	path: 'contacts',
	typeId: '0-1',
	custom: false,
	changedField: 'lastmodifieddate',
	labelFields: ['firstname', 'lastname', 'email'],
	contextFields: ['firstname', 'lastname', 'email', 'jobtitle', 'company', 'lifecyclestage'],
};
const company: HubSpotObject = {
	name: 'company',
	label: 'Companies',
	path: 'companies',
	typeId: '0-2',
	custom: false,
	changedField: 'hs_lastmodifieddate',
	labelFields: ['name', 'domain'],
	contextFields: ['name', 'domain', 'industry', 'numberofemployees', 'annualrevenue', 'country'],
};
const deal: HubSpotObject = {
	name: 'deal',
	label: 'Deals',
	path: 'deals',
	typeId: '0-3',
	custom: false,
	changedField: 'hs_lastmodifieddate',
	labelFields: ['dealname'],
	contextFields: ['dealname', 'amount', 'dealstage', 'pipeline', 'closedate', 'hs_is_closed_won'],
};
const ticket: HubSpotObject = {
	name: 'ticket',
	label: 'Tickets',
	path: 'tickets',
	typeId: '0-5',
	custom: false,
	changedField: 'hs_lastmodifieddate',
	labelFields: ['subject'],
	contextFields: ['subject', 'hs_pipeline_stage', 'hs_ticket_priority', 'createdate'],
};

export const standardObjects: readonly HubSpotObject[] = [contact, company, deal, ticket];

/** Also the plural, the path and the type id, since people and templates use all of them. */
export function standardObject(name: string): HubSpotObject | undefined {
	const wanted = name.trim().toLowerCase();
	return standardObjects.find((entry) => [entry.name, entry.path, entry.typeId].includes(wanted));
}

/** True for a type id or fully qualified name of a custom object: 2-3453932, p1234_pets. */
export function isCustomObject(name: string): boolean {
	return /^2-\d+$/.test(name) || /^p\d+_[A-Za-z]\w*$/.test(name);
}

export function customObject(typeId: string, label: string, displayFields: readonly string[]): HubSpotObject {
	return {
		name: typeId,
		label,
		path: typeId,
		typeId,
		custom: true,
		changedField: 'hs_lastmodifieddate',
		labelFields: displayFields.slice(0, 1),
		contextFields: displayFields,
	};
}

/** The record's name for people: first and last name, else the first field that holds something, else the id. */
export function labelOf(
	object: HubSpotObject,
	id: string,
	properties: Readonly<Record<string, string | null>>,
): string {
	if (object.name === 'contact') {
		const name = [properties['firstname'], properties['lastname']].filter(Boolean).join(' ').trim();
		if (name !== '') return name;
	}
	for (const field of object.labelFields) {
		const value = properties[field]?.trim() ?? '';
		if (value !== '') return value;
	}
	return `${object.name} ${id}`;
}
