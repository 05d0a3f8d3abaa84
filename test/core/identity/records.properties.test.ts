/** What must hold for every verdict about a company or a deal, whatever is asked and whatever the CRM holds. */
import fc from 'fast-check';
import { factsOf } from '../../../core/identity/facts';
import { itemFacts, type ItemKeys } from '../../../core/identity/item-facts';
import { judgeCandidates, type Judgement, type Known } from '../../../core/identity/judge';
import type { IdentityProfile } from '../../../core/identity/profile';
import { ReferenceIndex } from '../../../core/identity/reference-index';
import { usualWorld } from '../../../core/identity/world';

type Kind = 'company' | 'deal';

/** Few values, so that records agree with items and with each other all the time. */
const company = fc.constantFrom(
	'Acme Tools GmbH',
	'ACME-Tools',
	'Acme Tool',
	'Acme Foods GmbH',
	'Globex Ltd',
	'ООО Глобекс',
	'',
);
const domain = fc.constantFrom('acme-tools.de', 'https://www.acme-tools.de/shop', 'globex.co.uk', 'gmail.com');
const email = fc.constantFrom('info@acme-tools.de', 'anna@globex.co.uk', 'acme.tools@gmail.com');
const phone = fc.constantFrom('+49 30 901820', '030 901820', '+49 30 901821', '+44 20 7946 0958');
const street = fc.constantFrom('Hauptstr. 5', 'Hauptstraße 5-7', 'Hauptstr. 9', '5 Main Street');
const postcode = fc.constantFrom('10115', '10117', 'SW1A 1AA');
const city = fc.constantFrom('Berlin', 'London');
const country = fc.constantFrom('DE', 'Germany', 'United Kingdom');
const linkedin = fc.constantFrom('linkedin.com/company/acme-tools', 'https://www.linkedin.com/company/globex/');
const dealName = fc.constantFrom('Renewal 2026', 'renewal  2026', 'Renewal 2027', 'Pilot', '');
const parent = fc.constantFrom('c1', 'c2');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.uniqueArray(value, { maxLength: 2 });
const uniques = fc.constantFrom<Record<string, string>>({}, { erp: '1' }, { erp: '2' }, { erp: '1', vat: 'DE9' });

const profiles: Readonly<Record<Kind, fc.Arbitrary<IdentityProfile>>> = {
	company: fc.record({
		name: maybe(company),
		aliases: some(company),
		domains: some(domain),
		emails: some(email),
		phones: some(phone),
		street: maybe(street),
		postcode: maybe(postcode),
		city: maybe(city),
		country: maybe(country),
		linkedin: maybe(linkedin),
		uniques,
	}),
	deal: fc.record({
		name: maybe(dealName),
		companyName: maybe(company),
		companyId: maybe(parent),
		domains: fc.constant([]),
		emails: fc.constant([]),
		phones: fc.constant([]),
		uniques,
	}),
};

/** What a record says, as an item: everything agrees. */
function agreeing(one: IdentityProfile, kind: Kind): ItemKeys {
	return {
		...(kind === 'company' ? { company: one.name } : { dealName: one.name, company: one.companyName }),
		companyId: one.companyId,
		domains: one.domains,
		emails: one.emails,
		phones: one.phones,
		street: one.street,
		postcode: one.postcode,
		city: one.city,
		country: one.country,
		linkedin: one.linkedin,
		uniques: Object.entries(one.uniques).map(([field, value]) => ({ field, value })),
	};
}

/** Items about the same few companies and deals as the records. */
const itemsOf = (kind: Kind): fc.Arbitrary<ItemKeys> => profiles[kind].map((one) => agreeing(one, kind));

const known = (all: readonly IdentityProfile[], kind: Kind): Known[] =>
	all.map((one, place) => ({ object: kind, id: `r${place}`, facts: factsOf(one, kind) }));

const world = usualWorld(5_000);
const judge = (item: ItemKeys, candidates: readonly Known[], kind: Kind): Judgement =>
	judgeCandidates(itemFacts(item, kind, 'DE'), candidates, world);

const summary = ({ status, confidence, candidates, guard }: Judgement): unknown => ({
	status,
	confidence: confidence.toFixed(9),
	guard: guard?.name,
	candidates: candidates.map((one) => [one.known.id, one.confidence.toFixed(9)]),
});

describe.each<Kind>(['company', 'deal'])('the verdict about a %s', (kind) => {
	test('never depends on the order of the candidates', () => {
		fc.assert(
			fc.property(
				itemsOf(kind),
				fc
					.array(profiles[kind], { maxLength: 6 })
					.chain((all) =>
						fc.tuple(fc.constant(known(all, kind)), fc.shuffledSubarray(known(all, kind), { minLength: all.length })),
					),
				(item, [candidates, shuffled]) => {
					expect(summary(judge(item, shuffled, kind))).toEqual(summary(judge(item, candidates, kind)));
				},
			),
			{ numRuns: 1500 },
		);
	});

	test('never depends on the items before it', () => {
		fc.assert(
			fc.property(
				fc.array(profiles[kind], { maxLength: 8 }),
				fc.array(itemsOf(kind), { minLength: 2, maxLength: 6 }),
				(all, items) => {
					const index = new ReferenceIndex();
					all.forEach((profile, place) => index.add({ object: kind, id: `r${place}`, profile }));
					const counted = index.world(kind);
					const verdict = (item: ItemKeys): unknown => {
						const sought = itemFacts(item, kind, 'DE');
						return summary(judgeCandidates(sought, index.candidates(sought, [kind]), counted));
					};
					expect([...items].reverse().map(verdict).reverse()).toEqual(items.map(verdict));
				},
			),
			{ numRuns: 500 },
		);
	});

	test('is no match with a record that a second one equals', () => {
		let matches = 0;
		fc.assert(
			fc.property(
				fc.array(profiles[kind], { minLength: 1, maxLength: 4 }),
				fc.nat(3),
				fc.option(itemsOf(kind), { nil: undefined }),
				(all, which, other) => {
					const place = which % all.length;
					const twin = all[place];
					if (twin === undefined) return;
					const item = other ?? agreeing(twin, kind);
					const before = judge(item, known(all, kind), kind);
					if (before.status !== 'matched' || before.candidates[0]?.known.id !== `r${place}`) return;
					matches++;
					const after = judge(item, known([...all, twin], kind), kind);
					// A third record may now be the best one, but neither of the two.
					const matched = after.status === 'matched' ? after.candidates[0]?.known.id : undefined;
					expect([`r${place}`, `r${all.length}`]).not.toContain(matched);
				},
			),
			{ numRuns: 3000 },
		);
		expect(matches).toBeGreaterThan(300);
	});

	test('is never surer when evidence for the record is removed', () => {
		const keys = [
			'company',
			'dealName',
			'companyId',
			'domains',
			'emails',
			'phones',
			'street',
			'postcode',
			'city',
			'country',
			'linkedin',
			'uniques',
		] as const;
		const order = ['unmatched', 'ambiguous', 'matched'];
		fc.assert(
			fc.property(profiles[kind], fc.subarray([...keys]), (one, removed) => {
				const full = agreeing(one, kind);
				const less: ItemKeys = Object.fromEntries(
					Object.entries(full).filter(([key]) => !(removed as readonly string[]).includes(key)),
				);
				const [before, after] = [judge(full, known([one], kind), kind), judge(less, known([one], kind), kind)];
				expect(after.confidence).toBeLessThanOrEqual(before.confidence + 1e-9);
				expect(order.indexOf(after.status)).toBeLessThanOrEqual(order.indexOf(before.status));
			}),
			{ numRuns: 3000 },
		);
	});

	test('comes for any text in any field, of any length or script, and with any field missing', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 60 }),
			fc.string({ unit: 'grapheme' }),
			fc.constantFrom(
				'y'.repeat(5000),
				'Ábc '.repeat(1500),
				'ООО «Ромашка»',
				'株式会社サクラ',
				'شركة النور',
				'\ud800',
				'🙂',
				'A\u0301',
			),
		);
		const anyKeys: fc.Arbitrary<ItemKeys> = fc.record(
			{
				id: text,
				company: text,
				companyId: text,
				dealName: text,
				domains: fc.array(text, { maxLength: 2 }),
				emails: fc.array(text, { maxLength: 2 }),
				phones: fc.array(text, { maxLength: 2 }),
				linkedin: text,
				street: text,
				postcode: text,
				city: text,
				country: text,
				uniques: fc.array(fc.record({ field: text, value: text }), { maxLength: 2 }),
			},
			{ requiredKeys: [] },
		);
		const anyProfile: fc.Arbitrary<IdentityProfile> = fc.record(
			{
				name: text,
				aliases: fc.array(text, { maxLength: 2 }),
				companyName: text,
				companyId: text,
				domains: fc.array(text, { maxLength: 2 }),
				emails: fc.array(text, { maxLength: 2 }),
				phones: fc.array(text, { maxLength: 2 }),
				linkedin: text,
				street: text,
				postcode: text,
				city: text,
				country: text,
				uniques: fc.dictionary(text, text, { maxKeys: 2 }),
			},
			{ requiredKeys: ['domains', 'emails', 'phones', 'uniques'] },
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.tuple(anyKeys, fc.array(anyProfile, { maxLength: 3 })),
					// Also where the strange text agrees, so that it is weighed and not only searched for.
					anyProfile.map((one): [ItemKeys, IdentityProfile[]] => [agreeing(one, kind), [one, one]]),
				),
				([item, all]) => {
					const index = new ReferenceIndex();
					all.forEach((profile, place) => index.add({ object: kind, id: `r${place}`, profile }));
					const sought = itemFacts(item, kind);
					const found = index.candidates(sought, [kind], item.id);
					for (const candidates of [found, known(all, kind)]) {
						const { status, confidence } = judgeCandidates(sought, candidates, index.world(kind));
						expect(['matched', 'ambiguous', 'unmatched']).toContain(status);
						expect(confidence).toBeGreaterThanOrEqual(0);
						expect(confidence).toBeLessThanOrEqual(1);
					}
				},
			),
			{ numRuns: 1000 },
		);
	});
});
