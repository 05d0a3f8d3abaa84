/** A CRM without versions refuses a write when the record changed meanwhile: it is read and judged again, within bounds. */
import { CHANGED_SINCE_READ, type Crm, type Patch } from '../../../crm/crm';
import { write } from '../../../crm/write/transaction';
import { policy, short, stage, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

const run = { preview: false, execution: '7', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 };

/** HubSpot without its history, as a CRM with preconditions: `refuse` decides which patches came too late. */
function withPrecondition(crm: Crm, seen: Patch[][], refuse: (patch: Patch, round: number) => boolean): Crm {
	return {
		...crm,
		capabilities: { ...crm.capabilities, fieldHistory: 'never', precondition: true },
		async read(object, ids, fields) {
			return await crm.read(object, ids, fields, { edits: false });
		},
		async write(object, patches) {
			const round = seen.push([...patches]);
			const late = patches.map((patch) => patch.unchangedSince !== undefined && refuse(patch, round));
			const results = await crm.write(
				object,
				patches.filter((_, index) => !late[index]),
			);
			const answers = [...results];
			return late.map((isLate) => {
				const error = { kind: 'conflict', code: CHANGED_SINCE_READ, message: 'm', hint: 'h', status: 412 } as const;
				const answer = isLate ? undefined : answers.shift();
				return answer ?? { ok: false, error };
			});
		},
	};
}

describe('a write that a person overtook', () => {
	test('is judged again on what stands there now, and the others are written at once', async () => {
		const [one = '', two = ''] = s.contacts(2);
		const seen: Patch[][] = [];
		const crm = withPrecondition(s.connect().crm, seen, (patch, round) => {
			if (patch.id !== one || round > 1) return false;
			s.control.edit({ object: 'contact', id: one, field: 'jobtitle', value: 'typed by a rep' });
			return true;
		});
		const report = await write(
			crm,
			'contact',
			[s.suggest(one, { jobtitle: 'CTO', ai_lead_score: 5 }), s.suggest(two, { jobtitle: 'CEO' })],
			policy,
			run,
		);
		expect(short(report)).toEqual([
			["jobtitle: review (a person's value)", 'ai_lead_score: written (ai field)'],
			['jobtitle: written (empty field)'],
		]);
		expect(s.value(one, 'jobtitle')).toBe('typed by a rep');
		expect(s.value(one, 'ai_lead_score')).toBe('5');
		expect(report.changed).toBe(2);
		expect(seen.map((patches) => patches.map(({ id }) => id))).toEqual([[one, two], [one]]);
	});

	test('goes to review where the record never keeps still, and nothing is written', async () => {
		const [id = ''] = s.contacts(1);
		const seen: Patch[][] = [];
		const crm = withPrecondition(s.connect().crm, seen, () => true);
		const report = await write(crm, 'contact', [s.suggest(id, { ai_lead_score: 5 })], policy, run);
		expect(short(report)).toEqual([['ai_lead_score: review (edited while writing)']]);
		expect(report.changed).toBe(0);
		expect(s.value(id, 'ai_lead_score')).toBeNull();
		expect(seen).toHaveLength(6);
	});

	test('a CRM with versions of every field gets no precondition: a covered edit is put back', async () => {
		const [id = ''] = s.contacts(1);
		const seen: Patch[][] = [];
		const { crm } = s.connect();
		const watched: Crm = {
			...crm,
			capabilities: { ...crm.capabilities, precondition: true },
			write: async (object, patches) => {
				seen.push([...patches]);
				return await crm.write(object, patches);
			},
		};
		await write(watched, 'contact', [s.suggest(id, { ai_lead_score: 5 })], policy, run);
		expect(seen.flat().map(({ unchangedSince }) => unchangedSince)).toEqual([undefined]);
	});
});
