/** What the searches for one item gave, and how much of what there is. */
import type { CrmErrorData } from '../../core/errors';
import { readCompanyName } from '../../core/identity/company-name';
import { fold, words } from '../../core/identity/text';
import type { Found, IdentityKeys, Result } from '../crm';
import type { SeenOfEmployers } from './employers';
import { isRefusal, isTooMany, mostCandidates } from './limits';
import type { LiveFound } from './live';
import { noAnswer } from './no-answer';
import type { Seen } from './unseen';

export interface Answer {
	readonly keys: IdentityKeys;
	readonly result: Result<readonly Found[]> | undefined;
}

export class Findings {
	readonly found: LiveFound[] = [];
	error: CrmErrorData | undefined;
	private keysCut = false;
	private readonly namesCut = new Set<string>();
	private similarCut = false;
	private named = false;
	private nameRefused = false;
	private lastNames: boolean | undefined;
	private employers: SeenOfEmployers | undefined;

	constructor(private readonly object: string) {}

	get seen(): Seen {
		const { keysCut, namesCut, similarCut, lastNames, employers } = this;
		return { keysCut, namesCut, similarCut, byName: this.named && !this.nameRefused, lastNames, employers };
	}

	get sawAllNames(): boolean {
		return this.seen.byName && this.namesCut.size === 0;
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
			const crowded = crowdedObjects(answer);
			if (crowded.length > 0 && isOfSimilar(answer)) this.similarCut = true;
			else for (const object of crowded) this.namesCut.add(object);
		} else if (isTooMany(error)) for (const object of partsOf(this.object)) this.namesCut.add(object);
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

	addOfEmployers(found: readonly LiveFound[], seen: SeenOfEmployers): void {
		this.found.push(...found);
		this.employers = seen;
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
