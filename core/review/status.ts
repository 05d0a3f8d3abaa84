/** What became of an open review without a page: the rep's own edit, a status set by hand, or no answer in time. */
import type { Edit } from '../record';
import type { FieldReview, Stamp } from '../stamp';
import { hashValue, type CrmValue } from '../value';

export const reviewStatuses = ['open', 'approved', 'rejected', 'expired'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** What the record shows now. */
export interface Seen {
	readonly current: CrmValue;
	/** The field's last change, where the CRM tells. */
	readonly edit?: Edit | undefined;
	/** True where a person set the record's review status to Rejected. */
	readonly declined: boolean;
	/** ISO time. */
	readonly now: string;
}

/**
 * The status of an open review by now. The suggested value in the field is a yes, whoever typed it; another value that
 * a person typed since is a no; silence until the end is neither.
 */
export function answerOf(review: FieldReview, seen: Seen): ReviewStatus {
	if (review.status !== 'open') return review.status;
	if (hashValue(seen.current) === review.hash) return 'approved';
	if (seen.declined) return 'rejected';
	const { edit } = seen;
	const byPerson = edit !== undefined && (edit.by === 'human' || edit.by === 'unknown') && edit.evidence === 'history';
	if (byPerson && Date.parse(edit.at) > Date.parse(review.at)) return 'rejected';
	return review.until !== undefined && Date.parse(review.until) <= Date.parse(seen.now) ? 'expired' : 'open';
}

/** The one status that list views of the CRM show: open while anything is, else that of the latest answer. */
export function recordStatus(stamp: Stamp): ReviewStatus | undefined {
	const reviews = Object.values(stamp.reviews ?? {});
	if (reviews.some(({ status }) => status === 'open')) return 'open';
	return reviews.reduce<FieldReview | undefined>(
		(latest, one) => (latest && latest.at >= one.at ? latest : one),
		undefined,
	)?.status;
}
