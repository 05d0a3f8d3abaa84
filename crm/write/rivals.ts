/** Several suggestions for one field of one record in one run: the first is judged, rivals never silently win. */
import type { FieldSchema } from '../../core/fields/schema';
import { peopleOnly } from '../../core/policy/decide';
import type { Owner } from '../../core/policy/owners';
import { sameValue, type CrmValue } from '../../core/value';
import type { Snapshot } from '../crm';
import type { Ledger, Slot } from './ledger';
import type { WriteRequest } from './request';

/** A suggestion that fits its field and waits for the judgement on the fresh record. */
export interface Claim {
	readonly slot: Slot;
	readonly id: string;
	readonly request: WriteRequest;
	readonly proposal: WriteRequest['proposals'][number];
	readonly field: FieldSchema;
	/** Canonical, as the CRM is expected to store it. */
	readonly value: CrmValue;
}

/**
 * The first claim of each field; the others are noted: equal ones share its fate, different ones go to review, but for a
 * People Only field, about which nobody is asked.
 */
export function oneChangePerField(
	claims: readonly Claim[],
	ledger: Ledger,
	snapshot: Snapshot,
	ownerOf: (claim: Claim) => Owner,
): Claim[] {
	const first = new Map<string, Claim>();
	for (const claim of claims) {
		const rival = first.get(claim.field.name);
		if (!rival) {
			first.set(claim.field.name, claim);
			continue;
		}
		const before = snapshot.values[claim.field.name] ?? null;
		const same = sameValue(rival.value, claim.value);
		if (same) {
			ledger.noteTwin(claim.slot, rival.slot, {
				status: 'unchanged',
				rule: 'equal value',
				why: `Another item of this run suggests the same value for "${claim.field.label}" of this record.`,
				before,
			});
			continue;
		}
		if (ownerOf(claim) === 'people') {
			ledger.note(claim.slot, { status: 'skipped', ...peopleOnly(claim.field.label), before });
			continue;
		}
		ledger.note(claim.slot, {
			status: 'review',
			rule: 'review asked for',
			why: `Two items of this run suggest different values for "${claim.field.label}" of this record.`,
			before,
		});
	}
	return [...first.values()];
}
