/** Notes, tasks and context; webhooks as far as every CRM has them. */
import { make, type ContractCrm } from './setup';

const note = {
	title: 'Call summary',
	body: 'Wants <b>prices</b> & a "demo".\nNext week.',
	at: '2026-11-20T10:00:00.000Z',
};

export function describeNotes(crm: () => ContractCrm): void {
	const context = async (id: string, max = 20, since?: string) => {
		const want = { associated: [crm().other], activities: true, max, ...(since === undefined ? {} : { since }) };
		const result = (await crm().connect().context(crm().object, [id], want)).get(id);
		if (result?.ok !== true) throw new Error(result?.error.message ?? 'no result');
		return result.value;
	};

	describe('notes and tasks', () => {
		test('a note stands on its record with exactly the text that was given (S1-05)', async () => {
			const id = await make(crm());
			const other = await make(crm());
			const result = await crm().connect().addNote(crm().object, id, note, 'run-1/item-1');
			expect(result).toMatchObject({ ok: true, value: { created: true } });
			const { activities } = await context(id);
			expect(activities).toMatchObject([{ kind: 'note', at: note.at }]);
			expect(activities[0]?.body).toContain('Wants <b>prices</b> & a "demo".\nNext week.');
			expect((await context(other)).activities).toEqual([]);
		});

		test('the same reference never makes a second note, another one does', async () => {
			const id = await make(crm());
			const first = await crm().connect().addNote(crm().object, id, note, 'run-1/item-1');
			const again = await crm()
				.connect()
				.addNote(crm().object, id, { ...note, body: 'other' }, 'run-1/item-1');
			const prefix = await crm().connect().addNote(crm().object, id, note, 'run-1/item-10');
			expect(again).toEqual({ ok: true, value: { id: first.ok ? first.value.id : '', created: false } });
			expect(prefix).toMatchObject({ ok: true, value: { created: true } });
			expect((await context(id)).activities).toHaveLength(2);
		});

		test('the same reference on another record is another note', async () => {
			const [one, two] = [await make(crm()), await make(crm())];
			for (const id of [one, two]) {
				const result = await crm().connect().addNote(crm().object, id, note, 'run-1');
				expect(result).toMatchObject({ ok: true, value: { created: true } });
			}
		});

		test('a task stands on its record once, due when it was asked for', async () => {
			const id = await make(crm());
			const task = { ...note, title: 'Review the score', dueAt: '2026-11-27T09:00:00.000Z' };
			const first = await crm().connect().addTask(crm().object, id, task, 'review/score');
			const again = await crm().connect().addTask(crm().object, id, task, 'review/score');
			expect([first, again]).toMatchObject([
				{ ok: true, value: { created: true } },
				{ ok: true, value: { created: false } },
			]);
			const { activities } = await context(id);
			expect(activities).toMatchObject([{ kind: 'task', title: 'Review the score', at: task.dueAt }]);
		});

		test('tells of many tasks in one request which are open, done or gone, and what is no task id', async () => {
			const id = await make(crm());
			const connection = crm().connect();
			const ids: string[] = [];
			for (const name of ['open', 'done', 'gone']) {
				const task = { ...note, title: name, dueAt: '2026-11-27T09:00:00.000Z' };
				const made = await connection.addTask(crm().object, id, task, name);
				ids.push(made.ok ? made.value.id : '');
			}
			const [open = '', done = '', gone = ''] = ids;
			await crm().act.completeTask(done);
			await crm().act.deleteTask(gone);
			const before = crm().received();
			const states = await connection.taskStates([open, done, gone, done, "x' OR 1=1", '']);
			expect(crm().received() - before).toBe(1);
			expect([open, done, gone].map((task) => states.get(task))).toEqual(
				['open', 'completed', 'gone'].map((value) => ({ ok: true, value })),
			);
			for (const id of ["x' OR 1=1", '']) {
				expect(states.get(id)).toMatchObject({ ok: false, error: { kind: 'validation' } });
			}
			expect((await connection.taskStates([])).size).toBe(0);
			expect(crm().received() - before).toBe(1);
		});

		test('tells why the states of tasks are not known', async () => {
			const id = await make(crm());
			const connection = crm().connect();
			const task = { ...note, title: 'Check', dueAt: '2026-11-27T09:00:00.000Z' };
			const made = await connection.addTask(crm().object, id, task, 'x');
			const taskId = made.ok ? made.value.id : '';
			await crm().act.revoke();
			expect((await connection.taskStates([taskId])).get(taskId)).toMatchObject({ ok: false, error: { kind: 'auth' } });
		});

		test('a record that is not there gets an error and no note', async () => {
			for (const id of [crm().missingId, '']) {
				expect(await crm().connect().addNote(crm().object, id, note, 'x')).toMatchObject({ ok: false });
			}
		});
	});

	describe('context', () => {
		test('gives related records and activities, oldest first', async () => {
			const { object, other, act } = crm();
			const id = await make(crm());
			const company = await act.create(other, { name: 'Acme' });
			await act.associate(id, company);
			for (const day of ['03', '01', '02']) {
				const at = `2026-11-${day}T10:00:00.000Z`;
				await crm()
					.connect()
					.addNote(object, id, { ...note, at }, day);
			}
			const found = await context(id);
			expect(found.related).toMatchObject([{ object: other, id: company, label: 'Acme' }]);
			expect(found.activities.map(({ at }) => at.slice(8, 10))).toEqual(['01', '02', '03']);
			expect(found.truncated).toBe(false);
		});

		test('keeps the newest up to the maximum, and says that it cut', async () => {
			const { object } = crm();
			const id = await make(crm());
			for (const day of ['01', '02', '03']) {
				await crm()
					.connect()
					.addNote(object, id, { ...note, at: `2026-11-${day}T10:00:00.000Z` }, day);
			}
			const found = await context(id, 2);
			expect(found.activities.map(({ at }) => at.slice(8, 10))).toEqual(['02', '03']);
			expect(found.truncated).toBe(true);
			const recent = await context(id, 20, '2026-11-02T10:00:00.000Z');
			expect(recent.activities.map(({ at }) => at.slice(8, 10))).toEqual(['02', '03']);
			expect(recent.truncated).toBe(false);
		});

		test('answers for every asked id', async () => {
			const id = await make(crm());
			const want = { associated: [crm().other], activities: true, max: 5 };
			const results = await crm().connect().context(crm().object, [id, '', 'x'], want);
			expect([...results.keys()]).toEqual([id, '', 'x']);
			expect(results.get(id)).toEqual({ ok: true, value: { related: [], activities: [], truncated: false } });
			expect(results.get('')).toMatchObject({ ok: false });
		});
	});

	describe('webhooks', () => {
		test('a call without a good signature is refused, and rubbish has no events', () => {
			const { webhooks } = crm().connect();
			const call = { method: 'POST', url: 'https://n8n.example/hook', headers: {}, rawBody: 'rubbish' };
			expect(webhooks.verify(call, 'secret', Date.now())).toBe(false);
			expect(webhooks.parse(call)).toEqual([]);
		});
	});
}
