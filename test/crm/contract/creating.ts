/** create: one result per record, in order; the CRM's duplicate check stays on; nothing is ever sent twice in doubt. */
import type { Created, NewRecord, Result } from '../../../crm/crm';
import { CREATION_UNCERTAIN } from '../../../crm/crm';
import { make, now, type ContractCrm } from './setup';

export function describeCreating(crm: () => ContractCrm): void {
	const fresh = (email: string, more: NewRecord['values'] = {}): NewRecord => {
		const { fields } = crm();
		return { values: { ...fields.label.values, [fields.email]: email, ...more } };
	};
	const create = async (records: readonly NewRecord[]): Promise<readonly Result<Created>[]> =>
		await crm().connect().create(crm().object, records);
	const idIn = (result: Result<Created> | undefined): string => {
		if (result?.ok !== true || !result.value.made) throw new Error(`Not made: ${JSON.stringify(result)}`);
		return result.value.id;
	};
	const holders = async (email: string): Promise<readonly string[]> => {
		const [found] = await crm().connect().find(crm().object, [{ email }], []);
		return found?.ok === true ? found.value.map(({ id }) => id) : [];
	};

	describe('creating', () => {
		test('makes records in order, with values as they were predicted (S2-11)', async () => {
			const { fields, object } = crm();
			const values = {
				[fields.text]: 'Zoë & Söhne',
				[fields.number]: 12.5,
				[fields.yesNo]: true,
				[fields.date]: '2026-02-28',
				[fields.choice.name]: fields.choice.values[1],
				[fields.choices.name]: [fields.choices.values[2], fields.choices.values[0]],
			};
			const results = await create([fresh('ann@example.com', values), fresh('bob@example.com')]);
			const [ann, bob] = results.map(idIn);
			expect(ann).not.toBe(bob);
			const connection = crm().connect();
			const schema = new Map((await connection.describe(object)).map((field) => [field.name, field]));
			for (const [name, value] of Object.entries(values)) {
				const field = schema.get(name);
				if (field === undefined) throw new Error(`no field ${name}`);
				expect(await now(crm(), ann ?? '', name)).toEqual(connection.predict(field, value));
			}
			expect(await holders('ann@example.com')).toEqual([ann]);
			expect(await holders('bob@example.com')).toEqual([bob]);
		});

		test('names the fields that hold the keys, and by them the record is found', async () => {
			const { object, fields } = crm();
			const keys = await crm().connect().keyFields(object);
			expect(keys).toMatchObject({ email: fields.email, phone: fields.phone });
			const schema = new Set((await crm().connect().describe(object)).map(({ name }) => name));
			const { required, parents, ...named } = keys;
			for (const name of [...Object.values(named), ...required]) expect(schema.has(name ?? '')).toBe(true);
			expect(parents).toContain(crm().other);
			const record = fresh('ann@example.com', { [keys.phone ?? '']: '+4930901820', [fields.unique]: 'C-7' });
			const id = idIn((await create([record]))[0]);
			const queries = [{ phone: '+4930901820' }, { unique: { field: fields.unique, value: 'C-7' } }];
			const found = await crm().connect().find(object, queries, []);
			expect(found.map((one) => one.ok && one.value.map((hit) => hit.id))).toEqual([[id], [id]]);
		});

		test('puts the record under its company', async () => {
			const { act, object, other } = crm();
			const company = await act.create(other, { name: 'Analytical Engines' });
			const record = { ...fresh('ann@example.com'), parents: [{ object: other, id: company }] };
			const id = idIn((await create([record]))[0]);
			const [people] = await crm()
				.connect()
				.find(object, [{ parent: { object: other, id: company } }], []);
			expect(people).toMatchObject({ ok: true, value: [{ id }] });
		});

		test('an address that is there already makes no second record, and the first one is named', async () => {
			const { fields, object } = crm();
			const id = await make(crm(), { ...fields.label.values, [fields.email]: 'ann@example.com' });
			const results = await create([fresh('Ann@Example.com'), fresh('bob@example.com')]);
			expect(results[0]).toEqual({ ok: true, value: { made: false, existing: [{ object, id }] } });
			expect(results[1]).toMatchObject({ ok: true, value: { made: true } });
			expect(await holders('ann@example.com')).toEqual([id]);
		});

		test('a unique value that is there already makes no second record either', async () => {
			const { fields, object } = crm();
			const id = await make(crm(), {
				...fields.label.values,
				[fields.email]: 'ann@example.com',
				[fields.unique]: 'C-5',
			});
			const results = await create([fresh('other@example.com', { [fields.unique]: 'C-5' })]);
			expect(results).toEqual([{ ok: true, value: { made: false, existing: [{ object, id }] } }]);
			expect(await holders('other@example.com')).toEqual([]);
		});

		test('of two records with one address in one call one is made', async () => {
			const results = await create([fresh('ann@example.com'), fresh('ann@example.com')]);
			const made = results.flatMap((result) => (result.ok && result.value.made ? [result.value.id] : []));
			const existing = results.flatMap((result) => (result.ok && !result.value.made ? result.value.existing : []));
			expect(made).toHaveLength(1);
			expect(existing.map(({ id }) => id)).toEqual(made);
			expect(await holders('ann@example.com')).toEqual(made);
		});

		test('bad records fail alone and in their places, and nothing of them is made', async () => {
			const { fields } = crm();
			const results = await create([
				fresh('one@example.com'),
				fresh('two@example.com', { no_such_field: 'x' }),
				fresh('three@example.com', { [fields.readOnly]: 'x' }),
				fresh('four@example.com', { [fields.choice.name]: 'no such option' }),
				fresh('five@example.com'),
			]);
			expect(results.map((result) => (result.ok ? 'ok' : result.error.kind))).toEqual([
				'ok',
				'validation',
				'validation',
				'validation',
				'ok',
			]);
			for (const name of ['two', 'three', 'four']) expect(await holders(`${name}@example.com`)).toEqual([]);
		});

		test('errors hold no value that was sent', async () => {
			const secret = 'Private Person 4711';
			const results = await create([fresh('ann@example.com', { [crm().fields.choice.name]: secret })]);
			expect(results).toMatchObject([{ ok: false }]);
			expect(JSON.stringify(results)).not.toContain(secret);
		});

		test('after a lost answer the record is found instead of made again', async () => {
			const connection = crm().connect();
			await connection.describe(crm().object);
			await crm().act.loseAnswer('after');
			const results = await connection.create(crm().object, [fresh('ann@example.com')]);
			expect(await holders('ann@example.com')).toEqual([idIn(results[0])]);
		});

		test('a record of which nobody knows whether it was made is not sent again, and says so', async () => {
			const connection = crm().connect();
			await connection.describe(crm().object);
			await crm().act.loseAnswer('before');
			const results = await connection.create(crm().object, [fresh('ann@example.com'), fresh('bob@example.com')]);
			expect(results.filter((result) => !result.ok)).toMatchObject([
				{ error: { kind: 'unavailable', code: CREATION_UNCERTAIN } },
			]);
			expect([...(await holders('ann@example.com')), ...(await holders('bob@example.com'))]).toHaveLength(1);
		});

		test('a rate limit is waited for, and one record is made', async () => {
			const connection = crm().connect();
			await connection.describe(crm().object);
			await crm().act.limit(2);
			const id = idIn((await connection.create(crm().object, [fresh('ann@example.com')]))[0]);
			expect(await holders('ann@example.com')).toEqual([id]);
		});

		test('without the permission to create is told so, per record, and makes nothing', async () => {
			const connection = crm().connect();
			await connection.describe(crm().object);
			await crm().act.forbidWriting();
			const results = await connection.create(crm().object, [fresh('ann@example.com'), fresh('bob@example.com')]);
			expect(results.map((result) => !result.ok && result.error.kind)).toEqual(['permission', 'permission']);
			expect(await holders('ann@example.com')).toEqual([]);
		});

		test('a credential that does not work gives every record the same error and sends nothing more', async () => {
			const connection = crm().connect();
			await connection.whoAmI();
			await connection.describe(crm().object);
			await crm().act.revoke();
			const first = await connection.create(crm().object, [fresh('ann@example.com')]);
			const before = crm().received();
			const again = await connection.create(crm().object, [fresh('ann@example.com'), fresh('bob@example.com')]);
			expect(crm().received()).toBe(before);
			for (const result of [...first, ...again]) expect(result).toMatchObject({ ok: false, error: { kind: 'auth' } });
		});

		test('an empty list sends nothing', async () => {
			const connection = crm().connect();
			const before = crm().received();
			expect(await connection.create(crm().object, [])).toEqual([]);
			expect(crm().received()).toBe(before);
		});
	});

	describe('deleted records', () => {
		test('are told of by their id, with name and address; live, merged and unknown ids are not', async () => {
			const { act, fields, object, missingId, deletedTold } = crm();
			const gone = await make(crm(), fields.label.values);
			const live = await make(crm());
			const winner = await make(crm());
			const loser = await make(crm());
			await act.remove(gone);
			await act.merge(winner, loser);
			const found = await crm()
				.connect()
				.findDeleted(object, [{ id: live }, { id: gone }, { id: missingId }, { id: loser }, { id: '../x' }]);
			expect(found).toEqual([
				[],
				deletedTold !== 'never'
					? [
							{
								object,
								id: gone,
								label: fields.label.text,
								url: expect.stringContaining(gone) as string,
								via: 'record id',
							},
						]
					: [],
				[],
				[],
				[],
			]);
		});

		test('are told of by the keys that the adapter declares', async () => {
			const { act, fields, object, deletedTold } = crm();
			const gone = await make(crm(), {
				...fields.label.values,
				[fields.email]: 'ann@example.com',
				[fields.unique]: 'C-9',
			});
			await make(crm(), { [fields.email]: 'bob@example.com', [fields.unique]: 'C-8' });
			await act.remove(gone);
			const connection = crm().connect();
			const found = await connection.findDeleted(object, [
				{ email: 'Ann@example.com' },
				{ unique: { field: fields.unique, value: 'C-9' } },
				{ email: 'bob@example.com' },
				{ unique: { field: fields.unique, value: 'C-8' } },
			]);
			const by = (key: 'email' | 'unique') =>
				connection.capabilities.deletedBy.includes(key) && deletedTold === 'by every key' ? [gone] : [];
			expect(found.map((records) => records.map(({ id }) => id))).toEqual([by('email'), by('unique'), [], []]);
		});
	});
}
