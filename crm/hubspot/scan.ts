/**
 * Walking through all records that fit a filter, by change time. Pages are cut by the last change time seen and not by
 * offset: an offset would skip records that moved to the end because they changed meanwhile, and ends at 10,000.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm (paging, limits)
 */
import type { Connection } from './connection';
import { timeOf } from './history';
import type { HubSpotObject } from './objects';
import { search, searchLimits, type SearchFilter } from './search';
import { changeTime } from './snapshot';
import type { WireRecord } from './wire';

export interface ScanOptions {
	/** Alternatives; the filters of one hold together. An empty list has no condition but the time. */
	readonly groups: readonly (readonly SearchFilter[])[];
	/** Milliseconds: changed at or after it. */
	readonly since: number | undefined;
	readonly properties: readonly string[];
	readonly purpose: string;
}

/** A record in one state; it comes again where it changed during the walk. */
export interface Scanned {
	readonly record: WireRecord;
	/** Change time in milliseconds. */
	readonly at: number;
	/** ISO time of the answer. */
	readonly readAt: string;
}

/** One page after the other, ascending by change time, then id. Throws CrmError. */
export async function* scan(
	connection: Connection,
	object: HubSpotObject,
	options: ScanOptions,
): AsyncGenerator<readonly Scanned[]> {
	const seen = new Set<string>();
	let from = options.since;
	for (;;) {
		const page = await searchPage(connection, object, options, atOrAfter(object, from), object.changedField);
		yield unseen(page.records, seen);
		const last = page.records.at(-1)?.at;
		if (page.isLast || last === undefined) return;
		if (last !== from) {
			from = last;
			continue;
		}
		// A whole page at one instant, as after an import: that instant is walked through by id.
		yield* drain(connection, object, options, last, seen);
		from = last + 1;
	}
}

async function* drain(
	connection: Connection,
	object: HubSpotObject,
	options: ScanOptions,
	at: number,
	seen: Set<string>,
): AsyncGenerator<readonly Scanned[]> {
	let lastId = '0';
	for (;;) {
		const filters: readonly SearchFilter[] = [
			...atOrAfter(object, at),
			{ propertyName: object.changedField, operator: 'LTE', value: String(at) },
			{ propertyName: 'hs_object_id', operator: 'GT', value: lastId },
		];
		const page = await searchPage(connection, object, options, filters, 'hs_object_id');
		yield unseen(page.records, seen);
		const next = page.records.at(-1)?.record.id;
		if (page.isLast || next === undefined || next === lastId) return;
		lastId = next;
	}
}

async function searchPage(
	connection: Connection,
	object: HubSpotObject,
	options: ScanOptions,
	window: readonly SearchFilter[],
	sortBy: string,
): Promise<{ readonly records: readonly Scanned[]; readonly isLast: boolean }> {
	const groups = options.groups.length === 0 ? [[]] : options.groups;
	const page = await search(
		connection,
		object,
		{
			filterGroups: groups
				.map((group) => ({ filters: [...group, ...window] }))
				.filter((group) => group.filters.length > 0),
			sorts: [{ propertyName: sortBy, direction: 'ASCENDING' }],
			properties: options.properties,
			limit: searchLimits.page,
		},
		options.purpose,
	);
	return {
		records: page.records.map((record) => ({
			record,
			at: timeOf(changeTime(object, record) ?? ''),
			readAt: page.at,
		})),
		isLast: page.after === undefined,
	};
}

function atOrAfter(object: HubSpotObject, from: number | undefined): readonly SearchFilter[] {
	return from === undefined ? [] : [{ propertyName: object.changedField, operator: 'GTE', value: String(from) }];
}

function unseen(records: readonly Scanned[], seen: Set<string>): readonly Scanned[] {
	const fresh = records.filter(({ record, at }) => !seen.has(`${record.id}@${at}`));
	for (const { record, at } of fresh) seen.add(`${record.id}@${at}`);
	return fresh.sort((a, b) => a.at - b.at || compareIds(a.record.id, b.record.id));
}

function compareIds(a: string, b: string): number {
	return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
