/**
 * The verdicts of items on a live CRM. Keys first, for all items together; then names, only for items that are still
 * open; then the people of the companies that these items name. Each step is one batched question.
 */
import type { Thresholds } from '../../core/identity/confidence';
import { compareCompanyNames } from '../../core/identity/company-name';
import type { Shown } from '../../core/identity/explain';
import { judgeCandidates, type Judgement } from '../../core/identity/judge';
import type { AskedItem } from '../../core/identity/read-item';
import { sitesOf } from '../../core/identity/weigh-person';
import { usualWorld, type World } from '../../core/identity/world';
import type { CrmErrorData } from '../../core/errors';
import type { Crm, DeletedRecord, Found, IdentityKeys, Result } from '../crm';
import { employerKeys, nameKeys, ownKeys, personKeys } from './ask';
import { candidatesOf, type LiveFound } from './live';

export interface Gathered {
	readonly judgement: Judgement<Shown>;
	/** Records that hold a key of the item and were deleted in the CRM, where no live one was found by it. */
	readonly deleted: readonly DeletedRecord[];
}

export interface GatherOptions {
	readonly thresholds: Thresholds;
	/** Fields that the records found are read with: the unique fields that items are matched by. */
	readonly fields: readonly string[];
	/** Deleted records are looked for by e-mail address too, not by ids and unique values only. */
	readonly deletedByEmail?: boolean | undefined;
}

/** The port's most candidates per query and key. */
const mostCandidates = 50;
/** So many companies of one name are followed to their people. */
const mostEmployers = 5;

/** One answer per item, in order. Throws CrmError only where nothing could be asked at all. */
export async function gather(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	options: GatherOptions,
): Promise<readonly Result<Gathered>[]> {
	const gathering = new Gathering(crm, object, asked, options);
	await gathering.step(ownKeys);
	await gathering.byName();
	await gathering.byEmployer();
	await gathering.amongDeleted();
	return gathering.results();
}

/** Something to ask the CRM for an item. */
interface Question {
	readonly place: number;
	readonly keys: IdentityKeys;
}

class Gathering {
	private readonly found: LiveFound[][];
	/** Items for which a search gave as many candidates as it gives at most: the right one may not be among them. */
	private readonly crowded = new Set<number>();
	private readonly errors = new Map<number, CrmErrorData>();
	private judged: (Gathered | undefined)[];
	private world: World | undefined;

	constructor(
		private readonly crm: Crm,
		private readonly object: string,
		private readonly asked: readonly AskedItem[],
		private readonly options: GatherOptions,
	) {
		this.found = asked.map(() => []);
		this.judged = asked.map(() => undefined);
	}

	/** Asks for the keys of all open items together. */
	async step(keysOf: (item: AskedItem) => readonly IdentityKeys[]): Promise<void> {
		await this.askAll(this.questions(this.open(), keysOf));
	}

	/** Open items by the name that they give, matches that may have a double also by the name of the record. */
	async byName(): Promise<void> {
		const doubted = this.asked.flatMap((_, place) => {
			const judgement = this.judged[place]?.judgement;
			return judgement?.status === 'matched' && !this.errors.has(place) && mayHaveDouble(judgement) ? [place] : [];
		});
		const open = this.open().filter((place) => !doubted.includes(place));
		await this.askAll([
			...this.questions(open, nameKeys),
			...this.questions(doubted, (item, place) => distinct([...nameKeys(item), ...this.namesOfMatch(place)])),
		]);
	}

	private questions(
		places: readonly number[],
		keysOf: (item: AskedItem, place: number) => readonly IdentityKeys[],
	): readonly Question[] {
		return places.flatMap((place) => {
			const item = this.asked[place];
			return item === undefined ? [] : keysOf(item, place).map((keys) => ({ place, keys }));
		});
	}

	/** How the record that matches names its person, as something to ask for. */
	private namesOfMatch(place: number): readonly IdentityKeys[] {
		const winner = this.judged[place]?.judgement.candidates[0]?.known;
		const record = this.found[place]?.find(({ found }) => found.id === winner?.id && found.object === winner.object);
		return record?.found.profile === undefined ? [] : personKeys(record.found.profile);
	}

	private async askAll(questions: readonly Question[]): Promise<void> {
		if (questions.length === 0) return;
		const answers = await this.ask(
			this.object,
			questions.map((question) => question.keys),
		);
		const touched = new Set<number>();
		for (const [index, { place, keys }] of questions.entries()) {
			const answer = answers[index];
			touched.add(place);
			if (answer?.ok === true && answer.value.length >= mostCandidates) this.crowded.add(place);
			if (answer?.ok === true) this.found[place]?.push(...answer.value.map((found) => ({ found, keys })));
			else if (!this.stands(place, answer?.error)) this.errors.set(place, answer?.error ?? noAnswer);
		}
		await this.judge([...touched]);
	}

	/** A name that too many people have leads to no double: the record with the very address stays the match. */
	private stands(place: number, error: CrmErrorData | undefined): boolean {
		return error?.code === 'TOO_MANY_RECORDS' && this.judged[place]?.judgement.status === 'matched';
	}

	/** The people or deals of the companies that open items name. */
	async byEmployer(): Promise<void> {
		const questions = this.open().flatMap((place) => {
			const item = this.asked[place];
			const named = item?.sought.facts.name !== undefined || item?.sought.facts.dealName !== undefined;
			return item === undefined || !named ? [] : employerKeys(item).map((keys) => ({ place, keys }));
		});
		if (questions.length === 0) return;
		const answers = await this.crm.find(
			'company',
			questions.map((question) => question.keys),
			[],
		);
		const employers = new Map<number, Set<string>>();
		for (const [index, { place, keys }] of questions.entries()) {
			const answer = answers[index];
			const item = this.asked[place];
			// Without its company an item only stays open.
			if (answer?.ok !== true || item === undefined) continue;
			const companies = answer.value.filter((found) => isEmployer(item, found, keys)).slice(0, mostEmployers);
			const known = employers.get(place) ?? new Set();
			for (const company of companies) known.add(company.id);
			employers.set(place, known);
		}
		const parents = [...new Set([...employers.values()].flatMap((ids) => [...ids]))];
		if (parents.length === 0) return;
		const keys = parents.map((id): IdentityKeys => ({ parent: { object: 'company', id } }));
		const people = await this.ask(this.object, keys);
		for (const [place, ids] of employers) {
			for (const id of ids) {
				const index = parents.indexOf(id);
				const answer = people[index];
				const key = keys[index];
				if (answer?.ok !== true || key === undefined) continue;
				this.found[place]?.push(...answer.value.map((found) => ({ found, keys: key })));
			}
		}
		await this.judge([...employers.keys()]);
	}

	/** Why nobody was found: a record that is gone explains more than none at all. */
	async amongDeleted(): Promise<void> {
		const by = this.crm.capabilities.deletedBy.filter((key) => key !== 'email' || this.options.deletedByEmail === true);
		const questions = this.asked.flatMap((item, place) => {
			const judgement = this.judged[place]?.judgement;
			if (this.errors.has(place) || judgement?.status === 'matched') return [];
			const keys = ownKeys(item).flatMap((key) => goneKeys(key, by));
			// Beside other candidates only an id that leads nowhere is worth a question.
			const wanted = judgement?.status === 'ambiguous' ? keys.filter(({ id }) => id !== undefined) : keys;
			const byId = judgement?.candidates.some(({ known }) => known.byId === true) === true;
			return wanted.filter(({ id }) => id === undefined || !byId).map((key) => ({ place, key }));
		});
		if (questions.length === 0) return;
		const answers = await this.crm.findDeleted(
			this.object,
			questions.map(({ key }) => key),
		);
		for (const [index, { place }] of questions.entries()) {
			const found = answers[index] ?? [];
			if (found.length === 0) continue;
			const { judgement, deleted } = this.judged[place] ?? nobody;
			const more = found.filter(({ object, id }) => !deleted.some((one) => one.object === object && one.id === id));
			this.judged[place] = { judgement, deleted: [...deleted, ...more] };
		}
	}

	results(): readonly Result<Gathered>[] {
		return this.asked.map((_, place) => {
			const error = this.errors.get(place);
			if (error !== undefined) return { ok: false, error };
			return { ok: true, value: this.judged[place] ?? nobody };
		});
	}

	/** Items that a wider search could still decide. */
	private open(): readonly number[] {
		return this.asked.flatMap((_, place) => {
			if (this.errors.has(place)) return [];
			const judgement = this.judged[place]?.judgement;
			if (judgement === undefined) return [place];
			if (judgement.guard?.always === true) return [];
			if (judgement.status !== 'matched' || isByVariant(judgement)) return [place];
			return this.crowded.has(place) && isByName(judgement) ? [place] : [];
		});
	}

	private async ask(object: string, keys: readonly IdentityKeys[]): Promise<readonly Result<readonly Found[]>[]> {
		return await this.crm.find(object, keys, this.options.fields);
	}

	private async judge(places: readonly number[]): Promise<void> {
		this.world ??= usualWorld(await this.crm.size?.(this.object));
		for (const place of places) {
			const item = this.asked[place];
			if (item === undefined) continue;
			const candidates = candidatesOf(this.found[place] ?? [], item.sought.kind);
			const live = candidates.filter((one) => one.archived !== true);
			this.judged[place] = {
				judgement: judgeCandidates(item.sought, live, this.world, this.options.thresholds),
				deleted: [],
			};
		}
	}
}

/**
 * A match by a form of the name (Pat for Patrick) stands only once all people of the company were seen: the search by
 * name may have found the one and not the other whom it could mean as well.
 */
function isByVariant(judgement: Judgement<Shown>): boolean {
	return isByName(judgement) && judgement.candidates[0]?.evidence.some((one) => one.kind === 'name variant') === true;
}

/** No key of its own agrees. */
function isByName({ candidates }: Judgement<Shown>): boolean {
	const kinds = new Set(candidates[0]?.evidence.map((one) => one.kind));
	const keys = ['id', 'unique', 'linkedin', 'email', 'email shared', 'phone'] as const;
	return !keys.some((key) => kinds.has(key));
}

/**
 * An address has one holder at most CRMs, but its mailbox may stand in a second record with a +tag (ann+news@acme.com),
 * by which the CRMs are not searched: the name leads to such doubles, the record's own one where the item gives none
 * or another form of it. A unique key is not shared by them.
 */
function mayHaveDouble({ candidates }: Judgement<Shown>): boolean {
	const kinds = new Set(candidates[0]?.evidence.map((one) => one.kind));
	return kinds.has('email') && !(['id', 'unique', 'linkedin'] as const).some((key) => kinds.has(key));
}

function distinct(all: readonly IdentityKeys[]): readonly IdentityKeys[] {
	return [...new Map(all.map((keys) => [JSON.stringify(keys).toLowerCase(), keys])).values()];
}

/** The keys by which this CRM finds deleted records, each by itself. */
function goneKeys({ id, unique, email }: IdentityKeys, by: Crm['capabilities']['deletedBy']): readonly IdentityKeys[] {
	return [
		...(id !== undefined && by.includes('id') ? [{ id }] : []),
		...(unique !== undefined && by.includes('unique') ? [{ unique }] : []),
		...(email !== undefined && by.includes('email') ? [{ email }] : []),
	];
}

/** The CRM's search is wide: only companies that really have the domain or the name are followed. */
function isEmployer({ sought }: AskedItem, found: Found, keys: IdentityKeys): boolean {
	const [company] = candidatesOf([{ found, keys }], 'company');
	if (company === undefined || company.archived === true) return false;
	if (keys.domain !== undefined) return sitesOf(company.facts).includes(keys.domain);
	return sought.facts.companies.some((name) =>
		company.facts.companies.some((stored) => {
			const closeness = compareCompanyNames(name, stored, () => false);
			return closeness === 'equal' || closeness === 'near';
		}),
	);
}

const nobody: Gathered = {
	judgement: { status: 'unmatched', confidence: 0, candidates: [] },
	deleted: [],
};

const noAnswer: CrmErrorData = {
	kind: 'unexpected',
	message: 'The CRM did not answer for this item.',
	hint: 'Run the workflow again.',
	status: 0,
};
