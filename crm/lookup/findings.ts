/** What the searches for one item gave, and how much of what there is. */
import type { CrmErrorData } from '../../core/errors';
import { readCompanyName } from '../../core/identity/company-name';
import type { Thresholds } from '../../core/identity/confidence';
import type { Shown } from '../../core/identity/explain';
import { judgeCandidates, type Judgement } from '../../core/identity/judge';
import type { AskedItem } from '../../core/identity/read-item';
import { fold, words } from '../../core/identity/text';
import type { World } from '../../core/identity/world';
import { mostCandidates, type Found, type IdentityKeys, type Result } from '../crm';
import type { OfEmployers, SeenOfEmployers } from './employers';
import { isRefusal, isTooMany } from './limits';
import { candidatesOf, type LiveFound } from './live';
import { noAnswer } from './no-answer';
import type { Seen } from './unseen';

export interface Answer {
	readonly keys: IdentityKeys;
	readonly result: Result<readonly Found[]> | undefined;
}

export class Findings {
	readonly found: LiveFound[] = [];
	error: CrmErrorData | undefined;
	judgement: Judgement<Shown> | undefined;
	private keysCut = false;
	private readonly readings: Reading[] = [];
	private similarCut = false;
	/** Somebody was asked for by name. */
	named = false;
	private nameRefused = false;
	private lastNames: boolean | undefined;
	private employers: SeenOfEmployers | undefined;

	constructor(
		readonly item: AskedItem,
		private readonly object: string,
	) {}

	get seen(): Seen {
		const { keysCut, similarCut, lastNames, employers } = this;
		return {
			keysCut,
			namesCut: crowdedIn(this.readings),
			similarCut,
			byName: this.named && !this.nameRefused,
			lastNames,
			employers,
		};
	}

	/** Whom the item may mean; deleted records it never means. */
	get live(): readonly Shown[] {
		return candidatesOf(this.found, this.item.sought.kind).filter(({ archived }) => archived !== true);
	}

	judge(world: World, thresholds: Thresholds): void {
		this.judgement = judgeCandidates(this.item.sought, this.live, world, thresholds);
	}

	addByKey(answer: Answer): void {
		if (this.take(answer)) this.keysCut ||= isCut(answer);
		else this.fail(answer);
	}

	/** `onlyDoubles`: the item is matched already, and only a double of its record is looked for. */
	addByName(answer: Answer, onlyDoubles: boolean): void {
		this.named = true;
		const error = errorOf(answer);
		if (this.take(answer)) {
			const cut = crowdedObjects(answer);
			if (cut.length > 0 && isOfSimilar(answer)) this.similarCut = true;
			else this.readings.push({ cut, whole: ofWholeName(answer) });
		} else if (isTooMany(error)) this.readings.push({ cut: partsOf(this.object), whole: undefined });
		else if (onlyDoubles && isRefusal(error)) this.nameRefused = true;
		else this.fail(answer);
	}

	/** Without all of them a match by a form of the name is held back, which says more than an error. */
	addByLastName(answer: Answer): void {
		const isAll = this.take(answer) && crowdedObjects(answer).length === 0;
		this.lastNames = isAll && this.lastNames !== false;
		if (errorOf(answer).kind === 'auth') this.fail(answer);
	}

	addByMailbox(answer: Answer): void {
		if (!this.take(answer) && !isRefusal(errorOf(answer))) this.fail(answer);
	}

	/** False where the item names no company. */
	addOfEmployers(records: OfEmployers | undefined): boolean {
		if (records === undefined) return false;
		this.found.push(...records.found);
		this.employers = records.seen;
		return true;
	}

	private take({ keys, result }: Answer): boolean {
		if (result?.ok !== true) return false;
		this.found.push(...result.value.map((found) => ({ found, keys })));
		return true;
	}

	private fail(answer: Answer): void {
		this.error = errorOf(answer);
	}
}

/** One way to read the name of an item: which part of it is the last name is not always known. */
interface Reading {
	/** Objects of which the search gave a part only. */
	readonly cut: readonly string[];
	/** Those of the records found that have the whole name; undefined where that cannot be told. */
	readonly whole: readonly string[] | undefined;
}

/** Everybody who is called Willem is no crowd of Willem Zuidersteegs, where all Zuidersteegs were seen. */
function crowdedIn(readings: readonly Reading[]): ReadonlySet<string> {
	const complete = readings.filter(({ cut }) => cut.length === 0);
	const seen = new Set(complete.flatMap(({ whole }) => whole ?? []));
	const isElsewhere = ({ whole }: Reading): boolean =>
		complete.length > 0 && whole !== undefined && whole.every((id) => seen.has(id));
	return new Set(readings.flatMap((reading) => (isElsewhere(reading) ? [] : reading.cut)));
}

function ofWholeName({ keys: { person }, result }: Answer): readonly string[] | undefined {
	if (person?.first === undefined || result?.ok !== true) return undefined;
	const asked = words(fold(`${person.first} ${person.last}`));
	return result.value.flatMap(({ object, id, label, profile }) => {
		const held = new Set(words(fold([label, profile?.firstName, profile?.lastName, profile?.name].join(' '))));
		return asked.every((word) => held.has(word)) ? [JSON.stringify([object, id])] : [];
	});
}

function errorOf({ result }: Answer): CrmErrorData {
	return result?.ok === false ? result.error : noAnswer;
}

function isCut({ result }: Answer): boolean {
	return result?.ok === true && result.value.length >= mostCandidates;
}

/** People are searched in two objects, each of which gives its own part. */
function crowdedObjects({ result }: Answer): readonly string[] {
	const counts = new Map<string, number>();
	for (const { object, mergedFrom } of result?.ok === true ? result.value : []) {
		// A converted lead came out of the search as a lead.
		for (const one of mergedFrom === undefined ? [object] : [object, 'lead'])
			counts.set(one, (counts.get(one) ?? 0) + 1);
	}
	return [...counts].flatMap(([object, count]) => (count >= mostCandidates ? [object] : []));
}

/**
 * Companies and deals of a similar name are searched for only where none has the name itself: a crowd of these says
 * that there is nobody of the very name.
 */
function isOfSimilar({ keys: { name }, result }: Answer): boolean {
	const asked = name === undefined ? [] : (readCompanyName(name)?.words ?? []).slice(0, 3);
	if (asked.length === 0 || result?.ok !== true) return false;
	return !result.value.some(({ label, profile }) =>
		[label, profile?.name ?? '', ...(profile?.aliases ?? [])].some((stored) => {
			const held = new Set(words(fold(stored)));
			return asked.every((word) => held.has(word));
		}),
	);
}

function partsOf(object: string): readonly string[] {
	return object === 'person' ? ['contact', 'lead'] : [object];
}
