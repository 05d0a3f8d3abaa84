/** The CRM tasks that ask people: one per record, at most 20 new ones per owner and run, the rest in one digest. */
import { createHash } from 'node:crypto';
import { canonicalJson, hashValue, type CrmValue } from '../value';

export const MOST_TASKS = 20;
/** Records that a digest or a page's task names one by one. */
const MOST_LINES = 100;

/** A record about which somebody is to be asked. */
export interface Ask {
	readonly id: string;
	readonly label: string;
	readonly url: string;
	/** The CRM's id of the person to ask; undefined where nobody owns the record. */
	readonly owner: string | undefined;
	readonly fields: readonly AskedField[];
}

export interface AskedField {
	readonly name: string;
	readonly label: string;
	readonly value: CrmValue;
	/** As people see them. */
	readonly now: string;
	readonly suggested: string;
	readonly setBy: string;
	readonly confidence?: string | undefined;
	readonly reason?: string | undefined;
	readonly why: string;
	/** Tells this question from an earlier one about the field that is over: its task counts no longer. */
	readonly after?: string | undefined;
}

export interface PlannedTask {
	/** The record that the task is left on. */
	readonly id: string;
	readonly owner: string | undefined;
	readonly title: string;
	readonly body: string;
	/** The same question never makes a second task. */
	readonly reference: string;
	/** Records that it asks about. */
	readonly about: readonly string[];
	/** Those of them that stand in it with their suggestions: completing the task answers for them. */
	readonly named: readonly string[];
}

export interface TaskTerms {
	readonly object: string;
	/** The day after which nobody waits any more, as people read it. */
	readonly until: string;
	/** Where the decision is made, in the page's case. */
	readonly link?: string | undefined;
	/** Distinguishes one run's page from another's. */
	readonly execution: string;
	/** The label of the field in which a person can say no for good; undefined where it is missing. */
	readonly statusField?: string | undefined;
	/** True where the record can remember a no. */
	readonly remembers: boolean;
}

/** Tasks for suggestions that nobody waits for: the rep edits the field, or leaves it. */
export function planTasks(asks: readonly Ask[], terms: TaskTerms, most = MOST_TASKS): PlannedTask[] {
	return [...byOwner(asks)].flatMap(([owner, mine]) => {
		const single = mine.length > most ? mine.slice(0, most) : mine;
		const rest = mine.slice(single.length);
		const tasks = single.map((ask) => singleTask(ask, terms));
		return rest.length > 0 ? [...tasks, digest(owner, rest, terms)] : tasks;
	});
}

/** One task per owner that leads to the review page. */
export function planLinkTasks(asks: readonly Ask[], terms: TaskTerms & { readonly link: string }): PlannedTask[] {
	return [...byOwner(asks)].flatMap(([owner, mine]) => {
		const [first] = mine;
		if (!first) return [];
		const count = mine.reduce((sum, ask) => sum + ask.fields.length, 0);
		const body = [
			`AI-generated: ${countOf(count, 'suggestion')} for ${countOf(mine.length, 'record')} of yours.`,
			`Decide here, by ${terms.until}:`,
			terms.link,
			'',
			'Nothing changes until you approve it. Without an answer the values in the CRM stay as they are.',
			'Whoever has this link can decide: do not pass it on.',
			'',
			...lines(mine),
		];
		return [
			{
				id: first.id,
				owner: owner === '' ? undefined : owner,
				title: `Review ${countOf(count, 'AI suggestion')}${mine.length === 1 ? `: ${first.label}` : ''}`,
				body: body.join('\n'),
				reference: `review page ${terms.execution} ${fingerprint(mine)}`,
				about: mine.map(({ id }) => id),
				// The page decides, and waits on when this task is ticked off.
				named: [],
			},
		];
	});
}

function singleTask(ask: Ask, terms: TaskTerms): PlannedTask {
	const one = ask.fields.length === 1 ? ask.fields[0] : undefined;
	const body = [
		'AI-generated suggestion. Nothing has been changed.',
		'',
		...ask.fields.flatMap((field) => [...paragraph(field), '']),
		'To accept: enter the suggested value in the field. To decline: leave the field as it is and complete this task.',
		...(terms.remembers ? ['What you decline is not suggested again.'] : []),
		...(terms.statusField === undefined
			? []
			: [`Instead of completing the task you can set "${terms.statusField}" to Rejected.`]),
		`Nobody waits for you: after ${terms.until} the suggestion lapses and the value in the CRM stays.`,
	];
	return {
		id: ask.id,
		owner: ask.owner,
		title: one
			? `AI suggestion to check: ${one.label}`
			: `${countOf(ask.fields.length, 'AI suggestion')} to check: ${ask.label}`,
		body: body.join('\n'),
		reference: `review ${terms.object} ${ask.id} ${fingerprint([ask])}`,
		about: [ask.id],
		named: [ask.id],
	};
}

function digest(owner: string, asks: readonly Ask[], terms: TaskTerms): PlannedTask {
	const body = [
		`AI-generated suggestions for ${countOf(asks.length, 'more record')} of yours. Nothing has been changed.`,
		'To accept one: open the record and enter the suggested value. When you are through, complete this task.',
		...(terms.remembers ? ['What you did not enter then counts as declined and is not suggested again.'] : []),
		`Nobody waits for you: after ${terms.until} the suggestions lapse and the values in the CRM stay.`,
		'',
		...lines(asks),
	];
	return {
		id: asks[0]?.id ?? '',
		owner: owner === '' ? undefined : owner,
		title: `AI suggestions to check on ${countOf(asks.length, 'more record')}`,
		body: body.join('\n'),
		reference: `review digest ${terms.object} ${fingerprint(asks)}`,
		about: asks.map(({ id }) => id),
		named: asks.slice(0, MOST_LINES).map(({ id }) => id),
	};
}

function paragraph(field: AskedField): string[] {
	return [
		field.label,
		`  Now: ${field.now} (${field.setBy})`,
		`  Suggested: ${field.suggested}`,
		...(field.reason === undefined || field.reason === '' ? [] : [`  Reason: ${field.reason}`]),
		...(field.confidence === undefined ? [] : [`  Confidence: ${field.confidence}`]),
		`  Why you are asked: ${field.why}`,
	];
}

function lines(asks: readonly Ask[]): string[] {
	const shown = asks
		.slice(0, MOST_LINES)
		.map(
			(ask) => `${ask.label}: ${ask.fields.map((f) => `${f.label}: ${f.now} -> ${f.suggested}`).join('; ')} ${ask.url}`,
		);
	const left = asks.length - shown.length;
	return left > 0 ? [...shown, `... and ${countOf(left, 'more record')}`] : shown;
}

function byOwner(asks: readonly Ask[]): Map<string, Ask[]> {
	const groups = new Map<string, Ask[]>();
	for (const ask of asks) groups.set(ask.owner ?? '', [...(groups.get(ask.owner ?? '') ?? []), ask]);
	return groups;
}

/** What is asked, and nothing of it readable. */
function fingerprint(asks: readonly Ask[]): string {
	const what = asks.map((ask) => `${ask.id} ${canonicalJson(ask.fields.map(asked).sort())}`).sort();
	return createHash('sha256').update(what.join('\n')).digest('hex').slice(0, 16);
}

function asked({ name, value, after }: AskedField): string[] {
	return [name, hashValue(value), ...(after === undefined ? [] : [after])];
}

export function countOf(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
