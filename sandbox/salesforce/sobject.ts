/** An object of the org: its fields and what may be done with it. */
import { field, fixed, reference, text, typed, type Field } from './field';

export interface SObjectType {
	readonly name: string;
	readonly label: string;
	readonly labelPlural: string;
	readonly keyPrefix: string;
	readonly custom: boolean;
	readonly createable: boolean;
	readonly updateable: boolean;
	readonly deletable: boolean;
	readonly searchable: boolean;
	/** GET sobjects/{T}/updated and /deleted. */
	readonly replicateable: boolean;
	/** The object whose field history this one holds. */
	readonly historyOf: string | null;
	/** The admin may track the history of its fields, in an object of this name. */
	readonly historyName: string | null;
	/** Only the Tooling API knows it. */
	readonly tooling: boolean;
	readonly required: readonly string[];
	readonly fields: Map<string, Field>;
}

export function systemFields(): Field[] {
	const user = (name: string, label: string, relation: string): Field =>
		fixed(reference(name, label, ['User'], relation, { nillable: false, defaultedOnCreate: true }));
	const time = (name: string, label: string): Field => fixed(typed('datetime', name, label, { nillable: false }));
	return [
		fixed(field({ name: 'Id', label: 'Record ID', type: 'id', length: 18, nillable: false, idLookup: true })),
		fixed(typed('boolean', 'IsDeleted', 'Deleted')),
		time('CreatedDate', 'Created Date'),
		user('CreatedById', 'Created By ID', 'CreatedBy'),
		time('LastModifiedDate', 'Last Modified Date'),
		user('LastModifiedById', 'Last Modified By ID', 'LastModifiedBy'),
		time('SystemModstamp', 'System Modstamp'),
	];
}

export type SObjectParts = Pick<SObjectType, 'name' | 'label' | 'labelPlural' | 'keyPrefix'> &
	Partial<Omit<SObjectType, 'fields'>> & { readonly fields: readonly Field[] };

export function sobject({ fields, ...parts }: SObjectParts): SObjectType {
	const all = [...systemFields(), ...fields];
	return {
		custom: parts.name.endsWith('__c'),
		createable: true,
		updateable: true,
		deletable: true,
		searchable: false,
		replicateable: true,
		historyOf: null,
		historyName: null,
		tooling: false,
		required: [],
		...parts,
		fields: new Map(all.map((one) => [one.name.toLowerCase(), one])),
	};
}

export const owner = (): Field =>
	reference('OwnerId', 'Owner ID', ['Group', 'User'], 'Owner', { nillable: false, defaultedOnCreate: true });

export const masterRecord = (type: string): Field =>
	fixed(reference('MasterRecordId', 'Master Record ID', [type], 'MasterRecord'));

export const personName = (): Field[] => [
	text('LastName', 'Last Name', 80, { nillable: false, compound: 'Name' }),
	text('FirstName', 'First Name', 40, { compound: 'Name' }),
	text('Salutation', 'Salutation', 40, { compound: 'Name' }),
	fixed(text('Name', 'Full Name', 121, { nameField: true, nillable: false })),
];

/** Where an object keeps its field history. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_history.htm */
export function historyType(of: SObjectType, name: string): SObjectType {
	const parent = of.custom ? 'ParentId' : `${of.name}Id`;
	const relation = of.custom ? 'Parent' : of.name;
	return sobject({
		name,
		label: `${of.label} History`,
		labelPlural: `${of.label} History`,
		keyPrefix: '017',
		createable: false,
		updateable: false,
		deletable: false,
		replicateable: false,
		historyOf: of.name,
		custom: false,
		fields: [
			fixed(reference(parent, `${of.label} ID`, [of.name], relation, { childRelationship: 'Histories' })),
			fixed(typed('picklist', 'Field', 'Changed Field')),
			fixed(typed('picklist', 'DataType', 'Datatype')),
			// Values of any type cannot stand in a condition.
			fixed(field({ name: 'OldValue', label: 'Old Value', type: 'anyType', filterable: false, sortable: false })),
			fixed(field({ name: 'NewValue', label: 'New Value', type: 'anyType', filterable: false, sortable: false })),
		],
	});
}
