/**
 * Pipedrive's search: a term in some fields of one object. Its index lags and it finds more than what is exactly there,
 * so every hit is read again and judged by keys.ts. https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons
 */
import { list, object, text, type Json } from '../json';
import { isNamed, spellings, tellingTerm, type Key } from './keys';
import { aliasFields, domainFields, linkedinFields } from './profile';
import { idOf, type SnapshotSource } from './snapshot';

/** Most hits of one key that are read: Pipedrive finds whatever contains the term. */
const mostHits = 500;
/** The search in one field gives no more at once. */
const fieldPage = 100;

interface Search {
	readonly path: string;
	readonly query: Readonly<Record<string, string | number | boolean>>;
	/** Asked only where the ones before did not find that name. */
	readonly fallback?: boolean | undefined;
}

export interface SearchHits {
	/** Ids of records that may hold the key. */
	readonly ids: readonly string[];
	/** False where Pipedrive found more than are looked at. */
	readonly complete: boolean;
}

/** Every place and spelling is asked for, since a second holder may stand in another one. Throws CrmError. */
export async function searchKey(source: SnapshotSource, key: Key): Promise<SearchHits> {
	const ids = new Set<string>();
	let complete = true;
	let named = false;
	for (const search of searchesFor(source, key)) {
		if (named && search.fallback === true) continue;
		const hits = await hitsOf(source, search, key);
		complete &&= hits.complete;
		for (const item of hits.items) {
			ids.add(idOf(item));
			named ||= key.kind === 'name' && isNamed(source, text(item[source.object.titleField]) ?? '', key.value);
		}
	}
	return { ids: [...ids].filter((id) => id !== ''), complete };
}

async function hitsOf(
	{ connection }: SnapshotSource,
	{ path, query }: Search,
	key: Key,
): Promise<{ readonly items: readonly Json[]; readonly complete: boolean }> {
	const items: Json[] = [];
	let cursor: string | undefined;
	do {
		const response = await connection.http.request({
			method: 'GET',
			path,
			query: {
				...query,
				limit: path.endsWith('/field') ? fieldPage : mostHits,
				...(cursor === undefined ? {} : { cursor }),
			},
			bucket: 'search',
			purpose: `find by ${key.kind}`,
		});
		const body = object(response.body);
		const data = body['data'];
		const found = Array.isArray(data) ? list(data) : list(object(data)['items']).map((entry) => object(entry)['item']);
		items.push(...found.map(object));
		cursor = text(object(body['additional_data'])['next_cursor']);
	} while (cursor !== undefined && items.length < mostHits);
	return { items, complete: cursor === undefined };
}

/** True where Pipedrive has a place to look for such a key. */
export function canSearch(source: SnapshotSource, key: Key): boolean {
	return searchesFor(source, key).length > 0;
}

function searchesFor(source: SnapshotSource, key: Key): readonly Search[] {
	const { object: target } = source;
	const within = (term: string, fields: string, exact: boolean): readonly Search[] => {
		// Pipedrive refuses shorter terms: one character where the match is exact, two elsewhere.
		if (term.trim().length < (exact ? 1 : 2)) return [];
		return [{ path: `/api/v2/${target.path}/search`, query: { term, fields, exact_match: exact } }];
	};
	switch (key.kind) {
		case 'email':
			return target.name === 'contact' && /^[^\s@]+@[^\s@]+$/.test(key.value) ? within(key.value, 'email', true) : [];
		case 'phone':
			return target.name === 'contact' ? spellings(key.value).flatMap((term) => within(term, 'phone', false)) : [];
		case 'linkedin':
			return linkedinFields(source).flatMap((field) => {
				const profile = key.value.replace(/^\w+\//, '');
				// The search in one field tells capitals from small letters; the one in all custom fields does not.
				return field.custom ? within(profile, 'custom_fields', false) : inField(source, field.code, profile);
			});
		case 'domain':
			if (target.name !== 'company') return [];
			return [
				...inField(source, 'website', key.value),
				...(domainFields(source).length > 0 ? within(key.value, 'custom_fields', false) : []),
			];
		case 'name':
			return target.name === 'contact'
				? []
				: [
						...nameSearches(key.value, target.titleField, within),
						...(aliasFields(source).length > 0 ? within(tellingTerm(key.value), 'custom_fields', false) : []),
						...firstWordSearches(key.value, target.titleField, within),
						...(target.name === 'company' ? nearSearches(key.value, target.titleField, within) : []),
					];
		case 'person':
			return target.name === 'contact' ? within(key.last, 'name', false) : [];
		case 'unique':
			return within(key.value, 'custom_fields', true);
	}
}

type Within = (term: string, fields: string, exact: boolean) => readonly Search[];

/** The whole name and its telling words, since "Acme GmbH" may stand as "Acme". */
function nameSearches(name: string, field: string, within: Within): readonly Search[] {
	return [...new Set([name.trim(), tellingTerm(name)])].flatMap((term) => within(term, field, false));
}

function firstWordSearches(name: string, field: string, within: Within): readonly Search[] {
	const [first = ''] = tellingTerm(name).split(' ');
	const isAsked = first === tellingTerm(name) || first === name.trim();
	return isAsked ? [] : within(first, field, false).map((search) => ({ ...search, fallback: true }));
}

/** Where a word holds a slip the beginning of the first is right, or another word is. */
function nearSearches(name: string, field: string, within: Within): readonly Search[] {
	const [first = '', ...others] = tellingTerm(name).split(' ');
	const longest = [...others].sort((a, b) => b.length - a.length)[0] ?? '';
	return [longest, first.length > 4 ? first.slice(0, 4) : ''].flatMap((term) =>
		term.length < 4 ? [] : within(term, field, false).map((search) => ({ ...search, fallback: true })),
	);
}

/** https://developers.pipedrive.com/docs/api/v1/ItemSearch#searchItemByField */
function inField({ object: target }: SnapshotSource, field: string, term: string): readonly Search[] {
	if (term.trim().length < 2) return [];
	return [{ path: '/api/v2/itemSearch/field', query: { term, entity_type: target.entity, match: 'middle', field } }];
}
