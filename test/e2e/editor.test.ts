/** What the editor asks a running n8n for: the credential's Test button, dropdowns and mapper fields, icons, schemas. */
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { createN8n, pack, type RealN8n } from '../../scripts/n8n';

const owner = { email: 'editor@example.com', firstName: 'Ed', lastName: 'Itor', password: 'Editor4tests' };
const pkg = 'n8n-nodes-crm-ai-layer';

describe('the editor of a real n8n', () => {
	let n8n: RealN8n;
	let sandbox: Sandbox;
	let url = '';
	let cookie = '';

	async function post(path: string, body: unknown): Promise<{ status: number; data: unknown }> {
		const response = await fetch(`${url}${path}`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', cookie },
			body: JSON.stringify(body),
		});
		const answer = (await response.json()) as { data?: unknown };
		return { status: response.status, data: answer.data ?? answer };
	}

	beforeAll(async () => {
		sandbox = await startSandbox({ seedContacts: 5, aiFields: true });
		n8n = await createN8n({ tarball: pack() });
		await n8n.importCredentials([
			{
				id: 'hubspot1',
				name: 'Sandbox',
				type: 'crmAiHubSpotApi',
				data: { accessToken: sandbox.token, testServer: sandbox.url },
			},
		]);
		url = await n8n.start();
		const setup = await fetch(`${url}/rest/owner/setup`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(owner),
		});
		cookie = setup.headers
			.getSetCookie()
			.map((entry) => entry.split(';')[0])
			.join('; ');
	}, 360_000);

	afterAll(async () => {
		await n8n.dispose();
		await sandbox.close();
	});

	it('tests a good credential with success, and a dead token with words that help', async () => {
		const test = async (accessToken: string) =>
			(
				await post('/rest/credentials/test', {
					credentials: { id: '', name: 'new', type: 'crmAiHubSpotApi', data: { accessToken, testServer: sandbox.url } },
				})
			).data;
		expect(await test(sandbox.token)).toMatchObject({ status: 'OK' });
		const dead = (await test('not-a-token')) as { status: string; message: string };
		expect(dead.status).toBe('Error');
		expect(dead.message).toContain('HubSpot does not know this token');
	}, 360_000);

	it('fills dropdowns and the mapper from the CRM: AI fields first, nothing that cannot be written', async () => {
		const node = {
			nodeTypeAndVersion: { name: `${pkg}.fieldSafeWrite`, version: 1 },
			currentNodeParameters: {
				crm: 'hubspot',
				authentication: 'accessToken',
				object: { __rl: true, mode: 'list', value: 'contact' },
				operation: 'write',
			},
			credentials: { crmAiHubSpotApi: { id: 'hubspot1', name: 'Sandbox' } },
		};
		const options = await post('/rest/dynamic-node-parameters/options', {
			...node,
			path: 'parameters.options.owners',
			methodName: 'getWritableFields',
		});
		const names = (options.data as { value: string }[]).map(({ value }) => value);
		expect(names.slice(0, 7).every((name) => name.startsWith('ai_'))).toBe(true);
		expect(names).toContain('jobtitle');
		expect(names).not.toContain('createdate');

		const mapper = await post('/rest/dynamic-node-parameters/resource-mapper-fields', {
			...node,
			path: 'parameters.fields',
			methodName: 'getMappingFields',
		});
		const { fields } = mapper.data as { fields: { id: string; type: string; options?: { value: string }[] }[] };
		expect(fields.find(({ id }) => id === 'ai_lead_score')).toMatchObject({ type: 'number' });
		expect(fields.find(({ id }) => id === 'ai_fit_segment')?.options?.map(({ value }) => value)).toEqual([
			'hot',
			'warm',
			'cold',
		]);

		const objects = await post('/rest/dynamic-node-parameters/resource-locator-results', {
			...node,
			path: 'parameters.object',
			methodName: 'searchObjects',
			filter: 'comp',
		});
		expect(objects.data).toMatchObject({ results: [{ name: 'Companies', value: 'company' }] });
	}, 360_000);

	it('shows all nodes with their icons and their output fields before a first run', async () => {
		for (const [node, operation] of [
			['identityLookup', 'find'],
			['identityLookup', 'list'],
			['fieldSafeWrite', 'write'],
			['fieldSafeWrite', 'setUp'],
			['humanReview', 'task'],
			['humanReview', 'sendAndWait'],
			['humanReview', 'close'],
			['driftMonitor', 'check'],
		] as const) {
			const schema = await fetch(`${url}/schemas/${pkg}.${node}/1.0.0/${operation}.json`, { headers: { cookie } });
			expect({ node, operation, status: schema.status }).toEqual({ node, operation, status: 200 });
		}
		const types = (await (await fetch(`${url}/types/nodes.json`, { headers: { cookie } })).json()) as {
			name: string;
			iconUrl?: { light: string; dark: string };
		}[];
		const ours = types.filter(({ name }) => name.startsWith(`${pkg}.`) && !name.endsWith('Tool'));
		expect(ours.map(({ name }) => name)).toEqual(
			expect.arrayContaining(
				['identityLookup', 'aiScore', 'conflictGate', 'humanReview', 'fieldSafeWrite', 'driftMonitor'].map(
					(name) => `${pkg}.${name}`,
				),
			),
		);
		for (const { iconUrl } of ours) {
			for (const icon of [iconUrl?.light, iconUrl?.dark]) {
				const answer = await fetch(`${url}/${icon ?? ''}`, { headers: { cookie } });
				expect(answer.headers.get('content-type')).toContain('svg');
			}
		}
	}, 360_000);
});
