/** The form control in which a person may change a suggestion, typed by the field, and what it sends back. */
import { coerce } from '../fields/coerce';
import type { FieldSchema } from '../fields/schema';
import { sameValue, type CrmValue } from '../value';

type LineKind = 'text' | 'long text' | 'number' | 'date' | 'time' | 'email' | 'url' | 'tel';

export type Control =
	| {
			readonly kind: LineKind;
			readonly text: string;
	  }
	| {
			readonly kind: 'one of' | 'some of';
			readonly options: readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[];
	  };

/** What an empty choice sends. */
const NONE = '';

const plainKinds = {
	text: 'text',
	'long text': 'long text',
	number: 'number',
	date: 'date',
	'date and time': 'time',
	email: 'email',
	url: 'url',
	phone: 'tel',
} as const;

/** The control that shows `value`; undefined where the field's values are not for typing (links, addresses). */
export function controlFor(field: FieldSchema, value: CrmValue): Control | undefined {
	if (field.type === 'choice' || field.type === 'choices') {
		const chosen = Array.isArray(value) ? value : [value ?? NONE];
		const known = field.choices.filter((choice) => choice.active || chosen.includes(choice.value));
		const listed = known.map((choice) => ({ ...choice, chosen: chosen.includes(choice.value) }));
		const own = chosen.filter(
			(entry): entry is string => typeof entry === 'string' && entry !== '' && !known.some((o) => o.value === entry),
		);
		const options = [...listed, ...own.map((entry) => ({ value: entry, label: entry, chosen: true }))];
		return field.type === 'choices'
			? { kind: 'some of', options }
			: { kind: 'one of', options: [{ value: NONE, label: '(empty)', chosen: value === null }, ...options] };
	}
	if (field.type === 'yes/no') {
		const option = (text: string, label: string, own: CrmValue) => ({ value: text, label, chosen: value === own });
		const options = [option(NONE, '(empty)', null), option('true', 'Yes', true), option('false', 'No', false)];
		return { kind: 'one of', options };
	}
	const kinds: Partial<Record<FieldSchema['type'], (typeof plainKinds)[keyof typeof plainKinds]>> = plainKinds;
	const kind = kinds[field.type];
	if (kind === undefined) return undefined;
	const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
	// A one-line control would swallow line breaks.
	if (kind === 'text' && /[\r\n]/.test(text)) return { kind: 'long text', text };
	return { kind, text: kind === 'time' ? text.replace(/Z$/, '') : text };
}

export type Entered =
	| { readonly ok: true; readonly value: CrmValue; readonly edited: boolean }
	| { readonly ok: false; readonly message: string };

/** What the person approves: the suggestion where the control came back as it was shown, else the typed entry. */
export function readEntered(
	field: FieldSchema,
	suggestion: CrmValue,
	sent: readonly string[] | undefined,
	predict: (field: FieldSchema, value: CrmValue) => CrmValue,
): Entered {
	const control = controlFor(field, suggestion);
	if (!control) return { ok: true, value: suggestion, edited: false };
	if ('options' in control) {
		const chosen = control.options.filter((option) => option.chosen).map((option) => option.value);
		const picked = (sent ?? []).filter((entry) => entry !== NONE || control.kind === 'one of');
		if (sameSet(chosen, picked)) return { ok: true, value: suggestion, edited: false };
		return typed(field, suggestion, control.kind === 'some of' ? picked : (picked[0] ?? ''), predict);
	}
	const [first] = sent ?? [];
	if (first === undefined) return { ok: false, message: 'The value did not arrive. Send the page again.' };
	if (lines(first) === lines(control.text)) return { ok: true, value: suggestion, edited: false };
	return typed(field, suggestion, control.kind === 'time' ? utc(first) : lines(first), predict);
}

function typed(
	field: FieldSchema,
	suggestion: CrmValue,
	raw: unknown,
	predict: (field: FieldSchema, value: CrmValue) => CrmValue,
): Entered {
	const coerced = coerce(field, raw);
	if (!coerced.ok) return { ok: false, message: `${coerced.message} ${coerced.hint}` };
	if (coerced.value === null) {
		return { ok: false, message: 'An empty value cannot be approved here. Reject, and empty the field in the CRM.' };
	}
	const value = predict(field, coerced.value);
	return { ok: true, value, edited: !sameValue(value, suggestion) };
}

const lines = (text: string) => text.replace(/\r\n?/g, '\n');

/** The control has no time zone; the page says that times are UTC. */
const utc = (text: string) =>
	/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text) ? `${text.length === 16 ? `${text}:00` : text}Z` : text;

function sameSet(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((entry) => b.includes(entry));
}
