/** Drift Monitor in n8n's engine against the sandbox HubSpot. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { counts, hintsOf, oAuth2Credential, openStage, tokenCredential, type RunOptions, type Stage } from './stage';
import { runNode, type NodeRun } from './engine';
import type { Check } from '../../core/drift/check';
import { stampField } from '../../core/stamp';
import { DriftMonitor } from '../../nodes/DriftMonitor/DriftMonitor.node';
import { allScopes } from '../../sandbox/hubspot/options';

const GOOD = 0;
const ATTENTION = 1;
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

let stage: Stage;
beforeEach(async () => {
	stage = await openStage();
});
afterEach(async () => await stage.close());

interface Extra extends RunOptions {
	readonly staticData?: IDataObject;
	readonly items?: IDataObject[];
}

/** A full sample ends the search for records: searches are what HubSpot counts most strictly. */
const sample = (count: number): INodeParameters => ({ options: { sample: count } });

const monitor = async (parameters: INodeParameters = {}, { items = [{}], ...more }: Extra = {}) =>
	await runNode({ type: DriftMonitor, parameters, items, credentials: stage.credentials, ...more });

/** A contact into which AI wrote the score, as Field-Safe Write leaves it. */
function scored(score: number, writtenAt = daysAgo(1), changedAt = Date.now() - 30_000): string {
	const stamp = stampField(undefined, { stored: score, readAt: writtenAt, writtenAt, run: '1' });
	return stage.control.create({
		object: 'contact',
		values: {
			firstname: 'Ada',
			ai_lead_score: String(score),
			ai_provenance: JSON.stringify({ v: 1, fields: { ai_lead_score: stamp } }),
		},
		source: 'INTEGRATION',
		at: changedAt,
	});
}

const many = (count: number, from: number, writtenAt?: string) =>
	Array.from({ length: count }, (_, index) => scored(from + ((index * 7) % 50), writtenAt));

/** The only item, wherever it left. */
function only(run: NodeRun) {
	const items = run.outputs.flat();
	const [item] = items;
	if (items.length !== 1 || !item) throw new Error(`${items.length} items: ${run.error?.message ?? ''}`);
	return item;
}
const checksOf = (run: NodeRun) => only(run).json['checks'] as unknown as Check[];
function checkOf(run: NodeRun, name: Check['check']): Check {
	const found = checksOf(run).filter(({ check }) => check === name);
	if (found.length !== 1 || !found[0])
		throw new Error(`${found.length} checks "${name}": ${JSON.stringify(checksOf(run))}`);
	return found[0];
}

/** The text that Capture Baseline prints now. */
async function baseline(count: number): Promise<string> {
	const text = only(await monitor({ operation: 'capture', ...sample(count) })).json['text'];
	if (typeof text !== 'string') throw new Error('No baseline was captured.');
	return text;
}

describe('scores moved', () => {
	it('the same distribution is good and leaves by All Good; a shifted one alarms (S0-41)', async () => {
		const ids = many(250, 20);
		const baselineText = await baseline(250);
		const same = await monitor({ baselineText, ...sample(250) });
		expect(counts(same)).toEqual([1, 0]);
		expect(only(same).json['status']).toBe('good');
		expect(checkOf(same, 'scores moved').status).toBe('good');

		for (const id of ids) {
			stage.control.edit({
				object: 'contact',
				id,
				field: 'ai_lead_score',
				value: String(Number(stage.value(id, 'ai_lead_score')) + 25),
				source: 'INTEGRATION',
			});
		}
		const moved = await monitor({ baselineText, ...sample(250) });
		expect(counts(moved)).toEqual([0, 1]);
		expect(checkOf(moved, 'scores moved')).toMatchObject({ status: 'alarm', field: 'ai_lead_score', limit: 0.25 });
		expect(checkOf(moved, 'scores moved').sentence).toContain('on average from');
		expect(moved.hints.some(({ type, message }) => type === 'danger' && message.includes('moved by'))).toBe(true);
	});

	it('a small sample is "not enough data" and leaves by All Good', async () => {
		many(60, 20);
		const captured = await monitor({ operation: 'capture' });
		expect(counts(captured)).toEqual([0, 1]);
		const text = only(captured).json['text'] as string;
		const run = await monitor({ baselineText: text });
		expect(checkOf(run, 'scores moved')).toMatchObject({ status: 'not enough data', value: null });
		expect(counts(run)).toEqual([1, 0]);
	});

	it('without a baseline the check says so, or is left out where the panel says None', async () => {
		many(50, 20);
		expect(checkOf(await monitor(), 'scores moved').status).toBe('not enough data');
		const none = await monitor({ baselineFrom: 'none' });
		expect(checksOf(none).map(({ check }) => check)).not.toContain('scores moved');
	});

	it('a spoiled baseline, or one of another object, is a finding', async () => {
		many(220, 20);
		const text = await baseline(220);
		const half = await monitor({ baselineText: text.slice(0, 50), ...sample(220) });
		expect(checkOf(half, 'scores moved')).toMatchObject({ status: 'warning' });
		const other = await monitor({
			baselineText: text.replace('"object":"contact"', '"object":"deal"'),
			...sample(220),
		});
		expect(checkOf(other, 'scores moved').sentence).toContain('about deal');
		expect(counts(other)).toEqual([0, 1]);
	});

	it('choices can be watched, too', async () => {
		const segments = (hot: number) =>
			Array.from({ length: 220 }, (_, index) =>
				stage.control.create({
					object: 'contact',
					values: { ai_fit_segment: index % 10 < hot ? 'hot' : 'cold' },
					source: 'INTEGRATION',
					at: Date.now() - 30_000,
				}),
			);
		segments(2);
		const fields = ['ai_fit_segment'];
		const text = only(await monitor({ operation: 'capture', fields, ...sample(220) })).json['text'] as string;
		segments(9);
		segments(9);
		const run = await monitor({ fields, baselineText: text, options: { sample: 660 } });
		expect(checkOf(run, 'scores moved').status).toBe('alarm');
	});
});

describe('changed by people', () => {
	it('a rep’s edits of AI’s values alarm where they are surely more than the limit (S0-10)', async () => {
		const ids = many(100, 20);
		for (const id of ids.slice(0, 15))
			stage.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '1' });
		for (const id of ids.slice(15, 20))
			stage.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: null });
		const run = await monitor({ baselineFrom: 'none' });
		expect(checkOf(run, 'changed by people')).toMatchObject({ status: 'alarm', value: 0.2, limit: 0.08 });
		expect(counts(run)).toEqual([0, 1]);
		const patient = await monitor({
			baselineFrom: 'none',
			options: { limits: { limit: [{ what: 'overridden', value: 40 }] } },
		});
		expect(checkOf(patient, 'changed by people').status).toBe('good');
	});

	it('edits of other integrations and of people elsewhere are none of these', async () => {
		const ids = many(60, 20);
		for (const id of ids) stage.control.edit({ object: 'contact', id, field: 'city', value: 'Bonn' });
		for (const id of ids.slice(0, 30))
			stage.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '1', source: 'AUTOMATION_PLATFORM' });
		const run = await monitor({ baselineFrom: 'none' });
		expect(checkOf(run, 'changed by people')).toMatchObject({ status: 'good', value: 0 });
	});

	it('what Field-Safe Write wrote counts as written, and a rep’s edit after it as changed', async () => {
		const ids = stage.contacts(3);
		await stage.write(
			{ mode: 'write' },
			ids.map((id) => stage.suggest(id, { ai_lead_score: 80 })),
		);
		stage.control.edit({ object: 'contact', id: ids[0] ?? '', field: 'ai_lead_score', value: '10' });
		const run = await monitor({ baselineFrom: 'none' });
		expect(checkOf(run, 'changed by people')).toMatchObject({ value: 1 / 3, status: 'not enough data' });
		expect(checkOf(run, 'last write').status).toBe('good');
	});
});

describe('last write and age', () => {
	it('nothing written for 7 days alarms, also where people keep changing the records (S2-13, S2-15)', async () => {
		const writtenAt = daysAgo(9);
		for (const id of many(30, 20, writtenAt))
			stage.control.edit({ object: 'contact', id, field: 'city', value: 'Bonn' });
		const run = await monitor({ baselineFrom: 'none' });
		expect(checkOf(run, 'last write')).toMatchObject({ status: 'alarm', value: writtenAt, limit: '7 days' });
		expect(counts(run)).toEqual([0, 1]);
		expect(only(run).json['lastWrite']).toBe(writtenAt);
		const patient = await monitor({ baselineFrom: 'none', silentDays: 10 });
		expect(checkOf(patient, 'last write').status).toBe('good');
	});

	it('a write of today is found also where an integration touched more records since than are looked at', async () => {
		const writtenAt = daysAgo(0.1);
		for (let index = 0; index < 12; index++) scored(20, daysAgo(20), Date.now() - 7_200_000);
		const id = scored(20, writtenAt, Date.now() - 3_600_000);
		stage.control.edit({
			object: 'contact',
			id,
			field: 'ai_updated_at',
			value: String(Date.parse(writtenAt)),
			source: 'INTEGRATION',
			at: Date.now() - 3_600_000,
		});
		const run = await monitor({ baselineFrom: 'none', ...sample(10) });
		expect(checkOf(run, 'last write')).toMatchObject({ status: 'good', value: writtenAt });
	});

	it('the newest of many stamps counts, and values not written again for 30 days are out of date (S0-38)', async () => {
		many(29, 20, daysAgo(40));
		const newest = daysAgo(2);
		scored(50, newest);
		const run = await monitor({ baselineFrom: 'none' });
		expect(checkOf(run, 'last write')).toMatchObject({ status: 'good', value: newest });
		expect(checkOf(run, 'out of date')).toMatchObject({ status: 'warning', limit: 0.25 });
		expect(checkOf(run, 'out of date').sentence).toContain('29 of the 30 AI values');
	});

	it('an account into which AI never wrote is "not enough data", not an alarm', async () => {
		stage.contacts(5);
		const run = await monitor();
		expect(only(run).json['status']).toBe('good');
		expect(checkOf(run, 'last write')).toMatchObject({ status: 'not enough data', value: null });
	});

	it.each([
		['20 older ones of this week', 3 * DAY],
		['20 of the last quarter', 40 * DAY],
	])('the newest records are read first, before %s', async (_name, age) => {
		const newest = daysAgo(0.1);
		for (let index = 0; index < 20; index++) scored(40, daysAgo(60), Date.now() - age - index * 1000);
		for (let index = 0; index < 5; index++) scored(10, newest);
		const run = await monitor({ baselineFrom: 'none', options: { sample: 12 } });
		expect(only(run).json['records']).toBe(12);
		expect(checkOf(run, 'last write').value).toBe(newest);
		expect(checkOf(run, 'out of date').sentence).toContain('7 of the 12 AI values');
	});
});

describe('a credential that does not work is a finding, never an exception', () => {
	const staticData = () => ({}) as IDataObject;

	it('a dead token: the run succeeds, leaves by Needs Attention and names the last successful write of an earlier run', async () => {
		const writtenAt = daysAgo(2);
		many(5, 20, writtenAt);
		const kept = staticData();
		await monitor({ baselineFrom: 'none' }, { staticData: kept });
		const run = await monitor(
			{ baselineFrom: 'none' },
			{ staticData: kept, credentials: [tokenCredential(stage.url, 'revoked')] },
		);
		expect(run.error).toBeUndefined();
		expect(run.all.status).toBe('success');
		expect(counts(run)).toEqual([0, 1]);
		expect(only(run).json).toMatchObject({ status: 'alarm', lastWrite: writtenAt, records: 0 });
		const credential = checkOf(run, 'credential');
		expect(credential.status).toBe('alarm');
		expect(credential.sentence).toContain(`Last successful write: ${writtenAt.slice(0, 16).replace('T', ' ')} UTC`);
		expect(hintsOf(run).join(' ')).toContain('did not accept the credential');
	});

	it('says "not known" where no earlier run saw a write', async () => {
		const run = await monitor({}, { credentials: [tokenCredential(stage.url, 'revoked')] });
		expect(run.error).toBeUndefined();
		expect(checkOf(run, 'credential').sentence).toContain('Last successful write: not known.');
		expect(checkOf(run, 'last write').status).toBe('not enough data');
	});

	it('a token that dies between listing and reading', async () => {
		many(5, 20);
		stage.control.schedule({
			phase: 'before',
			purpose: 'batch read with history',
			action: { kind: 'fault', fault: { kind: 'error', status: 401 } },
		});
		stage.control.fault({ kind: 'error', status: 401, purpose: 'batch read with history', count: 10 });
		const run = await monitor();
		expect(run.error).toBeUndefined();
		expect(checkOf(run, 'credential').status).toBe('alarm');
		expect(counts(run)).toEqual([0, 1]);
	});

	it('an OAuth2 sign-in that cannot be renewed', async () => {
		const run = await monitor(
			{ authentication: 'oAuth2' },
			{ credentials: [oAuth2Credential(stage.url, 'old', 'gone')] },
		);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([0, 1]);
		expect(only(run).json['status']).toBe('alarm');
		expect(checkOf(run, 'credential').sentence).toContain('Last successful write: not known.');
	});

	it.each([
		['may not read contacts', 'crm.objects.contacts.read', 'alarm'],
		['may not write contacts', 'crm.objects.contacts.write', 'warning'],
	])('a token that %s', async (_name, scope, status) => {
		many(5, 20);
		stage.control.addToken({ token: 'narrow', appId: 77, scopes: allScopes.filter((other) => other !== scope) });
		const run = await monitor({}, { credentials: [tokenCredential(stage.url, 'narrow')] });
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([0, 1]);
		expect(checkOf(run, 'credential').status).toBe(status);
	});

	it('a CRM that does not answer', async () => {
		many(5, 20);
		stage.control.fault({ kind: 'error', status: 502, purpose: 'search', count: 1000 });
		const run = await monitor();
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([0, 1]);
		expect(checkOf(run, 'reading').status).toBe('alarm');
	}, 60_000);

	it('Capture Baseline with a dead token leaves by Needs Attention, too', async () => {
		const run = await monitor({ operation: 'capture' }, { credentials: [tokenCredential(stage.url, 'revoked')] });
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([0, 1]);
		expect(only(run).json).toMatchObject({ status: 'alarm', text: null });
	});
});

describe('the item', () => {
	it('one for the run, whatever came in, paired with all of it, with a Markdown report', async () => {
		many(5, 20);
		const run = await monitor({}, { items: [{ a: 1 }, { a: 2 }, { a: 3 }] });
		const item = only(run);
		expect(item.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(item.json['summary']).toEqual(checksOf(run).map(({ sentence }) => sentence));
		expect(item.binary?.['report']).toMatchObject({ mimeType: 'text/markdown', fileName: 'ai-fields-report.md' });
		const text = Buffer.from(item.binary?.['report']?.data ?? '', 'base64').toString('utf8');
		expect(text).toContain('# AI fields: how they are doing');
		expect(text).toContain('| last write |');
		expect(only(await monitor({ options: { report: [] } })).binary).toBeUndefined();
	});

	it('a watched field that is gone, and a missing stamp field, are findings', async () => {
		const bare = await openStage({ aiFields: false });
		try {
			const run = await runNode({ type: DriftMonitor, parameters: {}, items: [{}], credentials: bare.credentials });
			expect(run.error).toBeUndefined();
			expect(run.outputs[ATTENTION]).toHaveLength(1);
			const sentences = only(run).json['summary'] as string[];
			expect(sentences.some((sentence) => sentence.includes('no field called "ai_lead_score"'))).toBe(true);
			expect(sentences.some((sentence) => sentence.includes('no field "ai_provenance"'))).toBe(true);
		} finally {
			await bare.close();
		}
	});

	it('writes nothing, and reads 500 records in few requests', async () => {
		many(520, 20);
		stage.control.resetStats();
		const run = await monitor();
		expect(only(run).json['records']).toBe(500);
		expect(run.outputs[GOOD]).toHaveLength(1);
		expect(stage.writes()).toBe(0);
		const { total, byPurpose } = stage.control.stats();
		expect({ total, byPurpose, few: total <= 25 }).toMatchObject({ few: true });
	});
});
