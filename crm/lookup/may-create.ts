/** Whether an unmatched item may become a record at all, and why not: after "Not created: ". */
import { defaultThresholds, type Thresholds } from '../../core/identity/confidence';
import { emailFacts, factsOf, meaningful } from '../../core/identity/facts';
import { judgeCandidates } from '../../core/identity/judge';
import type { IdentityProfile } from '../../core/identity/profile';
import type { AskedItem } from '../../core/identity/read-item';
import type { World } from '../../core/identity/world';
import type { Verdict } from './find';

/** Objects whose records are found again by names and addresses. */
const named: ReadonlySet<string> = new Set(['contact', 'lead', 'company', 'deal']);

/** Undefined where nothing speaks against it. */
export function whyNot(object: string, item: AskedItem, verdict: Verdict | undefined): string | undefined {
	if (!named.has(object) && item.sought.facts.uniques.length === 0) {
		return 'a record of this object is made only with a value of a unique field, by which it is found the next time.';
	}
	if ((verdict?.deleted.length ?? 0) > 0) return 'what was deleted in the CRM is not made again.';
	if (verdict?.unseen !== undefined) return 'a record that was not seen may be the one.';
	if (item.sought.hasId) return 'the item gives a record ID, so it means a record that should be there.';
	const lost = item.unreadable.filter((key) => key !== 'phone' || item.sought.facts.emails.length === 0);
	const lostAddress = (item.keys.emails ?? []).some((text) => meaningful(text) !== undefined && !emailFacts(text));
	if (lost.length > 0 || lostAddress) return 'a key of the item could not be read, so it could not be looked up by it.';
	// With a high Review Above also likely records are left unmatched.
	if ((verdict?.nearest ?? 0) >= defaultThresholds.reviewAbove)
		return 'a record may be the one, though it is not likely.';
	return undefined;
}

export const notFoundAgain =
	'the item says too little: the next run would not be sure that the new record is the one, and make it again. An e-mail address, or a name together with a phone number or a company, would do.';

/** A record that the same item would not be matched to is made anew with every run. */
export function isFoundAgain(item: AskedItem, made: IdentityProfile, world: World, thresholds: Thresholds): boolean {
	const { sought } = item;
	const known = { object: '', id: '', facts: factsOf(made, sought.kind) };
	return judgeCandidates(sought, [known], world, thresholds).status === 'matched';
}
