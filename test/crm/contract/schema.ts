/** Account, objects, fields, and the creation of fields. */
import type { FieldSpec } from '../../../core/fields/schema';
import { CrmError } from '../../../core/errors';
import type { ContractCrm } from './setup';

export function describeSchema(crm: () => ContractCrm): void {
	describe('account and fields', () => {
		test('whoAmI names the account, the same on every connection', async () => {
			const [first, second] = [await crm().connect().whoAmI(), await crm().connect().whoAmI()];
			expect(first.account).not.toBe('');
			expect(second).toEqual(first);
		});

		test('objects lists the supported ones with labels for people', async () => {
			const objects = await crm().connect().objects();
			const names = objects.map((object) => object.name);
			expect(names).toEqual(expect.arrayContaining([crm().object, crm().other]));
			expect(new Set(names).size).toBe(names.length);
			for (const object of objects) expect(object.label).not.toBe('');
		});

		test('describe tells types, options and what cannot be written (S0-29, S0-31)', async () => {
			const { fields, object } = crm();
			const schema = new Map((await crm().connect().describe(object)).map((field) => [field.name, field]));
			const type = (name: string) => schema.get(name)?.type;
			expect(type(fields.text)).toBe('text');
			expect(type(fields.longText)).toBe('long text');
			expect(type(fields.number)).toBe('number');
			expect(type(fields.yesNo)).toBe('yes/no');
			expect(type(fields.date)).toBe('date');
			expect(type(fields.time)).toBe('date and time');
			expect(type(fields.choice.name)).toBe('choice');
			expect(type(fields.choices.name)).toBe('choices');
			expect(type(fields.email)).toBe('email');
			expect(type(fields.phone)).toBe('phone');
			const options = schema.get(fields.choice.name)?.choices.map((choice) => choice.value);
			expect(options).toEqual(expect.arrayContaining([...fields.choice.values]));
			expect(schema.get(fields.unique)?.unique).toBe(true);
			expect(schema.get(fields.text)).toMatchObject({ unique: false, readOnly: false, calculated: false });
			expect(schema.get(fields.readOnly)?.readOnly).toBe(true);
		});

		test('describe is read once per connection, also when asked for twice at the same time', async () => {
			const connection = crm().connect();
			await Promise.all([connection.describe(crm().object), connection.describe(crm().object)]);
			const before = crm().received();
			await connection.describe(crm().object);
			expect(crm().received()).toBe(before);
		});

		test('describe of an object that is not there throws a CrmError with a hint', async () => {
			const failure = await crm()
				.connect()
				.describe('no such object')
				.catch((error: unknown) => error);
			expect(failure).toBeInstanceOf(CrmError);
			expect((failure as CrmError).hint).not.toBe('');
		});
	});

	describe('creating fields', () => {
		const score: FieldSpec = {
			name: 'ai_contract_score',
			label: 'AI Contract Score',
			type: 'number',
			description: 'x',
		};
		const segment: FieldSpec = {
			name: 'ai_contract_segment',
			label: 'AI Contract Segment',
			type: 'choice',
			description: 'x',
			choices: [
				{ value: 'hot', label: 'Hot' },
				{ value: 'cold', label: 'Cold' },
			],
		};
		const others: readonly FieldSpec[] = [
			{ name: 'ai_contract_text', label: 'AI Contract Text', type: 'text', description: 'x' },
			{ name: 'ai_contract_long', label: 'AI Contract Long', type: 'long text', description: 'x' },
			{ name: 'ai_contract_time', label: 'AI Contract Time', type: 'date and time', description: 'x' },
		];

		test('makes what is missing in the asked types, at once visible to the same connection (S1-32)', async () => {
			const connection = crm().connect();
			await connection.describe(crm().object);
			const specs = [score, segment, ...others];
			const created = await connection.createFields(crm().object, specs);
			expect(created.map(({ name, status }) => [name, status])).toEqual(specs.map(({ name }) => [name, 'created']));
			const schema = new Map((await connection.describe(crm().object)).map((field) => [field.name, field]));
			for (const spec of specs) expect(schema.get(spec.name)).toMatchObject({ type: spec.type, readOnly: false });
			expect(schema.get(segment.name)?.choices.map((choice) => choice.value)).toEqual(['hot', 'cold']);
		});

		test('a second time finds everything there and changes nothing', async () => {
			await crm().connect().createFields(crm().object, [score, segment]);
			const before = await crm().connect().describe(crm().object);
			const again = await crm().connect().createFields(crm().object, [score, segment]);
			expect(again.map(({ status }) => status)).toEqual(['exists', 'exists']);
			expect(await crm().connect().describe(crm().object)).toEqual(before);
		});

		test('a field of that name with another type is left alone and reported', async () => {
			const wrong: FieldSpec = { ...score, name: crm().fields.text };
			const [answer] = await crm().connect().createFields(crm().object, [wrong]);
			expect(answer).toMatchObject({ status: 'differs' });
			expect(answer?.message).not.toBe('');
		});
	});
}
