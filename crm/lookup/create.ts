/**
 * Create When Unmatched: a new record for items that no record fits, and for nothing else. Ambiguous items, failed ones
 * and those of which a record may be the one are never created; two items that mean the same make one record.
 */
import type { Thresholds } from '../../core/identity/confidence';
import { newRecordValues, profileOfNew } from '../../core/identity/new-record';
import type { AskedItem } from '../../core/identity/read-item';
import { usualWorld } from '../../core/identity/world';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Match } from '../../core/record';
import type { Crm, NewRecord, RecordRef, Result, Values } from '../crm';
import { matchExisting } from './existing';
import { contractsOf, lookUp, type Looked } from './find';
import { isFoundAgain, notFoundAgain, whyNot } from './may-create';
import { parentsOf } from './new-parents';
import { typedValues, withStamp, type Run } from './new-values';
import { Twins, type Planned } from './twins';

export type { Planned };

export interface CreateChoice {
	/** What is made: the looked-up object, or a lead or contact where both were searched. */
	readonly object: string;
	/** Most records that one execution creates. */
	readonly most: number;
	/** What earlier calls of this execution created (a loop calls a node many times). */
	readonly before: readonly Planned[];
	/** Values for New Records, one set per item: what a workflow's author mapped, not yet typed. */
	readonly more: readonly Readonly<Record<string, unknown>>[];
	readonly run: Run;
	readonly runAssignmentRules?: boolean | undefined;
}

export interface Creation {
	readonly looked: readonly Looked[];
	/** Places of the items for which a record was made. */
	readonly created: readonly number[];
	/** What this execution created so far, for the next call's `before`. */
	readonly planned: readonly Planned[];
	/** Items that stayed unmatched since the cap was reached. */
	readonly overCap: number;
	/** Failures of the CRM that kept records from being made, one per item. */
	readonly failures: readonly CrmErrorData[];
	/** What the user should know about the run as a whole. */
	readonly remarks: readonly string[];
}

/** A new record for an item, on its way. */
interface Leader {
	readonly place: number;
	readonly item: AskedItem;
	readonly values: Values;
}

/** The items with what was created for them. Throws CrmError only where nothing could be asked at all. */
export async function createUnmatched(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	given: readonly Looked[],
	fields: readonly string[],
	thresholds: Thresholds,
	choice: CreateChoice,
): Promise<Creation> {
	const looked = [...(await alsoLive(crm, object, asked, given, fields, thresholds))];
	const open = looked.flatMap((answer, place) =>
		answer.ok && answer.contract.match.status === 'unmatched' ? [place] : [],
	);
	const failures: CrmErrorData[] = [];
	const created: number[] = [];
	let overCap = 0;
	if (open.length === 0) return { looked, created, planned: choice.before, overCap, failures, remarks: [] };

	const { account } = await crm.whoAmI();
	const [keyFields, schema] = await Promise.all([crm.keyFields(choice.object), crm.describe(choice.object)]);
	const byName = new Map(schema.map((field): [string, FieldSchema] => [field.name, field]));
	const twins = new Twins(choice.before, thresholds);
	const leaders: Leader[] = [];
	const followers: { readonly place: number; readonly twin: ReturnType<Twins['find']> }[] = [];

	for (const place of open) {
		const item = asked[place];
		const answer = looked[place];
		if (item === undefined || answer?.ok !== true) continue;
		const twin = twins.find(item);
		if (twin.status !== 'none') {
			followers.push({ place, twin });
			continue;
		}
		const why = whyNot(choice.object, item, answer.verdict);
		const values = why === undefined ? newRecordValues(item, keyFields) : undefined;
		const all =
			values?.ok === true ? typedValues(byName, crm, keyFields, values.values, choice.more[place] ?? {}) : values;
		if (why !== undefined || all === undefined || !all.ok) {
			looked[place] = stays(answer, why ?? (all?.ok === false ? all.why : ''));
		} else if (choice.before.length + leaders.length >= choice.most) {
			overCap++;
			looked[place] = stays(answer, `Most Records Created a Run (${choice.most}) was reached.`);
		} else {
			twins.add(item, place);
			leaders.push({ place, item, values: withStamp(all.values, byName, crm, choice.run) });
		}
	}

	const items = leaders.map(({ item }) => item);
	const parents = await parentsOf(crm, keyFields.parents, items, thresholds);
	const world = usualWorld(leaders.length === 0 ? undefined : await crm.size?.(choice.object));
	const lasting = leaders.flatMap((leader, index): (Leader & { readonly parent: RecordRef | undefined })[] => {
		const parent = parents[index];
		const answer = looked[leader.place];
		if (isFoundAgain(leader.item, profileOfNew(leader.item, keyFields, parent !== undefined), world, thresholds)) {
			return [{ ...leader, parent }];
		}
		if (answer?.ok === true) looked[leader.place] = stays(answer, notFoundAgain);
		return [];
	});
	const results = await crm.create(
		choice.object,
		lasting.map(({ values, parent }): NewRecord => ({
			values,
			...(parent === undefined ? {} : { parents: [parent] }),
		})),
		{ runAssignmentRules: choice.runAssignmentRules },
	);

	const matches = new Map<number, Result<Match>>();
	const refused: { readonly place: number; readonly existing: readonly RecordRef[] }[] = [];
	for (const [index, { place, item }] of lasting.entries()) {
		const result = results[index];
		const answer = looked[place];
		if (result === undefined || answer?.ok !== true) continue;
		if (!result.ok) {
			failures.push(result.error);
			looked[place] = stays(answer, `${result.error.message} ${result.error.hint}`);
		} else if (result.value.made) {
			created.push(place);
			twins.made(place, { object: choice.object, id: result.value.id });
			matches.set(place, {
				ok: true,
				value: createdMatch(item, { object: choice.object, id: result.value.id }, answer),
			});
		} else refused.push({ place, existing: result.value.existing });
	}
	for (const { place, existing } of refused) {
		const item = asked[place];
		if (item === undefined) continue;
		const match = await matchExisting(crm, item, existing, thresholds);
		matches.set(place, match);
		const winner = match.ok && match.value.status === 'matched' ? match.value.candidates[0] : undefined;
		if (winner !== undefined) twins.found(place, { object: winner.object, id: winner.id });
	}
	await settle(crm, account, object, fields, matches, looked);
	await settle(crm, account, object, fields, follow(followers, looked, twins), looked);
	return { looked, created, planned: twins.records(), overCap, failures, remarks: remarksOf(byName, created.length) };
}

/** A reference list may be old or a part: before anything is created, the CRM itself is asked. */
async function alsoLive(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	looked: readonly Looked[],
	fields: readonly string[],
	thresholds: Thresholds,
): Promise<readonly Looked[]> {
	const places = looked.flatMap((answer, place) =>
		answer.ok && answer.verdict === undefined && answer.contract.match.status === 'unmatched' ? [place] : [],
	);
	if (places.length === 0) return looked;
	const items = places.flatMap((place) => asked[place] ?? []);
	const live = await lookUp(crm, object, items, fields, thresholds, { deletedByEmail: true });
	return looked.map((answer, place) => live[places.indexOf(place)] ?? answer);
}

function stays(answer: Extract<Looked, { ok: true }>, why: string): Looked {
	const { contract } = answer;
	return {
		...answer,
		contract: { ...contract, match: { ...contract.match, why: `${contract.match.why} Not created: ${why}` } },
	};
}

function createdMatch(item: AskedItem, { object, id }: RecordRef, answer: Extract<Looked, { ok: true }>): Match {
	const label = item.keys.fullName ?? item.keys.dealName ?? item.keys.company ?? id;
	return {
		status: 'matched',
		confidence: 1,
		via: ['created'],
		why: `Created: ${lowerFirst(answer.contract.match.why)}`,
		candidates: [{ object, id, url: '', label, via: ['created'] }],
		created: true,
	};
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Reads the records of matches that came about here, and puts them into the items' places. */
async function settle(
	crm: Crm,
	account: string,
	object: string,
	fields: readonly string[],
	matches: ReadonlyMap<number, Result<Match>>,
	looked: Looked[],
): Promise<void> {
	const places = [...matches.keys()];
	const contracts = await contractsOf(crm, account, object, fields, [...matches.values()]);
	for (const [index, place] of places.entries()) {
		const contract = contracts[index];
		const match = matches.get(place);
		const before = looked[place];
		if (contract?.ok === true) looked[place] = { ok: true, contract: contract.value };
		else if (match?.ok === true && match.value.created === true && before?.ok === true) {
			// It was made, whatever became of reading it: nobody must make it again.
			const candidate = match.value.candidates[0];
			looked[place] = {
				ok: true,
				contract: { ...before.contract, object: candidate?.object ?? object, id: candidate?.id, match: match.value },
			};
		} else if (contract !== undefined) looked[place] = contract;
	}
}

/** Items that mean a record which another item of this execution brought about. */
function follow(
	followers: readonly { readonly place: number; readonly twin: ReturnType<Twins['find']> }[],
	looked: Looked[],
	twins: Twins,
): ReadonlyMap<number, Result<Match>> {
	const matches = new Map<number, Result<Match>>();
	for (const { place, twin } of followers) {
		const answer = looked[place];
		if (answer?.ok !== true || twin.status === 'none') continue;
		const match = twins.matchOf(twin);
		if (match !== undefined) matches.set(place, { ok: true, value: withAddress(match, looked) });
		else
			looked[place] = stays(
				answer,
				'another item of this run means the same record, and that one could not be created.',
			);
	}
	return matches;
}

/** The twin's record as the CRM shows it, read with the item that brought it about. */
function withAddress(match: Match, looked: readonly Looked[]): Match {
	return {
		...match,
		candidates: match.candidates.map((candidate) => {
			const known = looked.find(
				(answer) =>
					answer.ok && answer.contract.id === candidate.id && answer.contract.match.candidates[0]?.url !== undefined,
			);
			const first = known?.ok === true ? known.contract.match.candidates[0] : undefined;
			return first === undefined ? candidate : { ...candidate, url: first.url, label: first.label };
		}),
	};
}

function remarksOf(schema: ReadonlyMap<string, FieldSchema>, created: number): readonly string[] {
	return created === 0 || schema.has('ai_provenance')
		? []
		: [
				'The new records carry no mark in the CRM, since it has no field ai_provenance: Set Up AI Fields of Field-Safe Write makes it.',
			];
}
