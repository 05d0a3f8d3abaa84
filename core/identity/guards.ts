/** What a careful person would not decide alone, however much the weights say. Each guard is named and explained. */
import type { Evidence, EvidenceKind } from './evidence';
import { circumstances, has, hasAny, shared, strong, type Guard } from './guard';
import { companyGuard, dealGuard } from './guards-company';
import { isOneOfDoubles, personGuard } from './guards-person';
import type { Holders } from './holders';
import type { Sought, Weighing } from './judge';

/** A colleague or relative who uses the same mailbox or number: no candidate at all. */
export function isSomebodyElse(evidence: readonly Evidence[]): boolean {
	// Two Daniels behind one switchboard; at one mailbox it may be the same Daniel with a new family name.
	const colleague = has(evidence, 'name first only') && !hasAny(evidence, ['email shared', 'email role']);
	if (!colleague && !has(evidence, 'name differs') && !has(evidence, 'name last only')) return false;
	return evidence.every((one) => one.bits <= 0 || shared.includes(one.kind) || circumstances.includes(one.kind));
}

export function guardOf(sought: Sought, best: Weighing, all: readonly Weighing[], holders: Holders): Guard | undefined {
	const conflict = conflictingKeys(sought, best, all);
	if (conflict !== undefined) return conflict;
	const { evidence } = best;
	if (has(evidence, 'unique differs') || has(evidence, 'linkedin differs')) {
		return {
			name: 'record holds another value',
			why: `the record has ${has(evidence, 'unique differs') ? 'another unique value' : 'another LinkedIn profile'}.`,
			always: true,
		};
	}
	if (sought.hasId && !all.some((one) => has(one.evidence, 'id'))) {
		return {
			name: 'id leads nowhere',
			why: 'no live record has the record ID that the item gives.',
			always: true,
		};
	}
	const kinds = signature(best);
	if (sought.kind === 'person' && isOneOfDoubles(best, all)) {
		return {
			name: 'another record fits as well',
			why: 'another record has the same mailbox and no other name: it seems to be the same person.',
		};
	}
	if (all.some((other) => other !== best && signature(other) === kinds)) {
		return { name: 'another record fits as well', why: 'another record fits by the same evidence.' };
	}
	if (sought.kind === 'company') return companyGuard(best, all);
	if (sought.kind === 'deal') return dealGuard(best, all);
	return personGuard(sought, best, holders);
}

/**
 * How rare a name is does not choose between two records that agree in the same things (Pat: Patrick or Patricia), nor
 * how it is written between two that have one number or mailbox (Robert and Bob).
 */
function signature({ evidence }: Weighing): string {
	const sharesKey = hasAny(evidence, shared);
	return evidence.map(({ kind }) => (sharesKey && kind === 'name variant' ? 'name' : kind)).join();
}

/** Weak evidence alone, such as a common name: many faint candidates together are no reason to ask a person. */
export function isFaint({ evidence }: Weighing): boolean {
	return !hasAny(evidence, [
		...strong,
		...shared,
		'email near',
		'domain',
		'domain shared',
		'company',
		'company shared',
		'company similar',
	]);
}

/** Two keys that each lead to a record, and not to the same one. */
function conflictingKeys(sought: Sought, best: Weighing, all: readonly Weighing[]): Guard | undefined {
	const keys: readonly EvidenceKind[] =
		sought.kind === 'company'
			? ['id', 'unique', 'linkedin', 'domain', 'domain shared']
			: ['id', 'unique', 'linkedin', 'email', 'email shared', 'phone'];
	const knowsName = hasAny(best.evidence, ['name', 'name variant']);
	for (const other of all) {
		if (other === best) continue;
		for (const { kind } of other.evidence) {
			if (!keys.includes(kind)) continue;
			// Several candidates share the key, the best one among them: they compete, nothing contradicts.
			const held = sameKey(kind).filter((one) => has(best.evidence, one));
			const compete = kind !== 'unique' || !hasOtherUnique(sought, best, other);
			if (held.length > 0 && compete && ![kind, ...held].some(isOfOne)) continue;
			// A number beside the right name belongs to whoever else answers it.
			const otherName = hasAny(other.evidence, ['name differs', 'name last only', 'name first only']);
			if (kind === 'phone' && (hasAny(best.evidence, ['id', 'unique']) || (knowsName && otherName))) continue;
			if (kind === 'email shared' && knowsName && otherName) continue;
			return {
				name: 'keys lead to different records',
				why: 'the item’s keys lead to different records.',
				always: true,
			};
		}
	}
	return undefined;
}

/** A unique value of the item that the other record holds and the best one does not. */
function hasOtherUnique(sought: Sought, best: Weighing, other: Weighing): boolean {
	const holds = ({ known }: Weighing, field: string, value: string): boolean =>
		known.facts.uniques.some((unique) => unique.field === field && unique.value === value);
	return sought.facts.uniques.some(({ field, value }) => holds(other, field, value) && !holds(best, field, value));
}

/** One candidate holds it: where another one holds a key of that kind too, it is another address or domain of the item. */
function isOfOne(kind: EvidenceKind): boolean {
	return kind === 'email' || kind === 'domain';
}

function sameKey(kind: EvidenceKind): readonly EvidenceKind[] {
	if (kind.startsWith('email')) return ['email', 'email shared', 'email role'];
	if (kind.startsWith('domain')) return ['domain', 'domain shared'];
	return [kind];
}
