/** Which items a wider search could still decide. */
import type { Shown } from '../../core/identity/explain';
import type { Judgement } from '../../core/identity/judge';
import { hasExactName, isByAddress, isByName, isBySharedKey, isByVariant, isByVariantAlone } from './rests-on';
import { sawAllNames, type Seen } from './unseen';

/** By the name of the item, or by the company that it names. */
export function isOpen(judgement: Judgement<Shown> | undefined, seen: Seen): boolean {
	if (judgement === undefined) return true;
	if (judgement.guard?.always === true) return false;
	if (judgement.status !== 'matched' || isByVariant(judgement)) return true;
	if (seen.namesCut.size > 0 && isByName(judgement)) return true;
	return seen.keysCut && isBySharedKey(judgement) && !(sawAllNames(seen) && hasExactName(judgement));
}

/** By the last name alone: a form of the first one may mean somebody whom neither the name nor the company led to. */
export function mayMeanAnother(judgement: Judgement<Shown> | undefined, seen: Seen): boolean {
	if (judgement?.status !== 'matched' || !isByVariantAlone(judgement)) return false;
	return judgement.candidates[0]?.known.byParent !== true || seen.employers !== 'all';
}

/**
 * An address has one holder at most CRMs, but its mailbox may stand in a second record with a +tag (ann+news@acme.com),
 * to which the address itself does not lead. A unique key is not shared by such doubles.
 */
export function mayHaveDouble(judgement: Judgement<Shown> | undefined): boolean {
	return judgement?.status === 'matched' && isByAddress(judgement);
}
