/** Searching the records that hold one of many values, in as few queries as the values fit into. */
import type { CrmErrorData } from '../../core/errors';
import { mostCandidates, type IdentityProfile, type Result, type Snapshot } from '../crm';
import type { MatchKey } from '../../core/record';
import type { Json } from '../json';
import { asCrmError, failed, ok } from '../results';
import { profileSelect, readProfile } from './profile';
import { parts, query } from './query';
import { toSnapshot, wantedFields, type SnapshotSource } from './snapshot';
import { name, names, soql, type Soql } from './soql';

/** Records that one query gives; more of them are asked for in smaller parts, since every record may decide. */
const mostRecords = 4_000;

/** One record that one key led to. */
export interface Hit {
	readonly via: MatchKey;
	readonly object: string;
	readonly snapshot: Snapshot;
	readonly profile: IdentityProfile;
	/** The wire record, for what only the adapter needs to know. */
	readonly record: Json;
	readonly mergedFrom?: string | undefined;
}

/** Hits by the key's value, for every asked value. */
export type Hits = ReadonlyMap<string, Result<readonly Hit[]>>;

export interface Search {
	readonly values: readonly string[];
	/** What holds for every record that holds one of the values. */
	readonly where: (part: readonly string[]) => Soql;
	/** By which key the record belongs to the value; undefined where it does not after all. */
	readonly holds: (record: Json, value: string) => MatchKey | undefined;
	readonly purpose: string;
	/** API names of more fields to read. */
	readonly select?: readonly string[] | undefined;
}

export async function search(
	source: SnapshotSource,
	{ values, where, holds, purpose, select: more = [] }: Search,
): Promise<Hits> {
	const hits = new Map<string, Result<readonly Hit[]>>(values.map((value) => [value, ok([])]));
	const make = (part: readonly string[]) => select(source, where(part), more);
	const ask = async (part: readonly string[]): Promise<void> => {
		try {
			const { records, at, complete } = await query(source.connection, make(part), { purpose, most: mostRecords });
			// What a crowd pushed out of the answer may be another value's second record.
			if (!complete && part.length > 1) {
				const middle = Math.ceil(part.length / 2);
				await Promise.all([ask(part.slice(0, middle)), ask(part.slice(middle))]);
				return;
			}
			const found = new Map<string, Hit[]>(part.map((value) => [value, []]));
			for (const record of records) {
				let hit: Omit<Hit, 'via'> | undefined;
				for (const [value, list] of found) {
					const via = list.length < mostCandidates ? holds(record, value) : undefined;
					if (via === undefined) continue;
					hit ??= hitOf(source, record, at);
					list.push({ ...hit, via });
				}
			}
			for (const [value, list] of found) {
				hits.set(value, complete || list.length >= mostCandidates ? ok(list) : failed(tooMany(purpose)));
			}
		} catch (error) {
			const failure = failed(asCrmError(error));
			for (const value of part) hits.set(value, failure);
		}
	};
	await Promise.all(parts(values, make).map(ask));
	return hits;
}

function tooMany(purpose: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'TOO_MANY_RECORDS',
		message: `More than ${mostRecords} records of Salesforce look like the value, too many to tell which of them hold it (${purpose}).`,
		hint: 'Match by another key, such as the record id or the e-mail address.',
	};
}

export function hitOf(source: SnapshotSource, record: Json, at: string): Omit<Hit, 'via'> {
	return {
		object: source.schema.object.name,
		snapshot: toSnapshot(source, record, at),
		profile: readProfile(source.schema, record),
		record,
	};
}

function select(source: SnapshotSource, where: Soql, more: readonly string[]): Soql {
	const { fields, paths } = profileSelect(source.schema);
	const wanted = [...new Set([...wantedFields(source, fields), ...more, ...paths])];
	return soql`SELECT ${names(wanted)} FROM ${name(source.schema.object.sobject)} WHERE ${where}`;
}
