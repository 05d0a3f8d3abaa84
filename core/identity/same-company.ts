/** Whether a person or deal belongs to the company whose record ID an item gives. */
import type { Facts } from './facts';
import { recordIdKey } from './record-id';

export function isSameCompany(item: Facts, record: Facts): boolean {
	if (item.companyId === undefined || record.companyId === undefined) return false;
	return recordIdKey(item.companyId) === recordIdKey(record.companyId);
}
