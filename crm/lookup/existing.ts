/** What an item means where the CRM refused to make its record, since it holds one already. */
import { toMatch, type Shown } from '../../core/identity/explain';
import type { Thresholds } from '../../core/identity/confidence';
import { judgeCandidates } from '../../core/identity/judge';
import type { AskedItem } from '../../core/identity/read-item';
import { usualWorld } from '../../core/identity/world';
import type { Match } from '../../core/record';
import type { Crm, Found, RecordRef, Result } from '../crm';
import { candidatesOf } from './live';

const refused = 'Nothing was created: the CRM already holds a record that looks like this one.';

/** Matched where the evidence says so by itself; else a person has to look at the records that the CRM named. */
export async function matchExisting(
	crm: Crm,
	item: AskedItem,
	existing: readonly RecordRef[],
	thresholds: Thresholds,
): Promise<Result<Match>> {
	const found: Found[] = [];
	for (const object of new Set(existing.map((ref) => ref.object))) {
		const ids = existing.filter((ref) => ref.object === object).map(({ id }) => ({ id }));
		for (const answer of await crm.find(object, ids, [])) {
			if (!answer.ok) return answer;
			found.push(...answer.value);
		}
	}
	const candidates = candidatesOf(
		found.map((one) => ({ found: one, keys: {} })),
		item.sought.kind,
		// That the CRM named them says no more than what they hold.
	).map((one): Shown => ({ ...one, byId: false, via: [] }));
	const judgement = judgeCandidates(item.sought, candidates, usualWorld(undefined), thresholds);
	if (judgement.status !== 'unmatched') {
		const match = toMatch(item, judgement, thresholds, false);
		return { ok: true, value: { ...match, why: `${match.why} ${refused}` } };
	}
	if (candidates.length === 0) {
		const why = `${refused} It does not show which one.`;
		return { ok: true, value: { status: 'unmatched', confidence: 0, via: [], why, candidates: [] } };
	}
	return {
		ok: true,
		value: {
			status: 'ambiguous',
			confidence: 0,
			via: [],
			why: `${refused} Held back: what it holds does not agree with the item.`,
			candidates: candidates.map(({ object, id, url, label }) => ({ object, id, url, label, via: [] })),
			heldBackBy: 'duplicate check of the CRM',
		},
	};
}
