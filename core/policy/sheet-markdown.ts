/** The ownership sheet as a document that a sales team can read, print and keep in its wiki. */
import { plainCell } from '../score/scorecard/markdown';
import { meanings, type Sheet, type SheetRow } from './sheet-rows';

export interface SheetFacts {
	/** Plural, as people see it in the CRM. */
	readonly object: string;
	/** The CRM's name. */
	readonly crm: string;
	readonly account: string;
	/** ISO time. */
	readonly at: string;
	/** The least confidence for fields without one of their own, 0 to 1. */
	readonly minimumConfidence: number;
	/** Days for which a person's edit counts; undefined: for ever. */
	readonly editsCountDays: number | undefined;
	readonly clearEmptyValues: boolean;
	/** How many CRM users count as integrations. */
	readonly integrations: number;
}

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;

export function sheetMarkdown(sheet: Sheet, facts: SheetFacts): string {
	const { rows } = sheet;
	const open = rows.filter((row) => !row.protected);
	const ofAi = open.filter(({ owner }) => owner === 'AI');
	const shared = open.filter(({ owner }) => owner === 'Shared');
	const people = rows.filter(({ owner }) => owner === 'People Only');
	const guarded = rows.filter((row) => row.protected);
	const special = (row: SheetRow) => row.ownRow || row.minimumConfidence !== facts.minimumConfidence;
	return [
		`# Who writes what: ${plainCell(facts.object)} in ${facts.crm}`,
		'',
		`Account ${plainCell(facts.account)}, as set in n8n on ${facts.at.slice(0, 10)}. AI writes ${count(ofAi, 'field')}, ${are(shared.length)} Shared, ${are(people.length)} People Only, and ${are(guarded.length)} protected.`,
		'',
		...rulesFor(facts),
		...section('AI', meanings.AI, ofAi.length === 0 ? ['None.'] : table(ofAi)),
		...section('Shared', meanings.Shared, [
			...(shared.some(special) ? table(shared.filter(special)) : []),
			...listed(
				'All other Shared fields',
				shared.filter((row) => !special(row)),
			),
			...(shared.length === 0 ? ['None.'] : []),
		]),
		...section('People Only', meanings['People Only'], [
			people.length === 0 ? 'None: nobody has set a field to People Only.' : names(people),
		]),
		...section('Protected', meanings.Protected, guarded.length === 0 ? ['None.'] : byReason(guarded)),
		...others(sheet),
		'',
	].join('\n');
}

function rulesFor(facts: SheetFacts): string[] {
	const edits =
		facts.editsCountDays === undefined
			? 'What a person entered is kept for ever, until a person changes it.'
			: `What a person entered is kept for ${facts.editsCountDays} days after the edit; then AI may refresh it.`;
	return [
		`- A suggestion of a model needs a confidence of at least ${percent(facts.minimumConfidence)}, unless a field says otherwise below; less goes to a person. As long as nobody has checked its confidence against people's decisions, a model writes AI fields only.`,
		`- ${edits}`,
		'- A value that a person rejected, replaced or emptied is not suggested again.',
		facts.clearEmptyValues
			? '- An empty suggestion may empty a field, under the same rules.'
			: '- An empty suggestion never empties a field.',
		...(facts.integrations === 0
			? []
			: [
					`- Edits in the name of ${facts.integrations} CRM ${facts.integrations === 1 ? 'user' : 'users'} count as another program's, not as a person's.`,
				]),
		'',
	];
}

const section = (title: string, meaning: string, lines: readonly string[]): string[] => [
	`## ${title}`,
	'',
	meaning,
	'',
	...lines,
	'',
];

const count = (rows: readonly SheetRow[], what: string) => `${rows.length} ${what}${rows.length === 1 ? '' : 's'}`;

/** `1 is`, `2 are`. */
export const are = (number: number) => `${number} ${number === 1 ? 'is' : 'are'}`;

const names = (rows: readonly SheetRow[]) => rows.map(({ field }) => plainCell(field)).join(', ');

function listed(title: string, rows: readonly SheetRow[]): string[] {
	return rows.length === 0 ? [] : ['', `${title} (${rows.length}): ${names(rows)}`];
}

function table(rows: readonly SheetRow[]): string[] {
	return [
		'| Field | Name in the CRM | Kind | AI must be at least this sure |',
		'| --- | --- | --- | --- |',
		...rows.map(
			(row) =>
				`| ${plainCell(row.field)} | ${plainCell(row.name)} | ${row.type} | ${percent(row.minimumConfidence ?? 1)} |`,
		),
	];
}

function byReason(rows: readonly SheetRow[]): string[] {
	const reasons = [...new Set(rows.map(({ protectedBecause }) => protectedBecause ?? ''))].sort();
	return reasons.map((reason) => {
		const mine = rows.filter((row) => row.protectedBecause === reason);
		return `- ${reason.charAt(0).toUpperCase()}${reason.slice(1)}: ${names(mine)}`;
	});
}

function others({ stamps, closed, unmatched }: Sheet): string[] {
	const lines = [
		...(stamps.length === 0
			? []
			: [
					`- AI keeps its own notes about what it wrote in: ${stamps.map(plainCell).join(', ')}. Leave them as they are.`,
				]),
		...(closed === 0
			? []
			: [
					`- ${closed === 1 ? '1 more field is' : `${closed} more fields are`} calculated or read-only: neither AI nor this sheet can change ${closed === 1 ? 'it' : 'them'}.`,
				]),
		...(unmatched.length === 0
			? []
			: [
					unmatched.length === 1
						? `- This row in n8n names no field of this object: ${unmatched.map(plainCell).join(', ')}. Correct or remove it.`
						: `- These rows in n8n name no field of this object: ${unmatched.map(plainCell).join(', ')}. Correct or remove them.`,
				]),
	];
	return lines.length === 0 ? [] : ['## Also good to know', '', ...lines];
}
