/** Drift Monitor on Salesforce and Pipedrive, in n8n's engine against their sandboxes: the same checks, nothing of its own. */
import type { INodeParameters } from 'n8n-workflow';
import type { Check } from '../../core/drift/check';
import { stampField } from '../../core/stamp';
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { DriftMonitor } from '../../nodes/DriftMonitor/DriftMonitor.node';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { runNode, type TestCredential } from './engine';

const at = new Date(Date.now() - 86_400_000).toISOString();
const provenance = (score: number) => {
	const stamp = stampField(undefined, { stored: score, readAt: at, writtenAt: at, run: '1' });
	return JSON.stringify({ v: 1, fields: { ai_lead_score: stamp } });
};

interface Place {
	readonly crm: string;
	readonly authentication: string;
	readonly good: TestCredential;
	readonly dead: TestCredential;
	scored(score: number): string;
	typed(id: string, score: number): void;
	close(): Promise<void>;
}

async function salesforce(): Promise<Place> {
	const sandbox = await startSalesforceSandbox({ aiFields: true, limits: { daily: 1e9 } });
	const { clientId, clientSecret, url: testServer, control } = sandbox;
	return {
		crm: 'salesforce',
		authentication: 'clientCredentials',
		good: { type: CrmAiSalesforceApi, data: { clientId, clientSecret, testServer } },
		dead: { type: CrmAiSalesforceApi, data: { clientId, clientSecret: 'revoked', testServer } },
		scored: (score) =>
			control.create({
				object: 'contact',
				values: { LastName: 'Byron', ai_lead_score: String(score), ai_provenance: provenance(score) },
				source: 'integration',
			}),
		typed: (id, score) => control.edit({ object: 'contact', id, field: 'ai_lead_score', value: String(score) }),
		close: async () => await sandbox.close(),
	};
}

async function pipedrive(): Promise<Place> {
	const sandbox = await startPipedriveSandbox({ aiFields: true });
	const { url: testServer, control, token } = sandbox;
	return {
		crm: 'pipedrive',
		authentication: 'apiToken',
		good: { type: CrmAiPipedriveApi, data: { apiToken: token, testServer } },
		dead: { type: CrmAiPipedriveApi, data: { apiToken: 'revoked', testServer } },
		scored: (score) =>
			control.create({
				object: 'person',
				values: { name: 'Ada Byron', ai_lead_score: String(score), ai_provenance: provenance(score) },
				source: 'api',
			}),
		typed: (id, score) => control.edit({ object: 'person', id, field: 'ai_lead_score', value: String(score) }),
		close: async () => await sandbox.close(),
	};
}

describe.each([
	['Salesforce', salesforce],
	['Pipedrive', pipedrive],
])('on %s', (_name, open) => {
	let place: Place;
	beforeEach(async () => (place = await open()));
	afterEach(async () => await place.close());

	const monitor = async (parameters: INodeParameters, credential = place.good) =>
		await runNode({
			type: DriftMonitor,
			parameters: {
				crm: place.crm,
				authentication: place.authentication,
				object: { __rl: true, mode: 'list', value: 'contact' },
				...parameters,
			},
			items: [{}],
			credentials: [credential],
		});
	const checksOf = ({ outputs, error }: Awaited<ReturnType<typeof monitor>>) => {
		expect(error).toBeUndefined();
		const [item, ...more] = outputs.flat();
		expect(more).toEqual([]);
		const checks = item?.json['checks'] as unknown as Check[];
		return Object.fromEntries(checks.map((check) => [check.check, check]));
	};

	it('what people changed is counted, the last write is told, and all of it leaves by Needs Attention', async () => {
		const ids = Array.from({ length: 100 }, (_, index) => place.scored(20 + (index % 50)));
		for (const id of ids.slice(0, 20)) place.typed(id, 99);
		const run = await monitor({ baselineFrom: 'none' });
		const checks = checksOf(run);
		expect(checks['changed by people']).toMatchObject({ status: 'alarm', value: 0.2 });
		expect(checks['last write']).toMatchObject({ status: 'good', value: at });
		expect(checks['credential']).toMatchObject({ status: 'good' });
		expect(run.outputs.map(({ length }) => length)).toEqual([0, 1]);
	}, 60_000);

	it('a captured baseline is compared with, and a move is found', async () => {
		for (let index = 0; index < 210; index++) place.scored(20 + (index % 50));
		const options = { sample: 210 };
		const captured = await monitor({ operation: 'capture', options });
		const text = captured.outputs.flat()[0]?.json['text'] as string;
		expect(checksOf(await monitor({ baselineText: text, options }))['scores moved']).toMatchObject({ status: 'good' });
		const spoiled = text.replace(/"cuts":\[[^\]]*\]/, (cuts) =>
			cuts.replace(/\d+(\.\d+)?/g, (n) => String(Number(n) + 30)),
		);
		expect(checksOf(await monitor({ baselineText: spoiled, options }))['scores moved']).toMatchObject({
			status: 'alarm',
		});
	}, 60_000);

	it('a dead credential is a finding, never an exception', async () => {
		const run = await monitor({}, place.dead);
		expect(checksOf(run)['credential']).toMatchObject({ status: 'alarm' });
		expect(run.outputs.map(({ length }) => length)).toEqual([0, 1]);
	}, 60_000);
});
