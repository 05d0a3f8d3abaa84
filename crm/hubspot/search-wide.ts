/**
 * Finding by what is no unique key. HubSpot's search answers, as many keys at once as fit into a request; every hit is
 * read again by id, since the index may hold older values, and is confirmed here.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
import type { CrmErrorData } from '../../core/errors';
import type { IdentityProfile } from '../../core/identity/profile';
import type { MatchKey } from '../../core/record';
import { mostCandidates, type Result } from '../crm';
import type { Hit } from './find';
import { profileOf } from './profile';
import { batchRead, plainBatch } from './read';
import { asCrmError, chunks, failed, ok, tooManyRecords } from './results';
import { search, searchLimits, type SearchFilter } from './search';
import { toSnapshot, type SnapshotSource } from './snapshot';
import { readBatch, type WireRecord } from './wire';

/** So many records of a crowd are looked at: where the search is cut, more of them tell nothing for certain. */
const mostOfCrowd = 1_000;

export type Groups = readonly (readonly SearchFilter[])[];

export interface Wide<T> {
	readonly keyOf: (asked: T) => string;
	/** One group of filters per alternative, at most five for one key. */
	readonly filters: (part: readonly T[]) => Groups;
	/** The record really is a hit for this key. */
	readonly isHit: (asked: T, profile: IdentityProfile) => boolean;
	/** Spares reading what only resembles a key: decided by these properties in the index. */
	readonly index?: {
		readonly properties: readonly string[];
		readonly mayBe: (asked: T, properties: WireRecord['properties']) => boolean;
	};
}

export type Found = Map<string, Result<readonly Hit[]>>;

/** Several of `asked` may have one key: its hits are those of all of them. */
export async function findWide<T>(
	source: SnapshotSource,
	asked: readonly T[],
	perSearch: number,
	via: MatchKey,
	wide: Wide<T>,
): Promise<Found> {
	const hits: Found = new Map(asked.map((one) => [wide.keyOf(one), ok([])]));
	const purpose = `find by ${via}`;
	const isFull = (one: T): boolean => {
		const known = hits.get(wide.keyOf(one));
		return known?.ok !== true || known.value.length >= mostCandidates;
	};
	const fail = (part: readonly T[], error: CrmErrorData): void => {
		for (const one of part) hits.set(wide.keyOf(one), failed(error));
	};
	const ask = async (part: readonly T[]): Promise<void> => {
		try {
			const complete = await look(part);
			if (complete) return;
			if (part.length === 1) {
				fail(
					part.filter((one) => !isFull(one)),
					tooManyRecords(purpose),
				);
				return;
			}
			// What a crowd pushed out of the answer may be another key's second record.
			const middle = Math.ceil(part.length / 2);
			await Promise.all([ask(part.slice(0, middle)), ask(part.slice(middle))]);
		} catch (error) {
			fail(part, asCrmError(error));
		}
	};
	/** False where HubSpot has more than it gives. */
	const look = async (part: readonly T[]): Promise<boolean> => {
		const filters = wide.filters(part);
		const seen = new Set<string>();
		let after: string | undefined;
		let looked = 0;
		let isCut = false;
		if (filters.length === 0) return true;
		do {
			const request = requestOf(filters, wide.index?.properties ?? []);
			const page = await search(
				source.connection,
				source.object,
				after === undefined ? request : { ...request, after },
				purpose,
			);
			isCut ||= (page.total ?? 0) > searchLimits.total;
			if (isCut && part.length > 1) return false;
			const fresh = page.records.filter(
				({ id, properties }) =>
					!seen.has(id) && (wide.index === undefined || part.some((one) => wide.index?.mayBe(one, properties))),
			);
			for (const { id } of fresh) seen.add(id);
			for (const ids of chunks(fresh, plainBatch)) {
				if (part.every(isFull)) return true;
				await note(
					part,
					ids.map(({ id }) => id),
				);
			}
			looked += page.records.length;
			after = page.records.length === 0 ? undefined : page.after;
		} while (after !== undefined && looked < (isCut ? mostOfCrowd : searchLimits.total) && !part.every(isFull));
		return after === undefined || part.every(isFull);
	};
	const note = async (part: readonly T[], ids: readonly string[]): Promise<void> => {
		for (const found of await readAgain(source, ids, purpose)) {
			const profile = profileOf(source.object, source.schema, found.record);
			for (const one of part) {
				const known = hits.get(wide.keyOf(one));
				if (known?.ok !== true || isFull(one) || !wide.isHit(one, profile)) continue;
				if (known.value.some(({ snapshot }) => snapshot.id === found.record.id)) continue;
				hits.set(wide.keyOf(one), ok([...known.value, hit(source, found, via)]));
			}
		}
	};
	await Promise.all(partsOf(asked, perSearch, wide).map(ask));
	return hits;
}

function requestOf(filters: Groups, properties: readonly string[]) {
	return { filterGroups: filters.map((group) => ({ filters: group })), properties, limit: searchLimits.page };
}

/** As many together as HubSpot takes in one request. What alone is too long for it stands in no record. */
function partsOf<T>(asked: readonly T[], perSearch: number, { filters, index }: Wide<T>): readonly (readonly T[])[] {
	const fits = (part: readonly T[]): boolean => {
		const groups = filters(part);
		const request = { ...requestOf(groups, index?.properties ?? []), after: String(searchLimits.total) };
		return groups.length <= searchLimits.groups && JSON.stringify(request).length <= searchLimits.body;
	};
	const parts: T[][] = [];
	for (const one of asked) {
		const last = parts.at(-1);
		if (last !== undefined && last.length < perSearch && fits([...last, one])) last.push(one);
		else if (fits([one])) parts.push([one]);
	}
	return parts;
}

export interface Read {
	readonly record: WireRecord;
	readonly readAt: string;
}

export async function readAgain(
	source: SnapshotSource,
	ids: readonly string[],
	purpose: string,
): Promise<readonly Read[]> {
	const found: Read[] = [];
	for (const part of chunks(ids, plainBatch)) {
		const inputs = part.map((id) => ({ id }));
		const response = await batchRead(source, inputs, { edits: false, purpose });
		const readAt = source.connection.answeredAt(response);
		for (const record of readBatch(response.body).records) if (!record.archived) found.push({ record, readAt });
	}
	return found;
}

export function hit(source: SnapshotSource, { record, readAt }: Read, via: MatchKey): Hit {
	return { via, snapshot: toSnapshot(source, record, readAt, false) };
}

export function isEmpty(result: Result<readonly Hit[]> | undefined): boolean {
	return result?.ok === true && result.value.length === 0;
}
