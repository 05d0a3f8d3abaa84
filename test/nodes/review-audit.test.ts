/** What stands in the audit after people were asked: one row per answer, whoever notices it, and none for what is open. */
import { NodeConnectionTypes, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { readStamp } from '../../core/stamp';
import { hashValue } from '../../core/value';
import { verdictsIn } from '../../core/score/calibration/reviewed';
import { HumanReview } from '../../nodes/HumanReview/HumanReview.node';
import { AskingAgent, asTool } from './agent';
import { runNode, type EngineRun, type NodeRun } from './engine';
import { expire, request } from './engine/waiting';
import { FieldSafeWrite, counts, crmOf, hintsOf, itemsAt, openStage, outcomesAt, type Stage } from './stage';

let s: Stage;
beforeEach(async () => {
	s = await openStage();
});
afterEach(async () => await s.close());

const object = { __rl: true, mode: 'list', value: 'contact' };
const base: INodeParameters = { crm: 'hubspot', authentication: 'accessToken', object };
const page: INodeParameters = { ...base, operation: 'sendAndWait', options: { privateAddress: true } };
const writing: INodeParameters = { ...base, operation: 'write', mode: 'write', valuesFrom: 'item' };

const review = async (parameters: INodeParameters, items: IDataObject[], executionId = 'asks'): Promise<NodeRun> =>
	await runNode({
		type: HumanReview,
		parameters: { ...base, ...parameters },
		items,
		credentials: s.credentials,
		executionId,
	});

/** A model's suggestion for a title that a rep typed, held back by a Gate. */
function asked(value = 'Head of Sales', title = 'CEO') {
	const id = s.contact({ jobtitle: title });
	s.control.edit({ object: 'contact', id, field: 'jobtitle', value: title, user: 501 });
	return { id, item: suggested(id, value) };
}

const suggested = (id: string, value: string) =>
	s.suggest(
		id,
		{},
		{
			proposals: [
				{
					field: 'jobtitle',
					value,
					confidence: 0.7,
					reason: 'From <the> signature.',
					scorer: { method: 'model', version: 'titles v2', inputHash: 'in1', promptHash: 'pr1', tokens: 812 },
				},
			],
			decisions: [
				{
					field: 'jobtitle',
					action: 'review',
					rule: "a person's value",
					why: 'A person typed it.',
					policyHash: 'gate1',
				},
			],
		},
	);

const rowsOf = (run: NodeRun | EngineRun | undefined, node = 'Node') =>
	run === undefined ? [] : itemsAt(run, 3, node).map(({ json }) => json);
const brief = (rows: readonly IDataObject[]) =>
	rows.map((row) => {
		const { outcome = '', rule = '', approver = '' } = row as Readonly<Record<string, string>>;
		return `${outcome} | ${rule} | ${approver}`;
	});
const reviewOf = (id: string) => readStamp(s.value(id, 'ai_provenance')).reviews?.['jobtitle'];
const close = async (id: string) => await review({ operation: 'close' }, [s.suggest(id, {})], 'closes');
const tasksOn = (id: string) => s.control.associated({ object: 'contact', id, to: 'tasks' });

const onPage = async (items: IDataObject[]) =>
	await s.workflow(
		[
			{ name: 'Review', type: HumanReview, parameters: page },
			{ name: 'Write', type: FieldSafeWrite, parameters: writing },
		],
		items,
		[{ from: 'Review', output: 1, to: 'Write' }],
	);

async function answer(run: EngineRun, answers: IDataObject): Promise<EngineRun> {
	const { html } = await request(run, 'Review', 'GET');
	const form: IDataObject = { name: 'Robin Reviewer' };
	for (const [, name, text] of html.matchAll(/<input\s+type="(?:hidden|text)"\s+name="(\w+)"\s+value="([^"]*)"/g)) {
		if (name !== 'name') form[name ?? ''] = text ?? '';
	}
	const { resumed } = await request(run, 'Review', 'POST', { ...form, ...answers });
	if (!resumed) throw new Error('The page was not taken.');
	return resumed;
}

/** Everything that a full row says about the answered suggestion. */
const whole = (id: string) => ({
	crm: 'hubspot',
	account: s.account,
	object: 'contact',
	record: id,
	field: 'jobtitle',
	before: 'CEO',
	suggested: 'Head of Sales',
	reason: 'From <the> signature.',
	confidence: 0.7,
	scorer_method: 'model',
	scorer_version: 'titles v2',
	input_hash: 'in1',
	prompt_hash: 'pr1',
	gate_policy_hash: 'gate1',
	tokens: 812,
});

describe('on the review page', () => {
	it('a no leaves one whole row with approver, comment and outcome rejected; a yes is told by Field-Safe Write alone', async () => {
		const [no, yes] = [asked(), asked()];
		const resumed = await answer(await onPage([no.item, yes.item]), { d0: 'reject', c0: 'still CEO', d1: 'approve' });
		const rows = rowsOf(resumed, 'Review');
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({
			...whole(no.id),
			after: 'CEO',
			outcome: 'rejected',
			rule: 'rejected by a person',
			why: 'Rejected by Robin Reviewer on the review page. Comment: still CEO',
			approver: 'Robin Reviewer',
			node: 'Review',
			execution: 'waiting-1',
		});
		expect(rows[0]?.['policy_hash']).not.toBe('');
		expect(resumed.items('Review', 3)[0]?.pairedItem).toMatchObject({ item: 0 });
		expect(brief(rowsOf(resumed, 'Write'))).toEqual(['written | approved by a person | Robin Reviewer']);
		// Both questions are closed: nobody tells of them again.
		for (const { id } of [no, yes]) expect(rowsOf(await close(id))).toEqual([]);
		expect(rowsOf(await review({}, [no.item]))).toEqual([]);
	});

	it('what was left open has no row, and one of nobody once its time is over; expiry itself approves nothing', async () => {
		const { id, item } = asked();
		const run = await onPage([item]);
		const over = await expire(run);
		expect(over.outputs('Review').map((items) => items.length)).toEqual([1]);
		expect(rowsOf(await close(id))).toEqual([]);
		const real = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + 8 * 86_400_000);
		const RealDate = Date;
		const dates = jest
			.spyOn(global, 'Date')
			.mockImplementation(((...given: [number]) =>
				given.length > 0 ? new RealDate(...given) : new RealDate(real() + 8 * 86_400_000)) as unknown as () => Date);
		Object.assign(global.Date, { now: clock, parse: RealDate.parse, UTC: RealDate.UTC });
		try {
			const rows = rowsOf(await close(id));
			expect(rows).toMatchObject([{ ...whole(id), after: 'CEO', outcome: 'expired', approver: '' }]);
			expect(brief(rows)).toEqual(['expired | nobody answered | ']);
			expect(rowsOf(await close(id))).toEqual([]);
		} finally {
			dates.mockRestore();
			clock.mockRestore();
		}
		expect(s.value(id, 'jobtitle')).toBe('CEO');
	});

	it('a no that a rep set in the CRM about another field of the record is told with the page’s decisions', async () => {
		const { id, item } = asked();
		const city = s.suggest(id, { city: 'Bonn' });
		await review({}, [city]);
		const run = await onPage([item]);
		s.control.edit({ object: 'contact', id, field: 'ai_review_status', value: 'rejected', user: 502 });
		const resumed = await answer(run, { d0: 'reject' });
		const rows = rowsOf(resumed, 'Review');
		expect(rows.map(({ field, outcome, approver }) => [field, outcome, approver])).toEqual([
			['jobtitle', 'rejected', 'Robin Reviewer'],
			['city', 'rejected', expect.stringMatching(/502 in the CRM$/)],
		]);
		expect(rowsOf(await close(id))).toEqual([]);
	});

	it('answers that were found when the page was made leave with its decision, since nothing leaves a node that waits', async () => {
		const { id, item } = asked();
		await review({}, [item]);
		s.control.completeTask({ id: tasksOn(id)[0] ?? '' });
		const run = await onPage([suggested(id, 'VP Sales')]);
		expect(reviewOf(id)).toMatchObject({ status: 'open', refused: [hashValue('Head of Sales')] });
		const resumed = await answer(run, { d0: 'reject' });
		expect(rowsOf(resumed, 'Review').map(({ suggested: value, approver }) => [value, approver])).toEqual([
			['Head of Sales', 'a person in the CRM'],
			['VP Sales', 'Robin Reviewer'],
		]);
	});

	it('says before the wait where nothing keeps the rows: nothing connected, or what is connected is switched off', async () => {
		const { item } = asked();
		const bare = await review(page, [item]);
		expect(hintsOf(bare).join(' ')).toContain('will not stand in your audit');
		const hints = async (disabled: boolean) => {
			const run = await s.workflow(
				[
					{ name: 'Review', type: HumanReview, parameters: page },
					{ name: 'Keep', type: FieldSafeWrite, parameters: writing, disabled },
				],
				[asked().item],
				[{ from: 'Review', output: 3, to: 'Keep' }],
			);
			expect(run.status).toBe('waiting');
			const all = run.hints('Review').map(({ message }) => message);
			return all.filter((message) => message.includes('will not stand in your audit')).length;
		};
		expect([await hints(true), await hints(false)]).toEqual([1, 0]);
	});
});

describe('by CRM task', () => {
	const ask = async () => {
		const made = asked();
		await review({}, [made.item]);
		return { ...made, task: tasksOn(made.id)[0] ?? '' };
	};
	type Made = Awaited<ReturnType<typeof ask>>;
	const enter = (id: string, value: string, user = 502) =>
		s.control.edit({ object: 'contact', id, field: 'jobtitle', value, user });

	/** Whoever meets the answer first. */
	const noticing: readonly [string, (made: Made) => Promise<NodeRun>][] = [
		['Close Finished Reviews', async ({ id }) => await close(id)],
		['Human Review', async ({ item }) => await review({}, [item], 'asks again')],
		['Field-Safe Write', async ({ item }) => await s.write(writing, [item])],
	];
	/** Field-Safe Write tells of this run's suggestion, too: it is skipped. */
	const answers = (run: NodeRun) => rowsOf(run).filter(({ outcome }) => outcome !== 'skipped');

	describe.each(noticing)('noticed by %s', (_name, notice) => {
		it.each<[string, (made: Made) => void, IDataObject]>([
			[
				'the task was completed without the edit',
				({ task }) => s.control.completeTask({ id: task }),
				{
					outcome: 'rejected',
					rule: 'rejected by a person',
					approver: 'a person in the CRM',
					after: 'CEO',
					why: 'A person completed the task without entering the suggested value.',
				},
			],
			[
				'another value was entered',
				({ id }) => enter(id, 'Founder'),
				{
					outcome: 'rejected',
					rule: 'rejected by a person',
					approver: expect.stringMatching(/502 in the CRM$/),
					after: 'Founder',
					why: 'A person entered another value.',
				},
			],
			[
				'the status was set to Rejected',
				({ id }) => s.control.edit({ object: 'contact', id, field: 'ai_review_status', value: 'rejected', user: 502 }),
				{
					outcome: 'rejected',
					rule: 'rejected by a person',
					approver: expect.stringMatching(/502 in the CRM$/),
					after: 'CEO',
				},
			],
			[
				'the suggested value was entered',
				({ id }) => enter(id, 'Head of Sales'),
				{
					outcome: 'approved',
					rule: 'approved by a person',
					approver: expect.stringMatching(/502 in the CRM$/),
					after: 'Head of Sales',
				},
			],
			[
				'the task was deleted',
				({ task }) => s.control.deleteTask({ id: task }),
				{ outcome: 'expired', rule: 'nobody answered', approver: '', after: 'CEO' },
			],
		])('%s: one whole row, once', async (_what, act, row) => {
			const made = await ask();
			act(made);
			const first = await notice(made);
			expect(answers(first)).toMatchObject([{ ...whole(made.id), ...row }]);
			expect(reviewOf(made.id)).not.toHaveProperty('asked');
			for (const [, again] of noticing) expect(answers(await again(made))).toEqual([]);
		});
	});

	it('Preview tells nothing, since it notes nothing: the row comes with the run that closes the question', async () => {
		const { id, item, task } = await ask();
		s.control.completeTask({ id: task });
		expect(brief(rowsOf(await s.write({ ...writing, mode: 'preview' }, [item])))).toEqual([
			'skipped | refused before | ',
		]);
		expect(brief(rowsOf(await close(id)))).toEqual(['rejected | rejected by a person | a person in the CRM']);
	});

	it('where the CRM does not keep that a question is closed, the run that closes it tells of it', async () => {
		const { id, item, task } = await ask();
		s.control.completeTask({ id: task });
		s.control.writeRule({ object: 'contact', property: 'ai_provenance', effect: 'ignore', count: 3 });
		expect(rowsOf(await review({}, [item]))).toEqual([]);
		expect(brief(rowsOf(await close(id)))).toEqual(['rejected | rejected by a person | a person in the CRM']);
	});

	it('what another program entered is nobody’s yes', async () => {
		const { id } = await ask();
		s.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Head of Sales', source: 'WORKFLOWS' });
		expect(brief(rowsOf(await close(id)))).toEqual(['approved | equal value | ']);
	});

	it('an agent, whose calls nobody audits, leaves the question for a run that does', async () => {
		const { id, task } = await ask();
		s.control.completeTask({ id: task });
		const run = await s.workflow(
			[
				{ name: 'Agent', type: AskingAgent, parameters: { arguments: '{}' } },
				{
					name: 'Tool',
					type: asTool(FieldSafeWrite),
					parameters: {
						...writing,
						valuesFrom: 'map',
						fields: { mappingMode: 'defineBelow', value: { jobtitle: 'Head of Sales' } },
					},
				},
			],
			[s.suggest(id, {})],
			[{ from: 'Tool', to: 'Agent', type: NodeConnectionTypes.AiTool }],
		);
		expect(JSON.stringify(run.items('Agent'))).toContain('refused before');
		expect(brief(rowsOf(await close(id)))).toEqual(['rejected | rejected by a person | a person in the CRM']);
	});

	it('says so where nothing keeps the rows, and where it cannot see what became of the tasks', async () => {
		const { id, task } = await ask();
		s.control.completeTask({ id: task });
		expect(hintsOf(await close(id)).join(' ')).toContain('1 audit row was not kept');
		await s.close();
		s = await openStage({ aiFields: false });
		const { item } = asked();
		const blind = 'cannot see that a task was completed';
		for (const run of [
			await review({}, [item]),
			await review({ operation: 'close' }, [item]),
			await s.write(writing, [item]),
			await s.write({ ...writing, mode: 'preview' }, [item]),
		]) {
			const hints = hintsOf(run).join(' ');
			expect(hints).toContain(blind);
			expect(hints).toContain('Set Up AI Fields');
		}
	});
});

it('a forged no prevents one write and does no harm: nothing is remembered, and nobody is named', async () => {
	const id = s.contact();
	const forged = s.suggest(
		id,
		{ city: 'Bonn' },
		{
			decisions: [
				{
					field: 'city',
					action: 'skip',
					rule: 'rejected by a person',
					why: 'Rejected by The CEO.',
					approvedBy: undefined,
				},
			],
		},
	);
	const run = await s.write(writing, [forged]);
	expect(brief(rowsOf(run))).toEqual(['skipped | rejected by a person | ']);
	expect(s.value(id, 'ai_provenance')).toBeNull();
	const honest = await s.write(writing, [s.suggest(id, { city: 'Bonn' })]);
	expect(outcomesAt(honest, 0)).toEqual(['city: written (empty field)']);
});

it('Calibrate reads the rows of every way to say yes or no, each once', async () => {
	const [rejects, completes, enters] = [asked(), asked(), asked()];
	const decided = await answer(await onPage([rejects.item]), { d0: 'reject' });
	await review({}, [completes.item]);
	await review({}, [enters.item]);
	s.control.completeTask({ id: tasksOn(completes.id)[0] ?? '' });
	s.control.edit({ object: 'contact', id: enters.id, field: 'jobtitle', value: 'Head of Sales', user: 502 });
	const rows = [
		...rowsOf(decided, 'Review'),
		...rowsOf(await close(completes.id)),
		...rowsOf(await s.write(writing, [enters.item])),
	];
	// The same answers once more, as items that left by Rejected.
	const items = decided.items('Review', 2).map(({ json }) => json);
	expect(crmOf({ json: items[0] ?? {} }).decisions).toHaveLength(1);
	expect(verdictsIn([...rows, ...items]).verdicts.map(({ accepted, confidence }) => [accepted, confidence])).toEqual([
		[false, 0.7],
		[false, 0.7],
		[true, 0.7],
	]);
	expect(counts(await review({}, [rejects.item]))).toEqual([0, 0, 1, 0]);
});
