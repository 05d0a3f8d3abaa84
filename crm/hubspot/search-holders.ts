/**
 * Listing all records that hold anything in a field that few have, instead of searching for each key: one request where
 * five keys a request would be asked for.
 */
import type { IdentityProfile } from '../../core/identity/profile';
import type { MatchKey } from '../../core/record';
import { mostCandidates } from '../crm';
import type { Hit } from './find';
import { profileOf } from './profile';
import { asCrmError, failed, ok } from './results';
import { search, searchLimits, type SearchFilter } from './search';
import { hit, readAgain, type Found } from './search-wide';
import type { SnapshotSource } from './snapshot';

export interface Listing {
	/** Which records are listed. */
	readonly filter: SearchFilter;
	/** Decided by the field as the index holds it. */
	readonly mayBe: (key: string, value: string) => boolean;
	readonly isHit: (key: string, profile: IdentityProfile) => boolean;
}

/** Undefined where searching for the keys costs no more; 'none' where no record is listed at all. */
export async function findAmongHolders(
	source: SnapshotSource,
	keys: readonly string[],
	via: MatchKey,
	{ filter, mayBe, isHit }: Listing,
): Promise<Found | 'none' | undefined> {
	const found: Found = new Map(keys.map((key) => [key, ok([])]));
	const purpose = `find by ${via}`;
	const ids = new Set<string>();
	const request = {
		filterGroups: [{ filters: [filter] }],
		properties: [filter.propertyName],
		limit: searchLimits.page,
	};
	let isAny = false;
	let after: string | undefined;
	try {
		do {
			const page = await search(
				source.connection,
				source.object,
				after === undefined ? request : { ...request, after },
				purpose,
			);
			const pages = (page.total ?? Infinity) / searchLimits.page;
			if (page.after !== undefined && pages > keys.length / searchLimits.groups) return undefined;
			for (const { id, properties } of page.records) {
				isAny = true;
				const value = properties[filter.propertyName] ?? '';
				if (keys.some((key) => mayBe(key, value))) ids.add(id);
			}
			after = page.records.length === 0 ? undefined : page.after;
		} while (after !== undefined);
		if (!isAny) return 'none';
		for (const read of await readAgain(source, [...ids], purpose)) {
			const profile = profileOf(source.object, source.schema, read.record);
			for (const key of keys) {
				const known = found.get(key);
				if (known?.ok !== true || known.value.length >= mostCandidates || !isHit(key, profile)) continue;
				found.set(key, ok([...known.value, hit(source, read, via)]));
			}
		}
		return found;
	} catch (error) {
		const data = failed(asCrmError(error));
		return new Map(keys.map((key) => [key, data]));
	}
}

/** The hits of several searches for each key; one that failed fails the key. */
export function united(keys: readonly string[], all: readonly Found[]): Found {
	return new Map(
		keys.map((key) => {
			const hits = new Map<string, Hit>();
			for (const found of all) {
				const answer = found.get(key);
				if (answer?.ok === false) return [key, answer];
				for (const one of answer?.value ?? []) hits.set(one.snapshot.id, one);
			}
			return [key, ok([...hits.values()].slice(0, mostCandidates))];
		}),
	);
}
