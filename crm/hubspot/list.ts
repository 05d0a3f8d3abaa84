/** Listing the records of Get Records: changed since, field empty, field older than. */
import { CrmError } from '../../core/errors';
import type { Filter, Snapshot } from '../crm';
import { milliseconds } from '../cursor';
import type { Connection } from './connection';
import { readWith } from './read';
import { scan, type Scanned } from './scan';
import { searchLimits, type SearchFilter } from './search';
import { snapshotSource, toSnapshot, wantedProperties, type SnapshotSource } from './snapshot';

/** Room that filters and sorting take of a search's 3,000 characters. */
const roomForFilters = 1_000;

export async function* listRecords(
	connection: Connection,
	objectName: string,
	where: Filter,
	fields: readonly string[],
	limit: number,
): AsyncGenerator<Snapshot> {
	if (limit <= 0) return;
	const source = await snapshotSource(connection, objectName, fields);
	const since = where.changedSince === undefined ? undefined : milliseconds(where.changedSince);
	const groups = filterGroups(source, where);
	if (since === undefined && groups.length === 0) throw noCondition();
	const properties = wantedProperties(source);
	const isShort = JSON.stringify(properties).length < searchLimits.body - roomForFilters;
	const listed = new Set<string>();
	const pages = scan(connection, source.object, {
		groups,
		since,
		properties: isShort ? properties : [source.object.changedField],
		purpose: 'list',
	});
	for await (const page of pages) {
		const fresh = page.filter(({ record }) => !listed.has(record.id)).slice(0, limit - listed.size);
		for (const { record } of fresh) listed.add(record.id);
		yield* isShort ? fresh.map((entry) => snapshotOf(source, entry)) : await reread(source, fresh);
		if (listed.size >= limit) return;
	}
}

function snapshotOf(source: SnapshotSource, { record, readAt }: Scanned): Snapshot {
	return toSnapshot(source, record, readAt, false);
}

/** More fields than a search request can name: the search gives the ids, and a batch read the fields. */
async function reread(source: SnapshotSource, page: readonly Scanned[]): Promise<readonly Snapshot[]> {
	const results = await readWith(
		source,
		page.map(({ record }) => record.id),
		false,
	);
	return [...results.values()].flatMap((result) => {
		if (result.ok) return [result.value];
		// Deleted since the index was built.
		if (result.error.kind === 'not found') return [];
		throw new CrmError(result.error);
	});
}

/** Alternatives of the conditions other than the change time. */
function filterGroups(source: SnapshotSource, where: Filter): readonly (readonly SearchFilter[])[] {
	const both: SearchFilter[] = [];
	if (where.empty !== undefined) both.push({ propertyName: known(source, where.empty), operator: 'NOT_HAS_PROPERTY' });
	if (where.newerThan !== undefined) {
		const { field, from } = where.newerThan;
		both.push({ propertyName: known(source, field), operator: 'GTE', value: String(milliseconds(from)) });
	}
	if (where.olderThan === undefined) return both.length === 0 ? [] : [both];
	const propertyName = known(source, where.olderThan.field);
	const before = String(milliseconds(where.olderThan.before));
	return [
		[...both, { propertyName, operator: 'LT', value: before }],
		[...both, { propertyName, operator: 'NOT_HAS_PROPERTY' }],
	];
}

function known(source: SnapshotSource, field: string): string {
	if (source.schema.has(field)) return field;
	throw new CrmError({
		kind: 'validation',
		status: 0,
		code: 'PROPERTY_DOESNT_EXIST',
		fields: [field],
		message: `HubSpot's ${source.object.name} has no field "${field}".`,
		hint: 'Choose the field again, or create it with Set Up AI Fields.',
	});
}

function noCondition(): CrmError {
	return new CrmError({
		kind: 'validation',
		status: 0,
		message: 'Listing needs at least one condition.',
		hint: 'Choose changed since, field empty, or field older than.',
	});
}
