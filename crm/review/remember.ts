/** Leaves in the CRM what was asked and what people said: in the stamp, and as a status that list views show. */
import { coerce, writable } from '../../core/fields/coerce';
import type { FieldSchema } from '../../core/fields/schema';
import { protectedBecause } from '../../core/policy/protected';
import { recordStatus } from '../../core/review/status';
import { noteReview, readStamp, writeStamp, type Stamp } from '../../core/stamp';
import { isBlank } from '../../core/value';
import type { Crm, Patch, Snapshot } from '../crm';
import { takenStampFields } from '../write/stamp-place';
import { saidNo, showsStatus } from './answers';
import { chunksOf } from './chunks';
import { readReviewRecords, type ReviewFields, type ReviewNote, type ReviewRecord } from './records';

export type { ReviewNote };

/** Writes per record. Another run may stamp it at the same moment; a second or third try then finds it quiet. */
const MOST_ROUNDS = 3;
/** As much as every CRM's long text holds, where the CRM does not tell. */
const USUAL_ROOM = 32_000;

export interface Remembered {
	/** What the user should know. */
	readonly remarks: readonly string[];
	/** True for the notes that closed a question which was open until now: each question is closed, and told of, once. */
	readonly closed: (note: Pick<ReviewNote, 'id' | 'field'>) => boolean;
}

/** Never throws for a single record. */
export async function rememberReviews(
	crm: Crm,
	object: string,
	notes: readonly ReviewNote[],
	places: ReviewFields,
): Promise<Remembered> {
	if (notes.length === 0) return { remarks: [], closed: () => false };
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const provenance = usableField(schema, places.provenance);
	const remarks = new Set<string>();
	const chosen = usableField(schema, places.status);
	const meaning = chosen && protectedBecause(crm.system, chosen);
	if (meaning !== undefined) remarks.add(occupied(places.status, `holds ${meaning} of the record`));
	const status = meaning === undefined ? chosen : undefined;
	for (const [field, name] of [
		[provenance, places.provenance],
		[chosen, places.status],
	] as const) {
		if (!field) {
			remarks.add(
				`The field ${name} does not exist (or is read-only), so this node cannot remember there what was asked. Run the operation Set Up AI Fields of Field-Safe Write once.`,
			);
		}
	}
	if (!provenance && !status) return { remarks: [...remarks], closed: () => false };

	let open = new Map<string, readonly ReviewNote[]>();
	for (const note of notes) open.set(note.id, [...(open.get(note.id) ?? []), note]);
	const barred = new Set<string>();
	const closing = new Set<string>();
	// Each round's read verifies what the round before wrote: a record that holds everything needs no patch any more.
	for (let round = 0; open.size > 0 && round <= MOST_ROUNDS; round++) {
		// Who set the status matters before the first write; where history is dear, it is not asked for again.
		const edits = round === 0 || crm.capabilities.fieldHistory !== 'costly';
		const records = await readReviewRecords(crm, object, [...open.keys()], [], places, edits);
		const patches: Patch[] = [];
		const missing = new Set<string>();
		for (const [id, mine] of open) {
			const record = records.get(id);
			if (record?.ok !== true) {
				if (record?.error.kind !== 'not found') missing.add(id);
				continue;
			}
			if (round === 0) for (const note of mine) if (closes(note, record.value.stamp)) closing.add(keyOf(note));
			const patch = patchFor(crm, id, mine, record.value, { provenance, status }, places);
			if (patch) {
				patches.push(patch);
				missing.add(id);
			}
			if (status && !takesStatus(crm, record.value.snapshot, status)) {
				remarks.add(occupied(status.name, 'holds something else on some records'));
			}
		}
		if (round < MOST_ROUNDS) for (const id of await send(crm, object, patches)) barred.add(id);
		open = new Map([...open].filter(([id]) => missing.has(id) && !barred.has(id)));
	}
	if (open.size > 0) {
		remarks.add(`On ${open.size} records the CRM did not keep what was asked: the same question may come again.`);
	}
	if (barred.size > 0) {
		remarks.add(
			`On ${barred.size} records the credential may not write ${places.provenance} and ${places.status}, so what was asked is not remembered there: the same question may come again.`,
		);
	}
	const kept = (id: string) => !open.has(id) && !barred.has(id);
	return { remarks: [...remarks], closed: (note) => closing.has(keyOf(note)) && kept(note.id) };
}

const keyOf = ({ id, field }: Pick<ReviewNote, 'id' | 'field'>) => `${id}\n${field}`;

/** Another run may have closed the question since the answer was read. */
function closes({ field, review }: ReviewNote, stamp: Stamp): boolean {
	const known = stamp.reviews?.[field];
	return review.status !== 'open' && known?.status === 'open' && known.at <= review.at;
}

function usableField(schema: ReadonlyMap<string, FieldSchema>, name: string): FieldSchema | undefined {
	const field = schema.get(name);
	return field && !writable(field) ? field : undefined;
}

function occupied(name: string, why: string): string {
	return `The field ${name} ${why}, so the review status does not stand there. Choose ai_review_status (operation Set Up AI Fields of Field-Safe Write), or another field made for it.`;
}

/** Any writable field can be chosen: what a person wrote there is no status, and stays. */
function takesStatus(crm: Crm, { values }: Snapshot, field: FieldSchema): boolean {
	const current = values[field.name] ?? null;
	if (isBlank(current) || /^ai_/i.test(field.name)) return true;
	return showsStatus(crm, field, current);
}

/** A no that nobody has collected yet: the status field is about to say something else. */
function withNo(stamp: Stamp, notes: readonly ReviewNote[]): Stamp {
	const at = notes[0]?.review.at ?? '';
	return Object.entries(stamp.reviews ?? {}).reduce((known, [field, { status, hash }]) => {
		if (status !== 'open' || notes.some((note) => note.field === field)) return known;
		return noteReview(known, field, { hash, status: 'rejected', at }, hash);
	}, stamp);
}

/** Another run may have gone on with the same field since: then its word stands, and only the no is added. */
function noted(stamp: Stamp, { field, review, refused }: ReviewNote): Stamp {
	const known = stamp.reviews?.[field];
	return noteReview(stamp, field, known !== undefined && known.at > review.at ? known : review, refused);
}

/** The patch that the record needs; undefined where it holds everything already. */
function patchFor(
	crm: Crm,
	id: string,
	notes: readonly ReviewNote[],
	{ snapshot, stamp: stored }: ReviewRecord,
	fields: { readonly provenance: FieldSchema | undefined; readonly status: FieldSchema | undefined },
	places: ReviewFields,
): Patch | undefined {
	const base = fields.status && saidNo(crm, snapshot, fields.status) ? withNo(stored, notes) : stored;
	const stamp = notes.reduce(noted, base);
	const values: Record<string, Patch['values'][string]> = {};
	const stampFields = { provenance: places.provenance, updatedAt: places.provenance };
	if (fields.provenance && !takenStampFields(snapshot, { stampFields }).includes(places.provenance)) {
		const text = writeStamp(stamp, roomIn(fields.provenance));
		// Written anew, both name their keys in one order.
		if (writeStamp(readStamp(text), Infinity) !== writeStamp(stored, Infinity)) values[places.provenance] = text;
	}
	const said = fields.provenance ? recordStatus(stamp) : notes.at(-1)?.review.status;
	const coerced = fields.status && said !== undefined ? coerce(fields.status, said) : undefined;
	if (fields.status && coerced?.ok === true && takesStatus(crm, snapshot, fields.status)) {
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

/** The records that may not be changed at all; whether the others took it, the next read tells. */
async function send(crm: Crm, object: string, patches: readonly Patch[]): Promise<string[]> {
	const barred: string[] = [];
	for (const part of chunksOf(patches, crm.capabilities.writeBatch)) {
		const results = await crm.write(object, part);
		part.forEach(({ id }, index) => {
			const result = results[index];
			if (result?.ok === false && result.error.kind === 'permission') barred.push(id);
		});
	}
	return barred;
}
