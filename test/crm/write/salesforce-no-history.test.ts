/** Salesforce without field history: what a rep did outlives the runs that come after, in AI fields and Shared fields. */
import { approvalKey, signApproval } from '../../../core/policy/approval';
import { hashValue } from '../../../core/value';
import { rememberReviews } from '../../../crm/review/remember';
import { write } from '../../../crm/write/transaction';
import { salesforceStage, sentTo, type SalesforceStage } from './salesforce-stage';
import { policy, short } from './stage';

let s: SalesforceStage;
afterEach(async () => await s.close());

const places = { provenance: 'ai_provenance', status: 'ai_review_status' };
const fields = [
	['an AI field', 'ai_lead_score', 40, '77', 41],
	['a Shared field', 'Title', 'CTO', 'Chief of everything', 'CIO'],
] as const;

/** One more run; says what became of the suggestion and how many write requests went. */
async function runs(id: string, values: Readonly<Record<string, unknown>>, times: number): Promise<string[]> {
	const seen: string[] = [];
	for (let n = 0; n < times; n++) {
		const { crm, port } = s.connect();
		const run = { preview: false, execution: `more ${n}`, now: () => new Date().toISOString() };
		const report = await write(crm, 'contact', [s.suggest(id, values)], policy, {
			...run,
			changedBefore: 0,
			waiting: 0,
		});
		seen.push(`${short(report).flat().join(', ')}, ${sentTo(port, /^PATCH|^POST \/composite$/)} writes`);
	}
	return seen;
}

async function ask(id: string, field: string, value: number | string): Promise<void> {
	const at = new Date().toISOString();
	const until = new Date(Date.now() + 7 * 86_400_000).toISOString();
	const review = { hash: hashValue(value), status: 'open' as const, at, until };
	await rememberReviews(s.connect().crm, 'contact', [{ id, field, review }], places);
}

describe('in an org without field history', () => {
	beforeEach(async () => (s = await salesforceStage()));

	test.each(fields)('%s: a rep’s value survives three more runs with one open review and no write', async (...row) => {
		const [, field, first, theirs, next] = row;
		const id = s.contact();
		await s.run([s.suggest(id, { [field]: first })]);
		s.control.edit({ object: 'contact', id, field, value: theirs });
		expect(await runs(id, { [field]: next }, 1)).toEqual([`${field}: review (a person's value), 0 writes`]);
		await ask(id, field, next);
		expect(await runs(id, { [field]: next }, 3)).toEqual(
			Array.from({ length: 3 }, () => `${field}: skipped (review already open), 0 writes`),
		);
		expect(s.value(id, field)).toBe(theirs);
	});

	test.each(fields)('%s: what a rep cleared stays empty for three more runs', async (...row) => {
		const [, field, first, , next] = row;
		const id = s.contact();
		await s.run([s.suggest(id, { [field]: first })]);
		s.control.edit({ object: 'contact', id, field, value: null });
		expect(await runs(id, { [field]: next }, 3)).toEqual(
			Array.from({ length: 3 }, () => `${field}: review (cleared by a person), 0 writes`),
		);
		expect(await runs(id, { [field]: first }, 1)).toEqual([`${field}: skipped (refused before), 0 writes`]);
		expect(s.value(id, field)).toBeNull();
	});
});

describe('an edit that was witnessed in a run that wrote nothing else of the record', () => {
	/** A rep's edit arrives just before our write, so that the CRM refuses it. */
	const edits = (id: string, field: string, value: string | null) =>
		s.control.schedule({
			nth: 1,
			phase: 'before',
			purpose: 'update',
			action: () => s.control.edit({ object: 'contact', id, field, value }),
		});

	test.each(fields)('%s: a value typed into the empty field', async (...row) => {
		s = await salesforceStage();
		const [, field, first, theirs, next] = row;
		const id = s.contact();
		edits(id, field, theirs);
		expect(short(await s.run([s.suggest(id, { [field]: first })]))[0]).toEqual([`${field}: review (a person's value)`]);
		expect(await runs(id, { [field]: next }, 3)).toEqual(
			Array.from({ length: 3 }, () => `${field}: review (a person's value), 0 writes`),
		);
		expect(s.value(id, field)).toBe(theirs);
	});

	test('an old value that the rep emptied: without a note, the field would look as if nobody had ever filled it', async () => {
		s = await salesforceStage();
		const id = s.contact({ Title: 'Boss' });
		const key = approvalKey('client-secret');
		const approvedBy = 'Robin';
		const what = { account: s.sandbox.orgId, object: 'contact', id, field: 'Title', value: 'CTO' };
		const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
		const approval = signApproval(key, what, { current: 'Boss', expiresAt, execution: '1', approvedBy });
		edits(id, 'Title', null);
		const decision = {
			field: 'Title',
			action: 'write',
			rule: 'approved by a person',
			why: '',
			owner: 'shared',
		} as const;
		const report = await s.run(
			[s.suggest(id, { Title: 'CTO' }, { decisions: [{ ...decision, approval, approvedBy }] })],
			{
				run: { approvalKey: key },
			},
		);
		expect(short(report)[0]).toEqual(['Title: review (approval does not fit)']);
		expect(report.changed).toBe(0);
		expect(s.stamp(id, 'Title')).toMatchObject({ restoredFor: 'human' });
		expect(s.control.value({ object: 'contact', id, field: 'ai_updated_at' })).toBeNull();
		expect(await runs(id, { Title: 'CIO' }, 3)).toEqual(
			Array.from({ length: 3 }, () => 'Title: review (cleared by a person), 0 writes'),
		);
		expect(s.value(id, 'Title')).toBeNull();
	});
});

describe('in an org that has no field for the stamp either', () => {
	const stampFields = { provenance: 'no_such_field', updatedAt: 'ai_updated_at' };

	test('an AI field’s value that nobody can explain is a person’s; an empty one is filled', async () => {
		s = await salesforceStage();
		const [theirs = '', empty = ''] = s.contacts(2);
		s.control.edit({ object: 'contact', id: theirs, field: 'ai_lead_score', value: '77' });
		const both = () => [theirs, empty].map((id) => s.suggest(id, { ai_lead_score: 41 }));
		const given = { policy: { stampFields } };
		await s.run(both(), given);
		for (let n = 0; n < 3; n++) {
			expect(short(await s.run(both(), given))).toEqual([
				["ai_lead_score: review (a person's value)"],
				['ai_lead_score: unchanged (equal value)'],
			]);
		}
		expect([theirs, empty].map((id) => s.value(id, 'ai_lead_score'))).toEqual(['77', '41']);
	});
});
