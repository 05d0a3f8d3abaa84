/**
 * Finding by what is no unique key: LinkedIn profile, domain, names, the company that a record belongs to. HubSpot's
 * search answers; every hit is read again by id, since the index may hold older values, and is confirmed here.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
import { readCompanyName } from '../../core/identity/company-name';
import { siteOf } from '../../core/identity/facts';
import { readLinkedIn } from '../../core/identity/linkedin';
import type { IdentityProfile } from '../../core/identity/profile';
import { fold, words } from '../../core/identity/text';
import type { MatchKey } from '../../core/record';
import type { IdentityKeys, Result } from '../crm';
import { readAssociations } from './associations';
import type { Hit, Hits } from './find';
import { aliasFields, linkedinFields, profileOf } from './profile';
import { batchRead, plainBatch } from './read';
import { asCrmError, chunks, failed, ok } from './results';
import { searchAll, searchLimits, type SearchFilter } from './search';
import { toSnapshot, type SnapshotSource } from './snapshot';
import { readBatch, type WireRecord } from './wire';

/** The port's most candidates per key. */
const most = 50;
/** So many people fit into one search with their names both ways round. */
const peoplePerSearch = 12;
const domainsPerSearch = 30;

type Person = NonNullable<IdentityKeys['person']>;

export function personKey({ first, last }: Person): string {
	return JSON.stringify([first ?? '', last]);
}

export async function findByLinkedIn(source: SnapshotSource, profiles: readonly string[]): Promise<Hits> {
	const fields = linkedinFields(source.schema);
	const groups = (profile: string): readonly (readonly SearchFilter[])[] =>
		fields.map((propertyName) => [{ propertyName, operator: 'CONTAINS_TOKEN', value: profile.replace(/^\w+\//, '') }]);
	const perSearch = Math.max(1, Math.floor(searchLimits.groups / Math.max(1, fields.length)));
	return await findWide(source, fields.length === 0 ? [] : profiles, perSearch, 'linkedin', {
		keyOf: (profile) => profile,
		filters: (part) => part.flatMap(groups),
		isHit: (asked, { linkedin }) => linkedin !== undefined && readLinkedIn(linkedin) === asked,
	});
}

export async function findByDomain(source: SnapshotSource, domains: readonly string[]): Promise<Hits> {
	const isHit = (asked: string, profile: IdentityProfile): boolean =>
		profile.domains.some((domain) => siteOf(domain) === asked);
	const supported = source.schema.has('domain');
	const first = await findWide(source, supported ? domains : [], domainsPerSearch, 'domain', {
		keyOf: (domain) => domain,
		filters: (part) => [
			[{ propertyName: 'domain', operator: 'IN', values: part.flatMap((domain) => [domain, `www.${domain}`]) }],
		],
		isHit,
	});
	// Additional domains are one text; a token search may hit a part of one, hence `isHit` compares.
	const missed = domains.filter((domain) => isEmpty(first.get(domain)) && source.schema.has('hs_additional_domains'));
	const second = await findWide(source, missed, searchLimits.groups, 'domain', {
		keyOf: (domain) => domain,
		filters: (part) =>
			part.map((value) => [{ propertyName: 'hs_additional_domains', operator: 'CONTAINS_TOKEN', value }]),
		isHit,
	});
	return new Map([...first, ...second]);
}

/** Companies by `name`, deals by `dealname`: records that hold all words of the name, else its rarest-looking one. */
export async function findByName(source: SnapshotSource, names: readonly string[]): Promise<Hits> {
	const propertyName = ['name', 'dealname'].find((field) => source.schema.has(field));
	if (propertyName === undefined) return new Map(names.map((name) => [name, ok([])]));
	const inNames = [propertyName, ...aliasFields(source.object, source.schema)];
	const wordsOf = (name: string): readonly string[] => {
		const said = words(name.normalize('NFKC').toLowerCase());
		const core = readCompanyName(name)?.words ?? [];
		// The words as written, since HubSpot does not fold accents, without the legal form.
		return said.filter((word) => core.includes(fold(word))).slice(0, 3);
	};
	const holdsWords = (asked: string, { name, aliases = [] }: IdentityProfile, all: boolean): boolean => {
		const wanted = wordsOf(asked).map(fold);
		return [name ?? '', ...aliases].some((one) => {
			const held = new Set(words(fold(one)));
			return all ? wanted.every((word) => held.has(word)) : wanted.some((word) => held.has(word));
		});
	};
	const search = async (asked: readonly string[], all: boolean): Promise<Hits> =>
		await findWide(source, asked, Math.floor(searchLimits.groups / (all ? inNames.length : 2)), 'name', {
			keyOf: (name) => name,
			filters: (part) =>
				part.flatMap((name) => {
					const said = wordsOf(name);
					const filter = (value: string, field = propertyName): SearchFilter => ({
						propertyName: field,
						operator: 'CONTAINS_TOKEN',
						value,
					});
					if (said.length === 0) return [];
					if (all) return inNames.map((field) => said.map((word) => filter(word, field)));
					// One word may hold a slip: the first names the company most often, the longest is the rarest.
					const longest = [...said].sort((a, b) => b.length - a.length)[0] ?? '';
					return [...new Set([said[0] ?? '', longest])].map((word) => [filter(word)]);
				}),
			isHit: (name, profile) => holdsWords(name, profile, all),
		});
	const exact = await search(names, true);
	const missed = names.filter((name) => isEmpty(exact.get(name)));
	return new Map([...exact, ...(await search(missed, false))]);
}

/** People by first and last name in either order; the first name also as written without accents. */
export async function findByPerson(source: SnapshotSource, people: readonly Person[]): Promise<Hits> {
	const supported = source.schema.has('firstname') && source.schema.has('lastname');
	const spellings = (text: string | undefined): readonly string[] => {
		const plain = (text ?? '').trim().toLowerCase().slice(0, 60);
		const lastWord = plain.split(/\s+/).pop() ?? '';
		return [...new Set([plain, fold(plain), lastWord])].filter((name) => name !== '');
	};
	return await findWide(source, supported ? people : [], peoplePerSearch, 'person', {
		keyOf: personKey,
		filters: (part) => {
			const first = [...new Set(part.flatMap((person) => spellings(person.first)))];
			const last = [...new Set(part.flatMap((person) => spellings(person.last)))];
			const both = (firstname: readonly string[], lastname: readonly string[]): readonly SearchFilter[] => [
				{ propertyName: 'lastname', operator: 'IN', values: lastname },
				...(firstname.length === 0
					? []
					: [{ propertyName: 'firstname', operator: 'IN', values: firstname } satisfies SearchFilter]),
			];
			// Where a last name stands alone every first name may be meant.
			if (part.some((person) => person.first === undefined)) return [both([], last)];
			return first.length === 0 ? [both([], last)] : [both(first, last), both(last, first)];
		},
		// One search is for several people, so that it also finds the first name of one with the last name of another:
		// without a look at the first name these would fill up the candidates of a common last name.
		isHit: ({ first, last }, profile) => {
			const held = words(fold(`${profile.firstName ?? ''} ${profile.lastName ?? ''}`));
			const initial = fold(first ?? '')
				.trim()
				.charAt(0);
			const agrees = initial === '' || held.length < 2 || held.some((word) => word.startsWith(initial));
			return agrees && words(fold(last)).some((word) => held.includes(word));
		},
	});
}

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
			const children = new Set([...associated.ids.values()].flatMap((list) => list.slice(0, most)));
			const records = new Map(
				(await readAgain(source, [...children], 'find by parent')).map((found) => [found.record.id, found]),
			);
			for (const id of ids) {
				const error = associated.errors.get(id);
				const found = (associated.ids.get(id) ?? []).slice(0, most).flatMap((child) => records.get(child) ?? []);
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

interface Wide<T> {
	readonly keyOf: (asked: T) => string;
	/** One group of filters per alternative, at most five in all. */
	readonly filters: (part: readonly T[]) => readonly (readonly SearchFilter[])[];
	/** The record really is a hit for this key. */
	readonly isHit: (asked: T, profile: IdentityProfile) => boolean;
}

async function findWide<T>(
	source: SnapshotSource,
	asked: readonly T[],
	perSearch: number,
	via: MatchKey,
	wide: Wide<T>,
): Promise<Map<string, Result<readonly Hit[]>>> {
	const hits = new Map<string, Result<readonly Hit[]>>(asked.map((one) => [wide.keyOf(one), ok([])]));
	await Promise.all(
		chunks(asked, perSearch).map(async (part) => {
			const filterGroups = wide.filters(part).map((filters) => ({ filters }));
			if (filterGroups.length === 0) return;
			try {
				const purpose = `find by ${via}`;
				const indexed = await searchAll(source.connection, source.object, { filterGroups, properties: [] }, purpose);
				const ids = [...new Set(indexed.map((record) => record.id))];
				for (const found of await readAgain(source, ids, purpose)) {
					const profile = profileOf(source.object, source.schema, found.record);
					for (const one of part) {
						const known = hits.get(wide.keyOf(one));
						if (known?.ok !== true || known.value.length >= most || !wide.isHit(one, profile)) continue;
						hits.set(wide.keyOf(one), ok([...known.value, hit(source, found, via)]));
					}
				}
			} catch (error) {
				const data = failed(asCrmError(error));
				for (const one of part) hits.set(wide.keyOf(one), data);
			}
		}),
	);
	return hits;
}

interface Read {
	readonly record: WireRecord;
	readonly readAt: string;
}

async function readAgain(source: SnapshotSource, ids: readonly string[], purpose: string): Promise<readonly Read[]> {
	const found: Read[] = [];
	for (const part of chunks(ids, plainBatch)) {
		const inputs = part.map((id) => ({ id }));
		const response = await batchRead(source, inputs, { edits: false, purpose });
		const readAt = source.connection.answeredAt(response);
		for (const record of readBatch(response.body).records) if (!record.archived) found.push({ record, readAt });
	}
	return found;
}

function hit(source: SnapshotSource, { record, readAt }: Read, via: MatchKey): Hit {
	return { via, snapshot: toSnapshot(source, record, readAt, false) };
}

function isEmpty(result: Result<readonly Hit[]> | undefined): boolean {
	return result?.ok === true && result.value.length === 0;
}
