/** Records that hold a value in one of several fields. */
import { text, type Json } from '../json';
import { ok } from '../results';
import { search, type Hit, type Hits } from './search';
import type { SnapshotSource } from './snapshot';
import { join, soql, type Soql } from './soql';

export interface FieldSearch {
	readonly condition: (api: string, part: readonly string[]) => Soql;
	readonly same: (stored: string, value: string) => boolean;
	readonly via: (first: boolean) => Hit['via'];
	readonly purpose: string;
}

/** The object may have none of the fields: then nothing is found. */
export async function inAnyField(
	source: SnapshotSource,
	values: readonly string[],
	fields: readonly string[],
	{ condition, same, via, purpose }: FieldSearch,
): Promise<Hits> {
	const apis = fields.flatMap((field) => source.schema.native.get(field)?.api ?? []);
	if (apis.length === 0) return new Map(values.map((value) => [value, ok([])]));
	const holds = (record: Json, value: string) => {
		const place = apis.findIndex((api) => same(text(record[api]) ?? '', value));
		return place === -1 ? undefined : via(place === 0);
	};
	const where = (part: readonly string[]) =>
		soql`(${join(
			apis.map((api) => condition(api, part)),
			' OR ',
		)})`;
	const found = await search(source, { values: values.filter(isPlain), where, holds, purpose });
	return new Map(values.map((value) => [value, found.get(value) ?? ok([])]));
}

/** Control characters stand in no value, and Salesforce refuses queries with them. */
function isPlain(value: string): boolean {
	return value.trim() !== '' && !/\p{Cc}/u.test(value);
}

/** Salesforce compares without regard to case, unless a unique field is set otherwise. */
export function comparable(value: string): string {
	return value.trim().toLowerCase();
}
