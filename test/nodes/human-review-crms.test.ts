/** Human Review on every CRM: the same question, the same page, a task in the CRM's own way, and what reps make of it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import { readStamp } from '../../core/stamp';
import { hashValue } from '../../core/value';
import { CrmAiHubSpotApi } from '../../credentials/CrmAiHubSpotApi.credentials';
import { CrmAiPipedriveApi } from '../../credentials/CrmAiPipedriveApi.credentials';
import { CrmAiSalesforceApi } from '../../credentials/CrmAiSalesforceApi.credentials';
import { FieldSafeWrite } from '../../nodes/FieldSafeWrite/FieldSafeWrite.node';
import { HumanReview } from '../../nodes/HumanReview/HumanReview.node';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { startSandbox } from '../../sandbox/server';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { runWorkflow, type EngineRun, type TestCredential } from './engine';
import { request } from './engine/waiting';
import { outcomesAt } from './stage';

interface Place {
	readonly base: INodeParameters;
	readonly credential: TestCredential;
	readonly account: string;
	readonly field: string;
	readonly id: string;
	value(field: string): string | null;
	/** The review status as people see it. */
	status(): string | undefined;
	/** The tasks on the record. */
	tasks(): string[];
	/** What a rep does. */
	readonly rep: {
		enter(value: string): void;
		complete(task: string): void;
		remove(task: string): void;
	};
	readonly close: () => Promise<void>;
}

const longAgo = Date.now() - 400 * 86_400_000;
const object = { __rl: true, mode: 'list', value: 'contact' };

async function onSalesforce(fieldHistory?: Readonly<Record<string, readonly string[]>>): Promise<Place> {
	const sandbox = await startSalesforceSandbox({
		aiFields: true,
		limits: { daily: 1e9 },
		...(fieldHistory === undefined ? {} : { fieldHistory }),
	});
	// Salesforce keeps whole seconds: what people do takes them longer than that.
	const later = (act: () => void) => {
		sandbox.control.advanceClock({ ms: 2_000 });
		act();
		sandbox.control.advanceClock({ ms: 2_000 });
	};
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
		status: () => sandbox.control.value({ object: 'contact', id, field: 'ai_review_status' }) ?? undefined,
		tasks: () => sandbox.control.associated({ object: 'contact', id, to: 'Task' }),
		rep: {
			enter: (value) => later(() => sandbox.control.edit({ object: 'contact', id, field: 'Title', value })),
			complete: (task) => sandbox.control.completeTask({ id: task }),
			remove: (task) => sandbox.control.deleteTask({ id: task }),
		},
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
		status: () => {
			const chosen = sandbox.control.value({ object: 'person', id, field: 'ai_review_status' });
			const options = sandbox.control.property({ object: 'person', name: 'ai_review_status' })?.options ?? [];
			return options.find((option) => String(option.id) === chosen)?.label;
		},
		tasks: () => sandbox.control.associated({ object: 'person', id, to: 'activity' }),
		rep: {
			enter: (value) => {
				sandbox.control.advanceClock({ ms: 2_000 });
				sandbox.control.edit({ object: 'person', id, field: 'job_title', value, user: 502 });
			},
			complete: (task) => sandbox.control.completeTask({ id: task }),
			remove: (task) => sandbox.control.deleteTask({ id: task }),
		},
		close: async () => await sandbox.close(),
	};
}

async function onHubSpot(): Promise<Place> {
	const sandbox = await startSandbox({ aiFields: true });
	const { control } = sandbox;
	const id = control.create({ object: 'contact', values: { lastname: 'Lovelace' }, at: longAgo });
	control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Captain' });
	return {
		base: { crm: 'hubspot', authentication: 'accessToken', object },
		credential: { type: CrmAiHubSpotApi, data: { accessToken: sandbox.token, testServer: sandbox.url } },
		account: String(sandbox.portalId),
		field: 'jobtitle',
		id,
		value: (field) => control.value({ object: 'contact', id, field }),
		status: () => control.value({ object: 'contact', id, field: 'ai_review_status' }) ?? undefined,
		tasks: () => {
			const live = control.ids({ object: 'tasks' });
			return control.associated({ object: 'contact', id, to: 'tasks' }).filter((task) => live.includes(task));
		},
		rep: {
			enter: (value) => {
				control.advanceClock({ ms: 2_000 });
				control.edit({ object: 'contact', id, field: 'jobtitle', value });
			},
			complete: (task) => control.completeTask({ id: task }),
			remove: (task) => control.deleteTask({ id: task }),
		},
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
	['Salesforce', async () => await onSalesforce()],
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

const hintsOf = (result: EngineRun, node: string) =>
	result
		.hints(node)
		.map(({ message }) => message)
		.join(' ');
/** Audit rows as "outcome: before, suggested, after". */
const audited = (result: EngineRun, node: string) =>
	result.items(node, 3).map(({ json }) => {
		const { outcome, before, suggested, after } = json as Readonly<Record<string, string>>;
		return `${outcome ?? ''}: ${[before, suggested, after].join(', ')}`;
	});
const reviewOf = () => readStamp(place.value('ai_provenance')).reviews?.[place.field];
const shown = () => place.status()?.toLowerCase();

/** Field-Safe Write alone, as the next run of the workflow would reach it. */
const write = async (mode: 'write' | 'preview' = 'write') =>
	await runWorkflow({
		nodes: [
			{
				name: 'Write',
				type: FieldSafeWrite,
				parameters: { ...place.base, operation: 'write', mode, valuesFrom: 'item' },
			},
		],
		connections: [],
		items: [item()],
		credentials: [place.credential],
	});

describe.each([
	['HubSpot', onHubSpot],
	['Salesforce without field history', async () => await onSalesforce()],
	['Salesforce with field history', async () => await onSalesforce({ Contact: ['Title'] })],
	['Pipedrive', onPipedrive],
] as const)('what a rep does with the task on %s', (_name, start) => {
	const ask = async (options: IDataObject = {}) => {
		place = await start();
		const first = await run({ options: options as INodeParameters });
		expect(first.error).toBeUndefined();
		const [task = '', ...more] = place.tasks();
		expect(more).toEqual([]);
		const about = { before: 'Captain', suggested: 'Head of Sales' };
		expect(reviewOf()).toMatchObject({ status: 'open', task, asked: about });
		expect(shown()).toBe('open');
		return task;
	};
	/** The next run of Human Review with the same suggestion. */
	const next = async () => await run({});

	it('entering the suggestion is a yes, also when the task is completed afterwards', async () => {
		const task = await ask();
		place.rep.enter('Head of Sales');
		place.rep.complete(task);
		const again = await next();
		expect(hintsOf(again, 'Review')).toContain('1 need no answer');
		expect(audited(again, 'Review')).toEqual(['approved: Captain, Head of Sales, Head of Sales']);
		expect(reviewOf()).toMatchObject({ status: 'approved' });
		expect(shown()).toBe('approved');
		expect(place.tasks()).toHaveLength(1);
	});

	it('entering another value is a no, and the suggestion does not come again', async () => {
		await ask();
		place.rep.enter('Admiral');
		const again = await next();
		expect(audited(again, 'Review')).toEqual(['rejected: Captain, Head of Sales, Admiral']);
		expect(hintsOf(again, 'Review')).toContain('1 refused before');
		expect(reviewOf()).toMatchObject({ status: 'rejected', refused: [hashValue('Head of Sales')] });
		expect(shown()).toBe('rejected');
		expect(place.value(place.field)).toBe('Admiral');
		expect(place.tasks()).toHaveLength(1);
	});

	it('completing the task without entering anything is a no, which Field-Safe Write sees first', async () => {
		const task = await ask();
		place.rep.complete(task);
		const preview = await write('preview');
		expect(outcomesAt(preview, 0, 'Write')).toEqual([`${place.field}: skipped (refused before)`]);
		expect(shown()).toBe('open');
		const written = await write();
		expect(outcomesAt(written, 0, 'Write')).toEqual([`${place.field}: skipped (refused before)`]);
		expect(audited(preview, 'Write')).toEqual(['skipped: Captain, Head of Sales, Captain']);
		expect(audited(written, 'Write')).toEqual([
			'skipped: Captain, Head of Sales, Captain',
			'rejected: Captain, Head of Sales, Captain',
		]);
		expect(reviewOf()).toMatchObject({ status: 'rejected', refused: [hashValue('Head of Sales')] });
		expect(shown()).toBe('rejected');
		const again = await next();
		expect(hintsOf(again, 'Review')).toContain('1 refused before');
		expect(place.value(place.field)).toBe('Captain');
		expect(place.tasks()).toHaveLength(1);
	});

	it('deleting the task is no answer: the question is over, and nobody is asked again before its time', async () => {
		const task = await ask();
		place.rep.remove(task);
		const again = await next();
		expect(hintsOf(again, 'Review')).toContain('1 asked before and still open');
		expect(reviewOf()).toMatchObject({ status: 'expired' });
		expect(shown()).toBe('expired');
		expect(place.tasks()).toEqual([]);
		const written = await write();
		expect(outcomesAt(written, 0, 'Write')).toEqual([`${place.field}: skipped (review already open)`]);
		expect(place.value(place.field)).toBe('Captain');
	});

	it('a question that nobody answered lapses, and the next run asks anew', async () => {
		await ask();
		const real = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + 8 * 86_400_000);
		try {
			const again = await next();
			expect(hintsOf(again, 'Review')).toContain('1 new in the CRM');
			expect(audited(again, 'Review')).toEqual(['expired: Captain, Head of Sales, Captain']);
			expect(place.tasks()).toHaveLength(2);
			expect(reviewOf()).toMatchObject({ status: 'open', task: place.tasks()[1] });
			expect(place.value(place.field)).toBe('Captain');
			const third = await next();
			expect(hintsOf(third, 'Review')).toContain('1 asked before and still open');
		} finally {
			clock.mockRestore();
		}
	});
});
