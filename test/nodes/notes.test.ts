/** Add Note or Task, the Trigger Field and Run Assignment Rules, in n8n's engine against the sandbox HubSpot. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { fetchPort } from '../crm/fetch-port';
import { counts, hintsOf, itemsAt, openStage, outcomesAt, reasonOf, token, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.changes());

const [DONE, FAILED, AUDIT] = [0, 2, 3];
const add = (more: INodeParameters = {}): INodeParameters => ({ operation: 'addNote', mode: 'write', ...more });
const words = (text: string): INodeParameters => ({ noteFrom: 'map', noteText: text });

async function activities(id: string) {
	const port = fetchPort(stage.url, { token });
	const crm = createHubSpot(port, { baseUrl: stage.url, accessToken: async () => await Promise.resolve(token) });
	const read = (await crm.context('contact', [id], { associated: [], activities: true, max: 100 })).get(id);
	if (!read?.ok) throw new Error(read?.error.message);
	return read.value.activities;
}

test('AI Score’s text stands on the record as a note that says that AI wrote it, and in which run (S1-05, S1-35)', async () => {
	const id = stage.contact();
	const item = stage.suggest(id, { ai_score_reason: 'Wants a demo <b>next week</b>.' });
	const run = await stage.write(add({ noteTitle: 'Call summary' }), [item], { executionId: 'n-1' });
	expect(outcomesAt(run, DONE)).toEqual(['note: written (ai note)']);
	const [note] = await activities(id);
	expect(note).toMatchObject({ kind: 'note' });
	expect(note?.body).toContain('AI-generated: Call summary');
	expect(note?.body).toContain('Wants a demo <b>next week</b>.');
	expect(note?.body).toContain('run n-1');
	expect(stage.changes().filter((line) => line.startsWith(`${id}.`))).toEqual([]);
	expect(itemsAt(run, AUDIT)[0]?.json).toMatchObject({
		field: 'note',
		outcome: 'written',
		rule: 'ai note',
		record: id,
	});
	expect(hintsOf(run)[0]).toBe('Of 1 notes and tasks: 1 left on their record.');
});

test('is never left twice: not by another run, not by two items of one run; another text is another note', async () => {
	const id = stage.contact();
	const item = stage.suggest(id, {});
	const first = await stage.write(add(words('Same text')), [item, item]);
	expect(outcomesAt(first, DONE)).toEqual(['note: written (ai note)', 'note: unchanged (equal value)']);
	const second = await stage.write(add(words(' Same  text')), [item], { executionId: 'later' });
	expect(outcomesAt(second, DONE)).toEqual(['note: unchanged (equal value)']);
	await stage.write(add(words('Other text')), [item]);
	expect(await activities(id)).toHaveLength(2);
});

test('with a reference of its own there is one per call, whatever the model says the second time', async () => {
	const id = stage.contact();
	const item = { ...stage.suggest(id, {}), callId: 77 };
	const once = { options: { reference: '={{ $json.callId }}' } };
	await stage.write(add({ ...words('First wording'), ...once }), [item]);
	const again = await stage.write(add({ ...words('Second wording'), ...once }), [item]);
	expect(outcomesAt(again, DONE)).toEqual(['note: unchanged (equal value)']);
	expect(await activities(id)).toHaveLength(1);
});

test('a task is due when the panel says, and belongs to the record’s owner', async () => {
	const id = stage.contact();
	const owner = '70501';
	stage.control.edit({ object: 'contact', id, field: 'hubspot_owner_id', value: owner });
	const run = await stage.write(add({ ...words('Call back'), noteKind: 'task', dueInDays: 3 }), [
		stage.suggest(id, {}),
	]);
	expect(outcomesAt(run, DONE)).toEqual(['task: written (ai note)']);
	const [task] = await activities(id);
	expect(task).toMatchObject({ kind: 'task', title: 'AI-generated: Summary' });
	const days = (Date.parse(task?.at ?? '') - Date.now()) / 86_400_000;
	expect(days).toBeGreaterThan(2.9);
	expect(days).toBeLessThan(3.1);
	expect(stage.control.value({ object: 'tasks', id: task?.id ?? '', field: 'hubspot_owner_id' })).toBe(owner);
});

test('is Preview unless told otherwise: nothing is sent', async () => {
	const id = stage.contact();
	stage.control.resetStats();
	const run = await stage.write({ operation: 'addNote', ...words('A text') }, [stage.suggest(id, {})]);
	expect(outcomesAt(run, DONE)).toEqual(['note: would write (ai note)']);
	expect(
		stage.control.requests().filter(({ method, purpose }) => method !== 'GET' && !/read|search/.test(purpose)),
	).toEqual([]);
	expect(await activities(id)).toEqual([]);
});

test.each<[string, (id: string) => IDataObject, INodeParameters, RegExp]>([
	['an empty text', (id) => stage.suggest(id, {}), words(' '), /empty/],
	['no text from AI Score', (id) => stage.suggest(id, { ai_lead_score: 5 }), {}, /empty/],
	['another account', (id) => stage.suggest(id, {}, { account: '999' }), words('x'), /account 999/],
	['a record that is gone', () => stage.suggest('99999999', {}), words('x'), /./],
])('%s leaves by Failed with the reason', async (_, item, parameters, reason) => {
	const id = stage.contact();
	const run = await stage.write(add(parameters), [item(id)]);
	expect(counts(run).slice(0, 3)).toEqual([0, 0, 1]);
	const json = JSON.stringify(itemsAt(run, FAILED)[0]?.json);
	expect(json).toMatch(reason);
	expect(json).toContain('"hint"');
});

test('an item without a record fails alone', async () => {
	const run = await stage.write(add(words('x')), [{}, stage.suggest(stage.contact(), {})]);
	expect(counts(run).slice(0, 3)).toEqual([1, 0, 1]);
	expect(reasonOf(itemsAt(run, FAILED)[0])).toContain('Identity Lookup');
});

test('the same text for more than 20 records, and more records than allowed, stop the run before the first note', async () => {
	const items = stage.contacts(21).map((id) => stage.suggest(id, {}));
	stage.control.resetStats();
	const same = await stage.write(add(words('Broken prompt')), items);
	expect(same.error?.message).toContain('21 records');
	const many = await stage.write(add({ ...words('={{ "Text " + $json.crm.id }}'), mostRecords: 20 }), items);
	expect(many.error?.message).toContain('at most 20');
	expect(stage.control.requests().filter(({ purpose }) => purpose === 'notes')).toEqual([]);
});

test('a dead token stops at once and names the credential', async () => {
	const dead = await openStage();
	try {
		const items = dead.contacts(12).map((id) => dead.suggest(id, {}));
		dead.control.expireToken({ token });
		dead.control.resetStats();
		const run = await dead.write(add(words('={{ "Text " + $json.crm.id }}')), items);
		expect(run.error?.message).toContain('did not accept the credential');
		expect(dead.control.stats().total).toBeLessThan(5);
	} finally {
		await dead.close();
	}
});

describe('the Trigger Field', () => {
	const trigger = { mode: 'write', options: { triggerField: 'ai_fit_segment' } };

	it('is written last and once', async () => {
		const id = stage.contact();
		const item = stage.suggest(id, { ai_fit_segment: 'hot', ai_lead_score: 90 });
		await stage.write(trigger, [item]);
		expect(stage.changes()).toEqual([`${id}.ai_lead_score=90`, `${id}.ai_fit_segment=hot`]);
		await stage.write(trigger, [item]);
		expect(stage.changes()).toEqual([]);
	});

	it('that no suggestion is about is named', async () => {
		const run = await stage.write(trigger, [stage.suggest(stage.contact(), { ai_lead_score: 1 })]);
		expect(hintsOf(run).join()).toContain('No suggestion is about the Trigger Field ai_fit_segment');
	});
});
