/** Finding by the record that others belong to: the people and deals of a company. */
import { mostCandidates, type IdentityKeys, type Result } from '../crm';
import { readAssociations } from './associations';
import type { Hit, Hits } from './find';
import { asCrmError, failed, ok } from './results';
import { hit, readAgain } from './search-wide';
import type { SnapshotSource } from './snapshot';

/** The records that are associated with others, by `object:id`. */
export async function findByParent(
	source: SnapshotSource,
	parents: readonly NonNullable<IdentityKeys['parent']>[],
): Promise<Hits> {
	const hits = new Map<string, Result<readonly Hit[]>>();
	for (const objectName of new Set(parents.map((parent) => parent.object))) {
		const ids = [...new Set(parents.filter((parent) => parent.object === objectName).map((parent) => parent.id))];
		try {
			const from = await source.connection.object(objectName);
			const associated = await readAssociations(source.connection, from, ids, source.object.path);
			const children = new Set([...associated.ids.values()].flatMap((list) => list.slice(0, mostCandidates)));
			const records = new Map(
				(await readAgain(source, [...children], 'find by parent')).map((found) => [found.record.id, found]),
			);
			for (const id of ids) {
				const error = associated.errors.get(id);
				const found = (associated.ids.get(id) ?? [])
					.slice(0, mostCandidates)
					.flatMap((child) => records.get(child) ?? []);
				hits.set(
					`${objectName}:${id}`,
					error === undefined ? ok(found.map((one) => hit(source, one, 'parent'))) : failed(error),
				);
			}
		} catch (error) {
			const data = failed(asCrmError(error));
			for (const id of ids) hits.set(`${objectName}:${id}`, data);
		}
	}
	return hits;
}
