/**
 * Verify and settle: what the re-read after a write says about one field. CRMs answer 200 for values that they drop
 * or change, and most have no way to refuse a write because a person was faster; both show only here.
 */
import type { Edit } from '../record';
import { hashValue, sameValue, type CrmValue } from '../value';
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
	/** The last change of the field or, where the CRM keeps no versions, of the record. */
	readonly edit?: Edit | undefined;
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
	/**
	 * Our write covered a person's change that came between read and write: what stood before it has to be put back,
	 * the person's value, or what a workflow of the CRM made of it.
	 */
	| { readonly kind: 'put back'; readonly version: Version };

/** Settles one field after a write. */
export function settle(written: Written, reread: Reread): Settlement {
	const stored = sameValue(reread.stored, written.sent);
	if (!reread.versions) return stored ? { kind: 'stored' } : withoutVersions(reread);

	const fresh = newVersions(reread.versions, written.seen);
	const top = fresh[0];
	const ours = indexOfOurs(fresh, written.sent);

	if (top === undefined || ours === -1) {
		if (stored) return { kind: 'stored' };
		return top && isPersons(top) ? { kind: 'kept', version: top } : { kind: 'not stored' };
	}
	// What our newest write replaced; a repeated write of ours has its earlier self below.
	const covered = fresh
		.slice(ours + 1)
		.filter((version) => isPersons(version) || !sameValue(version.value, written.sent));
	const back = standing(covered, (value) => sameValue(value, reread.stored));
	const later = fresh.slice(0, ours).find(isPersons);

	if (later) return stored ? { kind: 'stored' } : { kind: 'kept', version: later };
	if (back) return { kind: 'put back', version: back };
	if (stored) return { kind: 'stored' };
	return ours === 0 ? { kind: 'not stored' } : { kind: 'changed by automation', version: top };
}

/** Without versions only the last editor can tell a person's later value from one that the CRM made of ours. */
function withoutVersions({ stored, edit }: Reread): Settlement {
	if (edit === undefined || (edit.by !== 'human' && edit.by !== 'unknown')) return { kind: 'not stored' };
	const { at, by, actor } = edit;
	return { kind: 'kept', version: { value: stored, at, by, ...(actor === undefined ? {} : { actor }), own: false } };
}

/**
 * Where our write stands in the new versions, -1 where it left none. What we surely wrote comes before what somebody
 * else may have; a CRM that rewrote our value still shows that an integration wrote.
 */
function indexOfOurs(fresh: readonly Version[], sent: CrmValue): number {
	const same = (version: Version) => sameValue(version.value, sent);
	const signs: ((version: Version) => boolean)[] = [
		(version) => same(version) && version.own,
		(version) => same(version) && !isPersons(version),
		(version) => version.own,
		(version) => version.by === 'integration',
	];
	for (const sign of signs) {
		const index = fresh.findIndex(sign);
		if (index !== -1) return index;
	}
	return -1;
}

/**
 * What an earlier run covered and did not live to settle: our value on top, a person's version below it that is newer
 * than what that run had seen. Answers what stood before our write, as settle does; undefined where nothing is to do.
 */
export function unsettled(
	stamp: {
		readonly isOurs: (value: CrmValue) => boolean;
		/** Time and value hash of the newest version that the run had seen; undefined where the field had none. */
		readonly seen: string | undefined;
		readonly seenHash?: string | undefined;
	},
	versions: readonly Version[],
): Version | undefined {
	const top = versions[0];
	if (!top || isPersons(top) || !stamp.isOurs(top.value)) return undefined;
	const { seen, seenHash } = stamp;
	// The very version that was seen ends the search; another one may carry the same millisecond.
	const end = versions.findIndex((version) => version.at === seen && hashValue(version.value) === seenHash);
	const newer =
		end === -1
			? versions.slice(1).filter((version) => seen === undefined || version.at > seen)
			: versions.slice(1, end);
	const covered = newer.filter((version) => isPersons(version) || !stamp.isOurs(version.value));
	return standing(covered, stamp.isOurs);
}

/**
 * What has to come back of the versions that a write covered: nothing without a person's, or where the field holds the
 * person's value. An integration's version may be an earlier self of ours, rewritten by the CRM.
 */
function standing(covered: readonly Version[], holds: (value: CrmValue) => boolean): Version | undefined {
	const person = covered.find(isPersons);
	if (!person || holds(person.value)) return undefined;
	return covered.find((version) => isPersons(version) || version.by === 'automation');
}
