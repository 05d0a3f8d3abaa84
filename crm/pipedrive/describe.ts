/**
 * The fields of an object as Pipedrive describes them now.
 * https://developers.pipedrive.com/docs/api/v1/PersonFields (v2), https://developers.pipedrive.com/docs/api/v1/LeadFields (v1)
 */
import type { FieldRule, FieldSchema, FieldType } from '../../core/fields/schema';
import { flag, list, object, text, type Json } from '../json';
import type { Connection } from './connection';
import { contactCodes, isTimeText, partsOf, slug, type Fields, type Option, type PipedriveField } from './fields';
import type { PipedriveObject } from './objects';

export type { Fields } from './fields';

const pageSize = 500;
const mostPages = 20;

/** https://pipedrive.readme.io/docs/core-api-concepts-custom-fields (field types) */
const longestVarchar = 255;
const longestText = 65_000;

export async function readFields(connection: Connection, target: PipedriveObject): Promise<Fields> {
	const described = target.api === 'v2' ? await readNew(connection, target) : await readOld(connection, target);
	const fields = new Map<string, PipedriveField>();
	const shared = sharedNames(described);
	for (const entry of described) {
		const code = text(entry['code']);
		if (code === undefined) continue;
		for (const field of fieldsOf(target, code, entry, shared)) fields.set(field.schema.name, field);
	}
	return fields;
}

/** Names that the labels of several custom fields lead to, or that a field of Pipedrive's own has. */
function sharedNames(described: readonly Json[]): ReadonlySet<string> {
	const claims = described.map((entry) =>
		flag(entry['custom']) ? slug(text(entry['label']) ?? '') : (text(entry['code']) ?? ''),
	);
	return new Set(claims.filter((name, index) => claims.indexOf(name) !== index));
}

async function readNew({ http }: Connection, target: PipedriveObject): Promise<readonly Json[]> {
	const all: Json[] = [];
	let cursor: string | undefined;
	for (let page = 0; page < mostPages; page++) {
		const response = await http.request({
			method: 'GET',
			path: target.fieldsPath,
			query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
			purpose: 'describe',
		});
		const body = object(response.body);
		for (const entry of list(body['data']).map(object)) {
			all.push({
				code: entry['field_code'],
				label: entry['field_name'],
				type: entry['field_type'],
				options: entry['options'],
				custom: entry['is_custom_field'],
			});
		}
		cursor = text(object(body['additional_data'])['next_cursor']);
		if (cursor === undefined) break;
	}
	return all;
}

async function readOld({ http }: Connection, target: PipedriveObject): Promise<readonly Json[]> {
	const all: Json[] = [];
	for (let start = 0, page = 0; page < mostPages; page++) {
		const response = await http.request({
			method: 'GET',
			path: target.fieldsPath,
			query: { start, limit: pageSize },
			purpose: 'describe',
		});
		const body = object(response.body);
		for (const entry of list(body['data']).map(object)) {
			const code = text(entry['key']) ?? '';
			const { field_type: type, name: label, options } = entry;
			all.push({ code, label, type, options, custom: /^[0-9a-f]{40}$/.test(code) });
		}
		const { more_items_in_collection: more, next_start: next } = object(object(body['additional_data'])['pagination']);
		if (more !== true || typeof next !== 'number') break;
		start = next;
	}
	return all;
}

/** The field, and one more for each part that people know by name. */
function fieldsOf(
	target: PipedriveObject,
	code: string,
	entry: Json,
	shared: ReadonlySet<string>,
): readonly PipedriveField[] {
	const label = text(entry['label']) ?? code;
	const native = text(entry['type']) ?? '';
	const custom = flag(entry['custom']);
	const name = nameOf(code, label, custom, shared);
	const options = optionsOf(entry, name);
	const type = typeOf(name, code, native, custom, options);
	const isMoney = native === 'monetary' || ['value', 'annual_revenue'].includes(code);
	const readOnly = !custom && !target.writable.includes(code);
	const base: FieldSchema = {
		name,
		label,
		type,
		choices: type === 'choice' || type === 'choices' ? options.map(({ choice }) => choice) : [],
		openChoices: false,
		...(lengthOf(native, type) === undefined ? {} : { maxLength: lengthOf(native, type) }),
		...(native === 'int' ? { decimals: 0 } : {}),
		readOnly,
		calculated: false,
		unique: custom && identifies(label, native),
		currency: type === 'number' && isMoney,
		sensitive: false,
		hidden: false,
		rules: rulesOf(native),
		native: { type: native, control: code },
	};
	const whole: PipedriveField = {
		schema: base,
		code,
		custom,
		type: native,
		...(native in partsOf ? { part: 'value' } : {}),
		options,
	};
	const parts = Object.entries(partsOf[native] ?? {}).map(([part, partLabel]): PipedriveField => {
		const partType: FieldType = native === 'daterange' ? 'date' : 'text';
		const { maxLength: _, ...rest } = base;
		return {
			...whole,
			part,
			schema: { ...rest, name: `${name}.${part}`, label: `${label}: ${partLabel}`, type: partType, currency: false },
		};
	});
	return [whole, ...parts];
}

/** AI fields have the same name on every CRM; two with one label keep their keys, since a name must not mean either. */
function nameOf(code: string, label: string, custom: boolean, shared: ReadonlySet<string>): string {
	if (!custom) return contactCodes[code] ?? code;
	const name = slug(label);
	return name.startsWith('ai_') && !shared.has(name) ? name : code;
}

/** Values are option ids, which stay when somebody renames an option; AI fields have the names of all CRMs. */
function optionsOf(entry: Json, name: string): readonly Option[] {
	const taken = new Set<string>();
	return list(entry['options']).flatMap((raw): Option[] => {
		const { id, label: given } = object(raw);
		if (typeof id !== 'number' && typeof id !== 'string') return [];
		const label = text(given) ?? String(id);
		const word = slug(label);
		const value = name.startsWith('ai_') && word !== '' && !taken.has(word) ? word : String(id);
		taken.add(value);
		return [{ id, choice: { value, label, active: true } }];
	});
}

const yesNo = ['no,yes', 'false,true'];

function typeOf(name: string, code: string, native: string, custom: boolean, options: readonly Option[]): FieldType {
	if (!custom && code in contactCodes) return contactCodes[code] === 'email' ? 'email' : 'phone';
	if (!custom && /_time$/.test(code)) return 'date and time';
	if (!custom && (code === 'website' || code === 'linkedin')) return 'url';
	switch (native) {
		case 'int':
		case 'double':
		case 'monetary':
			return 'number';
		case 'boolean':
			return 'yes/no';
		case 'varchar':
		case 'varchar_auto':
		case 'varchar_options':
			if (!custom && code === 'im') return 'unsupported';
			return isTimeText(name, native) ? 'date and time' : 'text';
		case 'text':
			return isTimeText(name, native) ? 'date and time' : 'long text';
		case 'phone':
			return 'phone';
		case 'date':
		case 'daterange':
			return 'date';
		case 'time':
		case 'timerange':
		case 'address':
			return 'text';
		case 'enum': {
			// Pipedrive has no yes/no custom field; people make it of two options.
			const labels = options.map(({ choice }) => choice.label.trim().toLowerCase()).sort();
			return yesNo.includes(labels.join(',')) ? 'yes/no' : 'choice';
		}
		case 'status':
		case 'visible_to':
			return 'choice';
		case 'set':
			return 'choices';
		case 'stage':
			return options.length > 0 ? 'choice' : 'reference';
		case 'org':
		case 'people':
		case 'deal':
		case 'lead':
		case 'user':
		case 'project':
			return 'reference';
		default:
			return 'unsupported';
	}
}

function lengthOf(native: string, type: FieldType): number | undefined {
	if (native === 'text') return longestText;
	const short = ['varchar', 'varchar_auto', 'varchar_options', 'phone'].includes(native);
	return short && type !== 'date and time' ? longestVarchar : undefined;
}

/** The time of day as Pipedrive takes it. https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide */
function rulesOf(native: string): readonly FieldRule[] {
	return native === 'time' || native === 'timerange'
		? [{ kind: 'pattern', argument: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$' }]
		: [];
}

/**
 * Pipedrive lets any two records hold the same value. A field that is labelled as an id, a number or a key is meant to
 * be unique: it may be used to find records, two holders are ambiguous, and AI does not write it.
 */
function identifies(label: string, native: string): boolean {
	if (!['varchar', 'varchar_auto', 'double', 'text'].includes(native)) return false;
	return /(^|[\s_-])(id|uuid|guid|key|code|no\.?|nr\.?|number|reference|external[\s_-].*|vat|tax|sku)$/i.test(
		label.trim(),
	);
}
