/** What to search for each key. */
import { text } from '../json';
import { linkedInNames } from '../linkedin';
import { isKeyOf, spellings, type Key } from './keys';
import { isNamed, personTerms, tellingTerm } from './names';
import { aliasFields, domainFields, linkedinFields } from './profile';
import { hitsOf, inField, within, type Search, type SearchHits } from './search';
import { mailboxSearches, searchMailbox } from './search-mailbox';
import { idOf, type SnapshotSource } from './snapshot';

/** Every place and spelling is asked for, since a second holder may stand in another one. Throws CrmError. */
export async function searchKey(source: SnapshotSource, key: Key): Promise<SearchHits> {
	if (key.kind === 'mailbox') return await searchMailbox(source, key.value);
	const ids = new Set<string>();
	let complete = true;
	let named = false;
	for (const search of searchesFor(source, key)) {
		if (named && search.fallback === true) continue;
		const hits = await hitsOf(source, search, key.kind);
		complete &&= hits.complete;
		for (const item of hits.items) {
			ids.add(idOf(item));
			named ||= key.kind === 'name' && isNamed(source, text(item[source.object.titleField]) ?? '', key.value);
		}
	}
	return { ids: [...ids].filter((id) => id !== ''), complete };
}

/** True where Pipedrive has a place to look for such a key. */
export function canSearch(source: SnapshotSource, key: Key): boolean {
	return searchesFor(source, key).length > 0;
}

function searchesFor(source: SnapshotSource, key: Key): readonly Search[] {
	if (!isKeyOf(source, key)) return [];
	const { object: target } = source;
	switch (key.kind) {
		case 'email':
			return /^[^\s@]+@[^\s@]+$/.test(key.value) ? within(source, key.value, 'email', true) : [];
		case 'mailbox':
			return mailboxSearches(source, key.value);
		case 'phone':
			return spellings(key.value).flatMap((term) => within(source, term, 'phone', false));
		case 'linkedin':
			return linkedinFields(source).flatMap((field) =>
				linkedInNames(key.value).flatMap((profile) =>
					// The search in one field tells capitals from small letters; the one in all custom fields does not.
					field.custom ? within(source, profile, 'custom_fields', false) : inField(source, field.code, profile),
				),
			);
		case 'domain':
			return [
				...inField(source, 'website', key.value),
				...(domainFields(source).length > 0 ? within(source, key.value, 'custom_fields', false) : []),
			];
		case 'name':
			return target.name === 'contact'
				? []
				: [
						...nameSearches(source, key.value),
						...(aliasFields(source).length > 0 ? within(source, tellingTerm(key.value), 'custom_fields', false) : []),
						...firstWordSearches(source, key.value),
						...(target.name === 'company' ? nearSearches(source, key.value) : []),
					];
		case 'person':
			return personTerms(key).flatMap((term) => within(source, term, 'name', term.length < 2));
		case 'unique':
			return within(source, key.value, 'custom_fields', true);
	}
}

/** The whole name and its telling words, since "Acme GmbH" may stand as "Acme". */
function nameSearches(source: SnapshotSource, name: string): readonly Search[] {
	return [...new Set([name.trim(), tellingTerm(name)])].flatMap((term) =>
		within(source, term, source.object.titleField, false),
	);
}

function firstWordSearches(source: SnapshotSource, name: string): readonly Search[] {
	const [first = ''] = tellingTerm(name).split(' ');
	const isAsked = first === tellingTerm(name) || first === name.trim();
	return isAsked
		? []
		: within(source, first, source.object.titleField, false).map((search) => ({ ...search, fallback: true }));
}

/** Where a word holds a slip the beginning of the first is right, or another word is. */
function nearSearches(source: SnapshotSource, name: string): readonly Search[] {
	const [first = '', ...others] = tellingTerm(name).split(' ');
	const longest = [...others].sort((a, b) => b.length - a.length)[0] ?? '';
	return [longest, first.length > 4 ? first.slice(0, 4) : ''].flatMap((term) =>
		term.length < 4
			? []
			: within(source, term, source.object.titleField, false).map((search) => ({ ...search, fallback: true })),
	);
}
