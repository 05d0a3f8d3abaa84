/** Leaves in the CRM what was asked and what people said: in the stamp, and as a status that list views show. */
import { coerce, writable } from '../../core/fields/coerce';
import type { FieldSchema } from '../../core/fields/schema';
import { recordStatus } from '../../core/review/status';
import { noteReview, readStamp, writeStamp, type FieldReview, type Stamp } from '../../core/stamp';
import type { Crm, Patch, Snapshot } from '../crm';
import { takenStampFields } from '../write/stamp-place';
import { chunksOf } from './chunks';
import { readReviewRecords, type ReviewFields } from './records';

/** What is to be remembered about one field of one record. */
export interface ReviewNote {
	readonly id: string;
	readonly field: string;
	readonly review: Pick<FieldReview, 'hash' | 'status' | 'at' | 'until'>;
	/** Hash of a value that a person said no to. */
	readonly refused?: string | undefined;
}

/** Another run may stamp the same record at the same moment; a second or third try then finds it quiet. */
const MOST_ROUNDS = 3;
/** As much as every CRM's long text holds, where the CRM does not tell. */
const USUAL_ROOM = 32_000;

/** Never throws for a single record. Returns what the user should know. */
export async function rememberReviews(
	crm: Crm,
	object: string,
	notes: readonly ReviewNote[],
	places: ReviewFields,
): Promise<readonly string[]> {
	if (notes.length === 0) return [];
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const provenance = usableField(schema, places.provenance);
	const status = usableField(schema, places.status);
	const remarks = new Set<string>();
	for (const [field, name] of [
		[provenance, places.provenance],
		[status, places.status],
	] as const) {
		if (!field) {
			remarks.add(
				`The field ${name} does not exist (or is read-only), so this node cannot remember there what was asked. Run the operation Set Up AI Fields of Field-Safe Write once.`,
			);
		}
	}
	if (!provenance && !status) return [...remarks];

	let open = new Map<string, ReviewNote[]>();
	for (const note of notes) open.set(note.id, [...(open.get(note.id) ?? []), note]);
	for (let round = 0; open.size > 0 && round < MOST_ROUNDS; round++) {
		const records = await readReviewRecords(crm, object, [...open.keys()], [], places);
		const patches: Patch[] = [];
		for (const [id, mine] of open) {
			const record = records.get(id);
			if (!record?.ok) continue;
			const patch = patchFor(crm, id, mine, record.value, { provenance, status }, places);
			if (patch) patches.push(patch);
		}
		open = await unwritten(crm, object, patches, open);
	}
	if (open.size > 0) {
		remarks.add(`On ${open.size} records the CRM did not keep what was asked: the same question may come again.`);
	}
	return [...remarks];
}

function usableField(schema: ReadonlyMap<string, FieldSchema>, name: string): FieldSchema | undefined {
	const field = schema.get(name);
	return field && !writable(field) ? field : undefined;
}

/** The patch that the record needs; undefined where it holds everything already. */
function patchFor(
	crm: Crm,
	id: string,
	notes: readonly ReviewNote[],
	{ snapshot, stamp: stored }: { readonly snapshot: Snapshot; readonly stamp: Stamp },
	fields: { readonly provenance: FieldSchema | undefined; readonly status: FieldSchema | undefined },
	places: ReviewFields,
): Patch | undefined {
	const stamp = notes.reduce((known, note) => noteReview(known, note.field, note.review, note.refused), stored);
	const values: Record<string, Patch['values'][string]> = {};
	const stampFields = { provenance: places.provenance, updatedAt: places.provenance };
	if (fields.provenance && !takenStampFields(snapshot, { stampFields }).includes(places.provenance)) {
		const text = writeStamp(stamp, roomIn(fields.provenance));
		if (text !== (snapshot.values[places.provenance] ?? '')) values[places.provenance] = text;
	}
	const said = fields.provenance ? recordStatus(stamp) : notes.at(-1)?.review.status;
	const coerced = fields.status && said !== undefined ? coerce(fields.status, said) : undefined;
	if (fields.status && coerced?.ok === true) {
		const value = crm.predict(fields.status, coerced.value);
		if (value !== snapshot.values[places.status]) values[places.status] = value;
	}
	if (Object.keys(values).length === 0) return undefined;
	return { id, values, unchangedSince: { readAt: snapshot.readAt, changedAt: snapshot.changedAt } };
}

function roomIn(field: FieldSchema): number {
	const limits = field.rules.filter((rule) => rule.kind === 'max length').map((rule) => Number(rule.argument));
	return Math.min(field.maxLength ?? USUAL_ROOM, ...limits.filter(Number.isFinite));
}

/** The records whose patch was refused: they are tried again on a fresh read. */
async function unwritten(
	crm: Crm,
	object: string,
	patches: readonly Patch[],
	notes: ReadonlyMap<string, ReviewNote[]>,
): Promise<Map<string, ReviewNote[]>> {
	const again = new Map<string, ReviewNote[]>();
	for (const part of chunksOf(patches, crm.capabilities.writeBatch)) {
		const results = await crm.write(object, part);
		part.forEach((patch, index) => {
			const result = results[index];
			// A stamp that another run overwrites in this very moment is found by the next round's read.
			if (result?.ok !== true && result?.error.kind !== 'permission') again.set(patch.id, notes.get(patch.id) ?? []);
		});
	}
	return again;
}

/** The reviews that a provenance field remembers. */
export function reviewsIn(value: Parameters<typeof readStamp>[0]): Readonly<Record<string, FieldReview>> {
	return readStamp(value).reviews ?? {};
}
