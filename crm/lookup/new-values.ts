/** The values of a new record in the CRM's types, and the mark that tells later who made it. */
import { coerce } from '../../core/fields/coerce';
import type { FieldSchema } from '../../core/fields/schema';
import type { KeyFields } from '../../core/identity/key-fields';
import { stampField, writeStamp, type FieldStamp } from '../../core/stamp';
import { isBlank, type CrmValue } from '../../core/value';
import type { Crm } from '../crm';

export interface Run {
	/** n8n's execution id. */
	readonly execution: string;
	/** ISO time now, by our clock. */
	readonly at: string;
}

export type Typed =
	| { readonly ok: true; readonly values: Readonly<Record<string, CrmValue>> }
	/** After "Not created: ". */
	| { readonly ok: false; readonly why: string };

const PROVENANCE = 'ai_provenance';
const UPDATED_AT = 'ai_updated_at';
/** A field that says no length holds as much as HubSpot's longest. */
const usualRoom = 65_536;

/** Keys and the values that the user mapped, typed like every other write; what the user mapped wins. */
export function typedValues(
	schema: ReadonlyMap<string, FieldSchema>,
	crm: Pick<Crm, 'system'>,
	keyFields: KeyFields,
	keys: Readonly<Record<string, string>>,
	more: Readonly<Record<string, unknown>>,
): Typed {
	const values: Record<string, CrmValue> = {};
	for (const [name, given] of [...Object.entries(keys), ...Object.entries(more)]) {
		const field = schema.get(name);
		if (field === undefined) return { ok: false, why: `there is no field "${name}".` };
		const isKey = !(name in more);
		const coerced = coerce(field, isKey && field.type === 'url' ? asAddress(String(given)) : given);
		if (!coerced.ok) return { ok: false, why: `${coerced.message} ${coerced.hint}` };
		if (isBlank(coerced.value)) delete values[name];
		else values[name] = coerced.value;
	}
	const missing = keyFields.required.filter((name) => values[name] === undefined);
	if (missing.length > 0) {
		const labels = missing.map((name) => `"${schema.get(name)?.label ?? name}"`).join(', ');
		return { ok: false, why: `${crmNames[crm.system]} makes no such record without ${labels}.` };
	}
	return { ok: true, values };
}

const crmNames = { hubspot: 'HubSpot', salesforce: 'Salesforce', pipedrive: 'Pipedrive' } as const;

function asAddress(domain: string): string {
	return /^https?:\/\//i.test(domain) ? domain : `https://${domain}`;
}

/**
 * The stamp says that this run made the record, so that it can be found later. Of the values only those of AI fields
 * are stamped as ours: the others are facts that came in, and count like any value that AI did not write.
 */
export function withStamp(
	values: Readonly<Record<string, CrmValue>>,
	schema: ReadonlyMap<string, FieldSchema>,
	crm: Pick<Crm, 'predict'>,
	{ execution, at }: Run,
): Readonly<Record<string, CrmValue>> {
	const provenance = schema.get(PROVENANCE);
	const updatedAt = schema.get(UPDATED_AT);
	const stamped: Record<string, FieldStamp> = {};
	for (const [name, value] of Object.entries(values)) {
		const field = schema.get(name);
		if (field === undefined || !/^ai_/i.test(name)) continue;
		stamped[name] = stampField(undefined, {
			stored: crm.predict(field, value),
			readAt: at,
			writtenAt: at,
			run: execution,
		});
	}
	const stamp = { v: 1 as const, fields: stamped, created: { at, run: execution } };
	return {
		...values,
		...(provenance === undefined || provenance.readOnly
			? {}
			: { [PROVENANCE]: writeStamp(stamp, provenance.maxLength ?? usualRoom) }),
		...(updatedAt === undefined || updatedAt.readOnly ? {} : { [UPDATED_AT]: at }),
	};
}
