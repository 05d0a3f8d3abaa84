/** A model's answer, read strictly: one JSON object with value, confidence and reason. Everything else is ignored. */
import { coerce } from '../fields/coerce';
import type { FieldSchema } from '../fields/schema';
import { sanitizeText } from '../fields/texts';
import { isBlank, type CrmValue } from '../value';
import { plainText } from './plain';
import { isText, LONGEST_TEXT, misfit, type Meaning } from './target';

export type Answer =
	| {
			readonly ok: true;
			/** Canonical (core/value.ts). */
			readonly value: CrmValue;
			/** 0 to 1; undefined where the model gave none that can be used: it counts as 0 later. */
			readonly confidence: number | undefined;
			readonly reason: string | undefined;
			/** The words of the data that the model names as its evidence; unchecked (evidence.ts). */
			readonly quote?: string | undefined;
	  }
	/** The model said that it cannot judge. */
	| { readonly ok: false; readonly kind: 'not enough information'; readonly reason: string | undefined }
	/** No answer that fits the field. `problem` is for the model's second try and for the user: no values in it. */
	| { readonly ok: false; readonly kind: 'unusable'; readonly problem: string };

/** Most characters of an answer that are looked at; a longer one is a model that talks. */
const LONGEST_ANSWER = 20_000;
const LONGEST_REASON = 1000;

/** Reads the text of a model's answer for one field. Never throws. */
export function readAnswer(text: string, target: FieldSchema, longest = LONGEST_TEXT): Answer {
	const objects = objectsIn(withoutThoughts(text).slice(0, LONGEST_ANSWER));
	const answers = objects.filter((object) => Object.hasOwn(object, 'value'));
	const [answer, second] = answers;
	// A quoted example or a piece of the data may come first: which one is meant cannot be told.
	if (second) return unusable('The answer has more than one JSON object with a "value".');
	if (!answer) {
		return unusable(objects.length === 0 ? 'The answer is not one JSON object.' : 'The answer has no "value".');
	}
	return entryOf(answer, target, longest, 'score');
}

/** One field of several, by its key in the model's answer. */
export interface Wanted {
	readonly key: string;
	readonly field: FieldSchema;
}

export type Answers =
	{ readonly ok: true; readonly answers: ReadonlyMap<string, Answer> } | Extract<Answer, { kind: 'unusable' }>;

/**
 * Reads one answer per wanted field off `{"fields": {key: {value, confidence, quote}}}`. A field that the model left
 * out has no answer; keys that nobody asked for are not looked at. A value that does not fit is unusable for itself only.
 */
export function readAnswers(text: string, wanted: readonly Wanted[], longest = LONGEST_TEXT): Answers {
	const objects = objectsIn(withoutThoughts(text).slice(0, LONGEST_ANSWER));
	const [answer, second] = objects.filter((object) => isRecord(ownOf(object, 'fields')));
	if (second) return unusable('The answer has more than one JSON object with "fields".');
	const fields = answer && ownOf(answer, 'fields');
	if (!isRecord(fields)) {
		return unusable(objects.length === 0 ? 'The answer is not one JSON object.' : 'The answer has no "fields".');
	}
	const answers = new Map<string, Answer>();
	for (const { key, field } of wanted) {
		const given = ownOf(fields, key);
		if (given === undefined || given === null) continue;
		answers.set(key, entryOf(isRecord(given) ? given : { value: given }, field, longest, 'fact'));
	}
	return { ok: true, answers };
}

function entryOf(
	answer: Readonly<Record<string, unknown>>,
	target: FieldSchema,
	longest: number,
	meaning: Meaning,
): Answer {
	const reason = reasonOf(ownOf(answer, 'reason'));
	const given = ownOf(answer, 'value');
	const value = typeof given === 'string' && isText(target) ? plainText(given) : given;
	if (value === null || value === undefined || value === '')
		return { ok: false, kind: 'not enough information', reason };
	const coerced = coerce(target, value);
	if (!coerced.ok) return unusable(`${coerced.message} ${coerced.hint}`);
	if (isBlank(coerced.value)) return { ok: false, kind: 'not enough information', reason };
	const problem = misfit(target, coerced.value, longest, meaning);
	if (problem !== undefined) return unusable(problem);
	const quote = ownOf(answer, 'quote');
	return {
		ok: true,
		value: coerced.value,
		confidence: confidenceOf(ownOf(answer, 'confidence')),
		reason,
		...(typeof quote === 'string' && quote.trim() !== '' ? { quote: quote.slice(0, LONGEST_REASON) } : {}),
	};
}

const ownOf = (object: Readonly<Record<string, unknown>>, key: string): unknown =>
	Object.hasOwn(object, key) ? object[key] : undefined;

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(problem: string): Extract<Answer, { kind: 'unusable' }> {
	return { ok: false, kind: 'unusable', problem };
}

/** Only a number from 0 to 1 is a confidence; 85 or "high" are not guessed at. */
function confidenceOf(value: unknown): number | undefined {
	return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}

/** A reason is shown to people in the CRM. */
function reasonOf(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined;
	const line = plainText(value).replace(/\s+/g, ' ').slice(0, LONGEST_REASON);
	// The cut may have left half of a character.
	const plain = sanitizeText(line);
	return plain === '' ? undefined : plain;
}

/** Some models think aloud before they answer. */
function withoutThoughts(text: string): string {
	const end = text.lastIndexOf('</think>');
	return end === -1 ? text : text.slice(end + '</think>'.length);
}

/**
 * The outermost {...} that are JSON, in order; models like to wrap theirs in a fence or a sentence. Nothing is looked
 * for inside braces that are no JSON or never close: what stands there may be a quotation of the record's data.
 */
function objectsIn(text: string): Record<string, unknown>[] {
	const found: Record<string, unknown>[] = [];
	let start = text.indexOf('{');
	for (let tries = 0; start !== -1 && tries < 50; tries++) {
		const end = closing(text, start);
		const object = end === -1 ? undefined : parsed(text.slice(start, end + 1));
		if (object) found.push(object);
		start = end === -1 ? -1 : text.indexOf('{', end + 1);
	}
	return found;
}

function parsed(text: string): Record<string, unknown> | undefined {
	try {
		// Text that starts with { is an object or no JSON.
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}

function closing(text: string, start: number): number {
	let depth = 0;
	let quoted = false;
	for (let at = start; at < text.length; at++) {
		const char = text[at];
		if (quoted) {
			if (char === '\\') at++;
			else if (char === '"') quoted = false;
		} else if (char === '"') quoted = true;
		else if (char === '{') depth++;
		else if (char === '}' && --depth === 0) return at;
	}
	return -1;
}
