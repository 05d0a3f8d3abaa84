/** A person is faster, or slower, or the run dies: what a person typed stands in the end (S0-34, S0-36). */
import { hashValue } from '../../../core/value';
import type { HttpPort } from '../../../crm/http-port';
import { only, short, stage, type Stage } from './stage';

let s: Stage;
let id: string;
beforeEach(async () => {
	s = await stage();
	id = s.contact();
});
afterEach(async () => await s.close());

const READ = 'batch read with history';
const WRITE = 'batch update';
/** A rep changes the field right after the nth request of a purpose was carried out. */
function repAfter(purpose: string, value: string | null, nth = 1, field = 'ai_lead_score'): void {
	s.control.schedule({ phase: 'after', purpose, nth, action: { kind: 'edit', object: 'contact', id, field, value } });
}

describe('a person edits while we write', () => {
	test('between read and write: the value is put back and the suggestion goes to review', async () => {
		repAfter(READ, '10');
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({
			status: 'repaired',
			rule: 'edited while writing',
			before: null,
			after: 10,
			suggested: 82,
			restored: { value: 10, actor: 'user:501' },
		});
		expect(s.value(id, 'ai_lead_score')).toBe('10');
		expect(s.stamp(id, 'ai_lead_score')).toMatchObject({
			restoredFor: 'human',
			hash: hashValue(10),
			refused: [hashValue(82)],
		});
	});

	test('the put-back counts as the person’s value from then on, and the same suggestion is not made again', async () => {
		repAfter(READ, '10');
		await s.run([s.suggest(id, { ai_lead_score: 82 })]);
		s.changes();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })]))).toMatchObject({
			status: 'skipped',
			rule: 'refused before',
		});
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 70 })]))).toMatchObject({
			status: 'review',
			rule: "a person's value",
		});
		expect(s.changes()).toEqual([]);
	});

	test('a field that a person emptied between read and write is emptied again', async () => {
		await s.run([s.suggest(id, { ai_lead_score: 50 })]);
		repAfter(READ, null);
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'repaired', before: 50, after: null, restored: { value: null } });
		expect(s.value(id, 'ai_lead_score')).toBeNull();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 70 })]))).toMatchObject({
			status: 'review',
			rule: 'cleared by a person',
		});
	});

	test('between write and verify: the person’s value stands', async () => {
		repAfter(WRITE, '10');
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'review', rule: 'edited while writing', after: 10 });
		expect(s.value(id, 'ai_lead_score')).toBe('10');
		// The person replaced exactly this value, so it is not suggested again.
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).rule).toBe('refused before');
	});

	test('between verify and put-back: the later edit is put back', async () => {
		repAfter(READ, '10');
		repAfter(READ, '20', 2);
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'repaired', after: 20, restored: { value: 20 } });
		expect(s.value(id, 'ai_lead_score')).toBe('20');
	});

	test('between put-back and its verification: the later edit stands', async () => {
		repAfter(READ, '10');
		repAfter(WRITE, '20', 2);
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'repaired', after: 20, restored: { value: 20 } });
		expect(s.value(id, 'ai_lead_score')).toBe('20');
	});

	test('an editor who never stops: bounded, and the last covered value is named loudly', async () => {
		let count = 0;
		s.control.schedule({
			phase: 'after',
			purpose: READ,
			nth: 'every',
			action: () => s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: String(1000 + ++count) }),
		});
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'review', rule: 'edited while writing', error: { kind: 'conflict' } });
		expect(s.control.stats().byPurpose[WRITE]).toBeLessThanOrEqual(6);
		// The last edit came after the last write of ours.
		expect(s.value(id, 'ai_lead_score')).toBe(String(1000 + count));
		expect(outcome.restored?.value).toBe(1000 + count - 1);
	});

	test('other fields and other records of the run are not affected', async () => {
		const other = s.contact();
		repAfter(READ, '10');
		const report = await s.run([
			s.suggest(id, { ai_lead_score: 82, ai_fit_segment: 'hot' }),
			s.suggest(other, { ai_lead_score: 5 }),
		]);
		expect(short(report)).toEqual([
			['ai_lead_score: repaired (edited while writing)', 'ai_fit_segment: written (ai field)'],
			['ai_lead_score: written (ai field)'],
		]);
		expect(s.stamp(id, 'ai_fit_segment')?.hash).toBe(hashValue('hot'));
	});

	test('a workflow that rewrote the person’s value meanwhile: what stood before our write is put back', async () => {
		s.control.createProperty({ object: 'contact', name: 'ai_note', type: 'string', fieldType: 'text' });
		repAfter(READ, 'acme', 1, 'ai_note');
		s.control.schedule({
			phase: 'after',
			purpose: READ,
			action: { kind: 'edit', object: 'contact', id, field: 'ai_note', value: 'ACME', source: 'AUTOMATION_PLATFORM' },
		});
		expect(only(await s.run([s.suggest(id, { ai_note: 'Initech' })]))).toMatchObject({
			status: 'repaired',
			after: 'ACME',
		});
	});

	test('the CRM rewrites our value, and a person was faster: the person’s value is put back', async () => {
		s.control.createProperty({ object: 'contact', name: 'ai_note', type: 'string', fieldType: 'text' });
		s.control.writeRule({ object: 'contact', property: 'ai_note', effect: 'change', to: 'INITECH', count: 1 });
		repAfter(READ, 'acme', 1, 'ai_note');
		expect(only(await s.run([s.suggest(id, { ai_note: 'Initech' })]))).toMatchObject({
			status: 'repaired',
			restored: { value: 'acme' },
		});
		expect(s.value(id, 'ai_note')).toBe('acme');
	});

	test('a put-back that the CRM refuses names the person’s value', async () => {
		repAfter(READ, '10');
		s.control.fault({ kind: 'error', status: 400, purpose: WRITE, skip: 1, count: 100 });
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'review', restored: { value: 10 }, error: { kind: 'conflict' } });
	});

	test('a put-back that cannot be verified names the person’s value', async () => {
		repAfter(READ, '10');
		s.control.fault({ kind: 'error', status: 500, purpose: READ, skip: 2, count: 100 });
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'review', rule: 'edited while writing', restored: { value: 10 } });
		expect(outcome.error?.kind).toBe('unavailable');
	});

	test('a record that is deleted before the put-back: the person’s value is named', async () => {
		repAfter(READ, '10');
		s.control.schedule({ phase: 'after', purpose: WRITE, nth: 2, action: { kind: 'delete', object: 'contact', id } });
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })]))).toMatchObject({
			status: 'review',
			restored: { value: 10 },
		});
	});
});

/** The process dies as soon as the nth update was carried out: nothing is sent or answered from then on. */
function dyingAfterUpdate(port: HttpPort, nth = 1): HttpPort {
	let dead = false;
	let updates = 0;
	return {
		...port,
		async send(request) {
			if (dead) throw new Error('killed');
			const answer = await port.send(request);
			if (!request.path.endsWith('/batch/update') || ++updates < nth) return answer;
			dead = true;
			throw new Error('killed');
		},
	};
}

describe('a run that is killed between write and verify', () => {
	const killed = async () =>
		await expect(s.run([s.suggest(id, { ai_lead_score: 82 })], { port: dyingAfterUpdate })).rejects.toThrow('killed');

	test('is settled by the next run: the covered value is put back', async () => {
		repAfter(READ, '10');
		await killed();
		expect(s.value(id, 'ai_lead_score')).toBe('82');
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'repaired', after: 10, restored: { value: 10 } });
		expect(s.value(id, 'ai_lead_score')).toBe('10');
		// Once is enough.
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).rule).toBe('refused before');
		expect(s.value(id, 'ai_lead_score')).toBe('10');
	});

	test('... whatever the next run suggests, and only announced in Preview', async () => {
		repAfter(READ, '10');
		await killed();
		const preview = await s.run([s.suggest(id, { ai_lead_score: 33 })], { run: { preview: true } });
		expect(only(preview)).toMatchObject({ status: 'review', rule: 'edited while writing' });
		expect(s.value(id, 'ai_lead_score')).toBe('82');
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 33 })]))).toMatchObject({ status: 'repaired', after: 10 });
		// The covering value is the refused one; the other was never written.
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).rule).toBe('refused before');
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 33 })])).rule).toBe("a person's value");
	});

	test('with a workflow after the person: what stood before our write is put back', async () => {
		repAfter(READ, '10');
		s.control.schedule({
			phase: 'after',
			purpose: READ,
			action: {
				kind: 'edit',
				object: 'contact',
				id,
				field: 'ai_lead_score',
				value: '11',
				source: 'AUTOMATION_PLATFORM',
			},
		});
		await killed();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })]))).toMatchObject({ status: 'repaired', after: 11 });
	});

	test('... also where it died during a put-back that covered yet another edit', async () => {
		repAfter(READ, '10');
		repAfter(READ, '20', 2);
		const dying = s.run([s.suggest(id, { ai_lead_score: 82 })], { port: (port) => dyingAfterUpdate(port, 2) });
		await expect(dying).rejects.toThrow('killed');
		expect(s.value(id, 'ai_lead_score')).toBe('10');
		const outcome = only(await s.run([s.suggest(id, { ai_lead_score: 82 })]));
		expect(outcome).toMatchObject({ status: 'repaired', after: 20, restored: { value: 20 } });
		// 82 stays refused; the person's own 10 is not.
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).rule).toBe('refused before');
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 10 })])).rule).toBe("a person's value");
	});

	test('without a covered edit there is nothing to settle', async () => {
		await killed();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).status).toBe('unchanged');
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 83 })]))).toMatchObject({
			status: 'written',
			rule: 'our own value',
		});
	});

	test('a person who has corrected it meanwhile is left alone', async () => {
		repAfter(READ, '10');
		await killed();
		s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '12' });
		s.changes();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).status).not.toBe('repaired');
		expect(s.value(id, 'ai_lead_score')).toBe('12');
		expect(s.changes()).toEqual([]);
	});

	test('a put-back that the CRM refuses then names the person’s value', async () => {
		repAfter(READ, '10');
		await killed();
		s.control.fault({ kind: 'error', status: 400, purpose: WRITE, count: 100 });
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })]))).toMatchObject({
			status: 'failed',
			restored: { value: 10 },
		});
	});

	test('what a person saw and we replaced on purpose is never put back', async () => {
		s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '10' });
		s.control.edit({ object: 'contact', id, field: 'ai_lead_score', value: '11', source: 'AUTOMATION_PLATFORM' });
		await killed();
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 82 })])).status).toBe('unchanged');
	});
});

describe('two runs on one record at once', () => {
	test('keep the stamps of both', async () => {
		s.control.setLatency({ ms: 20 });
		for (let round = 0; round < 5; round++) {
			const [a, b] = await Promise.all([
				s.run([s.suggest(id, { ai_lead_score: round })], { run: { execution: `a${round}` } }),
				s.run([s.suggest(id, { ai_score_reason: `Reason ${round}` })], { run: { execution: `b${round}` } }),
			]);
			expect([only(a).status, only(b).status]).toEqual(['written', 'written']);
			expect(s.stamp(id, 'ai_lead_score')?.run).toBe(`a${round}`);
			expect(s.stamp(id, 'ai_score_reason')?.run).toBe(`b${round}`);
		}
	});

	test('a stamp that another run wrote over is put back next to the other’s', async () => {
		const other = {
			v: 1,
			fields: { ai_fit_segment: { hash: 'h', readAt: 'r', writtenAt: '2026-01-01T00:00:00.000Z', run: 'other' } },
		};
		s.control.schedule({
			phase: 'after',
			purpose: WRITE,
			action: {
				kind: 'edit',
				object: 'contact',
				id,
				field: 'ai_provenance',
				value: JSON.stringify(other),
				source: 'INTEGRATION',
			},
		});
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 5 })], { run: { execution: 'mine' } })).status).toBe(
			'written',
		);
		expect(s.stamp(id, 'ai_fit_segment')?.run).toBe('other');
		expect(s.stamp(id, 'ai_lead_score')?.run).toBe('mine');
	});

	test('where both write one field, the stamp of the value that stands is left alone', async () => {
		const theirs = {
			hash: hashValue(70),
			readAt: '2026-01-01T00:00:00.000Z',
			writtenAt: '2026-01-01T00:00:00.000Z',
			run: 'other',
		};
		s.control.schedule({
			phase: 'after',
			purpose: WRITE,
			action: () => {
				const edit = { object: 'contact', id, source: 'INTEGRATION' };
				s.control.edit({ ...edit, field: 'ai_lead_score', value: '70' });
				s.control.edit({
					...edit,
					field: 'ai_provenance',
					value: JSON.stringify({ v: 1, fields: { ai_lead_score: theirs } }),
				});
			},
		});
		expect(only(await s.run([s.suggest(id, { ai_lead_score: 5 })])).status).toBe('not stored');
		expect(s.stamp(id, 'ai_lead_score')).toMatchObject(theirs);
	});

	test('a stamp that cannot be kept is given up after a few tries, and said', async () => {
		s.control.schedule({
			phase: 'after',
			purpose: WRITE,
			nth: 'every',
			action: {
				kind: 'edit',
				object: 'contact',
				id,
				field: 'ai_provenance',
				value: 'nonsense',
				source: 'AUTOMATION_PLATFORM',
			},
		});
		const report = await s.run([s.suggest(id, { ai_lead_score: 5 })]);
		expect(only(report).status).toBe('written');
		expect(report.remarks.join()).toContain('ai_provenance');
		expect(s.control.stats().byPurpose[WRITE]).toBeLessThanOrEqual(6);
	});

	test('a stamp that an administrator’s limit makes too long loses its oldest fields, not the write', async () => {
		s.control.setValidationRules({
			object: 'contact',
			field: 'ai_provenance',
			rules: [{ ruleType: 'MAX_LENGTH', ruleArguments: ['400'] }],
		});
		const report = await s.run([
			s.suggest(id, { ai_lead_score: 5, ai_fit_segment: 'hot', ai_score_reason: 'Opened mails.' }),
		]);
		expect(short(report)[0]?.every((outcome) => outcome.includes('written'))).toBe(true);
		expect(s.control.stats().byPurpose[WRITE]).toBe(1);
		expect(s.value(id, 'ai_provenance')?.length).toBeLessThanOrEqual(400);
	});
});
