/** Strings that mean something to URLs, searches, JSON or HTML: each is stored or searched literally, none interpreted. */
import { attacks } from './attacks';
import { openPipedrive, type PipedriveStage } from './stage';

let stage: PipedriveStage;
let bystander: string;
beforeAll(async () => {
	stage = await openPipedrive();
	stage.control.createProperty({ object: 'person', name: 'Customer ID', type: 'varchar' });
	bystander = stage.control.create({ object: 'person', values: { name: 'By Stander', customer_id: 'C-1' } });
});
afterAll(async () => {
	await stage.close();
});

describe.each(attacks)('%j', (text) => {
	test('is stored in a field as it is', async () => {
		const id = stage.control.create({ object: 'person', values: { name: 'Ada' } });
		expect(await stage.connect().crm.write('contact', [{ id, values: { notes: text } }])).toMatchObject([{ ok: true }]);
		expect(stage.control.value({ object: 'person', id, field: 'notes' })).toBe(text);
		expect(await stage.read('contact', id, 'notes')).toBe(text);
		expect(stage.control.value({ object: 'person', id: bystander, field: 'notes' })).toBeNull();
	});

	test('finds what holds exactly it, and nobody else', async () => {
		const key = stage.control.property({ object: 'person', name: 'customer_id' })?.code ?? '';
		const id = stage.control.create({ object: 'person', values: { name: 'Ada', customer_id: text } });
		const found = await stage.find('contact', { unique: { field: key, value: text } });
		expect(found).toEqual([[id, ['unique field']]]);
		stage.control.delete({ object: 'person', id });
	});

	test('is no key of another kind', async () => {
		for (const query of [
			{ id: text },
			{ email: text },
			{ mailbox: text },
			{ mailbox: `${text}@acme.test` },
			{ phone: text },
			{ parent: { object: 'company', id: text } },
		]) {
			const [result] = await stage.connect().crm.find('contact', [query], []);
			expect(result?.ok === false || result?.value.length === 0).toBe(true);
		}
		const paths = stage.control.requests().map(({ path }) => path.split('?')[0] ?? '');
		const ours = /^\/(api\/v2|v1)\/[a-zA-Z]+(\/(search|field|me|\d+(\/changelog)?))?$/;
		expect(paths.filter((path) => !ours.test(path))).toEqual([]);
	});

	test('stands in a note and a task as text, not as HTML', async () => {
		const id = stage.control.create({ object: 'person', values: { name: 'Ada' } });
		const { crm } = stage.connect();
		const note = { title: text, body: text, at: '2026-11-20T10:00:00.000Z' };
		expect(await crm.addNote('contact', id, note, 'r')).toMatchObject({ ok: true });
		const task = { ...note, dueAt: '2026-11-27T09:00:00.000Z' };
		expect(await crm.addTask('contact', id, task, 'r')).toMatchObject({ ok: true });
		const notes = stage.control.ids({ object: 'note' }).map((one) => stage.control.values({ object: 'note', id: one }));
		const html = notes.find(({ person_id }) => person_id === id)?.['content'] ?? '';
		expect(html.replace(/<\/?(p|strong|br)>/g, '')).not.toMatch(/<|on\w+=x/);
		const context = (await crm.context('contact', [id], { associated: [], activities: true, max: 10 })).get(id);
		const bodies = context?.ok === true ? context.value.activities.map(({ body }) => body) : [];
		expect(bodies).toHaveLength(2);
		const shown = text.replace(/[^\S\n]+/g, ' ').trim();
		for (const body of bodies) expect(body).toContain(shown);
	});
});
