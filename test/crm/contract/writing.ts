/** write: one result per patch, in order; one bad patch harms no other; nothing is sent after an auth failure. */
import type { CrmValue } from '../../../core/value';
import { CHANGED_SINCE_READ } from '../../../crm/crm';
import { make, now, type ContractCrm } from './setup';

export function describeWriting(crm: () => ContractCrm): void {
	describe('writing', () => {
		test('every kind of value is stored so that reading gives what was predicted (S0-29, S0-30)', async () => {
			const { fields, object } = crm();
			const [a, b, c] = fields.choices.values;
			const cases: readonly (readonly [string, CrmValue])[] = [
				[fields.text, 'Zoë <b>&amp; Söhne; "x"'],
				[fields.longText, 'line one\nline two'],
				[fields.number, 12.5],
				[fields.number, 0],
				[fields.number, -3],
				[fields.yesNo, true],
				[fields.yesNo, false],
				[fields.date, '2026-02-28'],
				[fields.time, '2026-11-20T13:14:15.678Z'],
				[fields.choice.name, fields.choice.values[0]],
				[fields.choices.name, [c, a]],
				[fields.choices.name, [b]],
				[fields.choices.name, []],
				[fields.email, 'Ann.Smith@Example.COM'],
			];
			const id = await make(crm());
			const connection = crm().connect();
			const schema = new Map((await connection.describe(object)).map((field) => [field.name, field]));
			for (const [name, value] of cases) {
				const field = schema.get(name);
				if (field === undefined) throw new Error(`no field ${name}`);
				expect(await connection.write(object, [{ id, values: { [name]: value } }])).toMatchObject([{ ok: true }]);
				expect(await now(crm(), id, name)).toEqual(connection.predict(field, value));
			}
		});

		test('null clears, undefined leaves, and other fields stay untouched', async () => {
			const { fields, object } = crm();
			const id = await make(crm(), { [fields.text]: 'a', [fields.longText]: 'b', [fields.number]: '3' });
			const values = { [fields.text]: null, [fields.longText]: undefined } as unknown as Record<string, CrmValue>;
			expect(await crm().connect().write(object, [{ id, values }])).toMatchObject([{ ok: true, value: { id } }]);
			expect(await now(crm(), id, fields.text)).toBeNull();
			expect(await now(crm(), id, fields.longText)).toBe('b');
			expect(await now(crm(), id, fields.number)).toBe(3);
		});

		test('bad patches fail alone and in their places; all good ones are written (S1-18)', async () => {
			const { fields, object, missingId, act } = crm();
			const ids: string[] = [];
			for (let index = 0; index < 12; index++) ids.push(await make(crm()));
			const [deleted = '', invalid = '', unknown = '', readOnly = '', ...good] = ids;
			await act.remove(deleted);
			const fine = good.map((id, index) => ({ id, values: { [fields.text]: `fine ${index}` } }));
			const patches = [
				...fine.slice(0, 3),
				{ id: invalid, values: { [fields.choice.name]: 'no such option' } },
				{ id: missingId, values: { [fields.text]: 'x' } },
				{ id: '', values: { [fields.text]: 'x' } },
				...fine.slice(3, 6),
				{ id: unknown, values: { no_such_field: 'x', [fields.text]: 'x' } },
				{ id: readOnly, values: { [fields.readOnly]: 'x' } },
				{ id: deleted, values: { [fields.text]: 'x' } },
				...fine.slice(6),
			];
			const results = await crm().connect().write(object, patches);
			expect(results).toHaveLength(patches.length);
			const summary = results.map((result) => (result.ok ? 'ok' : result.error.kind));
			expect(summary).toEqual([
				...['ok', 'ok', 'ok', 'validation', 'not found', 'validation', 'ok', 'ok', 'ok'],
				...['validation', 'validation', 'not found', 'ok', 'ok'],
			]);
			expect(results[3]).toMatchObject({ error: { fields: [fields.choice.name] } });
			expect(results[9]).toMatchObject({ error: { fields: ['no_such_field'] } });
			for (const { id, values } of fine) expect(await act.stored(id, fields.text)).toBe(values[fields.text]);
			expect(await act.stored(unknown, fields.text)).toBeNull();
		});

		test('more patches than fit into one request are all written', async () => {
			const { fields, object, act } = crm();
			const ids: string[] = [];
			for (let index = 0; index < 210; index++) ids.push(await make(crm()));
			const patches = ids.map((id, index) => ({ id, values: { [fields.text]: `v${index}` } }));
			const results = await crm().connect().write(object, patches);
			expect(results.map((result) => result.ok && result.value.id)).toEqual(ids);
			for (const [index, id] of ids.entries()) expect(await act.stored(id, fields.text)).toBe(`v${index}`);
		});

		test('two patches of one record are both applied, in their order', async () => {
			const { fields, object } = crm();
			const id = await make(crm());
			const results = await crm()
				.connect()
				.write(object, [
					{ id, values: { [fields.text]: 'first', [fields.number]: 1 } },
					{ id, values: { [fields.text]: 'second' } },
				]);
			expect(results).toMatchObject([{ ok: true }, { ok: true }]);
			expect(await now(crm(), id, fields.text)).toBe('second');
			expect(await now(crm(), id, fields.number)).toBe(1);
		});

		test('a patch whose record changed after its read is refused whole where the CRM has preconditions', async () => {
			const { fields, object, act } = crm();
			const ids: string[] = [];
			for (let index = 0; index < 4; index++) ids.push(await make(crm()));
			await act.wait(3_000);
			const connection = crm().connect();
			const reads = await connection.read(object, ids, [fields.text], { edits: false });
			const [overtaken = '', ...others] = ids;
			await act.wait(3_000);
			await act.edit(overtaken, fields.longText, 'by a rep');
			const patches = ids.map((id) => {
				const read = reads.get(id);
				if (read?.ok !== true) throw new Error('not read');
				const { readAt, changedAt } = read.value;
				return { id, values: { [fields.text]: 'ours' }, unchangedSince: { readAt, changedAt } };
			});
			const results = await connection.write(object, patches);
			const { precondition } = connection.capabilities;
			expect(results.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual([
				precondition ? CHANGED_SINCE_READ : 'ok',
				...others.map(() => 'ok'),
			]);
			expect(await act.stored(overtaken, fields.text)).toBe(precondition ? null : 'ours');
			for (const id of others) expect(await act.stored(id, fields.text)).toBe('ours');
		});

		test('an empty list and an empty patch send no write', async () => {
			const { object } = crm();
			const id = await make(crm());
			const connection = crm().connect();
			await connection.describe(object);
			const before = crm().received();
			expect(await connection.write(object, [])).toEqual([]);
			expect(await connection.write(object, [{ id, values: {} }])).toMatchObject([{ ok: true }]);
			expect(crm().received()).toBe(before);
		});

		test('a rate limit is waited for, and the write succeeds (S2-29)', async () => {
			const { fields, object, act } = crm();
			const id = await make(crm());
			const connection = crm().connect();
			await connection.describe(object);
			await act.limit(2);
			expect(await connection.write(object, [{ id, values: { [fields.text]: 'late' } }])).toMatchObject([{ ok: true }]);
		});

		test('errors hold no value that was sent', async () => {
			const { fields, object } = crm();
			const id = await make(crm());
			const secret = 'Private Person 4711';
			const results = await crm()
				.connect()
				.write(object, [{ id, values: { [fields.choice.name]: secret, [fields.text]: secret } }]);
			expect(results).toMatchObject([{ ok: false }]);
			expect(JSON.stringify(results)).not.toContain(secret);
		});
	});

	describe('a credential that does not work', () => {
		test('gives every record the same auth error, throws nothing, and sends nothing more (S2-13)', async () => {
			const { fields, object, act } = crm();
			const ids: string[] = [];
			for (let index = 0; index < 5; index++) ids.push(await make(crm()));
			const connection = crm().connect();
			await connection.whoAmI();
			await connection.describe(object);
			await act.revoke();
			const patches = ids.map((id) => ({ id, values: { [fields.text]: 'x' } }));
			const written = await connection.write(object, patches);
			const before = crm().received();
			const again = await connection.write(object, patches);
			const read = await connection.read(object, ids, [fields.text], { edits: false });
			const found = await connection.find(object, [{ id: ids[0] ?? '' }], []);
			expect(crm().received()).toBe(before);
			const all = [...written, ...again, ...read.values(), ...found];
			expect(all).toHaveLength(16);
			const errors = all.map((result) => (result.ok ? undefined : result.error));
			for (const error of errors) expect(error).toEqual(errors[0]);
			expect(errors[0]).toMatchObject({ kind: 'auth' });
			for (const id of ids) expect(await act.stored(id, fields.text)).toBeNull();
		});

		test('throws a CrmError where nothing can be answered per record', async () => {
			await crm().act.revoke();
			await expect(crm().connect().whoAmI()).rejects.toMatchObject({ kind: 'auth' });
			await expect(crm().connect().describe(crm().object)).rejects.toMatchObject({ kind: 'auth' });
		});

		test('without the permission to write is told so, per record', async () => {
			const { fields, object, act } = crm();
			const id = await make(crm());
			const connection = crm().connect();
			await connection.describe(object);
			await act.forbidWriting();
			const results = await connection.write(object, [{ id, values: { [fields.text]: 'x' } }]);
			expect(results).toMatchObject([{ ok: false, error: { kind: 'permission' } }]);
			expect(await act.stored(id, fields.text)).toBeNull();
		});
	});
}
