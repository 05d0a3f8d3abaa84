/**
 * A rep edits at random moments while runs go on. The stand-in's journal is the oracle: it knows the order in which edits
 * and writes became true. What our reads had seen is read off the values that they showed.
 */
import type { Outcome } from '../../../../core/record';
import { CHANGED_SINCE_READ, type Crm } from '../../../../crm/crm';
import { leaveNotes } from '../../../../crm/notes/leave-notes';
import { write } from '../../../../crm/write/transaction';
import { Random } from '../../../../sandbox/core/random';
import type { JournalEntry } from '../../../../sandbox/core/journal';
import { policy, rules } from '../stage';
import { raceStage, type RaceSetting, type RaceStage } from './stages';

export interface RaceOptions extends RaceSetting {
	readonly seed: number;
	/** Edits that the rep makes in all. */
	readonly edits: number;
	/** Contacts of one run; runs follow each other until all edits are made. */
	readonly records: number;
}

export const raceWindows = ['readToWrite', 'writeToVerify', 'verifyToPutBack', 'sameSecond'] as const;
export type RaceWindow = (typeof raceWindows)[number];
type Place = Exclude<RaceWindow, 'sameSecond'> | 'outside';

export interface RaceReport {
	readonly crm: string;
	readonly seed: number;
	readonly runs: number;
	readonly edits: number;
	/** `sameSecond` counts edits in the clock second of a write of ours on the record; null: this CRM has no such window. */
	readonly hitsPerWindow: Readonly<Record<RaceWindow, number | null>> & { readonly outside: number };
	/** Writes that the CRM refused since a person had been faster. */
	readonly prevented: number;
	readonly repaired: number;
	readonly review: number;
	/** The longest time for which a person's value stood covered, in milliseconds. */
	readonly exposedMs: number;
	/** Edits on records where neither the field nor an outcome holds the latest human value. */
	readonly lost: number;
	/**
	 * Without history only: edits that a rep had taken back before our first write, so that the field held again what it
	 * had held before, and nothing in the CRM told that anybody had been there.
	 */
	readonly untold: number;
	/** Notes that stand twice on a record. */
	readonly duplicates: number;
	readonly seconds: number;
}

/** Fewer hits than this prove nothing. */
export const LEAST_HITS = 50;

export function vacuous(report: RaceReport): RaceWindow[] {
	return raceWindows.filter((window) => {
		const hits = report.hitsPerWindow[window];
		return hits !== null && hits < LEAST_HITS;
	});
}

/** What we did with one record, in order: looks with the journal's position that they showed, writes, refused writes. */
type Act =
	| { readonly kind: 'look'; readonly shown: string; readonly answeredAt: number }
	| { readonly kind: 'write' | 'refused' };

export async function race(options: RaceOptions): Promise<RaceReport> {
	const started = Date.now();
	const s = await raceStage(options);
	try {
		const random = new Random(options.seed);
		const hits = { readToWrite: 0, writeToVerify: 0, verifyToPutBack: 0, sameSecond: 0, outside: 0 };
		const sums = { edits: 0, prevented: 0, repaired: 0, review: 0, exposedMs: 0, lost: 0, untold: 0, duplicates: 0 };
		let runs = 0;
		for (; sums.edits < options.edits && runs < 60; runs++) {
			const one = await oneRun(s, random, options, options.edits - sums.edits, sums.edits, runs);
			for (const window of [...raceWindows, 'outside'] as const) hits[window] += one.hits[window];
			for (const name of ['edits', 'prevented', 'repaired', 'review', 'lost', 'untold', 'duplicates'] as const)
				sums[name] += one[name];
			sums.exposedMs = Math.max(sums.exposedMs, one.exposedMs);
		}
		const name = `${options.crm}${options.history ? '' : options.crm === 'pipedrive' ? ' without changelog' : ' without field history'}`;
		return {
			crm: name,
			seed: options.seed,
			runs,
			...sums,
			hitsPerWindow: { ...hits, verifyToPutBack: s.putsBack ? hits.verifyToPutBack : null },
			seconds: Math.round((Date.now() - started) / 100) / 10,
		};
	} finally {
		await s.close();
	}
}

async function oneRun(s: RaceStage, random: Random, options: RaceOptions, most: number, from: number, run: number) {
	const ids = Array.from({ length: options.records }, () => s.contact());
	const since = s.journal(0).at(-1)?.seq ?? 0;
	const acts = new Map<string, Act[]>(ids.map((id) => [id, []]));
	const rep = startRep(s, random, ids, options.latencyMs, most, from);
	const crm = watched(s, acts, rep);
	const terms = {
		preview: false,
		execution: `run ${run}`,
		now: () => new Date().toISOString(),
		changedBefore: 0,
		waiting: 0,
	};
	const report = await write(
		crm,
		'contact',
		ids.map((id, n) => ({
			account: s.account,
			id,
			proposals: [{ field: s.field, value: s.suggestion(n), scorer: rules }],
			decisions: [],
		})),
		{ ...policy, mostRecords: 1e6 },
		terms,
	);
	await rep.stop();

	const journal = s.journal(since);
	const result = { edits: 0, prevented: 0, repaired: 0, review: 0, exposedMs: 0, lost: 0, untold: 0, duplicates: 0 };
	const hits = { readToWrite: 0, writeToVerify: 0, verifyToPutBack: 0, sameSecond: 0, outside: 0 };
	const byRecord = new Map<string, JournalEntry[]>();
	for (const entry of journal) byRecord.set(entry.id, [...(byRecord.get(entry.id) ?? []), entry]);
	ids.forEach((id, index) => {
		const all = byRecord.get(id) ?? [];
		const own = all.filter(({ property }) => property === s.property);
		const edits = own.filter(({ requestId }) => requestId === null);
		const did = acts.get(id) ?? [];
		const writes = [...new Map(all.flatMap((e) => (e.requestId === null ? [] : [[e.requestId, e] as const]))).values()];
		for (const edit of edits) {
			const place = placeOf(edit, timeline(did, writes, own));
			hits[place]++;
			if (place !== 'outside' && writes.some(({ at }) => at.slice(0, 19) === edit.at.slice(0, 19))) hits.sameSecond++;
		}
		result.edits += edits.length;
		result.prevented += did.filter(({ kind }) => kind === 'refused').length;
		const outcome = report.requests[index]?.outcomes[0];
		if (outcome?.status === 'repaired') result.repaired++;
		if (outcome?.status === 'review') result.review++;
		const latest = edits.at(-1);
		if (latest && !same(s.value(id), latest.value) && !names(outcome, latest)) {
			if (!options.history && unseen(own, latest)) result.untold += edits.length;
			else result.lost += edits.length;
		}
		result.exposedMs = Math.max(result.exposedMs, exposure(own));
	});
	result.duplicates = await duplicates(s, ids.slice(0, 10));
	return { ...result, hits };
}

/** The port with every look and write written down, and the rep told of them. */
function watched(s: RaceStage, acts: Map<string, Act[]>, rep: ReturnType<typeof startRep>): Crm {
	const crm = s.connect();
	const patched = new Set<string>();
	const over: Pick<Crm, 'read' | 'write'> = {
		async read(object, ids, fields, want) {
			rep.before(ids, 'read');
			const results = await crm.read(object, ids, fields, want);
			const answeredAt = Date.now();
			for (const id of ids) {
				const read = results.get(id);
				const value = read?.ok ? read.value.values[s.field] : undefined;
				acts.get(id)?.push({ kind: 'look', shown: textOf(value), answeredAt });
			}
			rep.after(ids, 'read');
			return results;
		},
		async write(object, patches, options) {
			const ids = patches.map(({ id }) => id);
			rep.before(ids, ids.every((id) => patched.has(id)) ? 'put back' : 'write');
			const results = await crm.write(object, patches, options);
			patches.forEach(({ id }, index) => {
				const result = results[index];
				const refused = result?.ok === false && result.error.code === CHANGED_SINCE_READ;
				if (result?.ok) patched.add(id);
				if (result?.ok || refused) acts.get(id)?.push({ kind: refused ? 'refused' : 'write' });
			});
			rep.after(ids, 'write');
			return results;
		},
	};
	return Object.assign(Object.create(crm) as Crm, crm, over);
}

/** Edits at random distances from what we do, on random records of it. */
function startRep(
	s: RaceStage,
	random: Random,
	all: readonly string[],
	latencyMs: number,
	most: number,
	numberFrom: number,
) {
	let planned = 0;
	let made = 0;
	let stopped = false;
	const running = new Set<Promise<void>>();
	const burst = (ids: readonly string[], count: number, within: number) => {
		if (stopped || ids.length === 0) return;
		const real = Math.min(most - planned, count);
		planned += Math.max(0, real);
		for (let i = 0; i < real; i++) {
			const id = random.pick(ids);
			const value = random.chance(0.1) ? null : String(1000 + numberFrom + ++made);
			const wait = random.int(Math.max(1, within));
			running.add(new Promise((resolve) => setTimeout(resolve, wait)).then(() => s.edit(id, value)));
		}
	};
	/** A share of the records that a request is about, at least one and not many at once. */
	const some = (ids: readonly string[], share: number) => random.int(Math.max(2, Math.ceil(ids.length * share)) + 1);
	return {
		before(ids: readonly string[], what: 'read' | 'write' | 'put back') {
			if (what === 'read') burst(all, random.int(3), latencyMs);
			else burst(ids, what === 'put back' ? some(ids, 0.9) : some(ids, 0.35), latencyMs / 2);
		},
		after(ids: readonly string[], what: 'read' | 'write') {
			burst(ids, what === 'write' ? some(ids, 0.35) : random.int(4), latencyMs);
		},
		async stop() {
			stopped = true;
			await Promise.all(running);
		},
	};
}

type Mark = { readonly kind: Act['kind']; readonly at: number | undefined };

/** Our acts with their places in the journal; a refused write has none. */
function timeline(acts: readonly Act[], writes: readonly JournalEntry[], own: readonly JournalEntry[]): Mark[] {
	let nth = 0;
	return acts.map((act) => {
		if (act.kind === 'look') {
			const shown = own.findLast(
				(entry) => Date.parse(entry.at) <= act.answeredAt && same(entry.value, act.shown === '' ? null : act.shown),
			);
			return { kind: 'look', at: shown?.seq ?? 0 };
		}
		return { kind: act.kind, at: act.kind === 'write' ? writes[nth++]?.seq : undefined };
	});
}

function placeOf(edit: JournalEntry, marks: readonly Mark[]): Place {
	const last = marks.findLastIndex(({ at }) => at !== undefined && at < edit.seq);
	const before = marks[last];
	if (!before) return 'outside';
	if (before.kind === 'write') return marks[last + 1]?.kind === 'look' ? 'writeToVerify' : 'outside';
	const next = marks[last + 1];
	if (next?.kind !== 'write' && next?.kind !== 'refused') return 'outside';
	return marks[last - 1]?.kind === 'write' ? 'verifyToPutBack' : 'readToWrite';
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** 5 and 5.0 are one number, and an empty field is one, whatever the CRM calls it. */
function same(a: string | null, b: string | null): boolean {
	const [left, right] = [a ?? '', b ?? ''];
	return left === right || (left !== '' && right !== '' && Number(left) === Number(right));
}

/** An outcome for a person to look at that says what the person's value was. */
function names(outcome: Outcome | undefined, edit: JournalEntry): boolean {
	if (outcome?.status !== 'review' && outcome?.status !== 'repaired') return false;
	const named = [outcome.before, outcome.after, ...(outcome.restored ? [outcome.restored.value] : [])];
	return named.some((value) => same(textOf(value), edit.value));
}

/** True where the field was empty before the rep came, and empty again before our first write. */
function unseen(own: readonly JournalEntry[], latest: JournalEntry): boolean {
	const ours = own.find(({ requestId }) => requestId !== null);
	return same(latest.value, null) && (ours === undefined || latest.seq < ours.seq);
}

/** How long a person's value stood under one of ours, at most. Entries of one field, oldest first. */
function exposure(entries: readonly JournalEntry[]): number {
	let longest = 0;
	entries.forEach((entry, index) => {
		const before = entries[index - 1];
		const next = entries[index + 1];
		const covers = entry.requestId !== null && before?.requestId === null && !same(entry.value, before.value);
		if (covers && next) longest = Math.max(longest, Date.parse(next.at) - Date.parse(entry.at));
	});
	return longest;
}

/** Leaves the same notes twice, as a repeated run does, and counts those that stand twice. */
async function duplicates(s: RaceStage, ids: readonly string[]): Promise<number> {
	const requests = ids.map((id) => ({
		account: s.account,
		id,
		kind: 'note' as const,
		title: 'AI-generated: Summary',
		text: `Text for ${id}`,
		body: `Text for ${id}`,
		reference: `race-${id}`,
	}));
	const run = { preview: false, at: new Date().toISOString(), mostRecords: 1e6, changedBefore: 0, waiting: 0 };
	for (let round = 0; round < 2; round++) await leaveNotes(s.connect(), 'contact', requests, run);
	const read = await s.connect().context('contact', ids, { associated: [], activities: true, max: 20 });
	return ids.reduce((sum, id) => {
		const context = read.get(id);
		if (!context?.ok) throw new Error(`No context: ${context?.error.message ?? 'nothing'}`);
		return sum + Math.max(0, context.value.activities.filter(({ kind }) => kind === 'note').length - 1);
	}, 0);
}
