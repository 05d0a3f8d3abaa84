/** Finding the records that incoming items mean. Every key that an item brings is asked for; nobody judges here. */
import type { MatchKey } from '../../core/record';
import type { Found, IdentityKeys, Result, Snapshot } from '../crm';
import type { Connection } from './connection';
import { findByDomain } from './find-domain';
import { findByEmail } from './find-email';
import { findByLinkedIn } from './find-linkedin';
import { findByMailbox } from './find-mailbox';
import { findByName, findByPerson, personKey } from './find-name';
import { findByParent } from './find-parent';
import { findByPhone } from './find-phone';
import { findByUnique } from './find-unique';
import { profileFields, profileOf } from './profile';
import { readWith } from './read';
import { asCrmError, failed, ok } from './results';
import { search } from './search';
import { snapshotSource, type SnapshotSource } from './snapshot';

/** One record that one key led to. */
export interface Hit {
	readonly via: MatchKey;
	readonly snapshot: Snapshot;
	readonly mergedFrom?: string | undefined;
}

/** Hits by the key's value, for every asked value. */
export type Hits = ReadonlyMap<string, Result<readonly Hit[]>>;

export async function findRecords(
	connection: Connection,
	objectName: string,
	queries: readonly IdentityKeys[],
	fields: readonly string[],
): Promise<readonly Result<readonly Found[]>[]> {
	const plain = await snapshotSource(connection, objectName, fields);
	const beside = profileFields(plain.object, plain.schema);
	const source: SnapshotSource = { ...plain, beside, seen: new Map() };
	const uniques = new Map<string, string[]>();
	for (const { unique } of queries) {
		if (unique !== undefined) uniques.set(unique.field, [...(uniques.get(unique.field) ?? []), unique.value]);
	}
	const people = queries.flatMap((query) => query.person ?? []);
	const parents = queries.flatMap((query) => query.parent ?? []);
	const [byId, byEmail, byMailbox, byPhone, byLinkedIn, byDomain, byName, byPerson, byParent, ...byField] =
		await Promise.all([
			findById(source, present(queries.map((query) => query.id))),
			findByEmail(source, present(queries.map((query) => query.email))),
			findByMailbox(source, present(queries.map((query) => query.mailbox))),
			findByPhone(source, present(queries.map((query) => query.phone))),
			findByLinkedIn(source, present(queries.map((query) => query.linkedin))),
			findByDomain(source, present(queries.map((query) => query.domain))),
			findByName(source, present(queries.map((query) => query.name))),
			findByPerson(source, [...new Map(people.map((person) => [personKey(person), person])).values()]),
			findByParent(source, parents),
			...[...uniques].map(
				async ([field, values]) => [field, await findByUnique(source, field, present(values))] as const,
			),
		]);
	const byUnique = new Map(byField);
	return queries.map((query) =>
		merge(source, [
			query.id === undefined ? undefined : byId.get(query.id),
			query.unique === undefined ? undefined : byUnique.get(query.unique.field)?.get(query.unique.value),
			query.email === undefined ? undefined : byEmail.get(query.email),
			query.mailbox === undefined ? undefined : byMailbox.get(query.mailbox),
			query.phone === undefined ? undefined : byPhone.get(query.phone),
			query.linkedin === undefined ? undefined : byLinkedIn.get(query.linkedin),
			query.domain === undefined ? undefined : byDomain.get(query.domain),
			query.name === undefined ? undefined : byName.get(query.name),
			query.person === undefined ? undefined : byPerson.get(personKey(query.person)),
			query.parent === undefined ? undefined : byParent.get(`${query.parent.object}:${query.parent.id}`),
		]),
	);
}

/** Live records, by the total that every search answer carries; undefined where searching is not allowed. */
export async function countRecords(connection: Connection, objectName: string): Promise<number | undefined> {
	const object = await connection.object(objectName);
	try {
		const request = { filterGroups: [], properties: [], limit: 1 };
		const { total } = await search(connection, object, request, 'count');
		return total;
	} catch (error) {
		asCrmError(error);
		return undefined;
	}
}

async function findById(source: SnapshotSource, ids: readonly string[]): Promise<Hits> {
	const read = await readWith(source, ids, false);
	const hits = new Map<string, Result<readonly Hit[]>>();
	for (const [id, result] of read) {
		if (result.ok) {
			const mergedFrom = result.value.id === id ? {} : { mergedFrom: id };
			hits.set(id, ok([{ via: 'record id', snapshot: result.value, ...mergedFrom }]));
		} else hits.set(id, result.error.kind === 'not found' ? ok([]) : result);
	}
	return hits;
}

/** One candidate per record with all keys that led to it; a key that could not be asked fails the query. */
function merge(
	source: SnapshotSource,
	answers: readonly (Result<readonly Hit[]> | undefined)[],
): Result<readonly Found[]> {
	const found = new Map<string, Found>();
	for (const answer of answers) {
		if (answer === undefined) continue;
		if (!answer.ok) return failed(answer.error);
		for (const hit of answer.value) {
			const { snapshot } = hit;
			const known = found.get(snapshot.id);
			const record = (source.beside ?? []).length === 0 ? undefined : source.seen?.get(snapshot.id);
			const mergedFrom = hit.mergedFrom ?? known?.mergedFrom;
			found.set(snapshot.id, {
				object: source.object.name,
				id: snapshot.id,
				url: snapshot.url,
				label: snapshot.label,
				via: [...new Set([...(known?.via ?? []), hit.via])],
				...(mergedFrom === undefined ? {} : { mergedFrom }),
				snapshot,
				...(record === undefined ? {} : { profile: profileOf(source.object, source.schema, record) }),
			});
		}
	}
	return ok([...found.values()]);
}

function present(values: readonly (string | undefined)[]): readonly string[] {
	return [...new Set(values.flatMap((value) => (value === undefined || value === '' ? [] : [value])))];
}
