/**
 * Listing the records of Get Records. Pipedrive filters by change time only; everything else is judged here.
 * https://developers.pipedrive.com/docs/api/v1/Persons#getPersons (updated_since, sort_by)
 */
import { milliseconds } from '../cursor';
import { CrmError } from '../../core/errors';
import { isBlank } from '../../core/value';
import type { Filter, Snapshot } from '../crm';
import { list, object, text, type Json } from '../json';
import type { Connection } from './connection';
import type { PipedriveField } from './fields';
import { recordsPath } from './objects';
import {
	customFieldsQuery,
	idOf,
	snapshotSource,
	timeOf,
	toSnapshot,
	wholeSeconds,
	type SnapshotSource,
} from './snapshot';
import { fromWire, rawOf } from './values';

const pageSize = 500;

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
	const empty = where.empty === undefined ? undefined : known(source, where.empty);
	const older = where.olderThan === undefined ? undefined : known(source, where.olderThan.field);
	const before = where.olderThan === undefined ? 0 : milliseconds(where.olderThan.before);
	const newer = where.newerThan === undefined ? undefined : known(source, where.newerThan.field);
	const from = where.newerThan === undefined ? 0 : milliseconds(where.newerThan.from);
	const more = [empty, older, newer].flatMap((field) => field ?? []);
	if (since === undefined && more.length === 0) throw noCondition();
	const listed = new Set<string>();
	for await (const { records, readAt } of scan(source, since, more, 'list')) {
		for (const record of records) {
			const value = (field: PipedriveField) => fromWire(field, rawOf(record, field));
			if (empty !== undefined && !isBlank(value(empty))) continue;
			if (older !== undefined && !isOlder(value(older), before)) continue;
			if (newer !== undefined && !(timeIn(value(newer)) >= from)) continue;
			if (listed.has(idOf(record))) continue;
			listed.add(idOf(record));
			yield toSnapshot(source, record, readAt);
			if (listed.size >= limit) return;
		}
	}
}

function isOlder(value: unknown, before: number): boolean {
	return value === null || timeIn(value) < before;
}

const timeIn = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN);

export interface Page {
	readonly records: readonly Json[];
	readonly readAt: string;
}

/** Live records, ascending by change time. Throws CrmError. */
export async function* scan(
	source: SnapshotSource,
	since: number | undefined,
	more: readonly PipedriveField[],
	purpose: string,
): AsyncGenerator<Page> {
	const { connection, object: target } = source;
	if (target.api === 'v1') {
		yield* scanOld(source, since, purpose);
		return;
	}
	let cursor: string | undefined;
	do {
		const response = await connection.http.request({
			method: 'GET',
			path: recordsPath(target),
			query: {
				limit: pageSize,
				sort_by: 'update_time',
				sort_direction: 'asc',
				...(since === undefined ? {} : { updated_since: wholeSeconds(since) }),
				...customFieldsQuery(source, more),
				...(cursor === undefined ? {} : { cursor }),
			},
			purpose,
		});
		const body = object(response.body);
		const records = list(body['data']).map(object);
		yield {
			records: records.filter((record) => record['is_deleted'] !== true),
			readAt: connection.answeredAt(response),
		};
		cursor = text(object(body['additional_data'])['next_cursor']);
	} while (cursor !== undefined);
}

/** Leads cannot be asked for by change time. https://developers.pipedrive.com/docs/api/v1/Leads#getLeads */
async function* scanOld(source: SnapshotSource, since: number | undefined, purpose: string): AsyncGenerator<Page> {
	const { connection, object: target } = source;
	let start: number | undefined = 0;
	do {
		const response = await connection.http.request({
			method: 'GET',
			path: recordsPath(target),
			query: { start, limit: pageSize, sort: 'update_time ASC' },
			purpose,
		});
		const body = object(response.body);
		const records = list(body['data']).map(object);
		const from = since === undefined ? Number.NEGATIVE_INFINITY : Math.floor(since / 1000) * 1000;
		yield {
			records: records.filter((record) => Date.parse(timeOf(record['update_time']) ?? '') >= from),
			readAt: connection.answeredAt(response),
		};
		const { next_start: next } = object(object(body['additional_data'])['pagination']);
		start = typeof next === 'number' ? next : undefined;
	} while (start !== undefined);
}

function known(source: SnapshotSource, name: string): PipedriveField {
	const field = source.schema.get(name);
	if (field !== undefined) return field;
	throw new CrmError({
		kind: 'validation',
		status: 0,
		code: 'UNKNOWN_FIELD',
		fields: [name],
		message: `Pipedrive's ${source.object.name} has no field "${name}".`,
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
