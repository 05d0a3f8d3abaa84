/** Finding the records that incoming items mean. Every key that an item brings is asked for; nobody judges here. */
import { CrmError } from '../../core/errors';
import { mostCandidates, type Found, type IdentityKeys, type Result } from '../crm';
import type { Json } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Connection } from './connection';
import { KeyIndex } from './key-index';
import { companiesOf } from './find-companies';
import { findByParents, parentName } from './find-parent';
import type { Hit } from './hits';
import { holds, isClose, isKeyOf, nameOfKey, type Key } from './keys';
import { isRecordId } from './objects';
import { companyIdOf, profileFields, profileOf } from './profile';
import { rawRecords, type Raw } from './read';
import { invalidId, tooLongNumber, tooManyHits } from './results';
import type { SearchHits } from './search';
import { canSearch, searchKey } from './search-key';
import { idOf, snapshotSource, toSnapshot, type SnapshotSource } from './snapshot';
import { pagesFor, sweep } from './sweep';

type Hits = Map<string, Result<readonly Hit[]>>;

export async function findRecords(
	connection: Connection,
	objectName: string,
	queries: readonly IdentityKeys[],
	fields: readonly string[],
): Promise<readonly Result<readonly Found[]>[]> {
	const source = await snapshotSource(connection, objectName, fields);
	const keys = new Map(queries.flatMap(keysOf).map((key) => [nameOfKey(key), key]));
	const refused = [...keys].flatMap(([name, key]) => {
		const result = refusedKey(source, key);
		return result === undefined ? [] : [[name, result] as const];
	});
	for (const [name] of refused) keys.delete(name);
	const [byId, byKey, byParent] = await Promise.all([
		findByIds(source, queries),
		findByKeys(source, keys),
		findByParents(source, queries),
	]);
	const hits: Hits = new Map([...refused, ...byId, ...byKey, ...byParent]);
	const companies = await companiesOf(source, hits.values());
	return queries.map((query) =>
		merge(
			source,
			namesOf(query).map((name) => hits.get(name)),
			companies,
		),
	);
}

function keysOf(query: IdentityKeys): readonly Key[] {
	const keys: Key[] = [];
	if (query.unique !== undefined) keys.push({ kind: 'unique', ...query.unique });
	for (const kind of ['email', 'mailbox', 'phone', 'linkedin', 'domain', 'name'] as const) {
		const value = query[kind];
		if (value !== undefined && value.trim() !== '') keys.push({ kind, value });
	}
	if (query.person !== undefined) keys.push({ kind: 'person', ...query.person });
	return keys;
}

/** The names under which a query's hits are kept. */
function namesOf(query: IdentityKeys): readonly string[] {
	return [
		...(query.id === undefined ? [] : [`id ${query.id}`]),
		...keysOf(query).map(nameOfKey),
		...(query.parent === undefined ? [] : [parentName(query.parent)]),
	];
}

/** A key that no record could be told by. */
function refusedKey({ schema, object: target }: SnapshotSource, key: Key): Result<readonly Hit[]> | undefined {
	if (key.kind !== 'unique') return undefined;
	const field = schema.get(key.field)?.schema;
	if (field?.unique === true) {
		// Such numbers are not exact here, and two of them would look like one.
		const isInexact = field.type === 'number' && /^-?\d{16,}(\.\d+)?$/.test(key.value.trim());
		return isInexact ? failed(tooLongNumber(field.label)) : undefined;
	}
	return failed({
		kind: 'validation',
		status: 0,
		fields: [key.field],
		code: 'NOT_UNIQUE',
		message: `The field is no id of Pipedrive's ${target.name}, so records cannot be told by it.`,
		hint: 'Choose a custom text or number field whose label says that it is an id, such as "Customer ID" or "VAT Number".',
	});
}

async function findByIds(source: SnapshotSource, queries: readonly IdentityKeys[]): Promise<Hits> {
	const ids = [...new Set(queries.flatMap(({ id }) => (id === undefined || id === '' ? [] : [id])))];
	const hits: Hits = new Map();
	if (ids.length === 0) return hits;
	const valid = ids.filter((id) => isRecordId(source.object, id));
	for (const id of ids) if (!valid.includes(id)) hits.set(`id ${id}`, failed(invalidId(source.object)));
	for (const [id, raw] of await rawRecords(source, valid, profileFields(source))) {
		if (!raw.ok) hits.set(`id ${id}`, raw.error.kind === 'not found' ? ok([]) : raw);
		else {
			const mergedFrom = idOf(raw.value.record) === id ? {} : { mergedFrom: id };
			hits.set(`id ${id}`, ok([{ via: 'record id', raw: raw.value, ...mergedFrom }]));
		}
	}
	return hits;
}

async function findByKeys(source: SnapshotSource, keys: ReadonlyMap<string, Key>): Promise<Hits> {
	const hits: Hits = new Map([...keys.keys()].map((name) => [name, ok([])]));
	const held = new Map([...keys].filter(([, key]) => isKeyOf(source, key)));
	const askable = new Map([...held].filter(([, key]) => canSearch(source, key)));
	const note = (raw: Raw, candidates: ReadonlyMap<string, Key>): void => {
		for (const [name, key] of candidates) {
			const known = hits.get(name);
			if (known?.ok !== true || known.value.some((hit) => idOf(hit.raw.record) === idOf(raw.record))) continue;
			const via = holds(source, raw.record, key);
			if (via !== undefined) hits.set(name, ok(withHit(known.value, { via, raw }, key)));
		}
	};
	try {
		const pages = source.object.api === 'v2' ? pagesFor(askable.size) : 0;
		const index = new KeyIndex(source, [...held.values()]);
		const seen: Raw[] = [];
		const complete =
			pages > 0 &&
			(await sweep(source, pages, profileFields(source), (raw) => {
				if (index.mayHold(raw.record)) seen.push(raw);
			}));
		if (complete) {
			// A key that is too short for a search stands in a record all the same.
			for (const raw of seen) note(raw, held);
			return hits;
		}
		for (const [name, kind] of await searchAll(source, askable, note)) {
			const known = hits.get(name);
			// A record that was pushed out of the answer may be the holder, or its second one.
			if (known?.ok === true && known.value.length < mostCandidates) hits.set(name, failed(tooManyHits(kind)));
		}
	} catch (error) {
		const data = failed(asCrmError(error));
		for (const name of askable.keys()) hits.set(name, data);
	}
	return hits;
}

/** The people of a common last name are more than the candidates: those whose first name may fit come before others. */
function withHit(known: readonly Hit[], hit: Hit, key: Key): readonly Hit[] {
	if (known.length < mostCandidates) return [...known, hit];
	const place = isClose(hit.raw.record, key) ? known.findIndex((one) => !isClose(one.raw.record, key)) : -1;
	return place === -1 ? known : known.map((one, index) => (index === place ? hit : one));
}

/** Answers the keys, with their kinds, of which Pipedrive found more than was looked at. Throws CrmError. */
async function searchAll(
	source: SnapshotSource,
	keys: ReadonlyMap<string, Key>,
	note: (raw: Raw, keys: ReadonlyMap<string, Key>) => void,
): Promise<ReadonlyMap<string, Key['kind']>> {
	const found = new Map<string, SearchHits>();
	await Promise.all([...keys].map(async ([name, key]) => found.set(name, await searchKey(source, key))));
	const ids = [...found.values()].flatMap((hits) => hits.ids);
	const raws = await rawRecords(source, ids, profileFields(source), 'find: read');
	const cut = new Map<string, Key['kind']>();
	for (const [name, hits] of found) {
		const key = keys.get(name);
		if (key === undefined) continue;
		if (!hits.complete) cut.set(name, key.kind);
		for (const id of hits.ids) {
			const raw = raws.get(id);
			if (raw !== undefined && !raw.ok && raw.error.kind !== 'not found') throw new CrmError(raw.error);
			// A record that is gone since the index was built is none; a merged one is its survivor.
			if (raw?.ok) note(raw.value, new Map([[name, key]]));
		}
	}
	return cut;
}

/** One candidate per record with all keys that led to it; a key that could not be asked fails the query. */
function merge(
	source: SnapshotSource,
	answers: readonly (Result<readonly Hit[]> | undefined)[],
	companies: ReadonlyMap<string, Json>,
): Result<readonly Found[]> {
	const found = new Map<string, Found>();
	for (const answer of answers) {
		if (answer === undefined) continue;
		if (!answer.ok) return answer;
		for (const { via, raw, mergedFrom: merged } of answer.value) {
			const snapshot = toSnapshot(source, raw.record, raw.readAt);
			const known = found.get(snapshot.id);
			const mergedFrom = merged ?? known?.mergedFrom;
			found.set(snapshot.id, {
				object: source.object.name,
				id: snapshot.id,
				url: snapshot.url,
				label: snapshot.label,
				via: [...new Set([...(known?.via ?? []), via])],
				...(mergedFrom === undefined ? {} : { mergedFrom }),
				snapshot,
				profile: profileOf(source, raw.record, companies.get(companyIdOf(raw.record) ?? '')),
			});
		}
	}
	return ok([...found.values()]);
}
