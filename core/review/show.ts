/** Values, confidences and editors in the words in which people see them. Plain text: escaping is html.ts's work. */
import type { FieldSchema } from '../fields/schema';
import type { Edit } from '../record';
import { canonicalJson, isBlank, type CrmValue } from '../value';

/** A value as a person knows it from the CRM: labels of options, Yes and No, `empty`. */
export function showValue(field: Pick<FieldSchema, 'type' | 'choices'>, value: CrmValue): string {
	if (isBlank(value)) return 'empty';
	const label = (entry: CrmValue) => field.choices.find((choice) => choice.value === entry)?.label ?? textOf(entry);
	if (field.type === 'date and time' && typeof value === 'string') return showTime(value);
	if (typeof value === 'boolean') return value ? 'Yes' : 'No';
	if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.map(label).join(', ');
	return label(value);
}

const textOf = (value: CrmValue) => (typeof value === 'string' ? value : canonicalJson(value));

/** `2026-11-20 14:05 UTC`; a text that is no time stays as it is. */
export function showTime(iso: string): string {
	const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso);
	return match ? `${match[1] ?? ''} ${match[2] ?? ''} UTC` : iso;
}

/** Rounded down, so that a confidence below the threshold never looks like one that reaches it. */
export function showConfidence(confidence: number | undefined): string {
	return confidence === undefined ? 'none given' : `${Math.floor(Number((confidence * 1000).toFixed(6))) / 10} %`;
}

const editors: Readonly<Record<Edit['by'], string>> = {
	human: 'a person',
	automation: 'a workflow of the CRM',
	integration: 'another program',
	unknown: 'somebody',
};

/** Who set the value that stands now, and when; an edit of the record as a whole is called that. */
export function showEdit(edit: Edit | undefined): string {
	if (!edit) return 'The CRM does not tell who set it.';
	const who = `${editors[edit.by]}${edit.actor === undefined ? '' : ` (${edit.actor})`}`;
	return edit.evidence === 'record'
		? `Record last changed by ${who}, ${showTime(edit.at)}`
		: `Set by ${who}, ${showTime(edit.at)}`;
}
