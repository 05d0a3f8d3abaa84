/** The evidence that one record is the deal that an item means. */
import { compareCompanyNames } from './company-name';
import type { Evidence } from './evidence';
import type { Facts } from './facts';
import { weighUniques } from './weigh-person';
import { bits } from './weights';
import type { World } from './world';

export function weighDeal(item: Facts, record: Facts, world: World): readonly Evidence[] {
	const evidence: Evidence[] = [];
	weighUniques(evidence, item, record, world);
	if (item.dealName !== undefined && record.dealName !== undefined) {
		evidence.push(
			item.dealName === record.dealName
				? { kind: 'deal', bits: bits.deal.name }
				: { kind: 'deal differs', bits: bits.deal.nameDiffers },
		);
	}
	const sameId = item.companyId !== undefined && item.companyId === record.companyId;
	if (sameId || (item.companies.length > 0 && record.companies.length > 0)) {
		const agrees =
			sameId ||
			item.companies.some((company) =>
				record.companies.some((stored) => compareCompanyNames(company, stored, world.isCompanyWord) === 'equal'),
			);
		evidence.push(
			agrees
				? { kind: 'employer', bits: bits.deal.company }
				: { kind: 'employer differs', bits: bits.deal.companyDiffers },
		);
	}
	return evidence;
}
