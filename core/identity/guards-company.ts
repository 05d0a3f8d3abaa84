/** What nobody would decide alone about companies and deals. */
import { has, hasAny, hasOwn, type Guard } from './guard';
import type { Weighing } from './judge';
import type { EvidenceKind } from './evidence';

export function companyGuard(best: Weighing, all: readonly Weighing[]): Guard | undefined {
	const { evidence } = best;
	if (hasOwn(best, all, ['id', 'unique', 'linkedin'])) return undefined;
	const byDomain = hasAny(evidence, ['domain', 'domain shared']);
	if (byDomain && has(evidence, 'company differs')) {
		return {
			name: 'domain and name of different companies',
			why: 'the domain agrees, but the record has another company name.',
			always: true,
		};
	}
	const byName = hasAny(evidence, ['company', 'company shared', 'company near']);
	if (byName && has(evidence, 'domain differs')) {
		return {
			name: 'another domain',
			why: 'the name agrees, but the record has another domain.',
			always: hasAny(evidence, ['company', 'company shared']),
		};
	}
	if (has(evidence, 'street differs') && !byDomain) {
		return {
			name: 'another address',
			why: 'the name agrees, but the record has another street address: it may be another branch.',
			always: byName,
		};
	}
	if (has(evidence, 'company near') && !byDomain && !hasAny(evidence, ['phone', 'city', 'street', 'postcode'])) {
		return { name: 'name alone', why: 'only a similar name agrees.' };
	}
	const places = ['phone', 'street', 'phone shared'].filter((kind) => has(evidence, kind as EvidenceKind)).length;
	const similar = evidence.find(({ kind }) => kind === 'company similar')?.bits ?? 0;
	const byPlace = (places > 1 && has(evidence, 'company similar')) || (places > 0 && similar >= 4);
	const sharesKey = hasAny(evidence, ['unique', 'linkedin']);
	if (byDomain || byName || (byPlace && !sharesKey)) return undefined;
	return sharesKey
		? { name: 'another record fits as well', why: 'another record has the same key.', always: true }
		: { name: 'name alone', why: 'only weak evidence agrees.' };
}

export function dealGuard(best: Weighing, all: readonly Weighing[]): Guard | undefined {
	const { evidence } = best;
	if (hasOwn(best, all, ['id', 'unique'])) return undefined;
	if (has(evidence, 'deal') && has(evidence, 'employer')) return undefined;
	return { name: 'deal name alone', why: 'a deal is known by its name and its company together.' };
}
