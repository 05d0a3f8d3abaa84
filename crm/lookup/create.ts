/**
 * Create When Unmatched: a new record for items that no record fits, and for nothing else. Ambiguous items, failed ones
 * and those of which a record may be the one are never created; two items that mean the same make one record.
 */
import { defaultThresholds, type Thresholds } from '../../core/identity/confidence';
import { factsOf } from '../../core/identity/facts';
import { judgeCandidates } from '../../core/identity/judge';
import { newRecordValues, profileOfNew } from '../../core/identity/new-record';
import type { IdentityProfile } from '../../core/identity/profile';
import { readItem, type AskedItem } from '../../core/identity/read-item';
import { usualWorld, type World } from '../../core/identity/world';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Match } from '../../core/record';
import type { Crm, NewRecord, RecordRef, Result, Values } from '../crm';
import { matchExisting } from './existing';
import { contractsOf, judgeLive, lookUp, type Looked } from './find';
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
		const why = whyNot(choice.object, item, answer);
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

	const parents = await parentsOf(crm, keyFields.parents, leaders, thresholds);
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

/** Objects whose records are found again by names and addresses. */
const named: ReadonlySet<string> = new Set(['contact', 'lead', 'company', 'deal']);

/** Why no record is made for an unmatched item, after "Not created: ". */
function whyNot(object: string, item: AskedItem, { verdict }: Extract<Looked, { ok: true }>): string | undefined {
	if (!named.has(object) && item.sought.facts.uniques.length === 0) {
		return 'a record of this object is made only with a value of a unique field, by which it is found the next time.';
	}
	if ((verdict?.deleted.length ?? 0) > 0) return 'what was deleted in the CRM is not made again.';
	if (item.sought.hasId) return 'the item gives a record ID, so it means a record that should be there.';
	const lost = item.unreadable.filter((key) => key !== 'phone' || item.sought.facts.emails.length === 0);
	if (lost.length > 0) return 'a key of the item could not be read, so it could not be looked up by it.';
	// With a high Review Above also likely records are left unmatched.
	if ((verdict?.nearest ?? 0) >= defaultThresholds.reviewAbove)
		return 'a record may be the one, though it is not likely.';
	return undefined;
}

const notFoundAgain =
	'the item says too little: the next run would not be sure that the new record is the one, and make it again. An e-mail address, or a name together with a phone number or a company, would do.';

/** A record that the same item would not be matched to is made anew with every run. */
function isFoundAgain(item: AskedItem, made: IdentityProfile, world: World, thresholds: Thresholds): boolean {
	const { sought } = item;
	const known = { object: '', id: '', facts: factsOf(made, sought.kind) };
	return judgeCandidates(sought, [known], world, thresholds).status === 'matched';
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

/** The company that each new record belongs to, where exactly one is meant for sure. Companies are never created along. */
async function parentsOf(
	crm: Crm,
	possible: readonly string[],
	leaders: readonly Leader[],
	thresholds: Thresholds,
): Promise<readonly (RecordRef | undefined)[]> {
	const questions = leaders.map(({ item: { keys, sought } }) =>
		sought.kind === 'company' || !possible.includes('company')
			? undefined
			: readItem(
					[
						...(keys.company === undefined ? [] : [{ key: 'company' as const, value: keys.company }]),
						...(keys.domains ?? []).map((value) => ({ key: 'domain' as const, value })),
						...(keys.company === undefined
							? []
							: (keys.emails ?? []).map((value) => ({ key: 'email' as const, value }))),
					],
					'company',
				),
	);
	const wanted = questions.flatMap((question) =>
		question === undefined || (question.keys.company === undefined && (question.keys.domains ?? []).length === 0)
			? []
			: [question],
	);
	if (wanted.length === 0) return leaders.map(() => undefined);
	const answers = await judgeLive(crm, 'company', wanted, thresholds);
	return questions.map((question) => {
		const answer = question === undefined ? undefined : answers[wanted.indexOf(question)];
		const company = answer?.ok === true && answer.value.status === 'matched' ? answer.value.candidates[0] : undefined;
		return company === undefined ? undefined : { object: 'company', id: company.id };
	});
}

function remarksOf(schema: ReadonlyMap<string, FieldSchema>, created: number): readonly string[] {
	return created === 0 || schema.has('ai_provenance')
		? []
		: [
				'The new records carry no mark in the CRM, since it has no field ai_provenance: Set Up AI Fields of Field-Safe Write makes it.',
			];
}
