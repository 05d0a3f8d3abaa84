/** Finding by names: wide rather than exact, since people write names in many ways; the matcher judges. */
import { compareCompanyNames, readCompanyName } from '../../core/identity/company-name';
import type { IdentityKeys, Result } from '../crm';
import { text } from '../json';
import { ok } from '../results';
import { profileFields } from './profile';
import { search, type Hits } from './search';
import type { SnapshotSource } from './snapshot';
import { anything, join, like, name, soql, type Soql } from './soql';

type Person = NonNullable<IdentityKeys['person']>;

/** Words that say what kind of company it is, not which. */
const legalForms = new Set(
	'ab ag as asa bv co company corp corporation gmbh group holding inc incorporated kg limited llc llp ltd ltda nv oy plc pty sa sarl se spa srl the und and of de'.split(
		' ',
	),
);

/**
 * Companies and deals whose name has the first telling words of the given one, in their order; where a company is
 * missed, those whose name is that but for a slip.
 */
export async function byName(source: SnapshotSource, values: readonly string[]): Promise<Hits> {
	const { native, object } = source.schema;
	const askable = values.filter((value) => wordsOf(value).length > 0);
	if (native.get('Name')?.filterable !== true) return new Map(values.map((value) => [value, ok([])]));
	const { aliases } = profileFields(source.schema);
	const apis = ['Name', ...aliases.flatMap((field) => native.get(field)?.api ?? [])];
	const found = await search(source, {
		values: askable,
		where: (part) =>
			soql`(${join(
				part.flatMap((value) => apis.map((api) => soql`${name(api)} LIKE ${pattern(wordsOf(value))}`)),
				' OR ',
			)})`,
		holds: (record, value) =>
			apis.some((api) => inOrder(text(record[api]) ?? '', wordsOf(value))) ? 'name' : undefined,
		purpose: 'find by name',
	});
	const missed = object.name === 'company' ? askable.filter((value) => isEmpty(found.get(value))) : [];
	const near = missed.length === 0 ? new Map<string, never>() : await byNearName(source, missed);
	return new Map(values.map((value) => [value, near.get(value) ?? found.get(value) ?? ok([])]));
}

/** A slip is in one word: the beginning of the first word is right, or another word is. */
async function byNearName(source: SnapshotSource, values: readonly string[]): Promise<Hits> {
	return await search(source, {
		values,
		where: (part) =>
			soql`(${join(
				part.flatMap((value) => nearPatterns(value).map((one) => soql`Name LIKE ${one}`)),
				' OR ',
			)})`,
		holds: (record, value) => (isNear(text(record['Name']) ?? '', value) ? 'name' : undefined),
		purpose: 'find by name',
	});
}

function nearPatterns(value: string): readonly Soql[] {
	const [first = '', ...others] = wordsOf(value);
	const start = like(first.slice(0, 4), anything);
	return [start, ...others.filter((word) => word.length > 3).map((word) => like(anything, word, anything))];
}

function isNear(stored: string, wanted: string): boolean {
	const [one, other] = [readCompanyName(stored), readCompanyName(wanted)];
	if (one === undefined || other === undefined) return false;
	return ['equal', 'near'].includes(compareCompanyNames(one, other, () => false));
}

function isEmpty(result: Result<readonly unknown[]> | undefined): boolean {
	return result?.ok === true && result.value.length === 0;
}

function wordsOf(value: string): readonly string[] {
	const all = value.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
	const telling = all.filter((word) => word.length > 1 && !legalForms.has(word));
	return (telling.length > 0 ? telling : all).slice(0, 2);
}

function pattern(words: readonly string[]): Soql {
	return like(anything, ...words.flatMap((word) => [word, anything]));
}

function inOrder(name: string, words: readonly string[]): boolean {
	let from = 0;
	const lower = name.toLowerCase();
	return words.every((word) => {
		const at = lower.indexOf(word, from);
		from = at + word.length;
		return at !== -1;
	});
}

export function personKey({ first, last }: Person): string {
	return JSON.stringify([last, first ?? '']);
}

/** People with the last name and, where the first is given, one that begins alike or none. */
export async function byPerson(source: SnapshotSource, values: readonly string[]): Promise<Hits> {
	const { fields, native } = source.schema;
	const hasNames = native.get('LastName')?.filterable === true && fields.has('FirstName');
	const askable = values.filter((value) => lastOf(value) !== '');
	if (!hasNames) return new Map(values.map((value) => [value, ok([])]));
	const found = await search(source, {
		values: askable,
		where: (part) => soql`(${join(part.map(condition), ' OR ')})`,
		holds: (record, value) => {
			const last = text(record['LastName'])?.toLowerCase() ?? '';
			const first = text(record['FirstName'])?.toLowerCase() ?? '';
			const initial = initialOf(value);
			return last.includes(lastOf(value)) && (initial === '' || first === '' || first.startsWith(initial))
				? 'person'
				: undefined;
		},
		purpose: 'find by person',
	});
	return new Map(values.map((value) => [value, found.get(value) ?? ok([])]));
}

function condition(value: string): Soql {
	const initial = initialOf(value);
	const last = soql`LastName LIKE ${like(anything, lastOf(value), anything)}`;
	return initial === '' ? last : soql`(${last} AND (FirstName LIKE ${like(initial, anything)} OR FirstName = NULL))`;
}

function lastOf(value: string): string {
	return namesOf(value)[0]
		.replace(/\p{Cc}/gu, ' ')
		.trim()
		.toLowerCase();
}

function initialOf(value: string): string {
	return (/\p{L}\p{M}*/u.exec(namesOf(value)[1])?.[0] ?? '').toLowerCase();
}

function namesOf(value: string): readonly [last: string, first: string] {
	return JSON.parse(value) as [string, string];
}
