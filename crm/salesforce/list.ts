/** Listing the records of Get Records: changed since, field empty, field older than. */
import { CrmError } from '../../core/errors';
import type { Filter, Snapshot } from '../crm';
import { milliseconds } from '../cursor';
import type { Connection } from './connection';
import { isPerson, person } from './objects';
import { queryPages } from './query';
import { snapshotSource, toSnapshot, wantedFields, type SnapshotSource } from './snapshot';
import { date, join, name, names, soql, time, type Soql } from './soql';

export async function* listRecords(
	connection: Connection,
	objectName: string,
	where: Filter,
	fields: readonly string[],
	limit: number,
): AsyncGenerator<Snapshot> {
	const objects = isPerson(objectName) ? person.parts.map((part) => part.name) : [objectName];
	let left = limit;
	for (const object of objects) {
		for await (const snapshot of listOne(connection, object, where, fields, left)) {
			left--;
			yield snapshot;
		}
	}
}

async function* listOne(
	connection: Connection,
	objectName: string,
	where: Filter,
	fields: readonly string[],
	limit: number,
): AsyncGenerator<Snapshot> {
	if (limit <= 0) return;
	const source = await snapshotSource(connection, objectName, fields);
	const conditions = conditionsOf(source, where);
	if (conditions.length === 0) throw noCondition();
	const wanted = soql`SELECT ${names(wantedFields(source))} FROM ${name(source.schema.object.sobject)} WHERE ${join(conditions, ' AND ')} ORDER BY SystemModstamp, Id LIMIT ${Math.floor(limit)}`;
	for await (const { records, at } of queryPages(connection, wanted, { purpose: 'list' })) {
		for (const record of records) yield toSnapshot(source, record, at);
	}
}

function conditionsOf(source: SnapshotSource, where: Filter): readonly Soql[] {
	const conditions: Soql[] = [];
	if (where.changedSince !== undefined) {
		milliseconds(where.changedSince);
		conditions.push(soql`SystemModstamp >= ${time(where.changedSince)}`);
	}
	if (where.empty !== undefined) conditions.push(soql`${filterable(source, where.empty)} = NULL`);
	if (where.olderThan !== undefined) {
		const { field, before } = where.olderThan;
		const api = filterable(source, field);
		conditions.push(soql`(${api} < ${bound(source, field, before)} OR ${api} = NULL)`);
	}
	if (where.newerThan !== undefined) {
		const { field, from } = where.newerThan;
		conditions.push(soql`${filterable(source, field)} >= ${bound(source, field, from)}`);
	}
	// A converted lead lives on as a contact and cannot be changed.
	if (conditions.length > 0 && source.schema.fields.has('IsConverted')) conditions.push(soql`IsConverted = FALSE`);
	return conditions;
}

function bound({ schema }: SnapshotSource, field: string, at: string): Soql {
	milliseconds(at);
	return schema.fields.get(field)?.type === 'date' ? date(at) : time(at);
}

function filterable(source: SnapshotSource, field: string): Soql {
	const { schema } = source;
	const native = schema.native.get(field);
	if (native?.filterable === true) return name(native.api);
	const known = native !== undefined;
	throw new CrmError({
		kind: 'validation',
		status: 0,
		code: 'INVALID_FIELD',
		fields: [field],
		message: known
			? `Salesforce cannot search by the field "${field}": it is a long text.`
			: `Salesforce's ${schema.object.name} has no field "${field}" that this user can see.`,
		hint: known
			? 'Choose a short field, for example the score or the time of the last update.'
			: 'Choose the field again, or create it with Set Up AI Fields.',
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
