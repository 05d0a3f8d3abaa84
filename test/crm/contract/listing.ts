/** list and changedSince: conditions, order, limit, cursors. */
import { CrmError } from '../../../core/errors';
import { collect, make, type ContractCrm } from './setup';

export function describeListing(crm: () => ContractCrm): void {
	describe('listing', () => {
		test('changed since: ascending by change time, up to the limit (S0-06)', async () => {
			const { fields, object, act } = crm();
			const old = await make(crm());
			await act.wait(2_000);
			const ids: string[] = [];
			for (let index = 0; index < 5; index++) {
				ids.push(await make(crm(), { [fields.text]: `v${index}` }));
				await act.wait(10);
			}
			const [second = '', third = ''] = ids.slice(1);
			const since = (await crm().connect().read(object, ids, [], { edits: false })).get(second);
			const changedSince = since?.ok === true ? (since.value.changedAt ?? '') : '';
			const listed = await collect(crm().connect().list(object, { changedSince }, [fields.text], 100));
			expect(listed.map((snapshot) => snapshot.id)).toEqual(ids.slice(1));
			expect(listed.map((snapshot) => snapshot.values[fields.text])).toEqual(['v1', 'v2', 'v3', 'v4']);
			expect(listed.map((snapshot) => snapshot.id)).not.toContain(old);
			const two = await collect(crm().connect().list(object, { changedSince }, [], 2));
			expect(two.map((snapshot) => snapshot.id)).toEqual([second, third]);
		});

		test('field empty: neither false nor 0 is empty', async () => {
			const { fields, object } = crm();
			const empty = await make(crm(), { [fields.text]: 'x' });
			await make(crm(), { [fields.number]: '0' });
			const listed = await collect(crm().connect().list(object, { empty: fields.number }, [], 100));
			expect(listed.map((snapshot) => snapshot.id)).toEqual([empty]);
		});

		test('field older than: older or empty', async () => {
			const { fields, object } = crm();
			const older = await make(crm(), { [fields.time]: '2026-01-01T00:00:00.000Z' });
			await make(crm(), { [fields.time]: '2026-06-01T00:00:00.000Z' });
			const empty = await make(crm());
			const olderThan = { field: fields.time, before: '2026-03-01T00:00:00.000Z' };
			const listed = await collect(crm().connect().list(object, { olderThan }, [fields.time], 100));
			expect(listed.map((snapshot) => snapshot.id).sort()).toEqual([older, empty].sort());
		});

		test('field newer than: at or after, and an empty field is neither', async () => {
			const { fields, object } = crm();
			await make(crm(), { [fields.time]: '2026-01-01T00:00:00.000Z' });
			const newer = await make(crm(), { [fields.time]: '2026-06-01T00:00:00.000Z' });
			await make(crm());
			for (const from of ['2026-03-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z']) {
				const where = { newerThan: { field: fields.time, from }, changedSince: '2020-01-01T00:00:00.000Z' };
				const listed = await collect(crm().connect().list(object, where, [fields.time], 100));
				expect(listed.map(({ id }) => id)).toEqual([newer]);
			}
		});

		test('conditions hold together', async () => {
			const { fields, object } = crm();
			const both = await make(crm(), { [fields.text]: 'x' });
			await make(crm(), { [fields.text]: 'x', [fields.number]: '1' });
			await make(crm(), { [fields.time]: '2026-06-01T00:00:00.000Z' });
			const where = {
				empty: fields.number,
				olderThan: { field: fields.time, before: '2026-03-01T00:00:00.000Z' },
				changedSince: '2020-01-01T00:00:00.000Z',
			};
			expect((await collect(crm().connect().list(object, where, [], 100))).map(({ id }) => id)).toEqual([both]);
		});

		test('deleted records are not listed', async () => {
			const { fields, object, act } = crm();
			const id = await make(crm());
			await act.remove(id);
			expect(await collect(crm().connect().list(object, { empty: fields.number }, [], 100))).toEqual([]);
		});

		test('no condition, an unknown field and a time that is none throw a CrmError', async () => {
			const { object } = crm();
			for (const where of [
				{},
				{ empty: 'no_such_field' },
				{ changedSince: 'yesterday' },
				{ newerThan: { field: 'no_such_field', from: '2026-03-01T00:00:00.000Z' } },
			]) {
				const failure = await collect(crm().connect().list(object, where, [], 10)).catch((error: unknown) => error);
				expect(failure).toBeInstanceOf(CrmError);
			}
		});
	});

	describe('polling for changes (S0-22)', () => {
		test('tells each change once: the cursor of one poll is the start of the next', async () => {
			const { fields, object, act } = crm();
			const start = new Date(Date.now() - 60_000).toISOString();
			const first = await make(crm(), { [fields.text]: 'a' });
			const second = await make(crm(), { [fields.text]: 'a' });
			const polled = await collect(crm().connect().changedSince(object, start));
			expect(polled.map(({ id }) => id).sort()).toEqual([first, second].sort());
			expect(polled.map(({ kind }) => kind)).toEqual(['created', 'created']);

			const cursor = polled.at(-1)?.cursor ?? '';
			expect(await collect(crm().connect().changedSince(object, cursor))).toEqual([]);

			await act.wait(50);
			await act.edit(first, fields.text, 'b');
			const again = await collect(crm().connect().changedSince(object, cursor));
			expect(again).toMatchObject([{ object, id: first, kind: 'changed' }]);
		});

		test('any cursor on the way continues right behind it', async () => {
			const { object, act } = crm();
			const start = new Date(Date.now() - 60_000).toISOString();
			for (let index = 0; index < 4; index++) {
				await make(crm());
				await act.wait(10);
			}
			const polled = await collect(crm().connect().changedSince(object, start));
			for (const [index, change] of polled.entries()) {
				const rest = await collect(crm().connect().changedSince(object, change.cursor));
				expect(rest.map(({ id }) => id)).toEqual(polled.slice(index + 1).map(({ id }) => id));
			}
		});

		test('a cursor that is none throws a CrmError', async () => {
			const failure = await collect(crm().connect().changedSince(crm().object, 'last week')).catch((e: unknown) => e);
			expect(failure).toBeInstanceOf(CrmError);
		});
	});
}
