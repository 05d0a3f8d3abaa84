/** What a new record is made of, whatever the item looks like. */
import fc from 'fast-check';
import type { KeyFields } from '../../../core/identity/key-fields';
import { blockKeys, newRecordValues, profileOfItem, profileOfNew } from '../../../core/identity/new-record';
import { keyNames, readItem, type RawKey } from '../../../core/identity/read-item';

const apart: KeyFields = {
	email: 'email',
	phone: 'phone',
	firstName: 'first',
	lastName: 'last',
	company: 'company',
	linkedin: 'linkedin',
	required: [],
	parents: [],
};
const whole: KeyFields = { email: 'email', phone: 'phone', name: 'name', required: ['name'], parents: [] };

const item = (keys: Readonly<Partial<Record<RawKey['key'], string>>>, kind: 'person' | 'company' | 'deal' = 'person') =>
	readItem(
		Object.entries(keys).map(([key, value]) => ({ key: key as RawKey['key'], value })),
		kind,
	);
const valuesOf = (asked: ReturnType<typeof item>, fields: KeyFields) => {
	const made = newRecordValues(asked, fields);
	return made.ok ? made.values : made.why;
};

describe('the values of a new record', () => {
	test.each([
		['Ada Lovelace', 'Ada', 'Lovelace'],
		['Lovelace, Ada', 'Ada', 'Lovelace'],
		['Dr. Ada King Lovelace', 'Ada King', 'Lovelace'],
		['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
		['Maria de la Cruz', 'Maria', 'de la Cruz'],
		['John Smith Jr.', 'John', 'Smith Jr.'],
		['Cher', undefined, 'Cher'],
		['Van Halen', 'Van', 'Halen'],
		['田中 太郎', '田中', '太郎'],
	])('read first and last name off %s', (fullName, first, last) => {
		const values = valuesOf(item({ fullName }), apart);
		expect(values).toEqual({ ...(first === undefined ? {} : { first }), last });
		expect(valuesOf(item({ fullName }), whole)).toEqual({ name: [first, last].filter(Boolean).join(' ') });
	});

	test('take first and last name as they are given, and the keys in the form in which they are found again', () => {
		const asked = item({
			firstName: 'Ada',
			lastName: 'King-Noel',
			fullName: 'somebody else',
			email: ' Ada@Engines.example ',
			phone: '+1 (202) 555-0143',
			company: 'Engines',
			linkedin: 'linkedin.com/in/Ada/',
		});
		expect(valuesOf(asked, apart)).toEqual({
			first: 'Ada',
			last: 'King-Noel',
			email: 'ada@engines.example',
			phone: '+12025550143',
			company: 'Engines',
			linkedin: 'https://www.linkedin.com/in/ada',
		});
		expect(valuesOf(asked, whole)).toEqual({
			name: 'Ada King-Noel',
			email: 'ada@engines.example',
			phone: '+12025550143',
		});
	});

	test('are none where the item says too little, junk among it', () => {
		for (const keys of [
			{},
			{ phone: '+12025550143' },
			{ fullName: 'n/a', email: 'none@none.com' },
			{ city: 'Leeds' },
		]) {
			expect(valuesOf(item(keys), apart)).toBe('the item has neither a name nor an e-mail address.');
		}
		expect(valuesOf(item({ email: 'ada@engines.example' }, 'company'), whole)).toBe(
			'the item has neither a company name nor a domain.',
		);
		expect(valuesOf(item({ company: 'Engines' }, 'deal'), whole)).toBe('the item has no deal name.');
	});

	test('hold only what the object has a field for, and never throw, whatever the item holds', () => {
		const raw = fc.array(fc.record({ key: fc.constantFrom(...keyNames), field: fc.string(), value: fc.anything() }));
		fc.assert(
			fc.property(raw, fc.constantFrom<'person' | 'company' | 'deal'>('person', 'company', 'deal'), (rows, kind) => {
				const asked = readItem(rows, kind);
				const made = newRecordValues(asked, whole);
				const fields = new Set(['email', 'phone', 'name', ...(asked.keys.uniques ?? []).map(({ field }) => field)]);
				for (const [field, value] of Object.entries(made.ok ? made.values : {})) {
					expect(fields.has(field)).toBe(true);
					expect(value).not.toBe('');
				}
				expect(profileOfItem(asked).emails).toEqual(asked.keys.emails);
				expect(profileOfNew(asked, whole, false).domains).toEqual([]);
				expect(blockKeys(asked).every((key) => key !== '')).toBe(true);
			}),
			{ seed: 20, numRuns: 300 },
		);
	});
});
