/** Related records and recent activities of records: what a suggestion is made from. */
import type { Activity, ContextWish, RecordContext, Result } from '../crm';
import { asCrmError, failed, ok } from '../results';
import { readActivities } from './activities';
import type { Connection } from './connection';
import { isPerson } from './objects';
import { readWith } from './read';
import { readLinks } from './related';
import { idOf, invalidId } from './results';
import { objectOf } from './notes';
import { snapshotSource } from './snapshot';

type Related = RecordContext['related'][number];

export async function readContext(
	connection: Connection,
	objectName: string,
	ids: readonly string[],
	want: ContextWish,
): Promise<ReadonlyMap<string, Result<RecordContext>>> {
	if (!isPerson(objectName)) return await contextOf(connection, objectName, ids, want);
	const parts = new Map<string, string[]>();
	for (const id of ids) parts.set(objectOf(objectName, id), [...(parts.get(objectOf(objectName, id)) ?? []), id]);
	const answers = await Promise.all(
		[...parts].map(async ([object, own]) => await contextOf(connection, object, own, want)),
	);
	const all = new Map(answers.flatMap((answer) => [...answer]));
	return new Map([...new Set(ids)].map((id) => [id, all.get(id) ?? failed(invalidId())]));
}

async function contextOf(
	connection: Connection,
	objectName: string,
	ids: readonly string[],
	want: ContextWish,
): Promise<ReadonlyMap<string, Result<RecordContext>>> {
	const asked = [...new Set(ids)];
	const schema = await connection.schema(await connection.object(objectName));
	const byAsked = new Map(asked.map((id) => [id, idOf(id, schema.keyPrefix)]));
	const valid = [...byAsked.values()].flatMap((id) => id ?? []);
	try {
		const [activities, ...related] = await Promise.all([
			want.activities && valid.length > 0 ? readActivities(connection, valid) : [],
			...(valid.length === 0 ? [] : want.associated).map(
				async (other) => await relatedOf(connection, objectName, other, valid, want.max),
			),
		]);
		const since = want.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(want.since);
		return new Map(
			[...byAsked].map(([key, id]): [string, Result<RecordContext>] => {
				if (id === undefined) return [key, failed(invalidId())];
				const own = activities
					.filter(({ records, activity }) => records.includes(id) && Date.parse(activity.at) >= since)
					.map(({ activity }) => activity);
				const kept = newest(own, want.max);
				const cut = kept.length < own.length || related.some((part) => part.cut.has(id));
				return [
					key,
					ok({ related: related.flatMap((part) => part.records.get(id) ?? []), activities: kept, truncated: cut }),
				];
			}),
		);
	} catch (error) {
		// A context with a hole would make a suggestion from half of the facts.
		const failure = failed(asCrmError(error));
		return new Map(asked.map((id) => [id, failure]));
	}
}

/** The newest of each kind, oldest first. */
function newest(activities: readonly Activity[], max: number): readonly Activity[] {
	const counts = new Map<string, number>();
	return [...activities]
		.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
		.filter(({ kind }) => {
			const count = (counts.get(kind) ?? 0) + 1;
			counts.set(kind, count);
			return count <= max;
		})
		.reverse();
}

async function relatedOf(
	connection: Connection,
	fromName: string,
	toName: string,
	ids: readonly string[],
	max: number,
): Promise<{ readonly records: ReadonlyMap<string, readonly Related[]>; readonly cut: ReadonlySet<string> }> {
	const [from, to] = [await connection.object(fromName), await connection.object(toName)];
	const links = await readLinks(connection, from, to, ids);
	const cut = new Set([...links].flatMap(([id, others]) => (others.length > max ? [id] : [])));
	const kept = new Map([...links].map(([id, others]) => [id, others.slice(0, max)]));
	const source = await snapshotSource(connection, toName, to.contextFields);
	const records = await readWith(source, [...new Set([...kept.values()].flat())], false);
	const related = [...kept].map(([id, others]): [string, readonly Related[]] => [
		id,
		others.flatMap((other) => {
			const result = records.get(other);
			if (result?.ok !== true) return [];
			const { label, values } = result.value;
			return [{ object: to.name, id: result.value.id, label, values }];
		}),
	]);
	return { records: new Map(related), cut };
}
