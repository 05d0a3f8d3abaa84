/** The ownership sheet: which fields stand in it with what, and the document that a sales team reads. */
import type { FieldSchema } from '../../../core/fields/schema';
import type { GatePolicy } from '../../../core/policy/gate';
import { sheetMarkdown, type SheetFacts } from '../../../core/policy/sheet-markdown';
import { meanings, sheetOf, type SheetRow } from '../../../core/policy/sheet-rows';
import { field } from '../fields/field';

const plain: GatePolicy = {
	owners: [],
	protectedFields: [],
	minimumConfidence: 0.85,
	confidenceByField: [],
	clearEmptyValues: false,
	integrationUsers: [],
	provenanceField: 'ai_provenance',
};
const stamps = ['ai_provenance', 'ai_updated_at'];

const sheet = (schema: readonly Partial<FieldSchema>[], policy: Partial<GatePolicy> = {}) =>
	sheetOf('hubspot', schema.map(field), { ...plain, ...policy }, stamps);
const only = (given: Partial<FieldSchema>, policy: Partial<GatePolicy> = {}): SheetRow | undefined =>
	sheet([given], policy).rows[0];

describe('the row of a field', () => {
	test('says in the words of the panel who owns it, and what that means', () => {
		expect(only({ name: 'city', label: 'City', type: 'long text' })).toEqual({
			field: 'City',
			name: 'city',
			type: 'long text',
			owner: 'Shared',
			protected: false,
			protectedBecause: null,
			minimumConfidence: 0.85,
			ownRow: false,
			meaning: meanings.Shared,
		});
		expect(only({ name: 'ai_score' })).toMatchObject({ owner: 'AI', ownRow: false, meaning: meanings.AI });
		expect(only({ name: 'city' }, { owners: [{ field: 'ci*', owner: 'ai' }] })).toMatchObject({
			owner: 'AI',
			ownRow: true,
		});
		expect(only({ name: 'city' }, { owners: [{ field: 'zip', owner: 'ai' }] })).toMatchObject({ ownRow: false });
	});

	test('of People Only names no confidence and no protection, since AI never writes it', () => {
		expect(only({ name: 'amount' }, { owners: [{ field: 'amount', owner: 'people' }] })).toMatchObject({
			owner: 'People Only',
			protected: false,
			protectedBecause: null,
			minimumConfidence: null,
			meaning: meanings['People Only'],
		});
	});

	test('of a protected field says why, whoever owns it', () => {
		for (const owner of ['ai', 'shared'] as const) {
			expect(only({ name: 'amount' }, { owners: [{ field: 'amount', owner }] })).toMatchObject({
				protected: true,
				protectedBecause: 'an amount of money',
				minimumConfidence: 0.85,
				meaning: meanings.Protected,
			});
		}
		expect(only({ name: 'city' }, { protectedFields: ['ci*'] })).toMatchObject({
			protectedBecause: 'something you protected in this node',
		});
	});

	test('shows the field’s own limit', () => {
		const policy = { confidenceByField: [{ field: 'city', minimum: 0.6 }] };
		expect(only({ name: 'city' }, policy)).toMatchObject({ minimumConfidence: 0.6, ownRow: false });
	});

	test('carries the internal name where people see no label', () => {
		expect(only({ name: 'city', label: '' })).toMatchObject({ field: 'city' });
	});
});

describe('the sheet', () => {
	test('leaves out what people do not see, counts what nobody can write, and names the stamp’s fields', () => {
		const found = sheet([
			{ name: 'city', label: 'City' },
			{ name: 'secret', hidden: true },
			{ name: 'file', type: 'unsupported' },
			{ name: 'total', calculated: true },
			{ name: 'created', readOnly: true },
			{ name: 'secret_total', hidden: true, calculated: true },
			{ name: 'ai_updated_at', label: '' },
			{ name: 'ai_provenance', label: 'Written by AI' },
		]);
		expect(found.rows.map(({ name }) => name)).toEqual(['city']);
		expect(found.closed).toBe(2);
		expect(found.stamps).toEqual(['ai_updated_at', 'Written by AI']);
		expect(found.unmatched).toEqual([]);
	});

	test('is in the order of the labels as a dictionary has them, equal labels by name', () => {
		const schema = [
			{ name: 'z', label: 'beta' },
			{ name: 'b', label: 'Same' },
			{ name: 'c', label: 'Same' },
			{ name: 'a', label: 'Same' },
			{ name: 'x', label: 'Zeta' },
			{ name: 'y', label: 'Älpha' },
		];
		const order = ['y', 'z', 'a', 'b', 'c', 'x'];
		expect(sheet(schema).rows.map(({ name }) => name)).toEqual(order);
		expect(sheet([...schema].reverse()).rows.map(({ name }) => name)).toEqual(order);
	});

	test('names each row of the panel that fits no field, once, also where it would fit a field that is not shown', () => {
		const found = sheet([{ name: 'city' }, { name: 'secret', hidden: true }], {
			owners: [
				{ field: 'city', owner: 'ai' },
				{ field: 'nope_*', owner: 'ai' },
				{ field: 'secret', owner: 'ai' },
			],
			confidenceByField: [
				{ field: 'nope_*', minimum: 0.5 },
				{ field: 'tpyo', minimum: 0.5 },
			],
			protectedFields: ['ci*', 'gone'],
		});
		expect(found.unmatched).toEqual(['nope_*', 'tpyo', 'gone']);
	});
});

const facts: SheetFacts = {
	object: 'Contacts',
	crm: 'HubSpot',
	account: '1_2',
	at: '2026-03-04T05:06:07.000Z',
	minimumConfidence: 0.85,
	editsCountDays: undefined,
	clearEmptyValues: false,
	integrations: 0,
};

describe('the document', () => {
	test('of a panel that uses everything', () => {
		const found = sheet(
			[
				{ name: 'ai_score', label: 'AI | Score', type: 'number' },
				{ name: 'city', label: 'City' },
				{ name: 'region', label: 'Region' },
				{ name: 'zip', label: 'Zip' },
				{ name: 'industry', label: 'Industry', type: 'choice' },
				{ name: 'jobtitle', label: 'Job Title' },
				{ name: 'phone', label: 'Phone_1' },
				{ name: 'hubspot_owner_id', label: 'A Owner' },
				{ name: 'amount', label: 'Amount' },
				{ name: 'budget', label: 'Budget', currency: true },
				{ name: 'total', label: 'Total', calculated: true },
				{ name: 'created', label: 'Created', readOnly: true },
				{ name: 'ai_provenance', label: 'Written*by AI' },
				{ name: 'ai_updated_at', label: 'AI Updated At' },
			],
			{
				owners: [
					{ field: 'jobtitle', owner: 'people' },
					{ field: 'phone', owner: 'people' },
					{ field: 'industry', owner: 'shared' },
					{ field: 'no_such', owner: 'ai' },
					{ field: 'nor_*', owner: 'ai' },
				],
				confidenceByField: [
					{ field: 'ai_score', minimum: 0.575 },
					{ field: 'zip', minimum: 1 },
				],
			},
		);
		const markdown = sheetMarkdown(found, {
			...facts,
			object: 'Contacts [all]',
			editsCountDays: 60,
			clearEmptyValues: true,
			integrations: 2,
		});
		expect(markdown).toBe(`# Who writes what: Contacts \\[all\\] in HubSpot

Account 1\\_2, as set in n8n on 2026-03-04. AI writes 1 field, 4 are Shared, 2 are People Only, and 3 are protected.

- A suggestion of a model needs a confidence of at least 85 %, unless a field says otherwise below; less goes to a person. As long as nobody has checked its confidence against people's decisions, a model writes AI fields only.
- What a person entered is kept for 60 days after the edit; then AI may refresh it.
- A value that a person rejected, replaced or emptied is not suggested again.
- An empty suggestion may empty a field, under the same rules.
- Edits in the name of 2 CRM users count as another program's, not as a person's.

## AI

AI fills these in and refreshes them. What you type or empty yourself stays: AI asks before it changes it.

| Field | Name in the CRM | Kind | AI must be at least this sure |
| --- | --- | --- | --- |
| AI \\| Score | ai\\_score | number | 57.5 % |

## Shared

AI writes here only while the field is empty or still holds what AI wrote. What you type stays, and what you empty stays empty: AI then asks you and changes nothing by itself.

| Field | Name in the CRM | Kind | AI must be at least this sure |
| --- | --- | --- | --- |
| Industry | industry | choice | 85 % |
| Zip | zip | text | 100 % |

All other Shared fields (2): City, Region

## People Only

AI never writes here.

Job Title, Phone\\_1

## Protected

AI may suggest a value here, and it is written only after a person has approved that very value.

- An amount of money: Amount, Budget
- The owner: A Owner

## Also good to know

- AI keeps its own notes about what it wrote in: Written\\*by AI, AI Updated At. Leave them as they are.
- 2 more fields are calculated or read-only: neither AI nor this sheet can change them.
- These rows in n8n name no field of this object: no\\_such, nor\\_\\*. Correct or remove them.
`);
	});

	test('of one of each speaks in the singular', () => {
		const one = sheet(
			[{ name: 'ai_x' }, { name: 'city' }, { name: 'title' }, { name: 'amount' }, { name: 'total', calculated: true }],
			{
				owners: [
					{ field: 'title', owner: 'people' },
					{ field: 'tpyo', owner: 'ai' },
				],
			},
		);
		const text = sheetMarkdown(one, { ...facts, integrations: 1 });
		expect(text).toContain('AI writes 1 field, 1 is Shared, 1 is People Only, and 1 is protected.');
		expect(text).toContain('- 1 more field is calculated or read-only: neither AI nor this sheet can change it.');
		expect(text).toContain('Edits in the name of 1 CRM user count as');
		expect(text).toContain('- This row in n8n names no field of this object: tpyo. Correct or remove it.');
	});

	test('of an object without any field says “None” under each heading, and nothing that does not apply', () => {
		expect(sheetMarkdown(sheet([]), facts)).toBe(`# Who writes what: Contacts in HubSpot

Account 1\\_2, as set in n8n on 2026-03-04. AI writes 0 fields, 0 are Shared, 0 are People Only, and 0 are protected.

- A suggestion of a model needs a confidence of at least 85 %, unless a field says otherwise below; less goes to a person. As long as nobody has checked its confidence against people's decisions, a model writes AI fields only.
- What a person entered is kept for ever, until a person changes it.
- A value that a person rejected, replaced or emptied is not suggested again.
- An empty suggestion never empties a field.

## AI

AI fills these in and refreshes them. What you type or empty yourself stays: AI asks before it changes it.

None.

## Shared

AI writes here only while the field is empty or still holds what AI wrote. What you type stays, and what you empty stays empty: AI then asks you and changes nothing by itself.

None.

## People Only

AI never writes here.

None: nobody has set a field to People Only.

## Protected

AI may suggest a value here, and it is written only after a person has approved that very value.

None.

`);
	});

	test('shows a table of Shared fields only where one has a row or a limit of its own', () => {
		const shared = (policy: Partial<GatePolicy>) =>
			sheetMarkdown(sheet([{ name: 'city', label: 'City' }], policy), facts).split('## Shared')[1] ?? '';
		expect(shared({})).toContain('All other Shared fields (1): City');
		expect(shared({})).not.toContain('| Field |');
		for (const policy of [
			{ owners: [{ field: 'city', owner: 'shared' as const }] },
			{ confidenceByField: [{ field: 'city', minimum: 0.5 }] },
		]) {
			expect(shared(policy)).toContain('| City | city |');
			expect(shared(policy)).not.toContain('All other');
			expect(shared(policy)).not.toContain('None.\n\n## People');
		}
	});
});
