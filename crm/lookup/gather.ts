/**
 * The verdicts of items on a live CRM. Keys first, for all items together; then names, only for items that are still
 * open; then the people of the companies that these items name. Each step is one batched question.
 */
import type { Thresholds } from '../../core/identity/confidence';
import type { Shown } from '../../core/identity/explain';
import type { Judgement } from '../../core/identity/judge';
import type { AskedItem } from '../../core/identity/read-item';
import { usualWorld, type World } from '../../core/identity/world';
import type { Crm, DeletedRecord, IdentityKeys, Result } from '../crm';
import { deletedRecords } from './among-deleted';
import { lastNameKeys, mailboxKeys, nameKeys, ownKeys, personKeys } from './ask';
import { recordsOfEmployers } from './employers';
import { Findings, type Answer } from './findings';
import { isOpen, mayHaveDouble, mayMeanAnother } from './still-open';
import { heldBack, sawAllNames, unseen, type Seen } from './unseen';

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
	readonly of: Findings;
	readonly keys: IdentityKeys;
}

const nobody: Judgement<Shown> = { status: 'unmatched', confidence: 0, candidates: [] };

class Gathering {
	private readonly all: readonly Findings[];
	private world: World | undefined;

	constructor(
		private readonly crm: Crm,
		private readonly object: string,
		asked: readonly AskedItem[],
		private readonly options: GatherOptions,
	) {
		this.all = asked.map((item) => new Findings(item, object));
	}

	async byKeys(): Promise<void> {
		const again: Question[] = [];
		await this.ask(questions(this.all, ownKeys), (of, answer) => {
			const others = withoutBadId(answer);
			// An id that the CRM cannot have leads nowhere; the other keys still lead to a record.
			if (others === undefined) of.addByKey(answer);
			else if (Object.keys(others).length > 0) again.push({ of, keys: others });
		});
		await this.ask(again, (of, answer) => {
			of.addByKey(answer);
		});
	}

	/** Open items by the name that they give, matches that may have a double also by the name of the record. */
	async byName(): Promise<void> {
		const doubted = this.which(mayHaveDouble);
		const open = this.which((judgement, seen) => !mayHaveDouble(judgement) && isOpen(judgement, seen));
		const matched = new Set(this.all.filter(({ judgement }) => judgement?.status === 'matched'));
		const names = (item: AskedItem, of: Findings) => distinct([...nameKeys(item), ...namesOfMatch(of)]);
		// An item without a name is asked for by its mailbox, which many items share one search for.
		const unnamed = doubted.filter(({ item }) => nameKeys(item).length === 0);
		const called = doubted.filter(({ item }) => nameKeys(item).length > 0);
		await this.ask([...questions(open, nameKeys), ...questions(called, names)], (of, answer) => {
			of.addByName(answer, matched.has(of));
		});
		// Where the name does not lead to the double, the mailbox may.
		const hidden = [
			...unnamed,
			...this.which((judgement, seen) => mayHaveDouble(judgement) && !sawAllNames(seen)).filter(({ named }) => named),
		];
		await this.ask(questions(hidden, mailboxKeys), (of, answer) => {
			of.addByMailbox(answer);
		});
	}

	/** The people or deals of the companies that open items name. */
	async byEmployer(): Promise<void> {
		const items = this.which(isOpen).filter(({ item: { sought } }) => isNamed(sought));
		const records = await recordsOfEmployers(
			this.crm,
			this.object,
			items.map(({ item }) => item),
			this.options.fields,
		);
		const answered = items.filter((of, index) => of.addOfEmployers(records[index]));
		await this.judge(answered);
	}

	/** Matches by a form of the name whose company did not show all of its people. */
	async byLastName(): Promise<void> {
		await this.ask(questions(this.which(mayMeanAnother), lastNameKeys), (of, answer) => {
			of.addByLastName(answer);
		});
	}

	async results(): Promise<readonly Result<Gathered>[]> {
		const { crm, object, options } = this;
		const deleted = await deletedRecords(crm, object, this.which(), options.deletedByEmail === true);
		return this.all.map((of): Result<Gathered> => {
			if (of.error !== undefined) return { ok: false, error: of.error };
			const why = this.unseen(of);
			const judgement = heldBack(of.judgement ?? nobody, why);
			return { ok: true, value: { judgement, deleted: deleted.get(of) ?? [], unseen: why } };
		});
	}

	/** Of the items that did not fail. */
	private which(
		isWanted: (judgement: Judgement<Shown> | undefined, seen: Seen) => boolean = () => true,
	): readonly Findings[] {
		return this.all.filter(({ error, judgement, seen }) => error === undefined && isWanted(judgement, seen));
	}

	private async ask(asked: readonly Question[], take: (of: Findings, answer: Answer) => void): Promise<void> {
		if (asked.length === 0) return;
		const results = await this.crm.find(
			this.object,
			asked.map(({ keys }) => keys),
			this.options.fields,
		);
		for (const [index, { of, keys }] of asked.entries()) take(of, { keys, result: results[index] });
		await this.judge(asked.map(({ of }) => of));
	}

	private async judge(touched: readonly Findings[]): Promise<void> {
		if (touched.length === 0) return;
		this.world ??= usualWorld(await this.crm.size?.(this.object));
		for (const of of new Set(touched)) of.judge(this.world, this.options.thresholds);
	}

	/** Why the verdict may be another one with all records in view. */
	private unseen({ item: { sought }, judgement, live, seen }: Findings): string | undefined {
		if (judgement === undefined || this.world === undefined) return undefined;
		return unseen({ sought, judgement, live, seen, world: this.world, thresholds: this.options.thresholds });
	}
}

function questions(
	all: readonly Findings[],
	keysOf: (item: AskedItem, of: Findings) => readonly IdentityKeys[],
): readonly Question[] {
	return all.flatMap((of) => keysOf(of.item, of).map((keys) => ({ of, keys })));
}

/** How the record that matches names its person, as something to ask for. */
function namesOfMatch({ judgement, found: all }: Findings): readonly IdentityKeys[] {
	const winner = judgement?.candidates[0]?.known;
	const record = all.find(({ found }) => found.id === winner?.id && found.object === winner.object);
	return record?.found.profile === undefined ? [] : personKeys(record.found.profile);
}

function isNamed({ facts }: AskedItem['sought']): boolean {
	return facts.name !== undefined || facts.dealName !== undefined;
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
