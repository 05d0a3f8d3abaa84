/** The rep's web page of the sandbox Pipedrive. */
import { startPipedriveSandbox, type PipedriveSandbox } from '../../../sandbox/pipedrive/sandbox';

let sandbox: PipedriveSandbox;
beforeEach(async () => {
	sandbox = await startPipedriveSandbox({ aiFields: true });
});
afterEach(async () => {
	await sandbox.close();
});

const get = async (path: string) => {
	const reply = await fetch(sandbox.url + path);
	return { status: reply.status, text: await reply.text() };
};

it('lists people, shows a record under Pipedrive’s own address, with who changed what', async () => {
	const acme = sandbox.control.create({ object: 'company', values: { name: 'Acme' } });
	const id = sandbox.control.create({
		object: 'person',
		values: { name: 'Ada Berg', email: 'ada@x.example', org_id: acme },
	});
	sandbox.control.edit({ object: 'person', id, field: 'ai_fit_segment', value: 'Hot', user: 502 });
	expect((await get('/')).text).toContain('Ada Berg');
	const { text, status } = await get(`/person/${id}`);
	expect(status).toBe(200);
	for (const words of ['Ada Berg', 'ada@x.example', 'Hot', 'Sam Okafor (app)', 'Acme']) expect(text).toContain(words);
	expect((await get('/person/1')).status).toBe(404);
});

it('edits a field as a rep, and refuses what does not fit', async () => {
	const id = sandbox.control.create({ object: 'person', values: { name: 'Ada' } });
	const code = sandbox.control.property({ object: 'person', name: 'ai_lead_score' })?.code ?? '';
	const edit = async (value: string) =>
		await fetch(`${sandbox.url}/records/persons/${id}/edit`, {
			method: 'POST',
			body: new URLSearchParams({ field: code, value, user: '503' }),
		});
	expect(await (await edit('77')).text()).toContain('was saved');
	expect(sandbox.control.history({ object: 'person', id, field: code })[0]).toMatchObject({
		value: '77',
		actor: 'user:503',
	});
	expect(await (await edit('many')).text()).toContain('Nothing was saved');
	expect(sandbox.control.value({ object: 'person', id, field: code })).toBe('77');
});
