import fc from 'fast-check';
import { itemFacts, type ItemKeys } from '../../../core/identity/item-facts';
import { judgeCandidates, type Judgement, type Known } from '../../../core/identity/judge';
import { factsOf } from '../../../core/identity/facts';
import type { IdentityProfile } from '../../../core/identity/profile';
import { ReferenceIndex } from '../../../core/identity/reference-index';
import { usualWorld } from '../../../core/identity/world';

/** Few values, so that records agree with items and with each other all the time. */
const first = fc.constantFrom('Anna', 'Ana', 'Peter', 'Petra', 'Robert', 'Bob', 'Li', 'Ольга', 'José');
const last = fc.constantFrom('Meier', 'Maier', 'Smith', 'Kowalczyk', 'van den Berg', 'García López', 'Smith Jr.', '');
const email = fc.constantFrom(
	'anna.meier@acme.com',
	'a.meier@acme.com',
	'info@acme.com',
	'anna@gmail.com',
	'p.smith@globex.co.uk',
	'bob@globex.co.uk',
	'ventas@globex.co.uk',
);
const phone = fc.constantFrom('+49 30 901820', '+49 30 901821', '030 901820', '+1 312 555 7788', '3125557788');
const company = fc.constantFrom('Acme GmbH', 'ACME', 'Globex Ltd', 'Globex Foods Ltd', 'Acmee');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });

const profile: fc.Arbitrary<IdentityProfile> = fc.record({
	firstName: maybe(first),
	lastName: maybe(last),
	emails: fc.uniqueArray(email, { maxLength: 2 }),
	phones: fc.uniqueArray(phone, { maxLength: 2 }),
	companyName: maybe(company),
	domains: fc.constant([]),
	linkedin: maybe(fc.constantFrom('linkedin.com/in/anna-meier', 'https://www.linkedin.com/in/bob')),
	city: maybe(fc.constantFrom('Berlin', 'Leeds')),
	country: maybe(fc.constantFrom('DE', 'United Kingdom')),
	uniques: fc.constantFrom<Record<string, string>>({}, { erp: '1' }, { erp: '2' }),
});

const keys: fc.Arbitrary<ItemKeys> = fc.record({
	emails: fc.uniqueArray(email, { maxLength: 2 }),
	phones: fc.uniqueArray(phone, { maxLength: 2 }),
	firstName: maybe(first),
	lastName: maybe(last),
	company: maybe(company),
	linkedin: maybe(fc.constantFrom('linkedin.com/in/anna-meier', 'in/bob')),
	uniques: fc.constantFrom([], [{ field: 'erp', value: '1' }]),
	city: maybe(fc.constantFrom('Berlin', 'Leeds')),
});

const known = (profiles: readonly IdentityProfile[]): Known[] =>
	profiles.map((one, index) => ({ object: 'contact', id: `c${index}`, facts: factsOf(one, 'person') }));

const world = usualWorld(20_000);
const judge = (item: ItemKeys, candidates: readonly Known[]): Judgement =>
	judgeCandidates(itemFacts(item, 'person'), candidates, world);

const summary = ({ status, confidence, candidates, guard }: Judgement): unknown => ({
	status,
	confidence: confidence.toFixed(9),
	guard: guard?.name,
	candidates: candidates.map((one) => [one.known.id, one.confidence.toFixed(9)]),
});

/** What a record says, as an item: everything agrees. */
function agreeing(one: IdentityProfile): ItemKeys {
	return {
		firstName: one.firstName,
		lastName: one.lastName,
		emails: one.emails,
		phones: one.phones,
		company: one.companyName,
		linkedin: one.linkedin,
		city: one.city,
		country: one.country,
		uniques: Object.entries(one.uniques).map(([field, value]) => ({ field, value })),
	};
}

test('the order of the candidates never changes the verdict', () => {
	fc.assert(
		fc.property(
			keys,
			fc
				.array(profile, { maxLength: 6 })
				.chain((profiles) =>
					fc.tuple(fc.constant(known(profiles)), fc.shuffledSubarray(known(profiles), { minLength: profiles.length })),
				),
			(item, [candidates, shuffled]) => {
				expect(summary(judge(item, shuffled))).toEqual(summary(judge(item, candidates)));
			},
		),
		{ numRuns: 1500 },
	);
});

test('the verdict about one item never depends on the items before it', () => {
	fc.assert(
		fc.property(
			fc.array(profile, { maxLength: 8 }),
			fc.array(keys, { minLength: 2, maxLength: 6 }),
			(profiles, items) => {
				const index = new ReferenceIndex();
				profiles.forEach((one, place) => index.add({ object: 'contact', id: `c${place}`, profile: one }));
				const world = index.world('person');
				const verdict = (item: ItemKeys): unknown => {
					const sought = itemFacts(item, 'person');
					return summary(judgeCandidates(sought, index.candidates(sought, ['contact']), world));
				};
				expect([...items].reverse().map(verdict).reverse()).toEqual(items.map(verdict));
			},
		),
		{ numRuns: 300 },
	);
});

test('a second record that is equal never keeps a match', () => {
	fc.assert(
		fc.property(keys, fc.array(profile, { minLength: 1, maxLength: 4 }), fc.nat(3), (item, profiles, which) => {
			const twin = profiles[which % profiles.length];
			if (twin === undefined) return;
			const before = judge(item, known(profiles));
			if (before.status !== 'matched' || before.candidates[0]?.known.id !== `c${which % profiles.length}`) return;
			expect(judge(item, known([...profiles, twin])).status).not.toBe('matched');
		}),
		{ numRuns: 3000 },
	);
});

test('removing evidence for a record never makes the verdict surer', () => {
	fc.assert(
		fc.property(
			profile,
			fc.subarray([
				'firstName',
				'lastName',
				'emails',
				'phones',
				'company',
				'linkedin',
				'city',
				'country',
				'uniques',
			] as const),
			(one, removed) => {
				const full = agreeing(one);
				const less: ItemKeys = Object.fromEntries(
					Object.entries(full).filter(([key]) => !(removed as readonly string[]).includes(key)),
				);
				const record = known([one]);
				expect(judge(less, record).confidence).toBeLessThanOrEqual(judge(full, record).confidence + 1e-9);
			},
		),
		{ numRuns: 3000 },
	);
});

test('any text in any field, of any length or script, gives a verdict', () => {
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 60 }),
		fc.string({ unit: 'grapheme' }),
		// Not a row of x, which counts as no value.
		fc.constantFrom('y'.repeat(5000), 'Ábc '.repeat(1500)),
	);
	const anyKeys: fc.Arbitrary<ItemKeys> = fc.record({
		id: maybe(text),
		emails: fc.array(text, { maxLength: 2 }),
		phones: fc.array(text, { maxLength: 2 }),
		linkedin: maybe(text),
		domains: fc.array(text, { maxLength: 2 }),
		firstName: maybe(text),
		lastName: maybe(text),
		fullName: maybe(text),
		company: maybe(text),
		dealName: maybe(text),
		title: maybe(text),
		city: maybe(text),
		country: maybe(text),
		street: maybe(text),
		postcode: maybe(text),
	});
	const anyProfile: fc.Arbitrary<IdentityProfile> = fc.record({
		firstName: maybe(text),
		lastName: maybe(text),
		name: maybe(text),
		emails: fc.array(text, { maxLength: 2 }),
		phones: fc.array(text, { maxLength: 2 }),
		companyName: maybe(text),
		domains: fc.array(text, { maxLength: 2 }),
		linkedin: maybe(text),
		country: maybe(text),
		uniques: fc.dictionary(text, text, { maxKeys: 2 }),
	});
	fc.assert(
		fc.property(
			anyKeys,
			fc.array(anyProfile, { maxLength: 3 }),
			fc.constantFrom('contact', 'company', 'deal'),
			(item, profiles, object) => {
				const kind = object === 'contact' ? 'person' : object === 'company' ? 'company' : 'deal';
				const index = new ReferenceIndex();
				profiles.forEach((one, place) => index.add({ object, id: `r${place}`, profile: one }));
				const sought = itemFacts(item, kind);
				const verdict = judgeCandidates(sought, index.candidates(sought, [object], item.id), index.world(kind));
				expect(['matched', 'ambiguous', 'unmatched']).toContain(verdict.status);
				expect(verdict.confidence).toBeGreaterThanOrEqual(0);
				expect(verdict.confidence).toBeLessThanOrEqual(1);
			},
		),
		{ numRuns: 1000 },
	);
});
