/**
 * Records in Salesforce's Recycle Bin that hold a key. Those that were merged away are not deleted: their survivor is.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm
 */
import type { DeletedRecord, IdentityKeys } from '../crm';
import type { MatchKey } from '../../core/record';
import { text, type Json } from '../json';
import { asCrmError } from '../results';
import type { Connection } from './connection';
import { recordId } from './ids';
import { isPerson, person } from './objects';
import { queryByIds } from './query';
import { mergeField } from './read';
import { idOf } from './results';
import { snapshotSource, toSnapshot, wantedFields, type SnapshotSource } from './snapshot';
import { name, names, soql } from './soql';

export async function findDeletedRecords(
	connection: Connection,
	objectName: string,
	queries: readonly IdentityKeys[],
): Promise<readonly (readonly DeletedRecord[])[]> {
	const parts = isPerson(objectName) ? person.parts.map((part) => part.name) : [objectName];
	const all = await Promise.all(
		parts.map(async (part) => await findIn(await snapshotSource(connection, part, []), queries)),
	);
	return queries.map((_, index) => all.flatMap((found) => found[index] ?? []));
}

async function findIn(
	source: SnapshotSource,
	queries: readonly IdentityKeys[],
): Promise<readonly (readonly DeletedRecord[])[]> {
	const { schema } = source;
	const ids = queries.map(({ id }) => (id === undefined ? undefined : idOf(id, schema.keyPrefix)));
	const fields = new Set(queries.flatMap(({ unique }) => (unique === undefined ? [] : [unique.field])));
	const [byId, byEmail, ...byField] = await Promise.all([
		deletedBy(source, 'Id', present(ids), 'record id'),
		deletedBy(source, 'Email', present(queries.map(({ email }) => email)), 'email'),
		...[...fields].map(async (field) => {
			const values = queries.flatMap(({ unique }) => (unique?.field === field ? [unique.value] : []));
			return [field, await deletedBy(source, field, values, 'unique field')] as const;
		}),
	]);
	const byUnique = new Map(byField);
	return queries.map(({ email, unique }, index) => [
		...(byId.get(ids[index] ?? '') ?? []),
		...(unique === undefined ? [] : (byUnique.get(unique.field)?.get(unique.value.toLowerCase()) ?? [])),
		...(email === undefined ? [] : (byEmail.get(email.toLowerCase()) ?? [])),
	]);
}

/** By the value, in lower case except for ids. */
async function deletedBy(
	source: SnapshotSource,
	field: string,
	values: readonly string[],
	via: MatchKey,
): Promise<ReadonlyMap<string, readonly DeletedRecord[]>> {
	const { connection, schema } = source;
	const found = new Map<string, DeletedRecord[]>();
	const native = schema.native.get(field);
	// A number field takes no quoted text.
	const isText = field === 'Id' || ['text', 'email'].includes(schema.fields.get(field)?.type ?? '');
	if (values.length === 0 || native?.filterable !== true || !isText) return found;
	const wanted = names([...new Set([...wantedFields(source), native.api, ...(mergeField(schema) ?? [])])]);
	try {
		const { records, at } = await queryByIds(
			connection,
			[...new Set(values)],
			(part) =>
				soql`SELECT ${wanted} FROM ${name(schema.object.sobject)} WHERE IsDeleted = TRUE AND ${name(native.api)} IN ${part}`,
			'find deleted',
			true,
		);
		for (const record of records) {
			if (recordId(text(record['MasterRecordId']) ?? '') !== undefined) continue;
			const { object, id, url, label } = toSnapshot(source, record, at);
			const key = field === 'Id' ? id : keyIn(record, native.api);
			found.set(key, [...(found.get(key) ?? []), { object, id, url, label, via }]);
		}
	} catch (error) {
		asCrmError(error);
	}
	return found;
}

function keyIn(record: Json, api: string): string {
	return (text(record[api]) ?? '').trim().toLowerCase();
}

function present(values: readonly (string | undefined)[]): readonly string[] {
	return values.flatMap((value) => (value === undefined || value === '' ? [] : [value]));
}
