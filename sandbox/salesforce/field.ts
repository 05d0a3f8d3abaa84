/** A field of an object, and short ways to define one. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm */

export type FieldType =
	| 'id'
	| 'string'
	| 'textarea'
	| 'email'
	| 'phone'
	| 'url'
	| 'picklist'
	| 'multipicklist'
	| 'combobox'
	| 'reference'
	| 'boolean'
	| 'int'
	| 'double'
	| 'currency'
	| 'percent'
	| 'date'
	| 'datetime'
	| 'time'
	| 'address'
	| 'base64'
	| 'anyType';

export interface PicklistValue {
	readonly value: string;
	readonly label: string;
	readonly active: boolean;
	readonly defaultValue: boolean;
}

export interface Field {
	readonly name: string;
	readonly label: string;
	readonly type: FieldType;
	readonly length: number;
	readonly precision: number;
	readonly scale: number;
	readonly digits: number;
	readonly createable: boolean;
	readonly updateable: boolean;
	readonly calculated: boolean;
	readonly autoNumber: boolean;
	readonly externalId: boolean;
	readonly idLookup: boolean;
	readonly unique: boolean;
	readonly caseSensitive: boolean;
	readonly nillable: boolean;
	readonly defaultedOnCreate: boolean;
	readonly restricted: boolean;
	readonly options: readonly PicklistValue[];
	readonly referenceTo: readonly string[];
	readonly relationshipName: string | null;
	/** The name of the list on the other side. */
	readonly childRelationship: string | null;
	readonly compound: string | null;
	readonly nameField: boolean;
	readonly filterable: boolean;
	readonly sortable: boolean;
	readonly htmlFormatted: boolean;
	readonly extraType: string | null;
	readonly help: string | null;
	readonly custom: boolean;
	/** The admin may track its history. */
	readonly trackable: boolean;
	/** Milliseconds since 1970 from when its history is kept; null where it is not. */
	trackedSince: number | null;
	/** Nobody sees the field until a permission set grants it: custom fields that were made by API. */
	readonly guarded: boolean;
}

export type FieldParts = Partial<Field> & Pick<Field, 'name' | 'label' | 'type'>;

export function field(parts: FieldParts): Field {
	const custom = parts.name.endsWith('__c');
	return {
		length: 0,
		precision: 0,
		scale: 0,
		digits: 0,
		createable: true,
		updateable: true,
		calculated: false,
		autoNumber: false,
		externalId: false,
		idLookup: false,
		unique: false,
		caseSensitive: false,
		nillable: true,
		defaultedOnCreate: false,
		restricted: false,
		options: [],
		referenceTo: [],
		relationshipName: null,
		childRelationship: null,
		compound: null,
		nameField: false,
		filterable: true,
		sortable: true,
		htmlFormatted: false,
		extraType: null,
		help: null,
		custom,
		trackable: true,
		trackedSince: null,
		guarded: false,
		...parts,
	};
}

type More = Partial<Field>;

const readOnly: More = { createable: false, updateable: false, trackable: false };

export const text = (name: string, label: string, length: number, more: More = {}): Field =>
	field({ name, label, type: 'string', length, ...more });

export const longText = (name: string, label: string, length = 32_000, more: More = {}): Field =>
	field({
		name,
		label,
		type: 'textarea',
		length,
		// Long text cannot stand in WHERE or ORDER BY.
		filterable: length <= 255,
		sortable: length <= 255,
		extraType: 'plaintextarea',
		...more,
	});

export const typed = (type: FieldType, name: string, label: string, more: More = {}): Field =>
	field({ name, label, type, ...typeDefaults[type], ...more });

const typeDefaults: Partial<Record<FieldType, More>> = {
	email: { length: 80 },
	phone: { length: 40 },
	url: { length: 255 },
	boolean: { nillable: false, defaultedOnCreate: true },
	int: { digits: 8 },
	double: { precision: 18, scale: 2 },
	currency: { precision: 18, scale: 2 },
	percent: { precision: 3, scale: 0 },
	picklist: { length: 255 },
	multipicklist: { length: 4_099, filterable: true, sortable: false },
	base64: { filterable: false, sortable: false },
	address: { ...readOnly, sortable: false },
	reference: { length: 18 },
};

/** Options are values, or [value, label]. */
export const picklist = (
	name: string,
	label: string,
	options: readonly (string | readonly [string, string])[],
	more: More = {},
): Field =>
	typed('picklist', name, label, {
		options: options.map((option) => {
			const [value, optionLabel] = typeof option === 'string' ? [option, option] : option;
			return { value, label: optionLabel, active: true, defaultValue: false };
		}),
		...more,
	});

export const reference = (
	name: string,
	label: string,
	referenceTo: readonly string[],
	relationshipName: string | null,
	more: More = {},
): Field => typed('reference', name, label, { referenceTo, relationshipName, ...more });

export const calculated = (made: Field): Field => ({ ...made, ...readOnly, calculated: true });

export const fixed = (made: Field): Field => ({ ...made, ...readOnly });

export const addressFields = (prefix: string): Field[] => {
	const compound = `${prefix}Address`;
	const word = prefix === '' ? '' : `${prefix} `;
	return [
		longText(`${prefix}Street`, `${word}Street`, 255, { compound }),
		text(`${prefix}City`, `${word}City`, 40, { compound }),
		text(`${prefix}State`, `${word}State/Province`, 80, { compound }),
		text(`${prefix}PostalCode`, `${word}Zip/Postal Code`, 20, { compound }),
		text(`${prefix}Country`, `${word}Country`, 80, { compound }),
		typed('address', compound, `${word}Address`, { filterable: false }),
	];
};
