/** Finding by names: wide rather than exact, since people write names in many ways; the matcher judges. */
import { readCompanyName } from '../../core/identity/company-name';
import type { IdentityProfile } from '../../core/identity/profile';
import { fold, words } from '../../core/identity/text';
import type { IdentityKeys } from '../crm';
import type { Hits } from './find';
import { aliasFields } from './profile';
import { ok } from './results';
import { searchLimits, type SearchFilter } from './search';
import { findWide, isEmpty } from './search-wide';
import type { SnapshotSource } from './snapshot';

/** So many people fit into one search with their names both ways round. */
const peoplePerSearch = 12;

type Person = NonNullable<IdentityKeys['person']>;

export function personKey({ first, last }: Person): string {
	return JSON.stringify([first ?? '', last]);
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
		await findWide(source, asked, searchLimits.groups, 'name', {
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
