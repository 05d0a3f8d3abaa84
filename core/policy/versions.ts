/** One state that a field had, as the CRM's history tells it. Lists are newest first. */
import type { Edit } from '../record';
import { canonicalJson, type CrmValue } from '../value';

export interface Version {
	readonly value: CrmValue;
	/** ISO time in UTC with milliseconds, by the CRM's clock. */
	readonly at: string;
	readonly by: Edit['by'];
	/** `user:123`, `app:456`, or the CRM's name of the source. */
	readonly actor?: string | undefined;
	/** True where the CRM tells that this very app or user wrote it. */
	readonly own: boolean;
	/** What it replaced, where the CRM tells: histories begin later than records, and what came first is in no version. */
	readonly replaced?: CrmValue | undefined;
}

/** A person, or an editor that we cannot tell: in doubt the person wins. */
export function isPersons(version: Pick<Version, 'by' | 'own'>): boolean {
	return !version.own && (version.by === 'human' || version.by === 'unknown');
}

const key = (version: Version) => `${version.at} ${version.by} ${version.actor ?? ''} ${canonicalJson(version.value)}`;

/** The versions that came after an earlier look at the same field. Compares versions, not clocks. */
export function newVersions(now: readonly Version[], seen: readonly Version[]): readonly Version[] {
	const known = new Set(seen.map(key));
	const end = now.findIndex((version) => known.has(key(version)));
	if (end !== -1) return now.slice(0, end);
	// Nothing was seen, or it has all left the CRM's limited history: times of one and the same clock decide.
	const newest = seen[0]?.at ?? '';
	return now.filter((version) => version.at > newest);
}
