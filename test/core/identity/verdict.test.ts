import { defaultThresholds } from '../../../core/identity/confidence';
import { toMatch, type Shown } from '../../../core/identity/explain';
import { factsOf, type SubjectKind } from '../../../core/identity/facts';
import { judgeCandidates } from '../../../core/identity/judge';
import type { IdentityProfile } from '../../../core/identity/profile';
import { readItem, type KeyName } from '../../../core/identity/read-item';
import { usualWorld } from '../../../core/identity/world';
import type { Match } from '../../../core/record';

type Profile = Partial<IdentityProfile>;
type Keys = Partial<Record<KeyName, unknown>>;

const empty: IdentityProfile = { emails: [], phones: [], domains: [], uniques: {} };

function shown(id: string, profile: Profile, kind: SubjectKind, more: Partial<Shown> = {}): Shown {
	const object = kind === 'person' ? 'contact' : kind;
	return { object, id, url: '', label: id, via: [], facts: factsOf({ ...empty, ...profile }, kind), ...more };
}

function judge(
	keys: Keys,
	records: readonly Shown[],
	kind: SubjectKind = 'person',
	thresholds = defaultThresholds,
): Match {
	const raw = Object.entries(keys).flatMap(([key, value]) =>
		(Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => ({
			key: key as KeyName,
			value: one,
			...(key === 'unique' ? { field: 'erp' } : {}),
		})),
	);
	const asked = readItem(raw, kind, 'US');
	const judgement = judgeCandidates(asked.sought, records, usualWorld(20_000), thresholds);
	return toMatch(asked, judgement, thresholds, false);
}

const anna: Profile = {
	firstName: 'Anna',
	lastName: 'Kowalczyk',
	emails: ['anna.kowalczyk@acme.com'],
	phones: ['+1 312 867 5309'],
	companyName: 'Acme Corp.',
};

interface Case {
	readonly what: string;
	readonly item: Keys;
	readonly records: readonly Profile[];
	readonly expected: 'matched' | 'ambiguous' | 'unmatched';
}

const people: readonly Case[] = [
	{
		what: 'an e-mail address alone',
		item: { email: 'Anna.Kowalczyk@ACME.com ' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'an address with a tag',
		item: { email: 'anna.kowalczyk+crm@acme.com' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'an address beside another name',
		item: { email: 'anna.kowalczyk@acme.com', firstName: 'Peter', lastName: 'Schmidt' },
		records: [anna],
		expected: 'ambiguous',
	},
	{
		what: 'an address beside a new family name',
		item: { email: 'anna.kowalczyk@acme.com', firstName: 'Anna', lastName: 'Lindqvist' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'an address that two records have',
		item: { email: 'anna.kowalczyk@acme.com' },
		records: [anna, { ...anna, phones: [] }],
		expected: 'ambiguous',
	},
	{
		what: 'an address that two records have, whose names are written in two ways',
		item: { email: 'georgia@acme.com', firstName: 'Γεωργία', lastName: 'Γεωργαίοου' },
		records: [
			{ firstName: 'Georgia', lastName: 'Georgaiou', emails: ['georgia@acme.com'] },
			{ firstName: 'Γεωργία', lastName: 'Γεωργαίου', emails: ['georgia@acme.com'] },
		],
		expected: 'ambiguous',
	},
	...(
		[
			['no company', { companyName: undefined }],
			['no number', { phones: [] }],
			['only a family name', { firstName: undefined }],
			['no name', { firstName: undefined, lastName: undefined }],
			['a short form of the first name', { firstName: 'Ania' }],
		] as const
	).map(([lack, more]): Case => ({
		what: `an address whose mailbox has a second record with ${lack}`,
		item: {
			email: 'anna.kowalczyk@acme.com',
			fullName: 'Anna Kowalczyk',
			company: 'Acme Corp.',
			phone: '+1 312 867 5309',
		},
		records: [anna, { ...anna, emails: ['anna.kowalczyk+crm@acme.com'], ...more }],
		expected: 'ambiguous',
	})),
	{
		what: 'two people of one name at one switchboard, whose names are written in two ways',
		item: { phone: '+1 312 867 5309', fullName: 'Robert Lindqvist', company: 'Acme' },
		records: [
			{ firstName: 'Robert', lastName: 'Lindqvist', companyName: 'Acme', phones: ['+13128675309'] },
			{ firstName: 'Bob', lastName: 'Lindqvist', companyName: 'Acme', phones: ['+13128675309'] },
		],
		expected: 'ambiguous',
	},
	{
		what: 'a number and a company, without a name: it may be the company’s',
		item: { phone: '+1 312 867 5309', company: 'Acme' },
		records: [anna],
		expected: 'ambiguous',
	},
	{
		what: 'a number and a company, with another family name',
		item: { phone: '+1 312 867 5309', company: 'Acme', firstName: 'Anna', lastName: 'Lindqvist' },
		records: [anna],
		expected: 'ambiguous',
	},
	{
		what: 'a number and a city, with another family name',
		item: { phone: '+1 312 867 5309', city: 'Chicago', firstName: 'Anna', lastName: 'Lindqvist' },
		records: [{ ...anna, city: 'Chicago' }],
		expected: 'ambiguous',
	},
	{
		what: 'a company’s page, which a colleague’s record holds as well',
		item: { linkedin: 'linkedin.com/company/acme', email: 'carl.fox@acme.com' },
		records: [{ ...anna, linkedin: 'https://linkedin.com/company/acme' }],
		expected: 'unmatched',
	},
	{
		what: 'a profile beside a record that holds its company’s page',
		item: { linkedin: 'linkedin.com/in/anna-k-1', email: 'anna.kowalczyk@acme.com' },
		records: [{ ...anna, linkedin: 'https://linkedin.com/company/acme' }],
		expected: 'matched',
	},
	{
		what: 'an address of a couple, by the name of one of them',
		item: { email: 'family@acme.com', firstName: 'Anna', lastName: 'Kowalczyk' },
		records: [
			{ ...anna, emails: ['family@acme.com'] },
			{ ...anna, firstName: 'Peter', emails: ['family@acme.com'] },
		],
		expected: 'matched',
	},
	{
		what: 'a role mailbox of a known word',
		item: { email: 'ventas@acme.com' },
		records: [{ ...anna, emails: ['ventas@acme.com'] }],
		expected: 'ambiguous',
	},
	{
		what: 'a role mailbox of a word that stands in no list',
		item: { email: 'myynzzti@acme.com' },
		records: [{ ...anna, emails: ['myynzzti@acme.com'] }],
		expected: 'ambiguous',
	},
	{
		what: 'a role mailbox beside the name of its holder',
		item: { email: 'ventas@acme.com', fullName: 'Kowalczyk, Anna' },
		records: [{ ...anna, emails: ['ventas@acme.com'] }],
		expected: 'matched',
	},
	{
		what: 'a role mailbox beside the name of somebody else',
		item: { email: 'ventas@acme.com', fullName: 'Peter Schmidt' },
		records: [{ ...anna, emails: ['ventas@acme.com'] }],
		expected: 'unmatched',
	},
	{ what: 'a phone number alone', item: { phone: '(312) 867-5309' }, records: [anna], expected: 'matched' },
	{
		what: 'a phone number of two people',
		item: { phone: '(312) 867-5309' },
		records: [anna, { firstName: 'Bo', lastName: 'Lindqvist', phones: ['+13128675309'] }],
		expected: 'ambiguous',
	},
	{
		what: 'a phone number with an extension',
		item: { phone: '+1 312 867 5309 x12' },
		records: [anna],
		expected: 'ambiguous',
	},
	{
		what: 'a phone number beside an address that nobody has',
		item: { phone: '+13128675309', email: 'new.person@acme.com' },
		records: [anna],
		expected: 'ambiguous',
	},
	{
		what: 'numbers that differ in their last digits',
		item: { phone: '+1 312 867 5301', fullName: 'Anna Kowalczyk' },
		records: [anna],
		expected: 'ambiguous',
	},
	{ what: 'a name alone', item: { fullName: 'Anna Kowalczyk' }, records: [anna], expected: 'ambiguous' },
	{
		what: 'a name with the company',
		item: { fullName: 'KOWALCZYK Anna', company: 'acme inc' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'a namesake with another mailbox at the same company',
		item: { fullName: 'Anna Kowalczyk', company: 'Acme', email: 'anna.kowalczyk2@acme.com' },
		records: [anna],
		expected: 'ambiguous',
	},
	{
		what: 'an address with a slip beside name and company',
		item: { fullName: 'Anna Kowalczyk', company: 'Acme', email: 'anna.kowalczik@acme.com' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'junior against senior',
		item: { fullName: 'John Ashmere Jr.', company: 'Acme' },
		records: [{ firstName: 'John', lastName: 'Ashmere Sr.', companyName: 'Acme' }],
		expected: 'unmatched',
	},
	{
		what: 'a pet name that two records stand for',
		item: { fullName: 'Pat Miller', company: 'Acme' },
		records: [
			{ firstName: 'Patrick', lastName: 'Miller', companyName: 'Acme' },
			{ firstName: 'Patricia', lastName: 'Miller', companyName: 'Acme' },
		],
		expected: 'ambiguous',
	},
	{
		what: 'two similar names that are both names',
		item: { fullName: 'Mark Novotny', company: 'Acme' },
		records: [{ firstName: 'Mary', lastName: 'Novotny', companyName: 'Acme' }],
		expected: 'unmatched',
	},
	{
		what: 'a LinkedIn profile beside another name',
		item: { linkedin: 'linkedin.com/in/anna-k-1', fullName: 'Peter Schmidt' },
		records: [{ ...anna, linkedin: 'https://de.linkedin.com/in/anna-k-1/' }],
		expected: 'ambiguous',
	},
	{
		what: 'an address whose record has another LinkedIn profile',
		item: { linkedin: 'linkedin.com/in/other', email: 'anna.kowalczyk@acme.com' },
		records: [{ ...anna, linkedin: 'https://de.linkedin.com/in/anna-k-1/' }],
		expected: 'ambiguous',
	},
	{
		what: 'an external id that chooses between duplicates',
		item: { unique: 'E-1', email: 'anna.kowalczyk@acme.com' },
		records: [{ ...anna, uniques: { erp: 'e-1' } }, anna],
		expected: 'matched',
	},
	{
		what: 'an external id and an address of different people',
		item: { unique: 'E-1', email: 'anna.kowalczyk@acme.com' },
		records: [{ firstName: 'Bo', lastName: 'Lindqvist', uniques: { erp: 'E-1' } }, anna],
		expected: 'ambiguous',
	},
	{
		what: 'two e-mail addresses of two people, one of them by name',
		item: { email: ['bo@globex.org', 'anna.kowalczyk@acme.com'], fullName: 'Anna Kowalczyk' },
		records: [anna, { firstName: 'Bo', lastName: 'Lindqvist', emails: ['bo@globex.org'] }],
		expected: 'ambiguous',
	},
	{
		what: 'a second e-mail address that leads to the record',
		item: { email: ['nobody@elsewhere.org', 'anna.kowalczyk@acme.com'] },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'a name in another alphabet with the company',
		item: { fullName: 'Анна Ковальчик', company: 'Acme' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'a name in another alphabet that is another first name by one letter',
		item: { firstName: 'Марк', lastName: 'Новотный', company: 'Acme', email: 'm.novotny@acme.com' },
		records: [{ firstName: 'Mary', lastName: 'Novotny', emails: ['mnovotny@acme.com'], companyName: 'Acme' }],
		expected: 'unmatched',
	},
	{
		what: 'a short name in another alphabet that two records stand for',
		item: { firstName: 'Алекс', lastName: 'Миллер', company: 'Acme' },
		records: [
			{ firstName: 'Alexandra', lastName: 'Miller', companyName: 'Acme' },
			{ firstName: 'Alexis', lastName: 'Miller', companyName: 'Acme' },
		],
		expected: 'ambiguous',
	},
	{
		what: 'an address of a record whose name is in another alphabet',
		item: { email: 'xenia.shch@acme.com' },
		records: [{ firstName: 'Ксения', lastName: 'Щербакова', emails: ['xenia.shch@acme.com'] }],
		expected: 'matched',
	},
	{
		what: 'a slip in a short first name that the common address spells',
		item: { email: 'joel.jimener@acme.com', firstName: 'Jol', lastName: 'Jimnéer' },
		records: [{ firstName: 'Joel', lastName: 'Jiméner', emails: ['joel.jimener@acme.com'] }],
		expected: 'matched',
	},
	{
		what: 'an address beside a similar first name and another family name',
		item: { email: 'jun@hanraj.it', firstName: 'Kenji', lastName: 'Jen' },
		records: [{ firstName: 'Jun', lastName: 'Sugimura', emails: ['jun@hanraj.it'] }],
		expected: 'ambiguous',
	},
	{
		what: 'a family name that is a particle elsewhere',
		item: { fullName: 'Priya Das', company: 'Acme' },
		records: [{ firstName: 'Priya', lastName: 'Das', companyName: 'Acme' }],
		expected: 'matched',
	},
	{
		what: 'a middle initial that the record lacks',
		item: { fullName: 'Anna M. Kowalczyk', company: 'Acme' },
		records: [anna],
		expected: 'matched',
	},
	{
		what: 'another middle initial',
		item: { fullName: 'Anna M. Kowalczyk', company: 'Acme' },
		records: [{ ...anna, firstName: 'Anna K.' }],
		expected: 'unmatched',
	},
	{
		what: 'a profile of one person and the address of another whose name is Na',
		item: { linkedin: 'linkedin.com/in/layla-gan-1', email: 'na@merahmas.com', fullName: 'Layla Gan' },
		records: [
			{ firstName: 'Layla', lastName: 'Gan', linkedin: 'linkedin.com/in/layla-gan-1' },
			{ firstName: 'Na', lastName: 'Wong', emails: ['na@merahmas.com'] },
		],
		expected: 'ambiguous',
	},
	{
		what: 'na@ for an address that somebody does not have',
		item: { email: 'na@na.com' },
		records: [anna],
		expected: 'unmatched',
	},
	{ what: 'no agreement at all', item: { email: 'x@y.org' }, records: [], expected: 'unmatched' },
];

describe('the verdict about a person', () => {
	test.each(people)('$what: $expected', ({ item, records, expected }) => {
		const match = judge(
			item,
			records.map((profile, place) => shown(`r${place}`, profile, 'person')),
		);
		expect({ status: match.status, why: match.why }).toEqual({ status: expected, why: expect.any(String) as string });
		if (expected === 'matched') expect(match.candidates.map(({ id }) => id)).toEqual(['r0']);
	});
});

const acme: Profile = { name: 'Acme Tools GmbH', domains: ['acme-tools.de'], city: 'Berlin', country: 'DE' };

const companies: readonly Case[] = [
	{ what: 'its domain', item: { domain: 'https://www.acme-tools.de/shop' }, records: [acme], expected: 'matched' },
	{
		what: 'a domain of several companies',
		item: { domain: 'acme-tools.de' },
		records: [acme, { ...acme, name: 'Acme Foods GmbH' }],
		expected: 'ambiguous',
	},
	{
		what: 'a domain of several companies with the name of one',
		item: { domain: 'acme-tools.de', company: 'ACME TOOLS' },
		records: [acme, { ...acme, name: 'Acme Foods GmbH' }],
		expected: 'matched',
	},
	{ what: 'its name in another legal form', item: { company: 'acme-tools AG' }, records: [acme], expected: 'matched' },
	{
		what: 'its name with another domain',
		item: { company: 'Acme Tools', domain: 'acmetools.example.com' },
		records: [acme],
		expected: 'ambiguous',
	},
	{
		what: 'its domain with another name',
		item: { company: 'Globex', domain: 'acme-tools.de' },
		records: [acme],
		expected: 'ambiguous',
	},
	{ what: 'a mail provider', item: { email: 'acme.tools@gmail.com' }, records: [acme], expected: 'unmatched' },
	{ what: 'a mailbox at its domain', item: { email: 'info@acme-tools.de' }, records: [acme], expected: 'matched' },
	{
		what: 'a name that two companies have, with the city of one',
		item: { company: 'Acme Tools', city: 'Berlin' },
		records: [acme, { ...acme, domains: ['acme-tools.at'], city: 'Wien', country: 'AT' }],
		expected: 'matched',
	},
	{
		what: 'a name of the same family',
		item: { company: 'Acme Tools Services' },
		records: [acme],
		expected: 'unmatched',
	},
	{
		what: 'words of its name at its street and number',
		item: { company: 'B & G Ida Fletcher', street: '3140 W. Ogden Avenue, Suite 4', phone: '+1 312 847 5172' },
		records: [{ name: 'Boys & Girls Clubs Ida Fletcher', street: '3140 West Ogden Ave', phones: ['312-847-5172'] }],
		expected: 'matched',
	},
	{
		what: 'another name at its street and number',
		item: { company: 'Globex', street: '3140 W. Ogden Avenue', phone: '+1 312 847 5172' },
		records: [{ name: 'Fletcher Club', street: '3140 West Ogden Ave', phones: ['312-847-5172'] }],
		expected: 'ambiguous',
	},
	{
		what: 'its name and number at another address',
		item: { company: 'Disney Magnet', street: '3815 N. Kedvale Ave.', phone: '+1 312 534 5840' },
		records: [{ name: 'Disney Magnet', street: '4140 N. Marine Dr.', phones: ['+1 312 534 5840'] }],
		expected: 'ambiguous',
	},
	{
		what: 'its domain and a letter too many in a short name',
		item: { company: 'Lautan Xii', domain: 'lautanxi.it' },
		records: [{ name: 'Lautan Xi', domains: ['lautanxi.it'] }],
		expected: 'matched',
	},
	{
		what: 'its domain and a slip in each word',
		item: { company: 'Dzinttarsprom Krysztl', domain: 'dzintarsprom.se' },
		records: [{ name: 'Dzintarsprom Kryształ', domains: ['dzintarsprom.se'] }],
		expected: 'matched',
	},
	{
		what: 'a page that three records have, beside the city of one with another name',
		item: {
			company: 'Acme Foods GmbH',
			phone: '+49 30 901820',
			street: 'Hauptstr. 5',
			city: 'Berlin',
			linkedin: 'linkedin.com/company/acme',
		},
		records: [
			{ name: 'Acme Tools GmbH', street: 'Hauptstr. 5', city: 'Berlin', linkedin: 'linkedin.com/company/acme' },
			...[1, 2].map(() => ({
				phones: ['+49 30 901820'],
				street: 'Hauptstr. 5',
				city: 'London',
				linkedin: 'linkedin.com/company/acme',
			})),
		],
		expected: 'ambiguous',
	},
	{
		what: 'two domains of two companies, however much else one of them has',
		item: { domain: ['acme-tools.de', 'globex.co.uk'], company: 'Acme Tools', city: 'Berlin' },
		records: [acme, { name: 'Globex', domains: ['globex.co.uk'] }],
		expected: 'ambiguous',
	},
	{
		what: 'its domain and another short name',
		item: { company: 'Nova IO', domain: 'nova.it' },
		records: [{ name: 'Nova IT', domains: ['nova.it'] }],
		expected: 'ambiguous',
	},
];

describe('the verdict about a company', () => {
	test.each(companies)('$what: $expected', ({ item, records, expected }) => {
		const match = judge(
			item,
			records.map((profile, place) => shown(`r${place}`, profile, 'company')),
			'company',
		);
		expect({ status: match.status, why: match.why }).toEqual({ status: expected, why: expect.any(String) as string });
	});
});

test('Certainty Needed at 0.99 asks for more than the domain of one company (docs/decisions/domain-of-one-company.md)', () => {
	const strict = { ...defaultThresholds, certainty: 0.99 };
	const record = shown('r0', acme, 'company');
	expect(judge({ domain: 'acme-tools.de' }, [record], 'company', strict).status).toBe('ambiguous');
	expect(judge({ domain: 'acme-tools.de', company: 'Acme Tools' }, [record], 'company', strict).status).toBe('matched');
});

describe('the verdict about a deal', () => {
	const renewal = shown('d1', { name: 'Renewal 2026', companyName: 'Acme' }, 'deal');

	test('its name alone goes to a person, with its company it is a match', () => {
		expect(judge({ dealName: 'renewal 2026' }, [renewal], 'deal').status).not.toBe('matched');
		expect(judge({ dealName: 'Renewal 2026', company: 'Acme Inc.' }, [renewal], 'deal').status).toBe('matched');
		expect(judge({ dealName: 'Renewal 2026', company: 'Globex' }, [renewal], 'deal').status).toBe('unmatched');
	});

	test('the company that it is associated with counts as its company', () => {
		const associated = shown('d1', { name: 'Renewal 2026' }, 'deal', { byParent: true });
		expect(judge({ dealName: 'Renewal 2026' }, [associated], 'deal').status).toBe('matched');
	});
});

test('unique values of two fields that lead to two records ask a person', () => {
	const asked = readItem(
		[
			{ key: 'unique', field: 'erp', value: '1' },
			{ key: 'unique', field: 'billing', value: '2' },
			{ key: 'email', value: 'anna.kowalczyk@acme.com' },
		],
		'person',
	);
	const judged = (...records: readonly Profile[]) => {
		const known = records.map((record, place) => shown(`r${place}`, record, 'person'));
		const judgement = judgeCandidates(asked.sought, known, usualWorld(20_000), defaultThresholds);
		return toMatch(asked, judgement, defaultThresholds, false);
	};
	const other: Profile = { firstName: 'Bo', lastName: 'Lee', uniques: { billing: '2' } };
	expect(judged({ ...anna, uniques: { erp: '1' } }, other)).toMatchObject({
		status: 'ambiguous',
		heldBackBy: 'keys lead to different records',
	});
	expect(judged({ ...anna, uniques: { erp: '1', billing: '2' } })).toMatchObject({ status: 'matched' });
});

describe('what a person reads', () => {
	test('colleagues are no choice, unless one of them is likelier than what has a part of the name', () => {
		const item = { fullName: 'Ann Lee', company: 'Acme', domain: 'acme.com', city: 'Berlin', title: 'CEO' };
		const colleague: Profile = { companyName: 'Acme', emails: ['x@acme.com'], city: 'Berlin', title: 'CEO' };
		const match = judge(item, [shown('likely', colleague, 'person'), shown('part', { lastName: 'Lee' }, 'person')]);
		expect(match.candidates.map(({ id }) => id)).toEqual(['likely', 'part']);
		expect(match.candidates[0]?.confidence).toBeCloseTo(match.confidence, 5);
		const named = judge({ ...item, fullName: 'Anna Kowalczyk' }, [
			shown('anna', anna, 'person'),
			shown('twin', { ...anna, emails: ['a.k@acme.com'] }, 'person'),
			shown('colleague', { firstName: 'Bo', lastName: 'Lind', emails: ['bo@acme.com'] }, 'person'),
		]);
		expect(named.candidates.map(({ id }) => id)).toEqual(['anna', 'twin']);
	});

	test('a match says what agrees, with points, and how sure it is', () => {
		const match = judge({ email: 'anna.kowalczyk@acme.com', fullName: 'Anna Kowalczyk', phone: '+13125550000' }, [
			shown('1', anna, 'person', { mergedFrom: '7' }),
		]);
		expect(match.why).toMatch(/^Same e-mail address and same name\. 99\.9 % sure\. It was merged from record 7\.$/);
		expect(match.candidates[0]?.evidence).toEqual(
			expect.arrayContaining([
				{ what: 'same e-mail address', points: 23 },
				{ what: 'another phone number', points: -0.7 },
			]),
		);
	});

	test('an ambiguous one names the rule that held it back', () => {
		const match = judge({ email: 'anna.kowalczyk@acme.com', fullName: 'Bo Lindqvist' }, [shown('1', anna, 'person')]);
		expect(match).toMatchObject({ status: 'ambiguous', heldBackBy: 'another name' });
		expect(match.why).toContain('but the record has another name');
	});

	test('more certainty than there is says how much there is', () => {
		const strict = { certainty: 0.9999, reviewAbove: 0.05 };
		const match = judge({ email: 'anna.kowalczyk@acme.com' }, [shown('1', anna, 'person')], 'person', strict);
		expect(match.status).toBe('ambiguous');
		expect(match.why).toMatch(/That is 99\.\d % sure, and 99\.9 % is needed\./);
	});

	test('a record id that leads nowhere is never overruled by another key', () => {
		const match = judge({ id: '404', email: 'anna.kowalczyk@acme.com' }, [shown('1', anna, 'person')]);
		expect(match).toMatchObject({ status: 'ambiguous', heldBackBy: 'id leads nowhere' });
	});

	test('the thresholds decide between unmatched, ambiguous and matched', () => {
		const record = shown('1', anna, 'person');
		const name = { fullName: 'Anna Kowalczyk' };
		expect(judge(name, [record], 'person', { certainty: 0.9, reviewAbove: 0.9 }).status).toBe('unmatched');
		expect(judge(name, [record], 'person', { certainty: 0.5, reviewAbove: 0.05 }).status).toBe('ambiguous');
	});
});
