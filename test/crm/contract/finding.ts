/** find: one result list per query, in order; every holder of a key is a candidate; nobody judges. */
import type { IdentityKeys } from '../../../crm/crm';
import { make, type ContractCrm } from './setup';

export function describeFinding(crm: () => ContractCrm): void {
	const find = async (queries: readonly IdentityKeys[], fields: readonly string[] = []) => {
		const results = await crm().connect().find(crm().object, queries, fields);
		return results.map((result) => {
			if (!result.ok) throw new Error(result.error.message);
			return result.value;
		});
	};
	const ids = async (query: IdentityKeys) => (await find([query]))[0]?.map((candidate) => candidate.id);

	describe('finding', () => {
		test('finds by record id, unique field, e-mail and phone, and says by which (S0-25)', async () => {
			const { fields } = crm();
			const values = { [fields.email]: 'ann@example.com', [fields.phone]: '+49 30 901820', [fields.unique]: 'C-1' };
			const id = await make(crm(), values);
			await make(crm(), { [fields.email]: 'bob@example.com', [fields.phone]: '+49 30 901821', [fields.unique]: 'C-2' });
			const results = await find([
				{ id },
				{ unique: { field: fields.unique, value: 'C-1' } },
				{ email: 'ann@example.com' },
				{ phone: '+4930901820' },
			]);
			expect(results.map((found) => found.map((candidate) => [candidate.id, candidate.via]))).toEqual([
				[[id, ['record id']]],
				[[id, ['unique field']]],
				[[id, ['email']]],
				[[id, ['phone']]],
			]);
		});

		test('reads the asked fields along', async () => {
			const { fields } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@example.com', [fields.number]: '4' });
			const [found] = await find([{ email: 'ann@example.com' }], [fields.number, fields.text]);
			expect(found?.[0]?.snapshot).toMatchObject({ id, values: { [fields.number]: 4, [fields.text]: null } });
		});

		test('a query without a hit has an empty list at its own place', async () => {
			const { fields, missingId } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@example.com' });
			const results = await find([
				{ email: 'nobody@example.com' },
				{ email: 'ann@example.com' },
				{ id: missingId },
				{},
				{ unique: { field: fields.unique, value: 'none' } },
				{ phone: '+4930999999' },
			]);
			expect(results.map((found) => found.map((candidate) => candidate.id))).toEqual([[], [id], [], [], [], []]);
		});

		test('a key that several keys lead to is one candidate with all of them', async () => {
			const { fields } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@example.com', [fields.phone]: '+4930901820' });
			const [found] = await find([{ id, email: 'ann@example.com', phone: '+4930901820' }]);
			expect(found).toHaveLength(1);
			expect([...(found?.[0]?.via ?? [])].sort()).toEqual(['email', 'phone', 'record id']);
		});

		test('keys that lead to different records give both: the node decides that this is ambiguous', async () => {
			const { fields } = crm();
			const ann = await make(crm(), { [fields.email]: 'ann@example.com' });
			const bob = await make(crm(), { [fields.phone]: '+4930901820' });
			expect((await ids({ email: 'ann@example.com', phone: '+4930901820' }))?.sort()).toEqual([ann, bob].sort());
		});

		test('all holders of a phone number are candidates, however the number is written', async () => {
			const { fields } = crm();
			const first = await make(crm(), { [fields.phone]: '+49 (30) 901-820' });
			const second = await make(crm(), { [fields.phone]: '030 901820' });
			expect((await ids({ phone: '+4930901820' }))?.sort()).toEqual([first, second].sort());
		});

		test('the same local number in another country is no hit', async () => {
			await make(crm(), { [crm().fields.phone]: '+43 30 901820' });
			expect(await ids({ phone: '+4930901820' })).toEqual([]);
		});

		test('a secondary e-mail address leads to the record and is named as such (S0-08)', async () => {
			const { fields, act } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@work.example' });
			await act.addEmail(id, 'ann@home.example');
			const [found, primary] = await find([{ email: 'ann@home.example' }, { email: 'ann@work.example' }]);
			expect(found?.map((candidate) => [candidate.id, candidate.via])).toEqual([[id, ['secondary email']]]);
			expect(primary?.map((candidate) => [candidate.id, candidate.via])).toEqual([[id, ['email']]]);
		});

		test('an address that only resembles another is no hit', async () => {
			const { fields, act } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@work.example' });
			await act.addEmail(id, 'ann.smith@home.example');
			for (const email of ['smith@home.example', 'ann.smith@home.example.org', 'ann@home.example']) {
				expect(await ids({ email })).toEqual([]);
			}
		});

		test('a mailbox leads to the records that hold another address of it, and to no other', async () => {
			const { fields, act } = crm();
			const holder = (email: string) => make(crm(), { [fields.email]: email });
			const tagged = await holder('Ann+news@acme.test');
			for (const email of ['ann@acme.test', 'ann.b+news@acme.test', 'ann+news@other.test', 'joann+a@acme.test']) {
				await holder(email);
			}
			const second = await holder('smith@work.test');
			await act.addEmail(second, 'ann+old@acme.test');
			const [found, others, none] = await find([
				{ mailbox: 'ann@acme.test' },
				{ mailbox: 'bob@acme.test' },
				{ mailbox: 'no address' },
			]);
			expect(found?.map((candidate) => [candidate.id, candidate.via]).sort()).toEqual(
				[
					[tagged, ['mailbox']],
					[second, ['mailbox']],
				].sort(),
			);
			expect([others, none]).toEqual([[], []]);
		});

		test('the mailbox of a tagged address leads to the one without its tag', async () => {
			const { fields } = crm();
			const plain = await make(crm(), { [fields.email]: 'ann@acme.test' });
			const news = await make(crm(), { [fields.email]: 'ann+news@acme.test' });
			expect((await ids({ mailbox: 'ann+other@acme.test' }))?.sort()).toEqual([plain, news].sort());
			expect(await ids({ mailbox: 'ann+news@acme.test' })).toEqual([plain]);
		});

		test('a deleted record is no candidate by any key', async () => {
			const { fields, act } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@example.com', [fields.phone]: '+4930901820' });
			await act.remove(id);
			expect(await find([{ id }, { email: 'ann@example.com' }, { phone: '+4930901820' }])).toEqual([[], [], []]);
		});

		test('a merged id gives the survivor and tells the old id', async () => {
			const winner = await make(crm());
			const loser = await make(crm());
			await crm().act.merge(winner, loser);
			const [found] = await find([{ id: loser }]);
			expect(found).toMatchObject([{ id: winner, mergedFrom: loser }]);
		});

		test('many queries at once each get their own answer', async () => {
			const { fields } = crm();
			const made: string[] = [];
			for (let index = 0; index < 130; index++) {
				made.push(await make(crm(), { [fields.email]: `person${index}@example.com` }));
			}
			const results = await find(made.map((_, index) => ({ email: `person${index}@example.com` })));
			expect(results.map((found) => found.map((candidate) => candidate.id))).toEqual(made.map((id) => [id]));
		});

		test('a malformed id fails its own query only', async () => {
			const { fields } = crm();
			const id = await make(crm(), { [fields.email]: 'ann@example.com' });
			const queries = [{ id: '../x' }, { email: 'ann@example.com' }, { email: 'no address' }];
			const [bad, good, odd] = await crm().connect().find(crm().object, queries, []);
			expect(bad?.ok === false || bad?.value.length === 0).toBe(true);
			expect(good).toMatchObject({ ok: true, value: [{ id }] });
			expect(odd).toEqual({ ok: true, value: [] });
		});

		test('a field that is not unique is refused as key', async () => {
			const query = { unique: { field: crm().fields.text, value: 'x' } };
			const [result] = await crm().connect().find(crm().object, [query], []);
			expect(result).toMatchObject({ ok: false, error: { kind: 'validation', fields: [crm().fields.text] } });
		});
	});
}
