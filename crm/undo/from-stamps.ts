/** What AI wrote into records, by their stamps and the CRM's own field history: for Undo without audit rows. */
import type { CrmErrorData } from '../../core/errors';
import { isPersons, type Version } from '../../core/policy/versions';
import { readStamp } from '../../core/stamp';
import { undoScorer } from '../../core/undo/scorer';
import type { UndoTarget } from '../../core/undo/targets';
import { hashValue, isBlank, sameValue } from '../../core/value';
import type { Crm, Snapshot } from '../crm';

/** How the stamp calls the scorer of an undo (crm/undo/undo.ts). */
const UNDONE = `${undoScorer.method} ${undoScorer.version}`;

export interface Traces {
	readonly targets: readonly UndoTarget[];
	/** Fields that the stamp names and whose earlier value the CRM does not tell. */
	readonly unknown: readonly string[];
	readonly error?: CrmErrorData | undefined;
}

export interface TraceWish {
	/** Only what this execution wrote; undefined: all that AI wrote. */
	readonly execution?: string | undefined;
	/** Only these fields; empty: all. */
	readonly fields: readonly string[];
	readonly provenanceField: string;
}

/** The AI writes that still stand in records, each with the value before it. Throws CrmError where nothing can be read. */
export async function traces(
	crm: Crm,
	object: string,
	ids: readonly string[],
	wish: TraceWish,
): Promise<ReadonlyMap<string, Traces>> {
	const known = new Set((await crm.describe(object)).map(({ name }) => name));
	if (!known.has(wish.provenanceField)) return new Map(ids.map((id) => [id, { targets: [], unknown: [] }]));
	const stamped = await crm.read(object, ids, [wish.provenanceField], { edits: false });
	const fieldsOf = new Map<string, string[]>();
	for (const id of ids) {
		const read = stamped.get(id);
		const stamp = readStamp(read?.ok ? read.value.values[wish.provenanceField] : null);
		const wanted = Object.entries(stamp.fields)
			.filter(([, { run }]) => wish.execution === undefined || run === wish.execution)
			.map(([name]) => name)
			.filter((name) => known.has(name) && (wish.fields.length === 0 || wish.fields.includes(name)));
		fieldsOf.set(id, wanted);
	}
	const fields = [...new Set([...fieldsOf.values()].flat())];
	const reads =
		fields.length === 0 ? stamped : await crm.read(object, ids, [...fields, wish.provenanceField], { edits: true });
	return new Map(
		ids.map((id): [string, Traces] => {
			const read = reads.get(id);
			if (read && !read.ok) return [id, { targets: [], unknown: [], error: read.error }];
			return [id, read ? tracesIn(crm, read.value, fieldsOf.get(id) ?? [], wish) : { targets: [], unknown: [] }];
		}),
	);
}

function tracesIn(crm: Crm, snapshot: Snapshot, fields: readonly string[], wish: TraceWish): Traces {
	const stamp = readStamp(snapshot.values[wish.provenanceField]);
	const targets: UndoTarget[] = [];
	const unknown: string[] = [];
	for (const field of fields) {
		const entry = stamp.fields[field];
		// What an undo brought back is no AI write.
		if (!entry || entry.restoredFor !== undefined || entry.scorer === UNDONE) continue;
		const versions = snapshot.history[field];
		const ours = versions?.findIndex(({ value }) => hashValue(value) === entry.hash) ?? -1;
		if (versions === undefined || ours === -1) {
			unknown.push(field);
			continue;
		}
		const before = beforeOurs(crm, versions.slice(ours), entry.hash);
		if (before === undefined) {
			unknown.push(field);
			continue;
		}
		targets.push({ record: snapshot.id, field, wrote: versions[ours]?.value ?? null, ...before });
	}
	return { targets, unknown };
}

/** What stood before our writes, the newest of which comes first; undefined where the CRM does not tell. */
function beforeOurs(
	{ capabilities }: Crm,
	versions: readonly Version[],
	hash: string,
): Pick<UndoTarget, 'before' | 'persons'> | undefined {
	const end = versions.findIndex(({ value }) => hashValue(value) !== hash);
	const before = versions[end];
	const replaced = versions[end === -1 ? versions.length - 1 : end - 1]?.replaced;
	if (before !== undefined && (replaced === undefined || sameValue(replaced, before.value))) {
		return { before: before.value, persons: isPersons(before) };
	}
	// A value that no version tells about may have been typed when the record was made.
	if (replaced !== undefined) return { before: replaced, persons: !isBlank(replaced) };
	// Only a history that begins with the record tells by its silence that there was nothing.
	return capabilities.fieldHistory === 'always' ? { before: null, persons: false } : undefined;
}
