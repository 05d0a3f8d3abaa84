/** What a rep types, as the store keeps it. */
import type { StoredRecord } from '../core/store';
import { slug, type Company } from './company';
import type { Field } from './entities';
import { contactsOf, type ContactEntry } from './values';

/** Options by label or id, an address or number as the first entry, money in the company's currency. */
export function typedValue(company: Company, field: Field, value: string, record: StoredRecord): string {
	if (value === '') return '';
	const optionId = (text: string) =>
		field.options?.find(({ id, label }) => String(id) === text || slug(label) === slug(text))?.id ?? text;
	const isJson = value.startsWith('{') || value.startsWith('[');
	if (field.type === 'enum') return String(optionId(value));
	if (field.type === 'set' && !isJson) return JSON.stringify(value.split(';').map(optionId));
	if (['address', 'time'].includes(field.type) && !isJson) return JSON.stringify({ value });
	if (field.type === 'monetary' && !isJson) {
		const key = field.custom ? 'value' : 'amount';
		return JSON.stringify({ [key]: Number(value), currency: company.options.currency });
	}
	if (field.code !== 'emails' && field.code !== 'phones') return value;
	if (isJson) return value;
	const others = contactsOf(company.store.value(record, field.code)).slice(1);
	const entries: ContactEntry[] = [{ value, primary: true, label: 'work' }, ...others];
	return JSON.stringify(entries);
}
