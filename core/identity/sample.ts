/** What a check on a sample found: by class, with examples and how sure the shares are, and what to set. */
import { wilson } from '../drift/statistics/wilson';
import type { Match } from '../record';
import { recordIdKey } from './record-id';

/** One item of the sample. */
export interface SampleRow {
	/** What the item says, in a few words, for a person who looks at the example. */
	readonly item: string;
	readonly match: Match;
	/** The id that is right, where the item says it. */
	readonly expected?: string | undefined;
	/** A phone number could not be read. */
	readonly unreadablePhone: boolean;
}

export interface SampleReport {
	readonly markdown: string;
	readonly csv: string;
	readonly summary: Readonly<Record<string, number>>;
	readonly recommendations: readonly string[];
}

const examplesPerClass = 3;

export function sampleReport(rows: readonly SampleRow[], certainty: number): SampleReport {
	const count = (status: Match['status']): number => rows.filter(({ match }) => match.status === status).length;
	const counts = { matched: count('matched'), ambiguous: count('ambiguous'), unmatched: count('unmatched') };
	const expected = rows.filter((row) => row.expected !== undefined);
	const known = expected.filter((row) => row.match.status === 'matched');
	const wrong = known.filter((row) => !isRight(row));
	const classes = new Map<string, SampleRow[]>();
	for (const row of rows) classes.set(classOf(row), [...(classes.get(classOf(row)) ?? []), row]);
	const sorted = [...classes.entries()].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
	const recommendations = recommend(rows, certainty, wrong.length);
	const line = (name: string, part: number, of = rows.length): string =>
		`| ${name} | ${part} | ${percent(of === 0 ? 0 : part / of)} | ${bounds(part, of)} |`;
	const markdown = [
		'# Matching, checked on a sample',
		'',
		`${rows.length} items were looked up. Nothing was written.`,
		'',
		'| | items | share | 95 % between |',
		'| --- | --: | --: | --- |',
		line('Matched', counts.matched),
		line('Ambiguous', counts.ambiguous),
		line('Unmatched', counts.unmatched),
		...(known.length === 0
			? []
			: [line('Wrong, of the matched items with a known record', wrong.length, known.length)]),
		...(expected.length === 0
			? []
			: [line('Found, of all items with a known record', known.length - wrong.length, expected.length)]),
		'',
		...(known.length === 0
			? [
					'Whether a match is right only you can say: look at the examples, or give Known Record ID on the panel. ' +
						`If all ${counts.matched} matched items are right, the true share of wrong matches is below ${percent(wilson(0, counts.matched).high)} with 95 % certainty.`,
					'',
				]
			: []),
		'## What to do',
		'',
		...recommendations.map((text) => `- ${text}`),
		'',
		'## By class',
		'',
		'| class | items | share | 95 % between |',
		'| --- | --: | --: | --- |',
		...sorted.map(([name, list]) => line(name, list.length)),
		'',
		'## Examples',
		...sorted.flatMap(([name, list]) => [
			'',
			`### ${name}`,
			'',
			...list
				.slice(0, examplesPerClass)
				.map((row) => `- ${plain(row.item)}: ${plain(row.match.why)}${candidatesOf(row)}`),
		]),
		'',
	].join('\n');
	const header = ['item', 'status', 'class', 'confidence', 'record', 'name', 'candidates', 'expected', 'why'];
	const csv = [
		header,
		...rows.map((row) => [
			row.item,
			row.match.status,
			classOf(row),
			String(row.match.confidence),
			row.match.status === 'matched' ? (row.match.candidates[0]?.id ?? '') : '',
			row.match.candidates[0]?.label ?? '',
			row.match.candidates.map(({ id }) => id).join(' '),
			row.expected ?? '',
			row.match.why,
		]),
	]
		.map((cells) => `${cells.map(cell).join(',')}\r\n`)
		.join('');
	return {
		markdown,
		csv,
		summary: { items: rows.length, ...counts, knownRecords: known.length, wrongMatches: wrong.length },
		recommendations,
	};
}

/** The known id may be that of a record that was merged into the one found, and Salesforce's ids have two lengths. */
function isRight({ match, expected = '' }: SampleRow): boolean {
	const [found] = match.candidates;
	const wanted = recordIdKey(expected);
	return [found?.id, found?.mergedFrom].some((id) => id !== undefined && recordIdKey(id) === wanted);
}

/** Why an item ended where it did, in the words of the guards. */
function classOf(row: SampleRow): string {
	const { match, expected } = row;
	if (match.status === 'matched') {
		if (expected !== undefined && !isRight(row)) return 'Matched, wrong record';
		return `Matched by ${match.via.join(', ')}`;
	}
	if (match.status === 'unmatched') return `Unmatched: ${match.why.replace(/ The nearest:.*$/, '')}`;
	return match.heldBackBy === undefined ? 'Ambiguous: not sure enough' : `Ambiguous: ${match.heldBackBy}`;
}

function recommend(rows: readonly SampleRow[], certainty: number, wrong: number): string[] {
	const texts: string[] = [];
	const share = (test: (row: SampleRow) => boolean): number => rows.filter(test).length;
	if (rows.length < 200) texts.push('Take at least 200 items, better 500: with fewer the shares say little.');
	if (wrong > 0) texts.push(`Raise Certainty Needed to 0.99: ${wrong} matches were wrong. Look at them first.`);
	const phones = share((row) => row.unreadablePhone);
	if (phones > 0)
		texts.push(`Set Country for Phone Numbers: ${phones} numbers have no country code and were not used.`);
	const names = share(({ match }) => match.heldBackBy === 'name alone');
	if (names > rows.length / 20) {
		texts.push(`Map company, e-mail or phone: ${names} items have little more than a name, which never decides alone.`);
	}
	const twins = share(({ match }) => match.heldBackBy === 'another record fits as well');
	if (twins > rows.length / 50) texts.push(`Merge duplicates in the CRM: for ${twins} items two records fit equally.`);
	const near = share(
		({ match }) =>
			match.status === 'ambiguous' &&
			match.heldBackBy === undefined &&
			match.confidence >= 0.7 &&
			match.confidence < certainty,
	);
	if (near > rows.length / 20) {
		texts.push(
			`${near} items are between 70 % and ${percent(certainty)} sure. Have them reviewed before you lower Certainty Needed.`,
		);
	}
	if (texts.length === 0) texts.push(`Keep Certainty Needed at ${certainty} and review what is ambiguous.`);
	return texts;
}

function candidatesOf({ match }: SampleRow): string {
	const shown = match.candidates
		.slice(0, 3)
		.map(({ id, label }) => plain(label === '' || label === id ? id : `${label} (${id})`));
	return shown.length === 0 ? '' : ` → ${shown.join(', ')}`;
}

function bounds(part: number, of: number): string {
	const { low, high } = wilson(part, of);
	return `${percent(low)} and ${percent(high)}`;
}

function percent(share: number): string {
	return `${Math.round(share * 1000) / 10} %`;
}

/** Text of items and records stands in the report as text. */
function plain(text: string): string {
	return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#]/g, (mark) => `\\${mark}`);
}

/** A cell; texts that a spreadsheet would run as a formula get a quote in front. */
function cell(text: string): string {
	const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
