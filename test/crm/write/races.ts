/**
 * A rep edits at random moments while a run goes on. The sandbox's journal is the oracle: it knows the order in which
 * edits and writes became true. What our reads had seen is read off their answers.
 */
import type { Outcome } from '../../../core/record';
import type { CrmValue } from '../../../core/value';
import type { HttpPort } from '../../../crm/http-port';
import { Random } from '../../../sandbox/core/random';
import { stage, type Stage } from './stage';

const FIELD = 'ai_lead_score';

export interface RaceOptions {
	readonly seed: number;
	/** Edits that the rep makes in all. */
	readonly edits: number;
	/** Contacts of one run; runs follow each other until all edits are made. */
	readonly contacts: number;
	readonly latencyMs: number;
}

export interface RaceReport {
	readonly seed: number;
	readonly runs: number;
	readonly edits: number;
	readonly hitsPerWindow: {
		/** Between the fresh read and the moment when our write became true. */
		readonly readToWrite: number;
		/** Between that moment and the arrival of the verifying read's answer. */
		readonly writeToVerify: number;
		/** Between a verifying read and the end of the put-back that it led to. */
		readonly putBack: number;
		/** Before the fresh read, or after everything: no race. */
		readonly outside: number;
	};
	/** Suggestions whose outcome is `repaired`. */
	readonly repaired: number;
	readonly review: number;
	/** Edits on records where neither the field nor an outcome holds the latest human value. */
	readonly lost: number;
	/** The longest time for which a person's value stood covered, in milliseconds. */
	readonly longestExposureMs: number;
	readonly seconds: number;
}

interface HumanEdit {
	readonly seq: number;
	readonly at: number;
	readonly id: string;
	readonly value: string | null;
}

/** One answer to a read of ours, for one record: the versions that it showed. */
interface Look {
	readonly versions: ReadonlySet<string>;
	readonly answeredAt: number;
}

export async function race(options: RaceOptions): Promise<RaceReport> {
	const started = Date.now();
	const s = await stage({ latencyMs: options.latencyMs });
	try {
		const totals = { readToWrite: 0, writeToVerify: 0, putBack: 0, outside: 0 };
		const counts = { edits: 0, repaired: 0, review: 0, lost: 0, longestExposureMs: 0 };
		let runs = 0;
		const random = new Random(options.seed);
		for (; counts.edits < options.edits && runs < 10; runs++) {
			const one = await oneRun(s, random, options, options.edits - counts.edits, counts.edits);
			for (const window of ['readToWrite', 'writeToVerify', 'putBack', 'outside'] as const)
				totals[window] += one.hits[window];
			counts.edits += one.edits;
			counts.repaired += one.repaired;
			counts.review += one.review;
			counts.lost += one.lost;
			counts.longestExposureMs = Math.max(counts.longestExposureMs, one.longestExposureMs);
		}
		return { seed: options.seed, runs, ...counts, hitsPerWindow: totals, seconds: (Date.now() - started) / 1000 };
	} finally {
		await s.close();
	}
}

async function oneRun(s: Stage, random: Random, options: RaceOptions, most: number, numberFrom: number) {
	const ids = s.contacts(options.contacts);
	const since = s.control.journal({ since: 0 }).at(-1)?.seq ?? 0;
	const rep = startRep(s, random, ids, options.latencyMs, most, numberFrom);
	const looks = new Map<string, Look[]>();
	const report = await s.run(
		ids.map((id, n) => s.suggest(id, { [FIELD]: n % 100 })),
		{ port: (port) => watching(port, looks) },
	);
	await rep.stop();

	const journal = s.control.journal({ since, object: 'contact' });
	const result = { edits: 0, repaired: 0, review: 0, lost: 0, longestExposureMs: 0 };
	const hits = { readToWrite: 0, writeToVerify: 0, putBack: 0, outside: 0 };
	ids.forEach((id, index) => {
		const own = journal.filter((entry) => entry.id === id);
		const edits = own
			.filter((entry) => entry.property === FIELD && entry.requestId === null)
			.map(({ seq, at, value }): HumanEdit => ({ seq, at: Date.parse(at), id, value: value === '' ? null : value }));
		const requests = new Map(own.flatMap(({ requestId, seq }) => (requestId === null ? [] : [[requestId, seq]])));
		const writes = [...requests.values()];
		for (const edit of edits) hits[windowOf(edit, looks.get(id) ?? [], writes)]++;
		result.edits += edits.length;

		const outcome = report.requests[index]?.outcomes[0];
		if (outcome?.status === 'repaired') result.repaired++;
		if (outcome?.status === 'review') result.review++;
		const latest = edits.at(-1);
		if (latest && !stands(s, latest) && !names(outcome, latest)) result.lost += edits.length;
		result.longestExposureMs = Math.max(
			result.longestExposureMs,
			exposure(own.filter(({ property }) => property === FIELD)),
		);
	});
	return { ...result, hits };
}

/**
 * Edits at random distances from random requests, on random records; after a write on records that it wrote, since
 * its verifying read comes soon: many after a wave, a few after a put-back.
 */
function startRep(
	s: Stage,
	random: Random,
	ids: readonly string[],
	latencyMs: number,
	most: number,
	numberFrom: number,
) {
	let planned = 0;
	let made = 0;
	let stopped = false;
	const running = new Set<Promise<void>>();
	const edit = (id: string) => {
		const value = random.chance(0.1) ? null : String(1000 + numberFrom + ++made);
		s.control.edit({ object: 'contact', id, field: FIELD, value, user: 501 + random.int(3) });
	};
	const burst = (from: readonly string[], atMost: number) => {
		if (stopped || from.length === 0) return;
		const count = Math.min(most - planned, random.int(atMost + 1));
		planned += count;
		for (let i = 0; i < count; i++) {
			const wait = random.int(latencyMs);
			running.add(new Promise((resolve) => setTimeout(resolve, wait)).then(() => edit(random.pick(from))));
		}
	};
	const every = { nth: 'every' } as const;
	s.control.schedule({ ...every, phase: 'before', purpose: 'batch read with history', action: () => burst(ids, 4) });
	s.control.schedule({ ...every, phase: 'after', purpose: 'batch read with history', action: () => burst(ids, 6) });
	s.control.schedule({ ...every, phase: 'before', purpose: 'batch update', action: () => burst(ids, 6) });
	s.control.schedule({
		...every,
		phase: 'after',
		purpose: 'batch update',
		action: () => {
			const written = justWritten(s);
			burst(written, written.length >= 50 ? 40 : 5);
		},
	});
	return {
		async stop() {
			stopped = true;
			await Promise.all(running);
			s.control.clearFaults();
		},
	};
}

/** Ids of the update that was carried out last. */
function justWritten(s: Stage): string[] {
	const entries = s.control.journal().slice(-600);
	const last = entries.findLast(({ requestId }) => requestId !== null)?.requestId;
	return last === undefined
		? []
		: [...new Set(entries.flatMap(({ requestId, id }) => (requestId === last ? [id] : [])))];
}

interface WireRecord {
	readonly id: string;
	readonly propertiesWithHistory?: Readonly<
		Record<string, readonly { readonly value: string; readonly timestamp: string }[]>
	>;
}

/** Notes for every record which versions each of our reads showed, and when the answer came. */
function watching(port: HttpPort, looks: Map<string, Look[]>): HttpPort {
	return {
		...port,
		async send(request) {
			const response = await port.send(request);
			if (!request.path.endsWith('/batch/read')) return response;
			for (const { id, propertiesWithHistory } of (response.body as { readonly results: readonly WireRecord[] })
				.results) {
				const versions = new Set(
					(propertiesWithHistory?.[FIELD] ?? []).map(({ value, timestamp }) => versionKey(value, timestamp)),
				);
				looks.set(id, [...(looks.get(id) ?? []), { versions, answeredAt: Date.now() }]);
			}
			return response;
		},
	};
}

const versionKey = (value: string | null, at: string | number) => `${value ?? ''} ${new Date(at).getTime()}`;

/** Reads and writes of a record alternate: read 0, write 0, read 1 (verify), write 1 (put-back), read 2 ... */
function windowOf(edit: HumanEdit, looks: readonly Look[], writes: readonly number[]) {
	const seenIn = looks.findIndex(({ versions }) => versions.has(versionKey(edit.value, edit.at)));
	if (seenIn === 0) return 'outside';
	for (const [round, write] of writes.entries()) {
		if (edit.seq < write) return round === 0 ? 'readToWrite' : 'putBack';
		const verify = looks[round + 1];
		if (!verify) return 'outside';
		const shown = seenIn !== -1 && seenIn <= round + 1;
		const beforeAnswer =
			edit.at <= verify.answeredAt && (writes[round + 1] === undefined || edit.seq > (writes[round + 1] ?? 0));
		if (shown || beforeAnswer) return round === 0 ? 'writeToVerify' : 'putBack';
	}
	return 'outside';
}

const numeric = (value: string | null): CrmValue => (value === null ? null : Number(value));

function stands(s: Stage, edit: HumanEdit): boolean {
	return s.value(edit.id, FIELD) === edit.value;
}

/** An outcome for a person to look at that says what the person's value was. */
function names(outcome: Outcome | undefined, edit: HumanEdit): boolean {
	if (outcome?.status !== 'review' && outcome?.status !== 'repaired') return false;
	const value = numeric(edit.value);
	return [outcome.before, outcome.after, ...(outcome.restored ? [outcome.restored.value] : [])].includes(value);
}

/** How long a person's value stood under one of ours, at most. Entries of one field, oldest first. */
function exposure(entries: ReturnType<Stage['control']['journal']>): number {
	let longest = 0;
	entries.forEach((entry, index) => {
		const before = entries[index - 1];
		const next = entries[index + 1];
		const covers = entry.requestId !== null && before?.requestId === null && entry.value !== before.value;
		if (covers && next) longest = Math.max(longest, Date.parse(next.at) - Date.parse(entry.at));
	});
	return longest;
}
