/** Find the record that each item means: gather candidates in few requests, judge, read the named fields with edits. */
import { CrmError, type CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Thresholds } from '../../core/identity/confidence';
import { toMatch } from '../../core/identity/explain';
import type { AskedItem } from '../../core/identity/read-item';
import { ownerOf } from '../../core/policy/owners';
import type { Candidate, Contract, Match } from '../../core/record';
import type { Crm, Result, Snapshot } from '../crm';
import { gather } from './gather';

export type Looked =
	{ readonly ok: true; readonly contract: Contract } | { readonly ok: false; readonly error: CrmErrorData };

/** Where Field-Safe Write leaves its stamp, unless its panel says otherwise. */
const STAMP = 'ai_provenance';

/** What both operations of Identity Lookup read: the named fields and the stamp, or the AI fields where none is named. */
export async function fieldsToRead(crm: Crm, object: string, named: readonly string[]): Promise<string[]> {
	const schema = await crm.describe(object);
	if (named.length === 0) return schema.filter((field) => /^ai_/i.test(field.name)).map((field) => field.name);
	const known = new Map(schema.map((field): [string, FieldSchema] => [field.name, field]));
	const missing = named.filter((name) => !known.has(name));
	if (missing.length > 0) {
		throw new CrmError({
			kind: 'validation',
			message: `The CRM has no field called ${missing.map((name) => `"${name}"`).join(', ')} on this object.`,
			hint: 'Choose the fields to read from the list.',
			status: 0,
			fields: missing,
		});
	}
	// The stamp says which values are ours: whoever judges the snapshot needs it.
	return [...new Set([...named, ...(known.has(STAMP) ? [STAMP] : [])])];
}

/** Whose edits are worth asking for where that is dear: AI fields are told by the stamp. */
export function fieldsWithEdits(fields: readonly string[]): readonly string[] {
	return fields.filter((name) => ownerOf(name, []) !== 'ai');
}

export interface LookUpOptions {
	readonly includeArchived?: boolean | undefined;
	/** The verdicts where they were made elsewhere: by a reference list. */
	readonly matches?: readonly Result<Match>[] | undefined;
}

/** One answer per item, in order. Throws CrmError only where nothing could be asked at all. */
export async function lookUp(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	fields: readonly string[],
	thresholds: Thresholds,
	options: LookUpOptions = {},
): Promise<readonly Looked[]> {
	const { account } = await crm.whoAmI();
	const matches = options.matches ?? (await judgeLive(crm, object, asked, thresholds, options));
	const snapshots = await readMatched(crm, object, fields, matches);
	return matches.map((verdict): Looked => {
		if (!verdict.ok) return verdict;
		const match = verdict.value;
		const winner = winnerOf(verdict);
		if (winner === undefined) return { ok: true, contract: contractOf(crm, account, object, match) };
		const read = snapshots.get(keyOf(winner));
		if (!read?.ok) return { ok: false, error: read?.error ?? noAnswer };
		return { ok: true, contract: { ...contractOf(crm, account, winner.object, match), ...recordPart(read.value) } };
	});
}

/** The verdicts alone, without reading the matched records: what a check on a sample needs. */
export async function judgeLive(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	thresholds: Thresholds,
	{ includeArchived }: LookUpOptions = {},
): Promise<readonly Result<Match>[]> {
	const unique = [...new Set(asked.flatMap(({ keys }) => (keys.uniques ?? []).map(({ field }) => field)))];
	if (unique.length > 0) await fieldsToRead(crm, object, unique);
	const gathered = await gather(crm, object, asked, { thresholds, fields: unique, includeArchived });
	return gathered.map((answer, index): Result<Match> => {
		const item = asked[index];
		if (!answer.ok) return answer;
		if (item === undefined) return { ok: false, error: noAnswer };
		return { ok: true, value: toMatch(item, answer.value.judgement, thresholds, answer.value.deleted) };
	});
}

/** People may be matched to contacts and to leads: each object is read on its own, with the fields that it has. */
async function readMatched(
	crm: Crm,
	object: string,
	fields: readonly string[],
	matches: readonly Result<Match>[],
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	const ids = new Map<string, Set<string>>();
	for (const winner of matches.flatMap((verdict) => winnerOf(verdict) ?? [])) {
		ids.set(winner.object, (ids.get(winner.object) ?? new Set()).add(winner.id));
	}
	const snapshots = new Map<string, Result<Snapshot>>();
	for (const [name, wanted] of ids) {
		const known = name === object ? undefined : new Set((await crm.describe(name)).map((field) => field.name));
		const readable = known === undefined ? fields : fields.filter((field) => known.has(field));
		const read = await crm.read(name, [...wanted], readable, {
			edits: true,
			editsOf: fieldsWithEdits(readable),
		});
		for (const [id, result] of read) snapshots.set(keyOf({ object: name, id }), result);
	}
	return snapshots;
}

function keyOf({ object, id }: { readonly object: string; readonly id: string }): string {
	return JSON.stringify([object, id]);
}

/** The contract of a record that was listed, not looked for. */
export function listedContract(crm: Crm, account: string, object: string, snapshot: Snapshot): Contract {
	const { id, url, label } = snapshot;
	const match: Match = {
		status: 'matched',
		confidence: 1,
		via: ['listed'],
		why: 'Listed by Get Records.',
		candidates: [{ object, id, url, label, via: ['listed'] }],
	};
	return { ...contractOf(crm, account, object, match), ...recordPart(snapshot) };
}

const noAnswer: CrmErrorData = {
	kind: 'unexpected',
	message: 'The CRM did not answer for this item.',
	hint: 'Run the workflow again.',
	status: 0,
};

function winnerOf(verdict: Result<Match>): Candidate | undefined {
	return verdict.ok && verdict.value.status === 'matched' ? verdict.value.candidates[0] : undefined;
}

function contractOf(crm: Crm, account: string, object: string, match: Match): Contract {
	return { system: crm.system, account, object, match, proposals: [], decisions: [], outcomes: [] };
}

function recordPart(snapshot: Snapshot): Pick<Contract, 'id' | 'url' | 'snapshot'> {
	return {
		id: snapshot.id,
		url: snapshot.url,
		snapshot: { readAt: snapshot.readAt, values: { ...snapshot.values }, edits: { ...snapshot.edits } },
	};
}
