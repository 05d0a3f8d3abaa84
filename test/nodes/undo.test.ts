/** Undo in n8n's engine: what it goes by, what it refuses, and what people are told. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { counts, crmOf, hintsOf, itemsAt, openStage, outcomesAt, reasonOf, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.changes());

const [DONE, REVIEW, FAILED, AUDIT] = [0, 1, 2, 3];
const undo = (more: INodeParameters = {}): INodeParameters => ({ operation: 'undo', mode: 'write', ...more });

/** Scores written into new contacts, as items of that run. */
async function wrote(count: number, executionId: string) {
	const ids = stage.contacts(count);
	const run = await stage.write(
		{ mode: 'write' },
		ids.map((id, n) => stage.suggest(id, { ai_lead_score: 10 + n })),
		{ executionId },
	);
	stage.changes();
	return { ids, rows: itemsAt(run, AUDIT).map(({ json }) => json), done: itemsAt(run, DONE).map(({ json }) => json) };
}

const scores = (ids: readonly string[]) => ids.map((id) => stage.value(id, 'ai_lead_score') ?? '');

test('by audit rows: earlier values are back, what a rep changed is left and named, and it is audited itself', async () => {
	const { ids, rows } = await wrote(4, 'a1');
	const [, second = ''] = ids;
	stage.control.edit({ object: 'contact', id: second, field: 'ai_lead_score', value: '99' });
	const run = await stage.write(undo(), rows, { executionId: 'a2' });
	expect(counts(run)).toEqual([3, 1, 0, 4]);
	expect(scores(ids)).toEqual(['', '99', '', '']);
	expect(outcomesAt(run, REVIEW)).toEqual(["ai_lead_score: review (a person's value)"]);
	expect(hintsOf(run)[0]).toBe('Of 4 fields that AI wrote: 3 taken back, 1 left as they are.');
	expect(hintsOf(run)[1]).toContain(second);
	expect(itemsAt(run, AUDIT)[0]?.json).toMatchObject({
		execution: 'a2',
		rule: 'taken back',
		before: '10',
		after: null,
		outcome: 'written',
	});
	expect(itemsAt(run, DONE)[1]?.pairedItem).toEqual([{ item: 2 }]);

	stage.control.resetStats();
	const again = await stage.write(undo(), rows);
	expect(stage.writes()).toBe(0);
	expect(hintsOf(again)[0]).toBe('Of 4 fields that AI wrote: 3 already as before, 1 left as they are.');
	// All rows that there are by now, those of the undo among them.
	const all = [...rows, ...itemsAt(run, AUDIT).map(({ json }) => json)];
	await stage.write(undo(), all);
	expect(stage.writes()).toBe(0);
});

test('by items that left Field-Safe Write, and by a past execution as the n8n node gives it', async () => {
	const { ids, done } = await wrote(2, 'b1');
	await stage.write(undo(), done);
	expect(scores(ids)).toEqual(['', '']);

	const later = await wrote(2, 'b2');
	const task = { data: { main: [later.done.map((json) => ({ json }))] } };
	const execution = { id: 'b2', data: { resultData: { runData: { Write: [task] } } } } as unknown as IDataObject;
	const run = await stage.write(undo(), [execution]);
	expect(counts(run).slice(0, 3)).toEqual([2, 0, 0]);
	expect(scores(later.ids)).toEqual(['', '']);
});

test('by run: only the rows of that execution count', async () => {
	const first = await wrote(1, 'c1');
	const second = await wrote(1, 'c2');
	const run = await stage.write(undo({ undoBy: 'run', undoExecution: 'c2' }), [...first.rows, ...second.rows]);
	expect(counts(run).slice(0, 3)).toEqual([1, 0, 0]);
	expect(scores([...first.ids, ...second.ids])).toEqual(['10', '']);
});

test('by run without audit rows: the records’ stamps and the field history tell', async () => {
	const first = await wrote(1, 'd1');
	const second = await wrote(2, 'd2');
	const records = [...first.ids, ...second.ids].map((id) => stage.suggest(id, {}));
	await stage.write(undo({ undoBy: 'run', undoExecution: 'd2' }), records);
	expect(scores([...first.ids, ...second.ids])).toEqual(['10', '', '']);
	await stage.write(undo({ undoBy: 'record' }), records);
	expect(scores(first.ids)).toEqual(['']);
});

test('by field: the other fields stay', async () => {
	const id = stage.contact();
	const run = await stage.write({ mode: 'write' }, [stage.suggest(id, { ai_lead_score: 5, ai_fit_segment: 'hot' })]);
	const rows = itemsAt(run, AUDIT).map(({ json }) => json);
	await stage.write(undo({ undoFields: ['ai_fit_segment'] }), rows);
	expect([stage.value(id, 'ai_lead_score'), stage.value(id, 'ai_fit_segment') ?? '']).toEqual(['5', '']);
});

test('is Preview unless told otherwise, and says so', async () => {
	const { ids, rows } = await wrote(2, 'e1');
	stage.control.resetStats();
	const run = await stage.write({ operation: 'undo' }, rows);
	expect(stage.writes()).toBe(0);
	expect(scores(ids)).toEqual(['10', '11']);
	expect(hintsOf(run)[0]).toBe('PREVIEW, nothing was changed. Of 2 fields that AI wrote: 2 would be taken back.');
	expect(crmOf(itemsAt(run, DONE)[0]).outcomes[0]).toMatchObject({ status: 'would write', before: 10, after: null });
});

test.each<[string, INodeParameters, IDataObject[]]>([
	['items of something else', undo(), [{ name: 'Ada' }]],
	['records without anything AI wrote', undo(), [{}]],
	['Undo By Run with nothing to go by', undo({ undoBy: 'run', undoExecution: '7' }), [{ name: 'Ada' }]],
])('refuses %s and says what to connect', async (_, parameters, items) => {
	const run = await stage.write(parameters, items);
	expect(run.error?.message).toContain('nothing to go by');
	expect(run.error && 'description' in run.error ? run.error.description : '').toContain('Audit to Data Table');
});

test('refuses an empty Execution ID', async () => {
	const { rows } = await wrote(1, 'f1');
	const run = await stage.write(undo({ undoBy: 'run', undoExecution: '={{ "" }}' }), rows);
	expect(run.error?.message).toContain('Execution ID is empty');
});

test('one item that tells of nothing fails alone; rows of another object are left out and counted', async () => {
	const { ids, rows } = await wrote(2, 'g1');
	const run = await stage.write(undo(), [{ name: 'Ada' }, rows[0] ?? {}, { ...rows[1], object: 'deal' }]);
	expect(counts(run).slice(0, 3)).toEqual([1, 0, 1]);
	expect(reasonOf(itemsAt(run, FAILED)[0])).toContain('nothing to go by');
	expect(scores(ids)).toEqual(['', '11']);
	expect(hintsOf(run).join()).toContain('1 writes on the input are about another CRM or object');
});
