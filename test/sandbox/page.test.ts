/** The web page on which a person sees records as a rep does, and edits them. */
import { startSandbox, type Sandbox } from '../../sandbox/server';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ aiFields: true });
});
afterEach(async () => {
	await sandbox.close();
});

const get = async (path: string): Promise<{ status: number; text: string; headers: Headers }> => {
	const reply = await fetch(sandbox.url + path);
	return { status: reply.status, text: await reply.text(), headers: reply.headers };
};
const make = (values: Record<string, string>): string => sandbox.control.create({ object: 'contact', values });

describe('The web page', () => {
	it('lists contacts, companies and deals with links, pages and a search', async () => {
		for (let i = 0; i < 60; i++) make({ firstname: 'Ada', lastname: `Number${i}`, email: `a${i}@example.com` });
		sandbox.control.create({ object: 'company', values: { name: 'Alder Foods' } });
		const first = await get('/');
		expect(first.text).toContain('Ada Number49');
		expect(first.text).not.toContain('Ada Number50');
		expect((await get('/records/contacts?page=1')).text).toContain('Ada Number50');
		expect((await get('/records/contacts?q=a7@')).text).toContain('Ada Number7');
		expect((await get('/records/companies')).text).toContain('Alder Foods');
		expect((await get('/records/deals')).status).toBe(200);
	});

	it('shows a record under HubSpot’s own form of address, with who changed what', async () => {
		const id = make({ firstname: 'Ada', lastname: 'Berg', tier: 'A' });
		sandbox.control.edit({ object: 'contact', id, field: 'tier', value: 'B', user: 502 });
		sandbox.control.edit({
			object: 'contact',
			id,
			field: 'ai_lead_score',
			value: '82',
			source: 'INTEGRATION',
			sourceId: '4600100',
		});
		sandbox.control.create({
			object: 'note',
			values: { hs_timestamp: '2026-01-01T10:00:00.000Z', hs_note_body: '<p>Likes <b>trains</b></p>' },
			associate: [{ object: 'contact', id }],
		});
		const { status, text } = await get(`/contacts/20111222/record/0-1/${id}`);
		expect(status).toBe(200);
		for (const part of [
			'<h1>Ada Berg</h1>',
			'Silver',
			'Gold',
			'Sam Okafor',
			'Robin Hale',
			'INTEGRATION 4600100',
			'<b>trains</b>',
		]) {
			expect(text).toContain(part);
		}
	});

	it('escapes whatever records hold, and has no script', async () => {
		const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
		const id = make({ firstname: evil, sales_notes: evil });
		sandbox.control.create({
			object: 'note',
			values: { hs_note_body: evil },
			associate: [{ object: 'contact', id }],
		});
		for (const path of [
			'/',
			`/records/contacts/${id}?notice=${encodeURIComponent(evil)}`,
			`/records/contacts?q=${encodeURIComponent(evil)}`,
		]) {
			const { text, headers } = await get(path);
			expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>(?!&)/i);
			expect(headers.get('content-security-policy')).toContain("default-src 'none'");
		}
	});

	it('lets a person edit a field as a rep, with HubSpot’s checks', async () => {
		const id = make({ firstname: 'Ada' });
		const save = async (form: Record<string, string>) => {
			const reply = await fetch(`${sandbox.url}/records/contacts/${id}/edit`, {
				method: 'POST',
				body: new URLSearchParams(form),
			});
			return reply.text();
		};
		expect(await save({ field: 'city', value: 'Lyon', user: '503' })).toContain('City was saved.');
		expect(await save({ field: 'tier', value: 'Gold', user: '503' })).toContain('Nothing was saved');
		expect(await save({ field: 'score_total', value: '1', user: '503' })).toContain('cannot be edited');
		expect(sandbox.control.journal({ id, property: 'city' })).toMatchObject([
			{ value: 'Lyon', source: 'CRM_UI', actor: 'user:503' },
		]);
		expect(sandbox.control.values({ object: 'contact', id })).toEqual({ firstname: 'Ada', city: 'Lyon' });
	});

	it('leads from a merged record to its survivor and says what does not exist', async () => {
		const [winner, loser] = [make({ firstname: 'Win', email: 'w@example.com' }), make({ email: 'l@example.com' })];
		sandbox.control.merge({ object: 'contact', winner, loser });
		expect((await get(`/records/contacts/${loser}`)).text).toContain('<h1>Win</h1>');
		expect((await get('/records/contacts/7')).status).toBe(404);
		expect((await get('/records/nothing')).status).toBe(404);
	});

	it('follows the colours of the system', async () => {
		const { text } = await get('/');
		expect(text).toContain('prefers-color-scheme: dark');
		expect(text).toContain('color-scheme: light dark');
	});
});
