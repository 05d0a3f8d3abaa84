/** What is said of records that were deleted in the CRM. They are never matched, so nothing is written into them. */
import type { Candidate, Match } from '../../core/record';
import type { DeletedRecord } from '../crm';

const keyWords: Partial<Readonly<Record<DeletedRecord['via'], string>>> = {
	'record id': 'this record ID',
	'unique field': 'this unique value',
	email: 'this e-mail address',
};

/** The match with what is known of deleted records; with `ask` they go to a person as candidates. */
export function withDeleted(match: Match, deleted: readonly DeletedRecord[], ask: boolean): Match {
	const [first] = deleted;
	if (first === undefined || match.status === 'matched') return match;
	const told = `The record with ${keyWords[first.via] ?? 'this key'} was deleted in the CRM.`;
	if (match.status === 'ambiguous') return { ...match, why: `${match.why} ${told}` };
	if (!ask) return { ...match, why: told };
	return {
		status: 'ambiguous',
		confidence: 0,
		via: [],
		why: `${told} Held back: a deleted record is never written to. Restore it in the CRM, or leave it.`,
		candidates: deleted.map(({ object, id, url, label, via }): Candidate => ({
			object,
			id,
			url,
			label,
			via: [via],
			archived: true,
		})),
		heldBackBy: 'deleted record',
	};
}
