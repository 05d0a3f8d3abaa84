/**
 * The verdicts of items on a live CRM. Keys first, for all items together; then names, only for items that are still
 * open; then the people of the companies that these items name. Each step is one batched question.
 */
import type { Thresholds } from '../../core/identity/confidence';
import type { Shown } from '../../core/identity/explain';
import { judgeCandidates, type Judgement } from '../../core/identity/judge';
import type { AskedItem } from '../../core/identity/read-item';
import { usualWorld, type World } from '../../core/identity/world';
import type { Crm, DeletedRecord, IdentityKeys, Result } from '../crm';
import { deletedRecords } from './among-deleted';
import { lastNameKeys, mailboxKeys, nameKeys, ownKeys, personKeys } from './ask';
import { recordsOfEmployers } from './employers';
import { Findings, type Answer } from './findings';
import { candidatesOf } from './live';
import { hasExactName, isByName, isBySharedKey, isByVariant, isByVariantAlone, mayHaveDouble } from './rests-on';
import { heldBack, unseen } from './unseen';

export interface Gathered {
	readonly judgement: Judgement<Shown>;
	/** Records that hold a key of the item and were deleted in the CRM, where no live one was found by it. */
	readonly deleted: readonly DeletedRecord[];
	/** Why the verdict may be another one with all records in view. */
	readonly unseen?: string | undefined;
}

export interface GatherOptions {
	readonly thresholds: Thresholds;
	/** Fields that the records found are read with: the unique fields that items are matched by. */
	readonly fields: readonly string[];
	/** Deleted records are looked for by e-mail address too, not by ids and unique values only. */
	readonly deletedByEmail?: boolean | undefined;
}

/** One answer per item, in order. Throws CrmError only where nothing could be asked at all. */
export async function gather(
	crm: Crm,
	object: string,
	asked: readonly AskedItem[],
	options: GatherOptions,
): Promise<readonly Result<Gathered>[]> {
	const gathering = new Gathering(crm, object, asked, options);
	await gathering.byKeys();
	await gathering.byName();
	await gathering.byEmployer();
	await gathering.byLastName();
	return await gathering.results();
}

/** Something to ask the CRM for an item. */
interface Question {
	readonly place: number;
	readonly keys: IdentityKeys;
}

const nobody: Judgement<Shown> = { status: 'unmatched', confidence: 0, candidates: [] };

class Gathering {
	private readonly findings: readonly Findings[];
	private readonly judged: (Judgement<Shown> | undefined)[];
	private world: World | undefined;

	constructor(
		private readonly crm: Crm,
		private readonly object: string,
		private readonly asked: readonly AskedItem[],
		private readonly options: GatherOptions,
	) {
		this.findings = asked.map(() => new Findings(object));
		this.judged = asked.map(() => undefined);
	}

	async byKeys(): Promise<void> {
		const again: Question[] = [];
		await this.ask(this.questions(this.places(), ownKeys), (findings, answer, place) => {
			const others = withoutBadId(answer);
			// An id that the CRM cannot have leads nowhere; the other keys still lead to a record.
			if (others === undefined) findings.addByKey(answer);
			else if (Object.keys(others).length > 0) again.push({ place, keys: others });
		});
		await this.ask(again, (findings, answer) => {
			findings.addByKey(answer);
		});
	}

	/** Open items by the name that they give, matches that may have a double also by the name of the record. */
	async byName(): Promise<void> {
		const isDoubted = (place: number): boolean => {
			const judgement = this.judged[place];
			return judgement?.status === 'matched' && mayHaveDouble(judgement);
		};
		const doubted = new Set(this.places().filter(isDoubted));
		const open = this.places().filter((place) => !doubted.has(place) && this.isOpen(place));
		const names = (item: AskedItem, place: number) => distinct([...nameKeys(item), ...this.namesOfMatch(place)]);
		await this.ask(
			[...this.questions(open, nameKeys), ...this.questions([...doubted], names)],
			(findings, answer, place) => {
				findings.addByName(answer, doubted.has(place));
			},
		);
		// Where no name leads to the double, the mailbox may.
		const hidden = this.places().filter((place) => isDoubted(place) && this.findings[place]?.sawAllNames !== true);
		await this.ask(this.questions(hidden, mailboxKeys), (findings, answer) => {
			findings.addByMailbox(answer);
		});
	}

	/** The people or deals of the companies that open items name. */
	async byEmployer(): Promise<void> {
		const items = new Map<number, AskedItem>();
		for (const place of this.places()) {
			const item = this.asked[place];
			const { name, dealName } = item?.sought.facts ?? {};
			const isNamed = name !== undefined || dealName !== undefined;
			if (item !== undefined && isNamed && this.isOpen(place)) items.set(place, item);
		}
		const records = await recordsOfEmployers(this.crm, this.object, items, this.options.fields);
		for (const [place, { found, seen }] of records) this.findings[place]?.addOfEmployers(found, seen);
		await this.judge([...records.keys()]);
	}

	/** A form of a name may mean somebody of the company whom neither the name nor the company led to. */
	async byLastName(): Promise<void> {
		const isDoubted = (place: number): boolean => {
			const judgement = this.judged[place];
			if (judgement?.status !== 'matched' || !isByVariantAlone(judgement)) return false;
			const isColleague = judgement.candidates[0]?.known.byParent === true;
			return !isColleague || this.findings[place]?.seen.employers !== 'all';
		};
		await this.ask(this.questions(this.places().filter(isDoubted), lastNameKeys), (findings, answer) => {
			findings.addByLastName(answer);
		});
	}

	async results(): Promise<readonly Result<Gathered>[]> {
		const all = new Map(
			this.places().flatMap((place) => {
				const item = this.asked[place];
				return item === undefined ? [] : [[place, { item, judgement: this.judged[place] }]];
			}),
		);
		const deleted = await deletedRecords(this.crm, this.object, all, this.options.deletedByEmail === true);
		return this.asked.map((item, place): Result<Gathered> => {
			const error = this.findings[place]?.error;
			if (error !== undefined) return { ok: false, error };
			const why = this.unseen(item, place);
			const judgement = heldBack(this.judged[place] ?? nobody, why);
			return { ok: true, value: { judgement, deleted: deleted.get(place) ?? [], unseen: why } };
		});
	}

	/** The items that did not fail. */
	private places(): readonly number[] {
		return this.asked.flatMap((_, place) => (this.findings[place]?.error === undefined ? [place] : []));
	}

	/** A wider search could still decide it. */
	private isOpen(place: number): boolean {
		const judgement = this.judged[place];
		const seen = this.findings[place]?.seen;
		if (judgement === undefined || seen === undefined) return true;
		if (judgement.guard?.always === true) return false;
		if (judgement.status !== 'matched' || isByVariant(judgement)) return true;
		if (seen.namesCut.size > 0 && isByName(judgement)) return true;
		const namesTell = seen.byName && seen.namesCut.size === 0 && hasExactName(judgement);
		return seen.keysCut && isBySharedKey(judgement) && !namesTell;
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
		const winner = this.judged[place]?.candidates[0]?.known;
		const record = this.findings[place]?.found.find(
			({ found }) => found.id === winner?.id && found.object === winner.object,
		);
		return record?.found.profile === undefined ? [] : personKeys(record.found.profile);
	}

	private async ask(
		questions: readonly Question[],
		take: (findings: Findings, answer: Answer, place: number) => void,
	): Promise<void> {
		if (questions.length === 0) return;
		const results = await this.crm.find(
			this.object,
			questions.map((question) => question.keys),
			this.options.fields,
		);
		for (const [index, { place, keys }] of questions.entries()) {
			const findings = this.findings[place];
			if (findings !== undefined) take(findings, { keys, result: results[index] }, place);
		}
		await this.judge(questions.map(({ place }) => place));
	}

	private async judge(places: readonly number[]): Promise<void> {
		if (places.length === 0) return;
		this.world ??= usualWorld(await this.crm.size?.(this.object));
		for (const place of new Set(places)) {
			const sought = this.asked[place]?.sought;
			if (sought === undefined) continue;
			this.judged[place] = judgeCandidates(sought, this.live(place), this.world, this.options.thresholds);
		}
	}

	private live(place: number): readonly Shown[] {
		const item = this.asked[place];
		if (item === undefined) return [];
		return candidatesOf(this.findings[place]?.found ?? [], item.sought.kind).filter((one) => one.archived !== true);
	}

	/** Why the verdict may be another one with all records in view. */
	private unseen({ sought }: AskedItem, place: number): string | undefined {
		const judgement = this.judged[place];
		const seen = this.findings[place]?.seen;
		if (judgement === undefined || seen === undefined || this.world === undefined) return undefined;
		const { thresholds } = this.options;
		return unseen({ sought, judgement, live: this.live(place), seen, world: this.world, thresholds });
	}
}

/** The other keys of a question that failed for an id that no record of the CRM can have. */
function withoutBadId({ keys, result }: Answer): IdentityKeys | undefined {
	if (keys.id === undefined || result?.ok !== false || result.error.code !== 'INVALID_RECORD_ID') return undefined;
	const { id: _, ...others } = keys;
	return others;
}

function distinct(all: readonly IdentityKeys[]): readonly IdentityKeys[] {
	return [...new Map(all.map((keys) => [JSON.stringify(keys).toLowerCase(), keys])).values()];
}
