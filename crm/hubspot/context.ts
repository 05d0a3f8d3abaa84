/** Related records and recent activities of records: what a suggestion is made from. */
import type { CrmErrorData } from '../../core/errors';
import type { Activity, ContextWish, RecordContext, Result } from '../crm';
import { activityKinds, readActivities } from './activities';
import { readAssociations, type Associated } from './associations';
import type { Connection } from './connection';
import { timeOf } from './history';
import type { HubSpotObject } from './objects';
import { readWith } from './read';
import { asCrmError, failed, invalidId, isRecordId, ok } from './results';
import { snapshotSource } from './snapshot';

type Related = RecordContext['related'][number];

/** One kind of neighbour: what each record has of it, cut to the newest `max`. */
interface Part {
	readonly related: ReadonlyMap<string, readonly Related[]>;
	readonly activities: ReadonlyMap<string, readonly Activity[]>;
	readonly cut: ReadonlySet<string>;
	readonly errors: ReadonlyMap<string, CrmErrorData>;
}

export async function readContext(
	connection: Connection,
	objectName: string,
	ids: readonly string[],
	want: ContextWish,
): Promise<ReadonlyMap<string, Result<RecordContext>>> {
	const object = await connection.object(objectName);
	const wanted = [...new Set(ids)];
	const valid = wanted.filter(isRecordId);
	let parts: readonly Part[];
	try {
		parts = await Promise.all([
			...want.associated.map(async (name) => await relatedPart(connection, object, valid, name, want)),
			...(want.activities ? activityKinds : []).map(
				async (kind) => await activityPart(connection, object, valid, kind, want),
			),
		]);
	} catch (error) {
		// A context with a hole would make a suggestion from half of the facts.
		const data = failed(asCrmError(error));
		return new Map(wanted.map((id) => [id, data]));
	}
	return new Map(wanted.map((id) => [id, isRecordId(id) ? assemble(id, parts) : failed(invalidId())]));
}

function assemble(id: string, parts: readonly Part[]): Result<RecordContext> {
	const error = parts.map((part) => part.errors.get(id)).find((entry) => entry !== undefined);
	if (error !== undefined) return failed(error);
	const activities = parts.flatMap((part) => part.activities.get(id) ?? []);
	return ok({
		related: parts.flatMap((part) => part.related.get(id) ?? []),
		activities: activities.sort((a, b) => timeOf(a.at) - timeOf(b.at)),
		truncated: parts.some((part) => part.cut.has(id)),
	});
}

async function relatedPart(
	connection: Connection,
	from: HubSpotObject,
	ids: readonly string[],
	name: string,
	want: ContextWish,
): Promise<Part> {
	const to = await connection.object(name);
	const associated = await readAssociations(connection, from, ids, to.path);
	const cut = new Set<string>();
	const kept = new Map<string, readonly string[]>();
	for (const [id, others] of associated.ids) {
		if (others.length > want.max) cut.add(id);
		kept.set(id, others.slice(0, want.max));
	}
	const source = await snapshotSource(connection, name, to.contextFields);
	const records = await readWith(source, [...kept.values()].flat(), false);
	const related = new Map<string, readonly Related[]>();
	for (const [id, others] of kept) {
		related.set(
			id,
			others.flatMap((other) => {
				const result = records.get(other);
				if (result?.ok !== true) return [];
				const { label, values } = result.value;
				return [{ object: to.name, id: result.value.id, label, values }];
			}),
		);
	}
	return { related, activities: new Map(), cut, errors: errorsOf(associated) };
}

async function activityPart(
	connection: Connection,
	from: HubSpotObject,
	ids: readonly string[],
	kind: (typeof activityKinds)[number],
	want: ContextWish,
): Promise<Part> {
	const associated = await readAssociations(connection, from, ids, kind.path);
	const all = await readActivities(connection, kind, [...new Set([...associated.ids.values()].flat())]);
	const since = want.since === undefined ? Number.NEGATIVE_INFINITY : timeOf(want.since);
	const cut = new Set<string>();
	const activities = new Map<string, readonly Activity[]>();
	for (const [id, others] of associated.ids) {
		const own = others
			.flatMap((other) => all.get(other) ?? [])
			.filter((activity) => timeOf(activity.at) >= since)
			.sort((a, b) => timeOf(a.at) - timeOf(b.at));
		if (own.length > want.max) cut.add(id);
		activities.set(id, want.max <= 0 ? [] : own.slice(-want.max));
	}
	return { related: new Map(), activities, cut, errors: errorsOf(associated) };
}

function errorsOf(associated: Associated): ReadonlyMap<string, CrmErrorData> {
	return new Map([...associated.errors].map(([id, error]) => [id, error.toData()]));
}
