/**
 * What people made of suggestions, read off what the package itself leaves behind: audit rows (core/audit/row.ts), as a
 * Data Table, a sheet or a database gives them back, and the items that leave Human Review.
 */
import { CALIBRATED, valueText } from '../../audit/row';
import { isoTime } from '../../event-time';
import type { CrmValue } from '../../value';

/** One suggestion that a person judged. */
export interface Verdict {
	/** As the scorer stated it, 0 to 1. */
	readonly confidence: number;
	readonly accepted: boolean;
	/** The scorer's version; '' where the row does not say. */
	readonly version: string;
}

export interface Verdicts {
	readonly verdicts: readonly Verdict[];
	/** How many of the items were audit rows or came from Human Review. */
	readonly readable: number;
	/** Verdicts on suggestions whose confidence had been calibrated: what the model stated is not known any more. */
	readonly calibrated: number;
}

type Row = Readonly<Record<string, unknown>>;

interface Suggested {
	/** Undefined where this row or item does not say: the question did. */
	readonly confidence: number | undefined;
	readonly version: string;
	/** Score, band and reason of one judgement are the same opinion: it counts once. */
	readonly judgement: string;
	/** The value as text. */
	readonly value: string;
}

interface Event {
	/** ISO time; '' where there is none. */
	readonly at: string;
	/** Record and field. */
	readonly key: string;
	readonly kind: 'asked' | 'accepted' | 'rejected' | 'refused again';
	readonly suggested: Suggested;
}

/**
 * The verdicts in the items, oldest first. An answer that carries no confidence of its own (a rep typed a value, a page
 * entry replaced the suggestion) is about the suggestion that was asked last for this record and field.
 */
export function verdictsIn(items: readonly Row[]): Verdicts {
	const read = items.map((item) => (isObject(item['crm']) ? ofItem(item['crm'], item['reviews']) : ofRow(item)));
	const events = read.flatMap(({ events: found }) => found).map((event, order) => ({ event, order }));
	events.sort((a, b) => inTime(a.event.at, b.event.at) || a.order - b.order);
	const open = new Map<string, Suggested>();
	const judged = new Map<string, Verdict>();
	let calibrated = 0;
	for (const { event } of events) {
		const { key, kind, suggested } = event;
		const asked = open.get(key);
		if (kind === 'asked') {
			open.set(key, suggested);
			continue;
		}
		// The same value once more tells nothing new, unless nobody had told of the first no.
		if (kind === 'refused again' && asked?.value !== suggested.value) continue;
		const own = suggested.confidence === undefined ? asked : suggested;
		open.delete(key);
		if (own?.confidence === undefined) continue;
		const { confidence, version, judgement, value } = own;
		// A person who entered another value on the review page approved that one, not the suggestion.
		const accepted = kind === 'accepted' && (own === suggested || suggested.value === '' || suggested.value === value);
		if (version.endsWith(CALIBRATED)) calibrated += 1;
		else if (!judged.has(judgement)) judged.set(judgement, { confidence, accepted, version });
	}
	return { verdicts: [...judged.values()], readable: read.filter(({ known }) => known).length, calibrated };
}

/** What has no time came straight from Human Review: it is the newest. */
function inTime(a: string, b: string): number {
	if (a === b) return 0;
	if (a === '' || b === '') return a === '' ? 1 : -1;
	return a < b ? -1 : 1;
}

interface Read {
	/** True for an audit row and for an item of this package. */
	readonly known: boolean;
	readonly events: readonly Event[];
}

function ofRow(row: Row): Read {
	const cells = new Map(Object.entries(row).map(([name, value]) => [letters(name), value]));
	const text = (name: string) => textOf(cells.get(name));
	const [record, field, outcome] = [text('record'), text('field'), letters(text('outcome'))];
	if (record === '' || field === '' || outcome === '') return { known: false, events: [] };
	const kind = kindOf(outcome, letters(text('rule')));
	const method = text('scorermethod');
	const of = [text('account'), text('object'), record];
	const version = text('scorerversion');
	const suggested = {
		// What a person entered on the review page is no suggestion of a model, and rules state no confidence.
		confidence: method === '' || method === 'model' ? chanceOf(cells.get('confidence')) : undefined,
		version,
		judgement: [...of, version, text('inputhash'), text('confidence'), text('reason')].join('\n'),
		value: text('suggested'),
	};
	const event = { at: isoTime(cells.get('time')) ?? '', key: keyOf(of, field), suggested };
	return { known: true, events: kind === undefined ? [] : [{ ...event, kind }] };
}

function kindOf(outcome: string, rule: string): Event['kind'] | undefined {
	if (outcome === 'wouldwrite') return undefined;
	if (rule === 'approvedbyaperson') return 'accepted';
	if (rule === 'rejectedbyaperson') return 'rejected';
	if (rule === 'refusedbefore') return 'refused again';
	return outcome === 'review' ? 'asked' : undefined;
}

/** An item that left Human Review: by the page with decisions, by Close Finished Reviews with the reviews it closed. */
function ofItem(crm: Row, reviews: unknown): Read {
	const of = [textOf(crm['account']), textOf(crm['object']), textOf(crm['id'])];
	const proposals = listOf(crm['proposals']);
	const decided = listOf(crm['decisions']).flatMap((decision): Event[] => {
		const kind = kindOf('', letters(textOf(decision['rule'])));
		const field = textOf(decision['field']);
		const proposal = proposals.find((one) => one['field'] === decision['field']);
		if ((kind !== 'accepted' && kind !== 'rejected') || !proposal) return [];
		const scorer = isObject(proposal['scorer']) ? proposal['scorer'] : {};
		const model = scorer['method'] === 'model';
		const version = `${textOf(scorer['version'])}${scorer['calibrated'] === true ? CALIBRATED : ''}`;
		const judged = [textOf(scorer['inputHash']), textOf(proposal['confidence']), textOf(proposal['reason'])];
		const suggested = {
			confidence: model ? chanceOf(proposal['confidence']) : undefined,
			version,
			judgement: [...of, version, ...judged].join('\n'),
			value: valueText((proposal['value'] ?? null) as CrmValue) ?? '',
		};
		return [{ at: '', key: keyOf(of, field), kind, suggested }];
	});
	const closed = listOf(reviews).flatMap(({ field, status }): Event[] => {
		if (status !== 'approved' && status !== 'rejected') return [];
		const kind = status === 'approved' ? 'accepted' : 'rejected';
		return [{ at: '', key: keyOf(of, textOf(field)), kind, suggested: unsaid }];
	});
	return { known: true, events: [...decided, ...closed] };
}

const unsaid: Suggested = { confidence: undefined, version: '', judgement: '', value: '' };

const keyOf = (record: readonly string[], field: string) => [...record, field].join('\n').toLowerCase();

/** A confidence from 0 to 1; sheets may write its decimals with a comma. */
export function chanceOf(cell: unknown): number | undefined {
	const text = textOf(cell);
	const chance = text === '' ? NaN : Number(/^\d+,\d+$/.test(text) ? text.replace(',', '.') : text);
	return chance >= 0 && chance <= 1 ? chance : undefined;
}

function textOf(cell: unknown): string {
	if (typeof cell === 'string') return cell.trim();
	return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isObject) : []);
