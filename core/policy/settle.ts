/**
 * Verify and settle: what the re-read after a write says about one field. CRMs answer 200 for values that they drop
 * or change, and most have no way to refuse a write because a person was faster; both show only here.
 */
import { sameValue, type CrmValue } from '../value';
import { isPersons, newVersions, type Version } from './versions';

export interface Written {
	/** What was sent, as the CRM should hold it. */
	readonly sent: CrmValue;
	/** The field's versions at the read that the write was decided on. */
	readonly seen: readonly Version[];
}

export interface Reread {
	readonly stored: CrmValue;
	/** The field's versions now; undefined where the CRM keeps none. */
	readonly versions?: readonly Version[] | undefined;
}

export type Settlement =
	/** The CRM holds what was sent. */
	| { readonly kind: 'stored' }
	/** The CRM took the write and holds something else. */
	| { readonly kind: 'not stored' }
	/** An automation of the CRM changed the value right after our write. */
	| { readonly kind: 'changed by automation'; readonly version: Version }
	/** A person changed the field after our write; the person's value stands. */
	| { readonly kind: 'kept'; readonly version: Version }
	/** Our write covered a person's change that came between read and write: it has to be put back. */
	| { readonly kind: 'put back'; readonly version: Version };

/** Settles one field after a write. */
export function settle(written: Written, reread: Reread): Settlement {
	const stored = sameValue(reread.stored, written.sent);
	if (!reread.versions) return { kind: stored ? 'stored' : 'not stored' };

	const fresh = newVersions(reread.versions, written.seen);
	const isOurs = (version: Version) =>
		sameValue(version.value, written.sent) && (version.own || version.by !== 'human');
	const top = fresh[0];
	const ours = fresh.findIndex(isOurs);

	if (top === undefined || ours === -1) {
		if (stored) return { kind: 'stored' };
		return top && isPersons(top) ? { kind: 'kept', version: top } : { kind: 'not stored' };
	}
	// What our newest write replaced; a repeated write of ours has its earlier self below.
	const covered = fresh.slice(ours + 1).filter((version) => !isOurs(version));
	const person = covered.find(isPersons);
	const later = fresh.slice(0, ours).find(isPersons);

	if (later) return stored ? { kind: 'stored' } : { kind: 'kept', version: later };
	if (person && !sameValue(person.value, reread.stored)) return { kind: 'put back', version: covered[0] ?? person };
	if (stored) return { kind: 'stored' };
	return { kind: 'changed by automation', version: top };
}

/**
 * The person's change that an earlier run covered and did not live to settle: our value on top, a person's version
 * below it that is newer than what that run had seen. Undefined where there is none.
 */
export function unsettled(
	hash: { readonly isOurs: (value: CrmValue) => boolean; readonly seen: string | undefined },
	versions: readonly Version[],
): Version | undefined {
	const top = versions[0];
	if (!top || isPersons(top) || !hash.isOurs(top.value)) return undefined;
	const below = versions.slice(1).find((version) => !(hash.isOurs(version.value) && !isPersons(version)));
	if (!below || !isPersons(below)) return undefined;
	return hash.seen === undefined || below.at > hash.seen ? below : undefined;
}
