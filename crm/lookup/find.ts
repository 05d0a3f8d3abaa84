/** Find the record that each item means: gather candidates in few requests, judge, read the named fields with edits. */
import { CrmError, type CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Thresholds } from '../../core/identity/confidence';
import { toMatch } from '../../core/identity/explain';
import type { AskedItem } from '../../core/identity/read-item';
import { ownerOf } from '../../core/policy/owners';
import type { Candidate, Contract, Match } from '../../core/record';
import type { Crm, DeletedRecord, Result, Snapshot } from '../crm';
import { withDeleted } from './deleted';
import { gather } from './gather';
import { noAnswer } from './no-answer';
import { withUnseen } from './unseen';

export type Looked =
	| {
			readonly ok: true;
			readonly contract: Contract;
			/** How the live look-up came to its verdict; absent where a reference list gave it. */
			readonly verdict?: Verdict | undefined;
	  }
	| { readonly ok: false; readonly error: CrmErrorData };

/** A verdict of the live look-up, and what it does not say. */
export interface Verdict {
	readonly match: Match;
	/** How likely the likeliest record is, 0 to 1, also where that was too little to ask a person about. */
	readonly nearest: number;
	readonly deleted: readonly DeletedRecord[];
	/** Why a record that nobody saw may be the one. */
	readonly unseen?: string | undefined;
}

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
	/** A deleted record that holds a key of an item goes to a person, as a candidate; otherwise it is only told of. */
	readonly includeArchived?: boolean | undefined;
	/** Deleted records are looked for by e-mail address too. */
	readonly deletedByEmail?: boolean | undefined;
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
	const live = options.matches === undefined ? await verdicts(crm, object, asked, thresholds, options) : undefined;
	const matches = options.matches ?? (live ?? []).map(matchOf);
	const contracts = await contractsOf(crm, account, object, fields, matches);
	return contracts.map((contract, index): Looked => {
		if (!contract.ok) return contract;
		const verdict = live?.[index];
		return { ok: true, contract: contract.value, ...(verdict?.ok === true ? { verdict: verdict.value } : {}) };
	});
}

/** The contracts of matches, with the fields of the matched records read. */
export async function contractsOf(
	crm: Crm,
	account: string,
	object: string,
	fields: readonly string[],
	matches: readonly Result<Match>[],
): Promise<readonly Result<Contract>[]> {
	const snapshots = await readMatched(crm, object, fields, matches);
	return matches.map((verdict): Result<Contract> => {
		if (!verdict.ok) return verdict;
		const match = verdict.value;
		const winner = winnerOf(verdict);
		if (winner === undefined) return { ok: true, value: contractOf(crm, account, object, match) };
		const read = snapshots.get(keyOf(winner));
		if (!read?.ok) return { ok: false, error: read?.error ?? noAnswer };
		const contract = contractOf(crm, account, winner.object, withAddress(match, read.value));
		return { ok: true, value: { ...contract, ...recordPart(read.value) } };
	});
}

/** A record that nobody searched for, since it is new, shows what the CRM shows of it. */
function withAddress(match: Match, { url, label }: Snapshot): Match {
	const [first, ...rest] = match.candidates;
	return first?.url === '' ? { ...match, candidates: [{ ...first, url, label }, ...rest] } : match;
}

/** The verdicts alone, without reading the matched records: what a check on a sample needs. */
export async function judgeLive(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	thresholds: Thresholds,
	options: LookUpOptions = {},
): Promise<readonly Result<Match>[]> {
	return (await verdicts(crm, object, asked, thresholds, options)).map(matchOf);
}

function matchOf(verdict: Result<Verdict>): Result<Match> {
	return verdict.ok ? { ok: true, value: verdict.value.match } : verdict;
}

async function verdicts(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	thresholds: Thresholds,
	{ includeArchived, deletedByEmail }: LookUpOptions,
): Promise<readonly Result<Verdict>[]> {
	const unique = [...new Set(asked.flatMap(({ keys }) => (keys.uniques ?? []).map(({ field }) => field)))];
	if (unique.length > 0) await fieldsToRead(crm, object, unique);
	const gathered = await gather(crm, object, asked, {
		thresholds,
		fields: unique,
		deletedByEmail: includeArchived === true || deletedByEmail === true,
	});
	return gathered.map((answer, index): Result<Verdict> => {
		const item = asked[index];
		if (!answer.ok) return answer;
		if (item === undefined) return { ok: false, error: noAnswer };
		const { judgement, deleted, unseen } = answer.value;
		const live = toMatch(item, judgement, thresholds, deleted.length > 0);
		const match = withUnseen(withDeleted(live, deleted, includeArchived === true), unseen);
		const nearest = judgement.status === 'matched' ? 1 : judgement.confidence;
		return { ok: true, value: { match, nearest, deleted, unseen } };
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
