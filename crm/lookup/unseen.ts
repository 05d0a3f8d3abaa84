/**
 * What a careful person says who was shown only a part of the records: a match by name may have a namesake among the
 * others, and somebody who was not found may be there all the same.
 */
import type { Thresholds } from '../../core/identity/confidence';
import type { Shown } from '../../core/identity/explain';
import { judgeCandidates, type Judgement, type Sought } from '../../core/identity/judge';
import type { World } from '../../core/identity/world';
import type { Match } from '../../core/record';
import type { SeenOfEmployers } from './employers';
import { hasExactName, isByNameAlone, isBySharedKey, isByVariant } from './rests-on';

/** How much of what may be meant the searches for one item gave. */
export interface Seen {
	/** An own key of the item has more holders than the search gives. */
	readonly keysCut: boolean;
	/** The search by name answered. */
	readonly byName: boolean;
	/** Objects of which the search by name gave a part only. */
	readonly namesCut: ReadonlySet<string>;
	/** No company or deal has the very name, and of those with a similar one the search gave a part only. */
	readonly similarCut: boolean;
	/** Everybody of the last name; undefined where nobody asked. */
	readonly lastNames: boolean | undefined;
	/** The people or deals of the companies that it names; undefined where nobody asked. */
	readonly employers: SeenOfEmployers | undefined;
}

export function sawAllNames({ byName, namesCut }: Seen): boolean {
	return byName && namesCut.size === 0;
}

export interface Case {
	readonly sought: Sought;
	readonly judgement: Judgement<Shown>;
	/** All that was found and is live. */
	readonly live: readonly Shown[];
	readonly seen: Seen;
	readonly world: World;
	readonly thresholds: Thresholds;
}

const manyNames = 'so many records have this name that not all of them were seen.';
const manySimilar = 'so many records have a similar name that not all of them were seen.';
const manyHolders = 'so many records have this address, number or domain that not all of them were seen.';
const manyColleagues = 'the company has so many records that not all of them were seen.';
const noColleagues = 'the records of the company could not be looked at.';

/** Why the verdict may be another one with all records in view; undefined where it stands. */
export function unseen(one: Case): string | undefined {
	const { judgement, seen } = one;
	const isUnmatched = judgement.status === 'unmatched';
	if (seen.keysCut && (isUnmatched || isBySharedKey(judgement)) && !isAmongNamesakes(one)) return manyHolders;
	if (!isUnmatched && !isByNameAlone(judgement)) return undefined;
	if (seen.namesCut.size > 0 && !isAmongColleagues(one)) return manyNames;
	if (seen.similarCut && judgement.status === 'matched' && !hasExactName(judgement)) return manySimilar;
	if (seen.employers === 'not' && !standsWithoutColleagues(one)) return noColleagues;
	// Nobody of the very name is there at all: a new colleague, however many the company has.
	if (seen.employers === 'a part' && !isUnmatched && !standsWithoutColleagues(one)) {
		return manyColleagues;
	}
	if (seen.lastNames !== undefined && !standsWithoutColleagues(one)) return manyNames;
	return undefined;
}

/** All records of the item's very name were seen, the match among them. */
function isAmongNamesakes(one: Case): boolean {
	const { judgement, seen } = one;
	if (judgement.status !== 'matched' || !hasExactName(judgement)) return false;
	return sawAllNames(seen) || (seen.byName && isAmongColleagues(one));
}

/** Of the objects in which the name is crowded all records of the company were seen, the match among them. */
function isAmongColleagues({ judgement, live, seen }: Case): boolean {
	if (seen.employers !== 'all') return false;
	const best = judgement.status === 'matched' ? judgement.candidates[0]?.known : undefined;
	if (best !== undefined && seen.namesCut.has(best.object) && best.byParent !== true) return false;
	return !live.some((known) => seen.namesCut.has(known.object) && isOfCompanyInWords(known));
}

/** As leads are, and people whom nobody linked: the company does not lead to others like these. */
function isOfCompanyInWords({ byParent, facts }: Shown): boolean {
	return byParent !== true && facts.companies.length > 0 && facts.companyId === undefined;
}

/**
 * The match is the same one if everybody found by name, of whom no company is known, belongs to the company as well.
 * Forms of the name are not searched for, so that a match by one needs everybody of the last name.
 */
function standsWithoutColleagues({ sought, judgement, live, seen, world, thresholds }: Case): boolean {
	const best = judgement.candidates[0]?.known;
	if (judgement.status !== 'matched' || best === undefined) return false;
	if (isByVariant(judgement) && seen.lastNames !== true) return false;
	const placed = new Set(
		judgement.candidates.flatMap(({ known, evidence }) =>
			evidence.some(({ kind }) => kind.startsWith('employer')) ? [keyOf(known)] : [],
		),
	);
	const supposed = live.map((known) => (placed.has(keyOf(known)) ? known : { ...known, byParent: true }));
	const again = judgeCandidates(sought, supposed, world, thresholds);
	const winner = again.candidates[0]?.known;
	return again.status === 'matched' && winner !== undefined && keyOf(winner) === keyOf(best);
}

function keyOf({ object, id }: Shown): string {
	return JSON.stringify([object, id]);
}

/** A match that may be another one goes to a person. */
export function heldBack(judgement: Judgement<Shown>, why: string | undefined): Judgement<Shown> {
	if (why === undefined || judgement.status !== 'matched') return judgement;
	return { ...judgement, status: 'ambiguous', guard: { name: 'not all records were seen', why } };
}

/** What a person reads of it, where nothing was held back for it. */
export function withUnseen(match: Match, why: string | undefined): Match {
	if (why === undefined || match.heldBackBy === 'not all records were seen') return match;
	return { ...match, why: `${match.why} ${why.charAt(0).toUpperCase()}${why.slice(1)}` };
}
