import fc from 'fast-check';
import { suggestKeys } from '../../../core/identity/columns';
import { registrableDomain } from '../../../core/identity/domain';
import { readPhone } from '../../../core/identity/phone';
import { keyNames, readItem } from '../../../core/identity/read-item';

describe('normalising a phone number', () => {
	test.each<readonly [string, string | undefined, string | undefined]>([
		['+1 (415) 555-0100', undefined, '+14155550100'],
		['(415) 555-0100', 'US', '+14155550100'],
		['(415) 555-0100', 'us', '+14155550100'],
		['(415) 555-0100', undefined, undefined],
		['(415) 555-0100', 'XX', undefined],
		['tel:+44-20-7946-0958', undefined, '+442079460958'],
		['0044 20 7946 0958', undefined, '+442079460958'],
		['011 44 20 7946 0958', undefined, '+442079460958'],
		['+44 (0)20 7946 0958', undefined, '+442079460958'],
		['020 7946 0958', 'GB', '+442079460958'],
		['＋４９ １５１ １２３４５６７８', undefined, '+4915112345678'],
		['\u202a+49 151 12345678\u202c', undefined, '+4915112345678'],
		['06 12 34 56 78', 'FR', '+33612345678'],
		['+1 415 555 0100 ext. 12', undefined, '+14155550100'],
		['n/a', 'US', undefined],
		['', 'US', undefined],
		['123', 'US', undefined],
		['+1 415 555', undefined, undefined],
		['9'.repeat(500), 'US', undefined],
	])('%j in %s is %s', (text, country, expected) => {
		expect(readPhone(text, country)?.e164).toBe(expected);
	});

	test('an extension is told apart from the number', () => {
		expect(readPhone('+1 415 555 0100 x12')).toEqual({
			e164: '+14155550100',
			national: '4155550100',
			extension: '12',
		});
	});

	test('any text gives a number or nothing, and a number stays as it is', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ().-]{3,20}$/)), (text) => {
				const e164 = readPhone(text, 'US')?.e164;
				if (e164 !== undefined) {
					expect(e164).toMatch(/^\+\d{4,15}$/);
					expect(readPhone(e164)?.e164).toBe(e164);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('the registrable domain (S0-09: evidence, never a key)', () => {
	test.each<readonly [string, string | undefined]>([
		['https://www.uk.acme.co.uk/about', 'acme.co.uk'],
		['WWW.Acme.com', 'acme.com'],
		['acme.github.io', 'acme.github.io'],
		['co.uk', undefined],
		['127.0.0.1', undefined],
		['', undefined],
	])('%j is %s', (text, expected) => {
		expect(registrableDomain(text)).toBe(expected);
	});
});

describe('recognising key columns', () => {
	test.each<readonly [string, string]>([
		['Email', 'email'],
		['e-mail address', 'email'],
		['Work Email', 'email'],
		['workEmail', 'email'],
		['E-Mail-Adresse', 'email'],
		['Correo electrónico', 'email'],
		['hs_object_id', 'id'],
		['Record ID', 'id'],
		['HubSpot Contact ID', 'id'],
		['Mobile Phone', 'phone'],
		['mobilephone', 'phone'],
		['LinkedIn URL', 'linkedin'],
		['company_domain', 'domain'],
		['Company', 'company'],
		['First Name', 'firstName'],
		['Nachname', 'lastName'],
		['name', 'fullName'],
		['Job Title', 'title'],
		['PLZ', 'postcode'],
		['Country/Region', 'country'],
		['Phone Number', 'phone'],
	])('%j is a column for %s', (column, key) => {
		expect(suggestKeys(['other', column])).toEqual([{ key, column }]);
	});

	test.each(['id', 'email_opt_out', 'Emails sent', 'phone_model', 'company_size', 'named_by', 'telephone_bill', ''])(
		'%j is no column for a key',
		(column) => {
			expect(suggestKeys([column])).toEqual([]);
		},
	);

	test('a plain name is the name of what is looked for', () => {
		const key = (object: string) => suggestKeys(['name'], { system: 'hubspot', object }).map((one) => one.key);
		expect([key('contact'), key('company'), key('deal')]).toEqual([['fullName'], ['company'], ['dealName']]);
	});

	test('the better-known name wins, whatever the order of the columns', () => {
		const columns = ['personal_email', 'Phone', 'Email', 'Mobile', 'contact_id', 'hs_object_id'];
		const expected = [
			{ key: 'id', column: 'hs_object_id' },
			{ key: 'email', column: 'Email' },
			{ key: 'phone', column: 'Mobile' },
		];
		expect(suggestKeys(columns)).toEqual(expected);
		expect(suggestKeys([...columns].reverse())).toEqual(expected);
	});
});

describe('reading the keys of an item', () => {
	const read = (raw: readonly (readonly [string, unknown])[], country?: string) =>
		readItem(
			raw.map(([key, value]) => ({ key: key as (typeof keyNames)[number], field: 'erp_id', value })),
			'person',
			country,
		);

	test('keys are normalised', () => {
		const { keys, sought, unreadable } = read(
			[
				['id', 51],
				['unique', ' A7 '],
				['email', 'Jane <J@Acme.com>'],
				['phone', '415 555 0100'],
			],
			'US',
		);
		expect(keys).toMatchObject({ id: '51', uniques: [{ field: 'erp_id', value: 'A7' }] });
		expect(sought.facts.emails.map(({ address }) => address)).toEqual(['j@acme.com']);
		expect(sought.facts.phones.map(({ e164 }) => e164)).toEqual(['+14155550100']);
		expect(unreadable).toEqual([]);
	});

	test('two filled rows of one kind are both used', () => {
		const { sought } = read([
			['email', 'a@acme.com'],
			['email', ''],
			['email', 'b@acme.com'],
			['phone', '+14155550100'],
			['phone', '+14155550101'],
		]);
		expect(sought.facts.emails.map(({ address }) => address)).toEqual(['a@acme.com', 'b@acme.com']);
		expect(sought.facts.phones).toHaveLength(2);
	});

	test('empty keys are absent, and unreadable ones are named', () => {
		expect(
			read([
				['id', ' '],
				['unique', null],
				['email', ''],
			]).unreadable,
		).toEqual([]);
		expect(
			read([
				['id', {}],
				['email', 'n/a'],
				['phone', '415 555 0100'],
			]).unreadable,
		).toEqual(['id', 'email', 'phone']);
	});

	test('0 is an id', () => {
		expect(read([['id', 0]]).keys.id).toBe('0');
	});

	test('anything can stand in an item without an exception', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.constantFrom(...keyNames), fc.anything())), (raw) => {
				expect(read(raw, 'DE').sought.kind).toBe('person');
			}),
		);
	});
});
