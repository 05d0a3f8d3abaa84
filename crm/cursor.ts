/**
 * The cursor of polling: a time to search from, and the changes after it that were told already. Every poll looks back
 * a little, since changes may become visible late.
 */
import { CrmError } from '../core/errors';

/** How late a change may become visible without being missed. */
const overlapMs = 60_000;
/** Most seen changes that a cursor carries; with more, the look-back gets shorter. */
const mostSeen = 1_000;

export interface Seen {
	readonly id: string;
	/** Milliseconds since 1970. */
	readonly at: number;
}

export interface Cursor {
	/** Milliseconds from which to search; what was created since and not seen is new. */
	readonly from: number;
	readonly seen: readonly Seen[];
}

/** Throws CrmError for what is no ISO time. */
export function milliseconds(iso: string): number {
	const time = Date.parse(iso);
	if (!Number.isNaN(time)) return time;
	throw new CrmError({
		kind: 'validation',
		status: 0,
		message: 'The time to list from is no date.',
		hint: 'Give a time such as 2026-11-20T08:00:00Z.',
	});
}

/**
 * `c1|<from>|<id>:<time>,...`, the times to the base of 36, behind a version mark. `covered` (milliseconds) is the time
 * up to which the CRM is sure to have shown everything, where it tells.
 */
export function encodeCursor(seen: readonly Seen[], covered = Number.POSITIVE_INFINITY): string {
	const newest = Math.min(covered, Math.max(...seen.map(({ at }) => at)));
	const within = seen
		.filter(({ at }) => at >= newest - overlapMs)
		.sort((a, b) => a.at - b.at)
		.slice(-mostSeen);
	const from = within.length < mostSeen ? newest - overlapMs : (within[0]?.at ?? newest);
	return ['c1', from.toString(36), within.map(encodeSeen).join(',')].join('|');
}

function encodeSeen({ id, at }: Seen): string {
	return `${id}:${at.toString(36)}`;
}

export function decodeCursor(cursor: string): Cursor {
	const [mark, from = '', list = ''] = cursor.split('|');
	if (mark !== 'c1') {
		return { from: milliseconds(cursor), seen: [] };
	}
	const seen = list.split(',').flatMap((entry) => {
		const [id = '', at = ''] = entry.split(':');
		return id === '' ? [] : [{ id, at: Number.parseInt(at, 36) }];
	});
	const start = Number.parseInt(from, 36);
	// A damaged cursor gets the same error as a time that is none.
	return { from: Number.isNaN(start) ? milliseconds('') : start, seen };
}
