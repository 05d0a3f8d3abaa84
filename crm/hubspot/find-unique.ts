/**
 * Finding by a property that HubSpot keeps unique.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (unique identifiers, idProperty)
 */
import type { CrmErrorData } from '../../core/errors';
import type { Result } from '../crm';
import type { Hit, Hits } from './find';
import { findByEmail } from './find-email';
import { batchRead, plainBatch, readWith } from './read';
import { asCrmError, chunks, failed, ok } from './results';
import { toSnapshot, type SnapshotSource } from './snapshot';
import { readBatch } from './wire';

export async function findByUnique(source: SnapshotSource, field: string, values: readonly string[]): Promise<Hits> {
	if (field === 'hs_object_id') return await findByObjectId(source, values);
	if (field === 'email' && source.object.name === 'contact') return await findByEmail(source, values);
	const hits = new Map<string, Result<readonly Hit[]>>();
	if (source.schema.get(field)?.unique !== true) {
		for (const value of values) hits.set(value, failed(notUnique(source.object.name, field)));
		return hits;
	}
	for (const value of values) hits.set(value, ok([]));
	await Promise.all(
		chunks(values, plainBatch).map(async (part) => {
			try {
				const inputs = part.map((id) => ({ id }));
				const want = { edits: false, idProperty: field, extra: [field], purpose: 'find by unique field' };
				const response = await batchRead(source, inputs, want);
				const readAt = source.connection.answeredAt(response);
				const asked = new Map(part.map((value) => [comparable(value), value]));
				for (const record of readBatch(response.body).records) {
					const value = asked.get(comparable(record.properties[field] ?? ''));
					if (value === undefined || record.archived) continue;
					hits.set(value, ok([{ via: 'unique field', snapshot: toSnapshot(source, record, readAt, false) }]));
				}
			} catch (error) {
				const data = failed(asCrmError(error));
				for (const value of part) hits.set(value, data);
			}
		}),
	);
	return hits;
}

async function findByObjectId(source: SnapshotSource, values: readonly string[]): Promise<Hits> {
	const read = await readWith(source, values, false);
	const hits = new Map<string, Result<readonly Hit[]>>();
	for (const [value, result] of read) {
		if (result.ok) hits.set(value, ok([{ via: 'record id', snapshot: result.value }]));
		else hits.set(value, result.error.kind === 'not found' ? ok([]) : result);
	}
	return hits;
}

/** HubSpot compares unique values without regard to case and to spaces at the ends. */
function comparable(value: string): string {
	return value.trim().toLowerCase();
}

function notUnique(object: string, field: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'NOT_UNIQUE',
		fields: [field],
		message: `The field "${field}" of ${object} is not set to hold unique values in HubSpot.`,
		hint: 'Match by a field with "Require unique values", or by record id or e-mail.',
	};
}
