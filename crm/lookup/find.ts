/** Find the record that each item means: gather candidates in few requests, judge, read the named fields with edits. */
import { CrmError, type CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Thresholds } from '../../core/identity/confidence';
import type { Query } from '../../core/identity/query';
import { judge } from '../../core/identity/verdict';
import { ownerOf } from '../../core/policy/owners';
import type { Contract, Match } from '../../core/record';
import { canonicalJson, type CrmValue } from '../../core/value';
import type { Crm, Found, Result, Snapshot } from '../crm';

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

/** One answer per query, in order. Throws CrmError only where nothing could be asked at all. */
export async function lookUp(
	crm: Crm,
	object: string,
	queries: readonly Query[],
	fields: readonly string[],
	thresholds: Thresholds,
): Promise<readonly Looked[]> {
	const { account } = await crm.whoAmI();
	const unique = [...new Set(queries.flatMap((query) => (query.unique ? [query.unique.field] : [])))];
	if (unique.length > 0) await fieldsToRead(crm, object, unique);
	const found = queries.length > 0 ? await crm.find(object, queries, unique) : [];
	const verdicts = queries.map((query, index): Result<Match> => {
		const answer = found[index];
		if (!answer?.ok) return { ok: false, error: answer?.error ?? noAnswer };
		return {
			ok: true,
			value: judge(
				query,
				answer.value.map((candidate) => ({ ...candidate, ...differing(query, candidate) })),
				thresholds,
			),
		};
	});

	const matched = verdicts.flatMap((verdict) => idOf(verdict) ?? []);
	const snapshots =
		matched.length > 0
			? await crm.read(object, [...new Set(matched)], fields, { edits: true, editsOf: fieldsWithEdits(fields) })
			: new Map<string, Result<Snapshot>>();
	return verdicts.map((verdict): Looked => {
		if (!verdict.ok) return verdict;
		const match = verdict.value;
		const id = idOf(verdict);
		if (id === undefined) return { ok: true, contract: contractOf(crm, account, object, match) };
		const read = snapshots.get(id);
		if (!read?.ok) return { ok: false, error: read?.error ?? noAnswer };
		return { ok: true, contract: { ...contractOf(crm, account, object, match), ...recordPart(read.value) } };
	});
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

function idOf(verdict: Result<Match>): string | undefined {
	return verdict.ok && verdict.value.status === 'matched' ? verdict.value.candidates[0]?.id : undefined;
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

/** A record that holds another unique value than the item's is somebody else, whatever its e-mail says. */
function differing(query: Query, candidate: Found): { readonly differs?: readonly ['unique'] } {
	if (!query.unique) return {};
	const stored = candidate.snapshot.values[query.unique.field];
	const same = stored === undefined || stored === null || asText(stored) === query.unique.value.toLowerCase();
	return same ? {} : { differs: ['unique'] };
}

/** Unique values are compared the way CRMs do: as text, without regard to case. */
function asText(value: CrmValue): string {
	return (typeof value === 'object' ? canonicalJson(value) : String(value)).toLowerCase();
}
