/**
 * Records in HubSpot's recycling bin that hold a key. Archived records are read by id, and by e-mail or a unique value
 * where HubSpot gives them by that; no search finds them.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (archived)
 */
import type { DeletedRecord, IdentityKeys } from '../crm';
import type { MatchKey } from '../../core/record';
import type { Connection } from './connection';
import { batchRead, plainBatch } from './read';
import { asCrmError, chunks, isRecordId } from './results';
import { snapshotSource, toSnapshot, type SnapshotSource } from './snapshot';
import { readBatch, type WireRecord } from './wire';

type Found = Map<string, DeletedRecord>;

export async function findDeletedRecords(
	connection: Connection,
	objectName: string,
	queries: readonly IdentityKeys[],
): Promise<readonly (readonly DeletedRecord[])[]> {
	const source = await snapshotSource(connection, objectName, []);
	const ids = queries.flatMap(({ id }) => (id !== undefined && isRecordId(id) ? [id] : []));
	const emails = queries.flatMap(({ email }) =>
		email !== undefined && /^[^\s@;]+@[^\s@;]+$/.test(email) ? [email.toLowerCase()] : [],
	);
	const fields = new Map<string, string[]>();
	for (const { unique } of queries) {
		if (unique === undefined || source.schema.get(unique.field)?.unique !== true) continue;
		fields.set(unique.field, [...(fields.get(unique.field) ?? []), unique.value.toLowerCase()]);
	}
	const [byId, byEmail, ...byField] = await Promise.all([
		archived(source, ids, 'record id'),
		source.object.name === 'contact' ? archived(source, emails, 'email', 'email') : new Map<string, DeletedRecord>(),
		...[...fields].map(
			async ([field, values]) => [field, await archived(source, values, 'unique field', field)] as const,
		),
	]);
	const byUnique = new Map(byField);
	return queries.map(({ id, email, unique }) => [
		...present(id === undefined ? undefined : byId.get(id)),
		...present(unique === undefined ? undefined : byUnique.get(unique.field)?.get(unique.value.toLowerCase())),
		...present(email === undefined ? undefined : byEmail.get(email.toLowerCase())),
	]);
}

async function archived(
	source: SnapshotSource,
	keys: readonly string[],
	via: MatchKey,
	idProperty?: string,
): Promise<Found> {
	const found: Found = new Map();
	for (const part of chunks([...new Set(keys)], plainBatch)) {
		try {
			const response = await batchRead(
				source,
				part.map((id) => ({ id })),
				{
					edits: false,
					archived: true,
					purpose: 'find deleted',
					...(idProperty === undefined ? {} : { idProperty, extra: [idProperty] }),
				},
			);
			const at = source.connection.answeredAt(response);
			for (const record of readBatch(response.body).records) {
				const key = keyIn(record, idProperty);
				if (record.archived && part.includes(key)) found.set(key, deleted(source, record, at, via));
			}
		} catch (error) {
			asCrmError(error);
		}
	}
	return found;
}

function keyIn(record: WireRecord, idProperty: string | undefined): string {
	return idProperty === undefined ? record.id : (record.properties[idProperty] ?? '').trim().toLowerCase();
}

function deleted(source: SnapshotSource, record: WireRecord, at: string, via: MatchKey): DeletedRecord {
	const { object, id, url, label } = toSnapshot(source, record, at, false);
	return { object, id, url, label, via };
}

function present(record: DeletedRecord | undefined): readonly DeletedRecord[] {
	return record === undefined ? [] : [record];
}
