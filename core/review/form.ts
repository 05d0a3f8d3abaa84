/** What the review page posts, read without trusting it. Keys are short: servers keep 1,000 and drop the rest in silence. */

/** Most decisions on one page: with four keys each they stay far below the 1,000 that a server keeps. */
export const MOST_ROWS = 100;

export const longestName = 80;
export const longestComment = 500;

export interface Answer {
	readonly choice: 'approve' | 'reject' | undefined;
	/** What the value's control sent. */
	readonly entered: readonly string[] | undefined;
	readonly comment: string;
	/** Hash of the value that the page showed as the present one. */
	readonly shown: string;
}

export interface Form {
	/** Who the person says to be. */
	readonly name: string;
	/** For rows without an answer of their own that are not protected. */
	readonly bulk: 'approve' | 'reject' | undefined;
	readonly answers: readonly Answer[];
}

export type ReadForm = { readonly ok: true; readonly form: Form } | { readonly ok: false; readonly problem: string };

/** Reads the body; `rows` and `nonce` are what this very wait has shown. */
export function readForm(body: unknown, expected: { readonly rows: number; readonly nonce: string }): ReadForm {
	const fields = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
	const one = (name: string): string => {
		const value = fields[name];
		return typeof value === 'string' ? value : '';
	};
	if (one('nonce') !== expected.nonce) {
		return {
			ok: false,
			problem: 'This form belongs to another review. Nothing was decided. Please look at the page again.',
		};
	}
	// The count is the last key of the form: where keys were dropped on the way, it is missing.
	if (one('count') !== String(expected.rows)) {
		return { ok: false, problem: 'Not all answers arrived. Nothing was decided. Please send the page again.' };
	}
	const answers = Array.from({ length: expected.rows }, (_, row): Answer => ({
		choice: choiceOf(one(`d${row}`)),
		entered: manyOf(fields[`v${row}`]),
		comment: clean(one(`c${row}`), longestComment),
		shown: one(`s${row}`),
	}));
	return { ok: true, form: { name: clean(one('name'), longestName), bulk: choiceOf(one('bulk')), answers } };
}

function choiceOf(text: string): Answer['choice'] {
	return text === 'approve' || text === 'reject' ? text : undefined;
}

function manyOf(value: unknown): readonly string[] | undefined {
	if (typeof value === 'string') return [value];
	return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

/** One line of readable text. */
function clean(text: string, longest: number): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, longest);
}
