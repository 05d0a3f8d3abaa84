/** A field as this adapter needs it: what the port shows of it, and where its value stands on the wire. */
import type { Choice, FieldSchema } from '../../core/fields/schema';

/** One option: Pipedrive's id, and the port's value and label. */
export interface Option {
	readonly id: number | string;
	readonly choice: Choice;
}

/** A part of a value that has parts: the city of an address, the end of a range. 'value' is the whole or the start. */
export interface PipedriveField {
	readonly schema: FieldSchema;
	/** Pipedrive's key: a name, or 40 hex digits for a custom field. */
	readonly code: string;
	readonly custom: boolean;
	/** Pipedrive's field_type. */
	readonly type: string;
	readonly part?: string | undefined;
	readonly options: readonly Option[];
}

export type Fields = ReadonlyMap<string, PipedriveField>;

/** Lower case words with underscores: the name that a label has as an API name elsewhere. */
export function slug(label: string): string {
	return label
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_+|_+$/g, '');
}

/** People write several addresses and numbers into one field of Pipedrive; the port's field is the first of them. */
export const contactCodes: Readonly<Record<string, 'email' | 'phone'>> = { emails: 'email', phones: 'phone' };

/** Types whose values have parts, with the parts that people know by name. */
export const partsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	address: {
		locality: 'City',
		postal_code: 'Postal code',
		country: 'Country',
		admin_area_level_1: 'State',
		route: 'Street',
		street_number: 'House number',
	},
	monetary: { currency: 'Currency' },
	daterange: { until: 'End' },
	timerange: { until: 'End' },
	time: {},
};

/** True where a write has to know the value that is there, since Pipedrive replaces all of it. */
export function needsPresent(field: PipedriveField): boolean {
	return field.code in contactCodes || field.type in partsOf;
}

/** A moment in a text field: Pipedrive has no custom field of that kind. AI fields named so hold ISO times. */
export function isTimeText(name: string, type: string): boolean {
	return /^ai_.*_(at|time)$/.test(name) && (type === 'varchar' || type === 'text');
}
