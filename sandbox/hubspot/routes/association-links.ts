/** What the dated, v4 and v3 association routes share. */
import type { Link } from '../associations';
import type { ErrorBody } from '../errors';
import type { ObjectType } from '../object-types';
import type { Portal } from '../portal';

export interface Pair {
	readonly from: ObjectType;
	readonly to: ObjectType;
}

/** Links of a live record to live records; merged ids lead to the survivor. */
export function linksOf(portal: Portal, from: ObjectType, id: string, to: ObjectType): readonly Link[] {
	const record = portal.store.survivor(from.plural, id);
	if (!record || record.archivedAt !== null) return [];
	return portal.associations.of(from.plural, record.id, to.plural).filter(({ toId }) => {
		const target = portal.record(to.plural, toId);
		return target?.archivedAt === null;
	});
}

/** One error for each record without such an association; the answer is then a 207. */
export function missing(from: ObjectType, to: ObjectType, ids: readonly string[]): ErrorBody[] {
	return ids.map((id) => ({
		status: 'error',
		category: 'OBJECT_NOT_FOUND',
		subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
		message: `No ${to.name} is associated with ${from.name} ${id}.`,
		context: { fromObjectId: [id], fromObjectType: [from.name], toObjectType: [to.name] },
	}));
}
