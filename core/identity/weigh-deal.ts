/** The evidence that one record is the deal that an item means. */
import { compareCompanyNames } from './company-name';
import type { Evidence } from './evidence';
import type { Facts } from './facts';
import { isSameCompany } from './same-company';
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
	const company = compareEmployers(item, record, world);
	if (company === 'same') evidence.push({ kind: 'employer', bits: bits.deal.company });
	if (company === 'other') evidence.push({ kind: 'employer differs', bits: bits.deal.companyDiffers });
	return evidence;
}

/** The record ID of the company tells, else its name. */
function compareEmployers(item: Facts, record: Facts, world: World): 'same' | 'other' | undefined {
	if (isSameCompany(item, record)) return 'same';
	if (item.companies.length > 0 && record.companies.length > 0) {
		const agrees = item.companies.some((company) =>
			record.companies.some((stored) => compareCompanyNames(company, stored, world.isCompanyWord) === 'equal'),
		);
		return agrees ? 'same' : 'other';
	}
	return item.companyId !== undefined && record.companyId !== undefined ? 'other' : undefined;
}
