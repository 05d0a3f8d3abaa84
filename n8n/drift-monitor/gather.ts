/** The records that Drift Monitor looks at: the ones changed last of those that hold AI's fields or stamp. */
import { CrmError, type CrmErrorData } from '../../core/errors';
import { newestWrite, type RecordRead, type StampFields } from '../../core/drift/observe';
import { readStamp, type Stamp } from '../../core/stamp';
import { hashValue, isBlank } from '../../core/value';
import type { Crm, Result, Snapshot } from '../../crm/crm';
import type { Panel } from './panel';

const HOUR = 3_600_000;
/**
 * Hours: from the last day to the last quarter, until the sample is full. Lists run from old to new, so a longer time
 * alone would give its oldest records; of a day with more changes than the sample holds, the oldest are as good.
 */
const windows: readonly number[] = [24, 7 * 24, 28 * 24, 90 * 24];
/** Most records looked through for each one that is wanted: in most accounts AI touches a part of the records only. */
const SEARCHED_PER_RECORD = 10;

export interface Wanted {
	readonly object: string;
	/** The AI fields that exist. */
	readonly fields: readonly string[];
	/** Fields that are read along, for example the outcome: they do not make a record one of AI's. */
	readonly more: readonly string[];
	/** The stamp fields that exist. */
	readonly stampFields: readonly string[];
	/** Most records. */
	readonly sample: number;
	/** Milliseconds. */
	readonly now: number;
}

export interface Gathered {
	readonly records: readonly RecordRead[];
	/** Why some or all records could not be read; undefined where all were. */
	readonly problem?: CrmErrorData | undefined;
}

/**
 * ISO time of a write by AI since `from` that the records at hand do not show: an integration may have touched more
 * records since than the sample holds. Undefined where there is none, and where the CRM cannot search for it.
 */
export async function writeSince(
	crm: Crm,
	object: string,
	fields: StampFields,
	/** Which of the two fields the CRM has. */
	present: readonly string[],
	from: string,
	most: number,
): Promise<string | undefined> {
	const field = fields.updatedAt;
	// A write changes its record; the CRM's clock and ours may differ.
	const changedSince = new Date(Date.parse(from) - HOUR).toISOString();
	let newest: string | undefined;
	try {
		for await (const { values } of crm.list(object, { changedSince, newerThan: { field, from } }, present, most)) {
			const time = newestWrite([{ values }], fields);
			if (time !== undefined && (newest === undefined || Date.parse(time) > Date.parse(newest))) newest = time;
		}
		return newest;
	} catch {
		// The records themselves were read: without this search the check goes by what they tell.
		return newest;
	}
}

/** Reads the newest records that AI has to do with. Never throws for a CRM failure: it is part of the answer. */
export async function gather(crm: Crm, wanted: Wanted): Promise<Gathered> {
	try {
		const ids = await newestIds(crm, wanted);
		if (ids.length === 0) return { records: [] };
		const costly = crm.capabilities.fieldHistory === 'costly';
		const fields = [...wanted.fields, ...wanted.more];
		// The stamp is long and its history of no use, so it is read apart; after the values, so that it is never older.
		const values = await crm.read(wanted.object, ids, fields, { edits: !costly });
		const stamps =
			wanted.stampFields.length === 0
				? new Map<string, Result<Snapshot>>()
				: await crm.read(wanted.object, ids, wanted.stampFields, { edits: false });
		if (!costly) return together(ids, values, stamps);
		// Where history costs a request a record, only values that are not what the stamp says need it.
		const changed = ids.filter((id) => isChanged(wanted, values.get(id), stamps.get(id)));
		const again = await crm.read(wanted.object, changed, fields, { edits: true });
		return together(ids, new Map([...values, ...again]), stamps);
	} catch (error) {
		if (error instanceof CrmError) return { records: [], problem: error.toData() };
		return { records: [], problem: unexpected(error) };
	}
}

/** The stamps of at most `sample` records; undefined for a record that is no more. What cannot be read is left out. */
export async function stampsOf(
	crm: Crm,
	{ object, sample, stampFields }: Pick<Panel, 'object' | 'sample' | 'stampFields'>,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Stamp | undefined>> {
	const found = new Map<string, Stamp | undefined>();
	try {
		const read = await crm.read(object, ids.slice(0, sample), [stampFields.provenance], { edits: false });
		for (const [id, result] of read) {
			if (result.ok && !result.value.archived) {
				found.set(id, readStamp(result.value.values[stampFields.provenance]));
			} else if (result.ok || result.error.kind === 'not found') found.set(id, undefined);
		}
		return found;
	} catch {
		// Without them the audit rows' own word counts; that reading fails is told by the sample.
		return found;
	}
}

/** True where a value that AI wrote no longer stands. */
function isChanged(
	{ fields }: Wanted,
	value: Result<Snapshot> | undefined,
	stamp: Result<Snapshot> | undefined,
): boolean {
	if (!value?.ok || !stamp?.ok) return false;
	const written = Object.values(stamp.value.values).flatMap((text) => Object.entries(readStamp(text).fields));
	return written.some(
		([field, { hash }]) => fields.includes(field) && hash !== hashValue(value.value.values[field] ?? null),
	);
}

/** The newest first. */
async function newestIds(crm: Crm, wanted: Wanted): Promise<string[]> {
	const marks = [...wanted.fields, ...wanted.stampFields];
	const most = wanted.sample * SEARCHED_PER_RECORD;
	const ids = new Set<string>();
	for (const hours of windows) {
		const changedSince = new Date(wanted.now - hours * HOUR).toISOString();
		let searched = 0;
		for await (const { id, values } of crm.list(wanted.object, { changedSince }, marks, most)) {
			searched += 1;
			if (marks.some((field) => !isBlank(values[field]))) ids.add(id);
			if (ids.size >= wanted.sample) return [...ids];
		}
		if (searched >= most) break;
	}
	return [...ids];
}

function together(
	ids: readonly string[],
	values: ReadonlyMap<string, Result<Snapshot>>,
	stamps: ReadonlyMap<string, Result<Snapshot>>,
): Gathered {
	const records: RecordRead[] = [];
	let problem: CrmErrorData | undefined;
	for (const id of ids) {
		const value = values.get(id);
		const stamp = stamps.get(id);
		// A record that was deleted since it was listed says nothing about the credential.
		for (const result of [value, stamp]) {
			if (result && !result.ok && result.error.kind !== 'not found') problem ??= result.error;
		}
		if (!value?.ok || (stamp !== undefined && !stamp.ok)) continue;
		const { history, edits } = value.value;
		records.push({
			id,
			values: { ...value.value.values, ...stamp?.value.values },
			edits,
			historyOf: (field) => history[field] !== undefined,
			versions: history,
		});
	}
	return { records, problem };
}

function unexpected(error: unknown): CrmErrorData {
	return {
		kind: 'unexpected',
		message: error instanceof Error ? error.message : 'Something unexpected happened while reading records.',
		hint: 'Run the workflow again. If it happens again, report it with the node’s version.',
		status: 0,
	};
}
