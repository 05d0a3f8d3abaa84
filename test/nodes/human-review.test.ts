/** Human Review in n8n's real engine: tasks, the page's requests, what leaves where, and what Field-Safe Write makes of it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { readStamp } from '../../core/stamp';
import { hashValue } from '../../core/value';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { HumanReview } from '../../nodes/HumanReview/HumanReview.node';
import type { EngineRun } from './engine';
import { expire, request, type Answer } from './engine/waiting';
import {
	FieldSafeWrite,
	counts,
	crmOf,
	hintsOf,
	itemsAt,
	openStage,
	outcomesAt,
	outcomesOf,
	reasonOf,
	shortly,
	type Stage,
} from './stage';
import { runNode, type NodeRun } from './engine';

let s: Stage;
afterEach(async () => await s.close());

const object = { __rl: true, mode: 'list', value: 'contact' };
const base: INodeParameters = { crm: 'hubspot', authentication: 'accessToken', object };
const page: INodeParameters = { ...base, operation: 'sendAndWait', options: { privateAddress: true } };

const review = async (parameters: INodeParameters, items: IDataObject[], more: object = {}): Promise<NodeRun> =>
	await runNode({
		type: HumanReview,
		parameters: { ...base, ...parameters },
		items,
		credentials: s.credentials,
		...more,
	});

/** Review first, then Field-Safe Write behind Approved. */
const reviewAndWrite = async (items: IDataObject[], parameters: INodeParameters = page): Promise<EngineRun> =>
	await s.workflow(
		[
			{ name: 'Review', type: HumanReview, parameters },
			{
				name: 'Write',
				type: FieldSafeWrite,
				parameters: { ...base, operation: 'write', mode: 'write', valuesFrom: 'item' },
			},
		],
		items,
		[{ from: 'Review', output: 1, to: 'Write' }],
	);

/** A rep's title, and a suggestion for another one that the Gate held back. */
function asked(
	values: Record<string, unknown> = { jobtitle: 'Head of Sales' },
	contact: Record<string, string> = { jobtitle: 'CEO' },
) {
	const id = s.contact(contact);
	for (const [field, value] of Object.entries(contact))
		s.control.edit({ object: 'contact', id, field, value: `${value}`, user: 501 });
	const decisions = Object.keys(values).map((field) => ({
		field,
		action: 'review' as const,
		rule: "a person's value" as const,
		why: `"${field}" holds a value that a person entered.`,
	}));
	return { id, item: s.suggest(id, values, { decisions }) };
}

const tasksOn = (id: string) => s.control.associated({ object: 'contact', id, to: 'tasks' });
const taskValue = (id: string, field: string) => s.control.value({ object: 'tasks', id, field }) ?? '';
const status = (id: string) => s.value(id, 'ai_review_status');
const reviewsOf = (id: string) => readStamp(s.value(id, 'ai_provenance')).reviews ?? {};

/** The form as a browser would send it, with answers per row. */
function fill(html: string, answers: Record<string, string> = {}): IDataObject {
	const form: IDataObject = {};
	for (const [, name, value] of html.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g))
		form[name ?? ''] = value ?? '';
	for (const [, , name, value] of html.matchAll(
		/<input\s+type="(text|number|date|datetime-local|email|url|tel)"\s+name="(v\d+)"\s+value="([^"]*)"/g,
	))
		form[name ?? ''] = value ?? '';
	for (const [, name, options] of html.matchAll(/<select\s+name="(v\d+)"[^>]*>([\s\S]*?)<\/select>/g)) {
		form[name ?? ''] = /<option\s+value="([^"]*)"\s+selected/.exec(options ?? '')?.[1] ?? '';
	}
	return { ...form, name: 'Robin Reviewer', ...answers };
}

async function answer(run: EngineRun, answers: Record<string, string>): Promise<Answer> {
	const shown = await request(run, 'Review', 'GET');
	return await request(run, 'Review', 'POST', fill(shown.html, answers));
}

describe('asking by CRM task', () => {
	it('leaves one labelled task with suggestion, reason and value now, notes it as open, and writes nothing else', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await review({}, [item]);
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		expect(run.all.status).toBe('success');
		const [task] = tasksOn(id);
		expect(taskValue(task ?? '', 'hs_task_subject')).toBe('AI suggestion to check: Job Title');
		const body = taskValue(task ?? '', 'hs_task_body');
		expect(body).toContain('AI-generated');
		expect(body).toContain('Now: CEO (Set by a person');
		expect(body).toContain('Suggested: Head of Sales');
		expect(status(id)).toBe('open');
		expect(reviewsOf(id)['jobtitle']).toMatchObject({ hash: hashValue('Head of Sales'), status: 'open' });
		expect(s.value(id, 'jobtitle')).toBe('CEO');
	});

	it('asks once: a second run, and a Gate after it, find the question open', async () => {
		s = await openStage();
		const { id, item } = asked();
		await review({}, [item]);
		const writes = s.writes();
		const again = await review({}, [item]);
		expect(tasksOn(id)).toHaveLength(1);
		expect(s.writes()).toBe(writes);
		expect(crmOf(itemsAt(again, 0)[0]).decisions).toMatchObject([{ rule: 'review already open' }]);
		const looked = await s.lookup(
			{
				...base,
				operation: 'find',
				fields: ['jobtitle', 'ai_provenance'],
				matchUsing: 'define',
				keys: { key: [{ kind: 'id', value: id }] },
			},
			[{}],
		);
		const item2 = { crm: { ...crmOf(itemsAt(looked, 0)[0]), proposals: crmOf({ json: item }).proposals } };
		const gate = await runNode({
			type: ConflictGate,
			parameters: { ...base, suggestionsFrom: 'item' },
			items: [item2],
			credentials: s.credentials,
		});
		expect(counts(gate).slice(0, 3)).toEqual([0, 0, 1]);
		expect(crmOf(itemsAt(gate, 2)[0]).decisions).toMatchObject([{ action: 'skip', rule: 'review already open' }]);
	});

	it('gives the task to the record’s owner or to the chosen user, and the 21st record of an owner goes into a digest', async () => {
		s = await openStage();
		const items = Array.from({ length: 23 }, () =>
			asked({ jobtitle: 'Boss' }, { jobtitle: 'CEO', hubspot_owner_id: '70501' }),
		);
		const run = await review(
			{},
			items.map(({ item }) => item),
		);
		const tasks = items.flatMap(({ id }) => tasksOn(id));
		expect(tasks).toHaveLength(21);
		expect(tasks.map((task) => taskValue(task, 'hubspot_owner_id'))).toEqual(tasks.map(() => '70501'));
		expect(
			tasks.map((task) => taskValue(task, 'hs_task_subject')).filter((title) => title.includes('3 more records')),
		).toHaveLength(1);
		expect(hintsOf(run).join()).toContain('21 new in the CRM');

		const other = asked();
		await review({ ask: 'user', askUser: '70502' }, [other.item]);
		expect(taskValue(tasksOn(other.id)[0] ?? '', 'hubspot_owner_id')).toBe('70502');
	});

	it('asks about nothing that is no question: refused, equal, People Only, unknown fields, skipped and done ones', async () => {
		s = await openStage();
		const { id } = asked();
		const decide = (field: string, action: 'review' | 'skip', owner?: 'people') => ({
			field,
			action,
			rule: 'low confidence' as const,
			why: 'x',
			...(owner && { owner }),
		});
		const item = s.suggest(
			id,
			{ jobtitle: 'CEO', city: 'Bonn', none_such: 1, company: 'Acme', tier: 'A', ai_lead_score: 5 },
			{
				decisions: [
					decide('jobtitle', 'review'),
					decide('city', 'review', 'people'),
					decide('none_such', 'review'),
					decide('company', 'skip'),
				],
				outcomes: [
					{
						field: 'ai_lead_score',
						status: 'written',
						before: null,
						after: 5,
						suggested: 5,
						rule: 'ai field',
						why: 'w',
					},
					{
						field: 'tier',
						status: 'skipped',
						before: null,
						after: null,
						suggested: 'A',
						rule: 'people only',
						why: 'w',
					},
				],
			},
		);
		const run = await review({}, [item]);
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		expect(tasksOn(id)).toEqual([]);
		const rules = crmOf(itemsAt(run, 0)[0]).decisions.map(({ field, rule }) => `${field}: ${rule}`);
		expect(rules).toEqual(
			expect.arrayContaining(['jobtitle: equal value', 'city: people only', 'none_such: unknown field']),
		);
		expect(status(id)).toBeNull();
	});

	it('says loudly where no task can be left, and a dead credential lets everything leave undecided', async () => {
		s = await openStage();
		const { id, item } = asked();
		s.control.fault({ kind: 'error', purpose: 'create', count: 99, status: 403 });
		const run = await review({}, [item]);
		expect(hintsOf(run).join()).toContain('no task could be left');
		expect(status(id)).toBeNull();
		expect(crmOf(itemsAt(run, 0)[0]).decisions[0]?.why).toContain('Nobody could be asked');
		s.control.expireToken({ token: s.credentials[0]?.data['accessToken'] as string });
		const dead = await review({}, [item], { onError: 'continueRegularOutput', retryOnFail: true });
		expect(counts(dead)).toEqual([1, 0, 0, 0]);
		expect(reasonOf(itemsAt(dead, 0)[0])).toContain('crmAiHubSpotApi');
	});
});

describe('asking on a page', () => {
	it('waits with the link in one task for the owner; looking at the page decides nothing', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		expect(run.status).toBe('waiting');
		const body = taskValue(tasksOn(id)[0] ?? '', 'hs_task_body');
		expect(body).toContain('/webhook-waiting/');
		const writes = s.writes();
		for (let look = 0; look < 3; look++) {
			const shown = await request(run, 'Review', 'GET');
			expect(shown.resumed).toBeUndefined();
			expect(shown.html).toContain('Head of Sales');
			expect(shown.headers['content-security-policy']).toContain("default-src 'none'");
		}
		expect(s.writes()).toBe(writes);
		expect(status(id)).toBe('open');
	});

	it('writes exactly what was approved, over a person’s value, and the status says so', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		const { resumed, status: code, html } = await answer(run, { d0: 'approve' });
		expect(code).toBe(200);
		expect(html).toContain('1 suggestion approved');
		expect(resumed?.outputs('Review').map((items) => items.length)).toEqual([0, 1, 0, 0]);
		expect(outcomesAt(resumed as EngineRun, 0, 'Write')).toEqual(['jobtitle: written (approved by a person)']);
		expect(crmOf(resumed?.items('Review', 1)[0]).decisions).toMatchObject([{ approvedBy: 'Robin Reviewer' }]);
		expect(s.value(id, 'jobtitle')).toBe('Head of Sales');
		expect(status(id)).toBe('approved');
	});

	it('writes a value that the person changed, and remembers the suggestion as refused', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		const { resumed } = await answer(run, { d0: 'approve', v0: 'VP Sales' });
		expect(outcomesAt(resumed as EngineRun, 0, 'Write')).toEqual(['jobtitle: written (approved by a person)']);
		expect(s.value(id, 'jobtitle')).toBe('VP Sales');
		expect(reviewsOf(id)['jobtitle']?.refused).toEqual([hashValue('Head of Sales')]);
	});

	it('a rejected value leaves by Rejected, is never written, and is not asked again', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		const { resumed } = await answer(run, { d0: 'reject', c0: 'still  CEO' });
		expect(resumed?.outputs('Review').map((items) => items.length)).toEqual([0, 0, 1, 1]);
		expect(crmOf(resumed?.items('Review', 2)[0]).decisions).toMatchObject([
			{
				action: 'skip',
				rule: 'rejected by a person',
				why: 'Rejected by Robin Reviewer on the review page. Comment: still CEO',
			},
		]);
		expect(s.value(id, 'jobtitle')).toBe('CEO');
		expect(status(id)).toBe('rejected');
		const again = await review({}, [item]);
		expect(counts(again)).toEqual([0, 0, 1, 0]);
		expect(tasksOn(id)).toHaveLength(1);
		const written = await s.write({ ...base, operation: 'write', mode: 'write', valuesFrom: 'item' }, [item]);
		expect(outcomesAt(written, 0)).toEqual(['jobtitle: skipped (refused before)']);
	});

	it('one item with three fields leaves by three outputs, and the sums hold', async () => {
		s = await openStage();
		const { item } = asked(
			{ jobtitle: 'Boss', city: 'Bonn', company: 'Acme' },
			{ jobtitle: 'CEO', city: 'Rome', company: 'Old' },
		);
		const run = await reviewAndWrite([item]);
		const { resumed } = await answer(run, { d0: 'approve', d1: 'reject' });
		const left = [0, 1, 2].map((output) =>
			resumed?.items('Review', output).flatMap((one) => crmOf(one).proposals.map(({ field }) => field)),
		);
		expect(left).toEqual([['company'], ['jobtitle'], ['city']]);
	});

	it('bulk approval never covers protected fields', async () => {
		s = await openStage();
		const { id, item } = asked(
			{ jobtitle: 'Boss', lifecyclestage: 'customer' },
			{ jobtitle: 'CEO', lifecyclestage: 'lead' },
		);
		const run = await reviewAndWrite([item]);
		const { resumed } = await answer(run, { bulk: 'approve' });
		expect(resumed?.items('Review', 1).flatMap((one) => crmOf(one).proposals.map(({ field }) => field))).toEqual([
			'jobtitle',
		]);
		expect(s.value(id, 'lifecyclestage')).toBe('lead');
	});

	it('a value that changed while the page was open is said, and nothing is decided', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		const shown = await request(run, 'Review', 'GET');
		s.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Founder', user: 502 });
		const late = await request(run, 'Review', 'POST', fill(shown.html, { d0: 'approve' }));
		expect(late.resumed).toBeUndefined();
		expect(late.status).toBe(422);
		expect(late.html).toContain('changed while this page was open: it now holds Founder');
		const { resumed } = await answer(run, { d0: 'approve' });
		expect(outcomesAt(resumed as EngineRun, 0, 'Write')).toEqual(['jobtitle: written (approved by a person)']);
	});

	it('a value that changed between approval and write stays the person’s', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await s.workflow([{ name: 'Review', type: HumanReview, parameters: page }], [item]);
		const { resumed } = await answer(run, { d0: 'approve' });
		s.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Founder', user: 502 });
		const written = await s.write(
			{ ...base, operation: 'write', mode: 'write', valuesFrom: 'item' },
			resumed?.items('Review', 1) ?? [],
		);
		expect(outcomesAt(written, 1)).toEqual(['jobtitle: review (approval does not fit)']);
		expect(s.value(id, 'jobtitle')).toBe('Founder');
	});

	it.each<[string, (crm: IDataObject) => void]>([
		['another value', (crm) => void ((crm['proposals'] as IDataObject[])[0]!['value'] = 'Emperor')],
		['another name', (crm) => void ((crm['decisions'] as IDataObject[])[0]!['approvedBy'] = 'The Boss')],
		['no signature', (crm) => void delete (crm['decisions'] as IDataObject[])[0]!['approval']],
		[
			'a longer life',
			(crm) =>
				void (((crm['decisions'] as IDataObject[])[0]!['approval'] as IDataObject)['expiresAt'] =
					'2099-01-01T00:00:00.000Z'),
		],
	])('an approval that was tampered with (%s) writes nothing', async (_name, tamper) => {
		s = await openStage();
		const { id, item } = asked();
		const run = await s.workflow([{ name: 'Review', type: HumanReview, parameters: page }], [item]);
		const { resumed } = await answer(run, { d0: 'approve' });
		const json = JSON.parse(JSON.stringify(resumed?.items('Review', 1)[0]?.json)) as IDataObject;
		tamper(json['crm'] as IDataObject);
		const written = await s.write({ ...base, operation: 'write', mode: 'write', valuesFrom: 'item' }, [json]);
		expect(itemsAt(written, 1).flatMap(outcomesOf).map(shortly)).toEqual(['jobtitle: review (approval does not fit)']);
		expect(s.value(id, 'jobtitle')).toBe('CEO');
	});

	it.each<[string, (form: IDataObject) => IDataObject, number]>([
		['of another page', (form) => ({ ...form, nonce: 'x'.repeat(32) }), 400],
		['with dropped answers', ({ count: _, ...form }) => form, 400],
		['without a name', (form) => ({ ...form, name: '  ' }), 422],
		['without any decision', ({ d0: _, ...form }) => form, 422],
		['with a value that does not fit', (form) => ({ ...form, v0: '' }), 422],
		['that is no form', () => ({}), 400],
	])('a form %s decides nothing', async (_name, change, code) => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		const shown = await request(run, 'Review', 'GET');
		const writes = s.writes();
		const { status: said, resumed } = await request(run, 'Review', 'POST', change(fill(shown.html, { d0: 'approve' })));
		expect([said, resumed]).toEqual([code, undefined]);
		expect(s.writes()).toBe(writes);
		expect(s.value(id, 'jobtitle')).toBe('CEO');
	});

	it('of four requests at once one decides', async () => {
		s = await openStage();
		const { item } = asked();
		const run = await reviewAndWrite([item]);
		const shown = await request(run, 'Review', 'GET');
		const form = fill(shown.html, { d0: 'approve' });
		const all = await Promise.all([1, 2, 3, 4].map(async () => await request(run, 'Review', 'POST', form)));
		expect(all.map(({ status: code }) => code).sort()).toEqual([200, 409, 409, 409]);
		expect(all.filter(({ resumed }) => resumed)).toHaveLength(1);
	});

	it('expiry is no approval: the items leave by Undecided as they came, and nothing is written', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await reviewAndWrite([item]);
		const over = await expire(run);
		expect(over.outputs('Review').map((items) => items.length)).toEqual([1]);
		expect(over.runs('Write')).toEqual([]);
		expect(crmOf(over.items('Review', 0)[0]).decisions).toMatchObject([{ action: 'review' }]);
		expect(s.value(id, 'jobtitle')).toBe('CEO');
	});

	it('does not wait at a loopback address unless told: the suggestion stands in a task instead, and a hint says why', async () => {
		s = await openStage();
		const { id, item } = asked();
		const run = await review({ operation: 'sendAndWait' }, [item]);
		expect(run.all.status).toBe('success');
		expect(hintsOf(run).join()).toContain('loopback address');
		expect(taskValue(tasksOn(id)[0] ?? '', 'hs_task_body')).not.toContain('webhook-waiting');
	});

	it('says on the page that a record is gone, and leaves it undecided', async () => {
		s = await openStage();
		const [first, second] = [asked(), asked()];
		const run = await reviewAndWrite([first.item, second.item]);
		s.control.delete({ object: 'contact', id: first.id, user: 501 });
		const { resumed, html } = await answer(run, { d0: 'approve', d1: 'approve' });
		expect(html).toContain('1 suggestion approved, 0 rejected, 1 left open');
		expect(resumed?.items('Review', 0).map((one) => crmOf(one).id)).toEqual([first.id]);
	});

	it('a CRM that does not answer decides nothing, and the page can be opened again', async () => {
		s = await openStage();
		const { item } = asked();
		const run = await reviewAndWrite([item]);
		const shown = await request(run, 'Review', 'GET');
		const secret = s.credentials[0]?.data['accessToken'] as string;
		s.control.expireToken({ token: secret });
		const dead = await request(run, 'Review', 'POST', fill(shown.html, { d0: 'approve' }));
		expect([dead.status, dead.resumed]).toEqual([503, undefined]);
		expect(dead.html).not.toContain(secret);
		s.control.renewToken({ token: secret });
		expect((await request(run, 'Review', 'POST', fill(shown.html, { d0: 'approve' }))).resumed).toBeDefined();
	});

	it('more than 100 suggestions: the page takes 100, the rest leaves undecided and is counted', async () => {
		s = await openStage();
		const items = Array.from({ length: 104 }, () => asked().item);
		const run = await reviewAndWrite(items);
		const shown = await request(run, 'Review', 'GET');
		expect(shown.html).toContain('Review 100 AI suggestions');
		expect(shown.html).toContain('4 more suggestions');
		const { resumed } = await request(run, 'Review', 'POST', fill(shown.html, { bulk: 'reject' }));
		expect(resumed?.outputs('Review').map((list) => list.length)).toEqual([4, 0, 100, 100]);
	}, 30_000);
});

describe('closing finished reviews', () => {
	const close = async (id: string) => await review({ operation: 'close' }, [s.suggest(id, {})]);

	it.each<[string, (id: string) => void, number[], string | null]>([
		[
			'the rep entered the suggestion',
			(id) => s.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Head of Sales', user: 501 }),
			[0, 1, 0, 1],
			'approved',
		],
		[
			'the rep entered something else',
			(id) => s.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Founder', user: 501 }),
			[0, 0, 1, 1],
			'rejected',
		],
		[
			'the rep set the status to Rejected',
			(id) => s.control.edit({ object: 'contact', id, field: 'ai_review_status', value: 'rejected', user: 501 }),
			[0, 0, 1, 1],
			'rejected',
		],
		['nobody did anything', () => undefined, [1, 0, 0, 0], 'open'],
	])('%s', async (_name, act, left, said) => {
		s = await openStage();
		const { id, item } = asked();
		await review({}, [item]);
		act(id);
		const run = await close(id);
		expect(counts(run)).toEqual(left);
		expect(status(id)).toBe(said);
		expect(reviewsOf(id)['jobtitle']?.refused).toEqual(said === 'rejected' ? [hashValue('Head of Sales')] : undefined);
	});
});
