/**
 * Canonical values and Salesforce's wire values. What cannot be read as the field's type stays as it is, so that
 * nothing is lost or taken for empty.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/primitive_data_types.htm
 */
import type { FieldSchema } from '../../core/fields/schema';
import type { CrmValue } from '../../core/value';

type Kind = Pick<FieldSchema, 'type' | 'decimals'>;

/** A wire value in canonical form. */
export function fromWire(field: Kind | undefined, raw: unknown): CrmValue {
	if (raw === null || raw === undefined || raw === '') return null;
	if (typeof raw === 'object') return plain(raw);
	if (typeof raw === 'boolean') return raw;
	if (typeof raw === 'number') return raw === 0 ? 0 : raw;
	if (typeof raw !== 'string') return null;
	switch (field?.type) {
		case 'number':
			// The history writes numbers as text.
			return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(raw) ? Number(raw) + 0 : raw;
		case 'yes/no':
			return /^true$/i.test(raw) ? true : /^false$/i.test(raw) ? false : raw;
		case 'date':
			return /^\d{4}-\d{2}-\d{2}/.exec(raw)?.[0] ?? raw;
		case 'date and time':
			return readTime(raw) ?? raw;
		case 'choices':
			return sortedSet(raw.split(';'));
		case 'email':
			return raw.toLowerCase();
		case 'text':
		case 'long text':
			return raw.replace(/\r\n?/g, '\n');
		default:
			return raw;
	}
}

/** A canonical value as Salesforce takes it: null clears. */
export function toWire(field: Kind | undefined, value: CrmValue): unknown {
	if (value === null || value === '') return null;
	if (Array.isArray(value)) {
		const entries = sortedSet(
			value.map((entry: CrmValue) => (typeof entry === 'string' ? entry : JSON.stringify(entry))),
		);
		return entries.length === 0 ? null : entries.join(';');
	}
	if (field?.type === 'choices' && typeof value === 'string') return sortedSet(value.split(';')).join(';');
	return value;
}

/** What Salesforce holds after the value was written. Where its doing cannot be known, the value itself. */
export function predict(field: FieldSchema, value: CrmValue): CrmValue {
	const sent = toWire(field, value);
	if (typeof sent === 'number' && field.decimals !== undefined) return round(sent, field.decimals);
	if (typeof sent === 'string' && field.type === 'date and time') {
		const time = readTime(sent);
		return time === undefined ? sent : `${time.slice(0, 19)}.000Z`;
	}
	return fromWire(field, typeof sent === 'string' ? sent.trim() : sent);
}

/** Half away from zero, as Salesforce does. */
function round(value: number, decimals: number): number {
	const shifted = Number(`${Math.abs(value).toFixed(12)}e${decimals}`);
	const rounded = Number(`${Math.round(shifted + 1e-9)}e-${decimals}`);
	return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** 2026-11-20T10:00:00.000+0000 and other ISO forms as ISO time in UTC. */
export function readTime(raw: string): string | undefined {
	const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/.test(raw);
	const date = new Date(iso ? raw.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : Number.NaN);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function sortedSet(values: readonly string[]): readonly string[] {
	return [...new Set(values.map((entry) => entry.trim()).filter((entry) => entry !== ''))].sort();
}

function plain(value: object): CrmValue {
	if (Array.isArray(value)) return value.map((entry: unknown) => fromWire(undefined, entry));
	const entries = Object.entries(value).filter(([name]) => name !== 'attributes');
	return Object.fromEntries(entries.map(([name, entry]) => [name, fromWire(undefined, entry)]));
}
