/** Human Review on Salesforce and Pipedrive: the same question, the same page, a task in the CRM's own way. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import { readStamp } from '../../core/stamp';
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { FieldSafeWrite } from '../../nodes/FieldSafeWrite/FieldSafeWrite.node';
import { HumanReview } from '../../nodes/HumanReview/HumanReview.node';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { runWorkflow, type TestCredential } from './engine';
import { request } from './engine/waiting';
import { outcomesAt } from './stage';

interface Place {
	readonly base: INodeParameters;
	readonly credential: TestCredential;
	readonly account: string;
	readonly field: string;
	readonly id: string;
	value(field: string): string | null;
	readonly close: () => Promise<void>;
}

const longAgo = Date.now() - 400 * 86_400_000;
const object = { __rl: true, mode: 'list', value: 'contact' };

async function onSalesforce(): Promise<Place> {
	const sandbox = await startSalesforceSandbox({ aiFields: true, limits: { daily: 1e9 } });
	const id = sandbox.control.create({
		object: 'contact',
		values: { LastName: 'Byron' },
		source: 'integration',
		at: longAgo,
	});
	sandbox.control.edit({ object: 'contact', id, field: 'Title', value: 'Captain' });
	const { clientId, clientSecret, url } = sandbox;
	return {
		base: { crm: 'salesforce', authentication: 'clientCredentials', object },
		credential: { type: CrmAiSalesforceApi, data: { clientId, clientSecret, testServer: url } },
		account: sandbox.orgId,
		field: 'Title',
		id,
		value: (field) => sandbox.control.value({ object: 'contact', id, field }),
		close: async () => await sandbox.close(),
	};
}

async function onPipedrive(): Promise<Place> {
	const sandbox = await startPipedriveSandbox({ aiFields: true });
	const id = sandbox.control.create({ object: 'person', values: { name: 'Ada Lovelace' } });
	sandbox.control.edit({ object: 'person', id, field: 'job_title', value: 'Captain', user: 502 });
	return {
		base: { crm: 'pipedrive', authentication: 'apiToken', object },
		credential: { type: CrmAiPipedriveApi, data: { apiToken: sandbox.token, testServer: sandbox.url } },
		account: String(sandbox.companyId),
		field: 'job_title',
		id,
		value: (field) => sandbox.control.value({ object: 'person', id, field }),
		close: async () => await sandbox.close(),
	};
}

let place: Place;
afterEach(async () => await place.close());

function item(): IDataObject {
	const { base, account, id, field } = place;
	const contract: Contract = {
		system: base['crm'] as Contract['system'],
		account,
		object: 'contact',
		id,
		match: { status: 'matched', confidence: 1, via: ['record id'], why: 'x', candidates: [] },
		proposals: [{ field, value: 'Head of Sales', scorer: { method: 'rules', version: '1', inputHash: 'x' } }],
		decisions: [{ field, action: 'review', rule: "a person's value", why: 'A person typed it.' }],
		outcomes: [],
	};
	return { crm: contract };
}

const run = async (review: INodeParameters) =>
	await runWorkflow({
		nodes: [
			{ name: 'Review', type: HumanReview, parameters: { ...place.base, ...review } },
			{
				name: 'Write',
				type: FieldSafeWrite,
				parameters: { ...place.base, operation: 'write', mode: 'write', valuesFrom: 'item' },
			},
		],
		connections: [{ from: 'Review', output: 1, to: 'Write' }],
		items: [item()],
		credentials: [place.credential],
	});

describe.each([
	['Salesforce', onSalesforce],
	['Pipedrive', onPipedrive],
] as const)('on %s', (_name, start) => {
	it('asks by task once, and remembers that the question is open', async () => {
		place = await start();
		const first = await run({});
		expect(first.error).toBeUndefined();
		expect(
			first
				.hints('Review')
				.map(({ message }) => message)
				.join(' '),
		).toContain('1 new in the CRM');
		expect(readStamp(place.value('ai_provenance')).reviews?.[place.field]).toMatchObject({ status: 'open' });
		expect(place.value('ai_review_status')).not.toBeNull();
		const second = await run({});
		expect(
			second
				.hints('Review')
				.map(({ message }) => message)
				.join(' '),
		).toContain('1 asked before and still open');
	});

	it('writes what was approved on the page over the person’s value', async () => {
		place = await start();
		const waiting = await run({ operation: 'sendAndWait', options: { privateAddress: true } });
		expect(waiting.status).toBe('waiting');
		const { html } = await request(waiting, 'Review', 'GET');
		const form: IDataObject = { name: 'Robin', d0: 'approve', v0: 'Head of Sales' };
		for (const [, name, text] of html.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g))
			form[name ?? ''] = text ?? '';
		const { resumed } = await request(waiting, 'Review', 'POST', form);
		if (!resumed) throw new Error(html.slice(0, 500));
		expect(outcomesAt(resumed, 0, 'Write')).toEqual([`${place.field}: written (approved by a person)`]);
		expect(place.value(place.field)).toBe('Head of Sales');
		expect(readStamp(place.value('ai_provenance')).reviews?.[place.field]).toMatchObject({ status: 'approved' });
		expect(place.value('ai_review_status')).not.toBeNull();
	});
});
