/**
 * Pipedrive's search: a term in some fields of one object. Its index lags and it finds more than what is exactly there,
 * so every hit is read again and judged by keys.ts. https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons
 */
import { list, object, text } from '../json';
import { isNamed, spellings, tellingWords, type Key } from './keys';
import { aliasFields, domainFields, linkedinFields } from './profile';
import { idOf, type SnapshotSource } from './snapshot';

/** Beyond so many hits a key is crowded, and more would help nobody. */
const mostHits = 50;

interface Search {
	readonly path: string;
	readonly query: Readonly<Record<string, string | number | boolean>>;
}

/** Ids of records that may hold the key. Throws CrmError. */
export async function searchKey(source: SnapshotSource, key: Key): Promise<readonly string[]> {
	const ids = new Set<string>();
	for (const { path, query } of searchesFor(source, key)) {
		const response = await source.connection.http.request({
			method: 'GET',
			path,
			query: { ...query, limit: mostHits },
			bucket: 'search',
			purpose: `find by ${key.kind}`,
		});
		const data = object(response.body)['data'];
		const items = Array.isArray(data) ? list(data) : list(object(data)['items']).map((entry) => object(entry)['item']);
		for (const item of items) ids.add(idOf(object(item)));
		// Spellings of a number are tried until one finds something, forms of a name until one finds that name.
		const isFound = (item: unknown) =>
			key.kind !== 'name' || isNamed(source, text(object(item)[source.object.titleField]) ?? '', key.value);
		if (items.some(isFound)) break;
	}
	return [...ids].filter((id) => id !== '').slice(0, mostHits);
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
						...(aliasFields(source).length > 0 ? within(tellingWords(key.value), 'custom_fields', false) : []),
						...(target.name === 'company' ? nearSearches(key.value, target.titleField, within) : []),
					];
		case 'person':
			return target.name === 'contact' ? within(key.last, 'name', false) : [];
		case 'unique':
			return within(key.value, 'custom_fields', true);
	}
}

/** The whole name, then its telling words, since "Acme GmbH" may stand as "Acme". */
function nameSearches(
	name: string,
	field: string,
	within: (term: string, fields: string, exact: boolean) => readonly Search[],
): readonly Search[] {
	const terms = new Set([name.trim(), tellingWords(name), tellingWords(name).split(' ')[0] ?? '']);
	return [...terms].flatMap((term) => within(term, field, false));
}

/** Where a word holds a slip the beginning of the first is right, or another word is. */
function nearSearches(
	name: string,
	field: string,
	within: (term: string, fields: string, exact: boolean) => readonly Search[],
): readonly Search[] {
	const [first = '', ...others] = tellingWords(name).split(' ');
	const longest = [...others].sort((a, b) => b.length - a.length)[0] ?? '';
	return [longest, first.length > 4 ? first.slice(0, 4) : ''].flatMap((term) =>
		term.length < 4 ? [] : within(term, field, false),
	);
}

/** https://developers.pipedrive.com/docs/api/v1/ItemSearch#searchItemByField */
function inField({ object: target }: SnapshotSource, field: string, term: string): readonly Search[] {
	if (term.trim().length < 2) return [];
	return [{ path: '/api/v2/itemSearch/field', query: { term, entity_type: target.entity, match: 'middle', field } }];
}
