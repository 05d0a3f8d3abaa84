/** Records that a duplicate rule takes for the same. */
import type { StoredRecord } from '../core/store';
import type { Org } from './org';
import type { SObjectType } from './sobject';

export function findDuplicates(
	org: Org,
	type: SObjectType,
	record: StoredRecord | null,
	values: ReadonlyMap<string, string>,
	fields: readonly string[],
): StoredRecord[] {
	const wanted = fields.flatMap((name) => {
		const value = values.get(name) ?? (record ? org.store.value(record, name) : undefined);
		return value ? [[name, value.toLowerCase()] as const] : [];
	});
	return [...org.live(type.name)].filter(
		(other) =>
			other.id !== record?.id &&
			wanted.some(([name, value]) => (org.store.value(other, name) ?? '').toLowerCase() === value),
	);
}
