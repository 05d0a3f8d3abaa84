/** Strings that mean something to filters, addresses, JSON or HTML: each is stored or searched literally, none interpreted. */
import { collect } from '../contract/setup';
import { fetchPort } from '../fetch-port';
import { attacks } from './attacks';
import type { IdentityKeys } from '../../../crm/crm';
import { createHubSpot } from '../../../crm/hubspot/hubspot';
import { startSandbox, type Sandbox } from '../../../sandbox/server';

const limits = { tenSeconds: 1e6, searchPerSecond: 1e6, daily: 1e9, windowMs: 10_000 };
let sandbox: Sandbox;
let person: string;
let company: string;
beforeAll(async () => {
	sandbox = await startSandbox({ aiFields: true, limits });
	person = sandbox.control.create({
		object: 'contact',
		values: { firstname: 'By', lastname: 'Stander', email: 'by@stander.example', external_customer_id: 'C-1' },
	});
	company = sandbox.control.create({ object: 'company', values: { name: 'By Stander', domain: 'stander.example' } });
});
afterAll(async () => await sandbox.close());

function connect() {
	const port = fetchPort(sandbox.url, { token: sandbox.token });
	return createHubSpot(port, { baseUrl: sandbox.url, accessToken: async () => await Promise.resolve(sandbox.token) });
}
const contact = (values: Readonly<Record<string, string>> = {}) =>
	sandbox.control.create({ object: 'contact', values: { firstname: 'Ada', ...values } });
const value = (id: string, field: string) => sandbox.control.value({ object: 'contact', id, field });

async function find(object: string, query: IdentityKeys): Promise<readonly string[]> {
	const [found] = await connect().find(object, [query], []);
	return found?.ok === true ? found.value.map(({ id }) => id) : [];
}

describe.each(attacks)('%j', (text) => {
	test('is stored in a field as it is', async () => {
		const id = contact();
		const crm = connect();
		expect(await crm.write('contact', [{ id, values: { sales_notes: text } }])).toMatchObject([{ ok: true }]);
		expect(value(id, 'sales_notes')).toBe(text);
		const read = (await crm.read('contact', [id], ['sales_notes'], { edits: true })).get(id);
		expect(read).toMatchObject({ ok: true, value: { values: { sales_notes: text } } });
		expect(value(person, 'sales_notes')).toBeNull();
	});

	test('as the name of a field writes nothing', async () => {
		const id = contact();
		const before = sandbox.control.values({ object: 'contact', id });
		expect(await connect().write('contact', [{ id, values: { [text]: 'x' } }])).toMatchObject([{ ok: false }]);
		expect(sandbox.control.values({ object: 'contact', id })).toEqual(before);
		await expect(collect(connect().list('contact', { empty: text }, [], 10))).rejects.toThrow();
	});

	test('finds what holds exactly it in a unique field, and nobody else', async () => {
		const id = contact({ external_customer_id: text });
		expect(await find('contact', { unique: { field: 'external_customer_id', value: text } })).toEqual([id]);
		expect(await find('contact', { unique: { field: text, value: 'C-1' } })).toEqual([]);
		sandbox.control.delete({ object: 'contact', id });
	});

	test('is no key of another kind, and no part of an address', async () => {
		const keys: readonly IdentityKeys[] = [
			{ id: text },
			{ email: text },
			{ phone: text },
			{ linkedin: text },
			{ mailbox: text },
			{ mailbox: `${text}@stander.example` },
			{ parent: { object: 'company', id: text } },
			{ parent: { object: text, id: company } },
		];
		for (const query of keys) expect(await find('contact', query)).toEqual([]);
		expect(await find('company', { domain: text })).toEqual([]);
		await expect(connect().describe(text)).rejects.toThrow();
		const paths = sandbox.control.requests().map(({ path }) => path.split('?')[0] ?? '');
		expect(paths.filter((path) => !/^\/[a-z0-9/_-]+$/i.test(path))).toEqual([]);
		expect(paths.filter((path) => /archive|merge|gdpr/.test(path))).toEqual([]);
	});

	test('as a name finds by whole words: a star is no wildcard', async () => {
		const words: readonly string[] = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
		const named = [...(await find('company', { name: text })), ...(await find('contact', { person: { last: text } }))];
		const meant = words.includes('by') || words.includes('stander');
		if (!meant) expect(named).toEqual([]);
	});

	test('stands in a note and a task as text, not as HTML', async () => {
		const id = contact();
		const crm = connect();
		const note = { title: text, body: text, at: '2026-11-20T10:00:00.000Z' };
		expect(await crm.addNote('contact', id, note, `${id}-n`)).toMatchObject({ ok: true, value: { created: true } });
		const task = { ...note, dueAt: '2026-11-27T09:00:00.000Z' };
		expect(await crm.addTask('contact', id, task, `${id}-t`)).toMatchObject({ ok: true, value: { created: true } });
		const bodies = (object: string, field: string) =>
			sandbox.control.ids({ object }).map((one) => sandbox.control.value({ object, id: one, field }) ?? '');
		for (const html of [...bodies('notes', 'hs_note_body'), ...bodies('tasks', 'hs_task_body')]) {
			expect(html.replace(/<\/?(p|strong|br)>/g, '')).not.toMatch(/</);
		}
		const context = (await crm.context('contact', [id], { associated: [], activities: true, max: 10 })).get(id);
		const shown = context?.ok === true ? context.value.activities.map(({ body }) => body) : [];
		expect(shown).toHaveLength(2);
		for (const body of shown) expect(body).toContain(text.trim());
	});
});
