/** Records as a review sees them: read fresh, with edits and with the memory of earlier reviews. */
import { readStamp, type ReviewEntry, type Stamp } from '../../core/stamp';
import { chunksOf } from './chunks';
import type { Crm, Result, Snapshot } from '../crm';

export interface ReviewFields {
	/** The field with the stamp (ai_provenance). */
	readonly provenance: string;
	/** The field that list views show (ai_review_status). */
	readonly status: string;
}

export interface ReviewRecord {
	readonly snapshot: Snapshot;
	readonly stamp: Stamp;
}

/** What is to be remembered about one field of one record. */
export interface ReviewNote {
	readonly id: string;
	readonly field: string;
	readonly review: ReviewEntry;
	/** Hash of a value that a person said no to. */
	readonly refused?: string | undefined;
}

/** Every asked id has a result; a record that was deleted or merged away is no record to ask about. */
export async function readReviewRecords(
	crm: Crm,
	object: string,
	ids: readonly string[],
	fields: readonly string[],
	places: ReviewFields,
	edits = true,
): Promise<ReadonlyMap<string, Result<ReviewRecord>>> {
	const known = new Set((await crm.describe(object)).map(({ name }) => name));
	const wanted = [...new Set([...fields, places.provenance, places.status, crm.ownerField ?? ''])];
	const asked = wanted.filter((name) => known.has(name));
	const records = new Map<string, Result<ReviewRecord>>();
	for (const part of chunksOf([...new Set(ids)], crm.capabilities.readBatch)) {
		const reads = await crm.read(object, part, asked, { edits });
		for (const id of part) records.set(id, usable(id, reads.get(id), places));
	}
	return records;
}

function usable(id: string, read: Result<Snapshot> | undefined, places: ReviewFields): Result<ReviewRecord> {
	const gone = (message: string): Result<ReviewRecord> => ({
		ok: false,
		error: { kind: 'not found', message, hint: 'Run Identity Lookup again for this item.', status: 404 },
	});
	if (!read) return gone(`The CRM did not answer for record ${id}.`);
	if (!read.ok) return read;
	const snapshot = read.value;
	if (snapshot.archived) return gone(`Record ${id} was deleted in the CRM.`);
	if (snapshot.id !== id) return gone(`Record ${id} was merged into record ${snapshot.id}.`);
	return { ok: true, value: { snapshot, stamp: readStamp(snapshot.values[places.provenance]) } };
}
