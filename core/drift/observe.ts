/** What one record tells about one AI field: whose value stands there now, and when AI wrote. */
import type { FieldSchema } from '../fields/schema';
import { holderOf, type Holder } from '../policy/holder';
import type { Version } from '../policy/versions';
import type { Edit } from '../record';
import { readStamp, type FieldStamp } from '../stamp';
import { isBlank, type CrmValue } from '../value';

/** A record as it was read. */
export interface RecordRead {
	/** The CRM's id. */
	readonly id?: string;
	readonly values: Readonly<Record<string, CrmValue>>;
	readonly edits: Readonly<Record<string, Edit>>;
	/** Fields of which the CRM keeps the history. */
	readonly historyOf: (field: string) => boolean;
	/** Versions of a field, newest first, where the CRM keeps them. */
	readonly versions?: Readonly<Record<string, readonly Version[]>>;
}

export interface Observation {
	readonly value: CrmValue;
	readonly holder: Holder;
	/** What our stamp remembers of the field; undefined where we never wrote it. */
	readonly stamp: FieldStamp | undefined;
}

export interface StampFields {
	readonly provenance: string;
	readonly updatedAt: string;
}

/** Every record's observation of one field. */
export function observe(records: readonly RecordRead[], field: FieldSchema, provenance: string): Observation[] {
	return records.map((record) => {
		const value = record.values[field.name] ?? null;
		const stamp = new Map(Object.entries(readStamp(record.values[provenance]).fields)).get(field.name);
		const evidence = {
			current: value,
			edit: record.edits[field.name],
			historyKnown: record.historyOf(field.name),
			stamp,
		};
		return { value, holder: holderOf(evidence), stamp };
	});
}

/** A person's value stands in the field, or a person emptied it. */
export const isPersons = ({ holder }: Observation) => holder === 'person' || holder === 'cleared';

/** Values that no person entered: what AI makes of the records. */
export function valuesByAi(observations: readonly Observation[]): CrmValue[] {
	return observations
		.filter((observation) => !isPersons(observation) && !isBlank(observation.value))
		.map(({ value }) => value);
}

/** Of the records that no person filled or emptied, how many have no value. */
export function missingOf(observations: readonly Observation[]): {
	readonly records: number;
	readonly missing: number;
} {
	const ours = observations.filter((observation) => !isPersons(observation));
	return { records: ours.length, missing: ours.filter(({ value }) => isBlank(value)).length };
}

/** ISO time of the newest write that the records' stamps tell of; undefined where AI never wrote into any of them. */
export function newestWrite(records: readonly Pick<RecordRead, 'values'>[], fields: StampFields): string | undefined {
	let newest: string | undefined;
	for (const { values } of records) {
		const { fields: stamped, created } = readStamp(values[fields.provenance]);
		const stamps = Object.values(stamped).map(({ writtenAt }) => writtenAt);
		const shown = values[fields.updatedAt];
		// Where the stamp was lost or never made, the visible date still tells.
		for (const time of stamps.length === 0 && typeof shown === 'string' ? [shown] : stamps) {
			// That a workflow made the record for an item that fitted none says nothing about whether AI still writes.
			if (created !== undefined && Date.parse(time) <= Date.parse(created.at)) continue;
			if (Date.parse(time) > (newest === undefined ? -Infinity : Date.parse(newest))) newest = time;
		}
	}
	return newest;
}
