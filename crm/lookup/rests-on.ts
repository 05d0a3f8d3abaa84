/** What a verdict rests on: how much of the CRM has to be seen before it stands depends on that. */
import type { EvidenceKind } from '../../core/identity/evidence';
import type { Shown } from '../../core/identity/explain';
import type { Judgement } from '../../core/identity/judge';

/** Keys of which the record that has them is the only holder among those found. */
const own: readonly EvidenceKind[] = ['id', 'unique', 'linkedin', 'email', 'phone', 'domain'];

function winnerHas({ candidates }: Judgement<Shown>, kinds: readonly EvidenceKind[]): boolean {
	return candidates[0]?.evidence.some((one) => kinds.includes(one.kind)) === true;
}

/** No key agrees, only the name and what goes with it. */
export function isByName(judgement: Judgement<Shown>): boolean {
	return !winnerHas(judgement, [...own, 'email shared', 'domain shared']);
}

/** Whoever shares a number or mailbox of several people was seen by that. */
export function isByNameAlone(judgement: Judgement<Shown>): boolean {
	return isByName(judgement) && !winnerHas(judgement, ['phone shared', 'email role']);
}

/**
 * A match by a form of the name (Pat for Patrick) stands only once all people of the company were seen: the search by
 * name may have found the one and not the other whom it could mean as well.
 */
export function isByVariant(judgement: Judgement<Shown>): boolean {
	return isByName(judgement) && winnerHas(judgement, ['name variant']);
}

/** Nothing but a form of the name and the company. */
export function isByVariantAlone(judgement: Judgement<Shown>): boolean {
	return isByNameAlone(judgement) && isByVariant(judgement) && !winnerHas(judgement, ['phone part', 'email near']);
}

/** What the name itself says is needed to choose among the holders of a key. */
export function isBySharedKey(judgement: Judgement<Shown>): boolean {
	return !winnerHas(judgement, own);
}

export function hasExactName(judgement: Judgement<Shown>): boolean {
	return winnerHas(judgement, ['name', 'company', 'company shared', 'deal']);
}

/** The address agrees, and no key that doubles do not share. */
export function isByAddress(judgement: Judgement<Shown>): boolean {
	return winnerHas(judgement, ['email']) && !winnerHas(judgement, ['id', 'unique', 'linkedin']);
}
