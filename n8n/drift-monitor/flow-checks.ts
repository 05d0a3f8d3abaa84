/** The checks on what the workflows did: by audit rows where they are wired in, else by the records' stamps. */
import type { IDataObject } from 'n8n-workflow';
import { lastEvent } from '../../core/drift/age';
import { eventsAbout, readAuditEvents, type AuditEvent } from '../../core/drift/audit-events';
import type { Check } from '../../core/drift/check';
import type { Limits } from '../../core/drift/limits';
import { delay, delaysOf, updates } from '../../core/drift/pace';
import { rateChecks } from '../../core/drift/rates';
import { recordsInReview, reviewChecks, reviewsOfRows, reviewsOfStamps, type Told } from '../../core/drift/reviews';
import { readStamp, type FieldReview, type FieldStamp, type Stamp } from '../../core/stamp';
import type { Look } from './look';
import type { Panel } from './panel';

export interface Flow {
	/** Undefined without an audit input. */
	readonly events: readonly AuditEvent[] | undefined;
	readonly unreadable: number;
	readonly stamps: readonly FieldStamp[];
	/** What Human Review left in the records' stamps. */
	readonly reviews: readonly FieldReview[];
	/** Stamps of the records that rows say wait for a person; undefined for a record that is no more. */
	readonly inReview: ReadonlyMap<string, Stamp | undefined>;
	/** ISO time of the newest write that the rows tell of. */
	readonly newestWrite: string | undefined;
}

export async function readFlow(
	panel: Panel,
	seen: Look,
	account: string | undefined,
	audit: readonly IDataObject[] | undefined,
): Promise<Flow> {
	const all = seen.records.map(({ values }) => readStamp(values[panel.stampFields.provenance]));
	const stamps = all.flatMap(({ fields }) => Object.values(fields));
	const reviews = all.flatMap((stamp) => Object.values(stamp.reviews ?? {}));
	const base = { stamps, reviews, inReview: new Map<string, Stamp | undefined>() };
	if (audit === undefined) return { ...base, events: undefined, unreadable: 0, newestWrite: undefined };
	const read = readAuditEvents(audit);
	const events = eventsAbout(read.events, panel.system, account, panel.object);
	const known = new Map(seen.records.map(({ id = '' }, index): [string, Stamp | undefined] => [id, all[index]]));
	const asked = recordsInReview(events);
	const unread = asked.filter((id) => !known.has(id));
	const inReview = unread.length === 0 ? known : new Map([...known, ...(await seen.stampsOf(unread))]);
	return { ...base, inReview, events, unreadable: read.unreadable, newestWrite: newest(written(events)) };
}

/** `now` is an ISO time. */
export function flowChecks(flow: Flow, panel: Panel, seen: Look, now: string): Check[] {
	const { limits } = panel;
	const { events, stamps, reviews } = flow;
	if (events === undefined) {
		const times = stamps.map(({ writtenAt }) => writtenAt);
		// A full sample holds the newest records only: what it counts is no number of updates.
		const counts = limits.updatesAWeek !== undefined && seen.read && seen.records.length < panel.sample;
		return [
			...(counts ? [updates(times, false, limits, now)] : []),
			...fromReading(stamps, limits),
			...reviewChecks(reviewsOfStamps(reviews, now, seen.tasks), limits, now),
		];
	}
	const delays = delaysOf(events);
	return [
		...(flow.unreadable > 0 ? [unreadable(flow.unreadable)] : []),
		lastEvent(newest(events.map(({ at }) => at)), limits, now),
		updates(
			written(events).filter((at) => at !== undefined),
			true,
			limits,
			now,
		),
		...rateChecks(events, limits),
		...(delays.length > 0 ? [delay(delays, 'the event', limits)] : fromReading(stamps, limits)),
		...reviewChecks(
			reviewsOfRows(events, (record, field) => toldBy(flow, record, field), now),
			limits,
			now,
		),
	];
}

/** Where nobody says when the event was, the stamps still tell the time from reading a record to writing it. */
function fromReading(stamps: readonly FieldStamp[], limits: Limits): Check[] {
	const delays = stamps.map(({ readAt, writtenAt }) => Date.parse(writtenAt) - Date.parse(readAt));
	return delays.length > 0 ? [delay(delays.filter(Number.isFinite), 'reading a record', limits)] : [];
}

function toldBy({ inReview }: Flow, record: string, field: string): Told {
	const stamp = inReview.get(record);
	return { gone: inReview.has(record) && stamp === undefined, review: stamp?.reviews?.[field] };
}

const written = (events: readonly AuditEvent[]) =>
	events.filter(({ outcome }) => outcome === 'written' || outcome === 'repaired').map(({ at }) => at);

const newest = (times: readonly (string | undefined)[]) =>
	times.reduce<string | undefined>((a, b) => (b === undefined || (a !== undefined && a >= b) ? a : b), undefined);

const unreadable = (count: number): Check => ({
	check: 'reading',
	status: 'warning',
	value: count,
	limit: 0,
	sentence: `${count} of the items on the Audit Rows input are no audit rows: they have no column "outcome". Connect the rows that Field-Safe Write gives by its Audit output, as they were stored.`,
});
