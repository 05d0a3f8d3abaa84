import fc from 'fast-check';
import { factsOf } from '../../../core/identity/facts';
import { Postings } from '../../../core/identity/postings';
import { Recent } from '../../../core/identity/recent';
import { RecordStore, type StoredRecord } from '../../../core/identity/record-store';

const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'b', 'anna@acme.com', 'Юлия', ''));

function placesOf(postings: Postings, of: string): number[] {
	const places: number[] = [];
	postings.each(of, (place) => void places.push(place));
	return places;
}

describe('the keys of a reference list', () => {
	it('give the records of each key in the order in which they came, as a map of lists would', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(key, fc.nat(40)), { maxLength: 400 }), (added) => {
				const postings = new Postings();
				const model = new Map<string, number[]>();
				for (const [of, place] of added) {
					postings.add(of, place);
					const known = model.get(of) ?? [];
					if (known[known.length - 1] !== place) model.set(of, [...known, place]);
				}
				for (const [of, places] of model) {
					expect(placesOf(postings, of)).toEqual(places);
					expect(postings.count(of)).toBe(places.length);
				}
				expect(postings.count('a key that nobody has')).toBe(0);
			}),
		);
	});

	it('stay apart for tens of thousands of them', () => {
		const postings = new Postings();
		for (let place = 0; place < 40_000; place++) postings.add(`person${place}@acme${place % 977}.com`, place);
		for (let place = 0; place < 40_000; place++) {
			const of = `person${place}@acme${place % 977}.com`;
			if (postings.count(of) !== 1 || placesOf(postings, of)[0] !== place) throw new Error(`${of} is not alone`);
		}
	});

	it('can be left as soon as enough records were seen', () => {
		const postings = new Postings();
		for (let place = 0; place < 10; place++) postings.add('acme', place);
		const seen: number[] = [];
		postings.each('acme', (place) => seen.push(place) < 3);
		expect(seen).toEqual([0, 1, 2]);
	});
});

const text = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 30 }),
	fc.constantFrom('Müller', '李小龍', '"', '\\', '\ud800'),
);
const optionalText = fc.option(text, { nil: undefined });
const stored = fc
	.record({
		object: fc.constantFrom('contact', 'lead', 'company', 'deal'),
		id: text,
		name: fc.oneof(optionalText, fc.constantFrom('Dr. Anna van der Meer Jr.', 'Юлия Иванова', 'Meier, Anna', 'Anna')),
		companyName: fc.oneof(optionalText, fc.constantFrom('Acme Inc.', 'The Granite-Foods AG & Co. KG')),
		emails: fc.array(
			fc.oneof(text, fc.constantFrom('a.n.na+x@gmail.com', 'Anna@mail.acme.co.uk', 'b@acme.com', 'b@web.de')),
			{
				maxLength: 3,
			},
		),
		phones: fc.array(fc.constantFrom('+49 30 1234567', '030 7654321 ext 5', 'none'), { maxLength: 2 }),
		domains: fc.array(fc.constantFrom('acme.com', 'https://www.shop.acme.de/x'), { maxLength: 2 }),
		street: fc.option(fc.constantFrom('12-14 Main Street', 'Hauptstr. 5'), { nil: undefined }),
		city: optionalText,
		kind: fc.constantFrom('person' as const, 'company' as const, 'deal' as const),
		unread: fc.array(text, { maxLength: 2 }),
		archived: fc.boolean(),
		converted: fc.boolean(),
		initials: fc.integer(),
	})
	.map(({ object, id, unread, archived, converted, initials, kind, ...said }): StoredRecord => {
		const facts = factsOf({ ...said, title: said.city, companyId: id, uniques: { ref: id } }, kind);
		return { object, id, facts, unread, archived, converted, initials };
	});

/** As JSON has it: without parts that are undefined, and half a character as a replacement one. */
function asWritten(value: unknown): unknown {
	return JSON.parse(Buffer.from(JSON.stringify(value)).toString('utf8'));
}

describe('the records of a reference list', () => {
	it('come back as they were put in, in any number and language', () => {
		fc.assert(
			fc.property(fc.array(stored, { maxLength: 40 }), (records) => {
				const store = new RecordStore();
				const places = records.map((record) => store.add(record));
				expect(store.size).toBe(records.length);
				records.forEach((record, index) => {
					const place = places[index] ?? -1;
					const { id, facts, unread } = record;
					expect(store.read(place)).toEqual(asWritten({ id, facts, unread }));
					expect(store.objectAt(place)).toBe(record.object);
					expect(store.isArchived(place)).toBe(record.archived);
					expect(store.isConverted(place)).toBe(record.converted);
					expect(store.initialsAt(place)).toBe(record.initials);
				});
			}),
		);
	});

	it('may be many and long', () => {
		const store = new RecordStore();
		const facts = factsOf({ name: 'Anna Meier', emails: [], phones: [], domains: [], uniques: {} }, 'person');
		const record = { object: 'contact', facts, archived: false, converted: false, initials: 1 };
		for (let index = 0; index < 5000; index++) store.add({ ...record, id: `c${index}`, unread: ['ü'.repeat(500)] });
		const long = store.add({ ...record, id: 'long', unread: ['ü'.repeat(2_000_000)] });
		expect(store.read(4999)?.id).toBe('c4999');
		expect(store.read(long)?.unread[0]).toHaveLength(2_000_000);
		expect(store.read(long + 1)).toBeUndefined();
		expect(store.read(-1)).toBeUndefined();
	});
});

describe('the memory of what was asked for lately', () => {
	it('keeps at least the last half of what fits, and never more than what fits', () => {
		const recent = new Recent<number, { readonly of: number }>(10);
		for (let key = 0; key < 100; key++) recent.set(key, { of: key });
		const kept = Array.from({ length: 100 }, (_, key) => key).filter((key) => recent.get(key) !== undefined);
		expect(kept.length).toBeGreaterThanOrEqual(5);
		expect(kept.length).toBeLessThanOrEqual(10);
		expect(kept).toEqual(expect.arrayContaining([95, 96, 97, 98, 99]));
	});

	it('keeps what is asked for again and again', () => {
		const recent = new Recent<string, { readonly of: string }>(10);
		recent.set('often', { of: 'often' });
		for (let key = 0; key < 1000; key++) {
			recent.set(`once ${key}`, { of: 'once' });
			expect(recent.get('often')).toEqual({ of: 'often' });
		}
	});
});
