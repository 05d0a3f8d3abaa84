/** Finding the records that incoming items mean. Every key that an item brings is asked for; nobody judges here. */
import type { Found, IdentityKeys, Result } from '../crm';
import { text } from '../json';
import { failed, ok } from '../results';
import type { Connection } from './connection';
import { recordId } from './ids';
import { byDomain, byId, byLinkedIn, byPhone, byUnique } from './find-exact';
import { byAddress, byMailbox } from './find-email';
import { byName, byPerson, personKey } from './find-name';
import { byParent, parentKey } from './find-parent';
import { isPerson, person } from './objects';
import { idOf, invalidId } from './results';
import type { Hit, Hits } from './search';
import { snapshotSource, type SnapshotSource } from './snapshot';

/** One key: its value in a query as text, and the search for all values of it. */
interface Key {
	readonly value: (query: IdentityKeys) => string | undefined;
	readonly search: (
		source: SnapshotSource,
		values: readonly string[],
		queries: readonly IdentityKeys[],
	) => Promise<Hits>;
}

const keys: readonly Key[] = [
	{ value: ({ id }) => id, search: byId },
	{
		value: ({ unique }) => (unique === undefined ? undefined : JSON.stringify([unique.field, unique.value])),
		search: byUnique,
	},
	{ value: ({ email }) => email?.toLowerCase(), search: byAddress },
	{ value: ({ mailbox }) => mailbox?.toLowerCase(), search: byMailbox },
	{ value: ({ phone }) => phone, search: byPhone },
	{ value: ({ linkedin }) => linkedin, search: byLinkedIn },
	{ value: ({ domain }) => domain?.toLowerCase(), search: byDomain },
	{ value: ({ name }) => name, search: byName },
	{ value: ({ person: wanted }) => (wanted === undefined ? undefined : personKey(wanted)), search: byPerson },
	{ value: ({ parent }) => (parent === undefined ? undefined : parentKey(parent)), search: byParent },
];

export async function findRecords(
	connection: Connection,
	objectName: string,
	queries: readonly IdentityKeys[],
	fields: readonly string[],
): Promise<readonly Result<readonly Found[]>[]> {
	if (!isPerson(objectName)) return await findIn(await snapshotSource(connection, objectName, fields), queries);
	const sources = await Promise.all(
		person.parts.map(async ({ name }) => await snapshotSource(connection, name, fields)),
	);
	const isOf = ({ schema }: SnapshotSource, id: string) => idOf(id, schema.keyPrefix) !== undefined;
	const answers = await Promise.all(
		sources.map(async (source) => {
			// An id is of one of the two; the other is asked for the other keys alone.
			const own = queries.map(({ id, ...others }) =>
				id === undefined || !isOf(source, id) ? others : { ...others, id },
			);
			return await findIn(source, own);
		}),
	);
	return queries.map(({ id = '' }, index) => {
		if (id !== '' && !sources.some((source) => isOf(source, id))) return failed(invalidId());
		const both = answers.map((answer) => answer[index] ?? ok([]));
		const refused = both.find((answer) => !answer.ok);
		if (refused !== undefined) return refused;
		return ok(united(both.flatMap((answer) => (answer.ok ? answer.value : []))));
	});
}

async function findIn(
	source: SnapshotSource,
	queries: readonly IdentityKeys[],
): Promise<readonly Result<readonly Found[]>[]> {
	const answers = await Promise.all(
		keys.map(async ({ value, search }) => {
			const values = [...new Set(queries.flatMap((query) => nonEmpty(value(query))))];
			const hits: Hits = values.length === 0 ? new Map() : await search(source, values, queries);
			return queries.map((query) => nonEmpty(value(query)).map((entry) => hits.get(entry)));
		}),
	);
	const found = queries.map((_, index) => merge(answers.flatMap((answer) => answer[index] ?? [])));
	return source.schema.object.name === 'lead' ? await followConversions(source, found) : found.map(plain);
}

function nonEmpty(value: string | undefined): readonly string[] {
	return value === undefined || value === '' ? [] : [value];
}

interface Merged extends Found {
	readonly record: Hit['record'];
}

/** One candidate per record with all keys that led to it; a key that could not be asked fails the query. */
function merge(answers: readonly (Result<readonly Hit[]> | undefined)[]): Result<readonly Merged[]> {
	const found = new Map<string, Merged>();
	for (const answer of answers) {
		if (answer === undefined) continue;
		if (!answer.ok) return failed(answer.error);
		for (const { snapshot, object, profile, record, via, ...hit } of answer.value) {
			const known = found.get(snapshot.id);
			const mergedFrom = hit.mergedFrom ?? known?.mergedFrom;
			found.set(snapshot.id, {
				object,
				id: snapshot.id,
				url: snapshot.url,
				label: snapshot.label,
				via: [...new Set([...(known?.via ?? []), via])],
				...(mergedFrom === undefined ? {} : { mergedFrom }),
				snapshot,
				profile,
				record,
			});
		}
	}
	return ok([...found.values()]);
}

function plain(result: Result<readonly Merged[]>): Result<readonly Found[]> {
	return result.ok ? ok(result.value.map(({ record: _, ...found }) => found)) : result;
}

/** A converted lead cannot be changed any more: the person lives on as a contact. */
async function followConversions(
	source: SnapshotSource,
	answers: readonly Result<readonly Merged[]>[],
): Promise<readonly Result<readonly Found[]>[]> {
	const contactOf = ({ record }: Merged) =>
		record['IsConverted'] === true ? recordId(text(record['ConvertedContactId']) ?? '') : undefined;
	const ids = answers.flatMap((answer) => (answer.ok ? answer.value.flatMap((found) => contactOf(found) ?? []) : []));
	if (ids.length === 0) return answers.map(plain);
	const contacts = await snapshotSource(source.connection, 'contact', source.fields);
	const hits = await byId(contacts, [...new Set(ids)]);
	return answers.map((answer) => {
		if (!answer.ok) return answer;
		const followed: Found[] = [];
		for (const found of answer.value) {
			const id = contactOf(found);
			if (found.record['IsConverted'] !== true) followed.push(...plainOf(found));
			const contact = id === undefined ? undefined : hits.get(id);
			if (contact?.ok === false) return failed(contact.error);
			for (const { snapshot, profile } of contact?.value ?? []) {
				const { url, label } = snapshot;
				followed.push({
					object: 'contact',
					id: snapshot.id,
					url,
					label,
					via: found.via,
					mergedFrom: found.id,
					snapshot,
					profile,
				});
			}
		}
		return ok(united(followed));
	});
}

function plainOf({ record: _, ...found }: Merged): readonly Found[] {
	return [found];
}

/** One entry per record, with all keys of its entries. */
function united(all: readonly Found[]): readonly Found[] {
	const byRecord = new Map<string, Found>();
	for (const found of all) {
		const known = byRecord.get(found.id);
		byRecord.set(
			found.id,
			known === undefined ? found : { ...found, ...known, via: [...new Set([...known.via, ...found.via])] },
		);
	}
	return [...byRecord.values()];
}
