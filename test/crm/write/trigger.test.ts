/** The trigger field: last, once, and only on a real change (S0-42, S0-43). */
import { writeTriggerLast } from '../../../crm/write/trigger';
import type { WriteReport, WriteRequest } from '../../../crm/write/request';
import { policy, short, stage, updates, type Stage } from './stage';

let s: Stage;
beforeEach(async () => (s = await stage()));
afterEach(async () => await s.close());

const run = { preview: false, execution: '1', now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 };

async function go(requests: readonly WriteRequest[], more: Partial<typeof run> = {}, mostRecords = 500) {
	const { crm, port } = s.connect();
	const given = { ...policy, mostRecords };
	const report = await writeTriggerLast(crm, 'contact', requests, given, { ...run, ...more }, 'ai_fit_segment');
	return { report, sent: updates(port).map(({ id, properties }) => [id, Object.keys(properties).sort().join(' ')]) };
}

const values = { ai_fit_segment: 'hot', ai_lead_score: 90, ai_score_reason: 'Asked for a demo.' };

test('is written after the other fields, in a request of its own, and the outcomes keep the suggestions’ order', async () => {
	const id = s.contact();
	const { report, sent } = await go([s.suggest(id, values)]);
	expect(sent).toEqual([
		[id, 'ai_lead_score ai_provenance ai_score_reason ai_updated_at'],
		[id, 'ai_fit_segment ai_provenance ai_updated_at'],
	]);
	expect(report.changed).toBe(1);
	expect(short(report)).toEqual([
		['ai_fit_segment: written (ai field)', 'ai_lead_score: written (ai field)', 'ai_score_reason: written (ai field)'],
	]);
	expect(['ai_lead_score', 'ai_score_reason', 'ai_fit_segment'].every((field) => s.stamp(id, field))).toBe(true);
});

test('fires once: the same items again send nothing, and a refreshed score leaves it alone', async () => {
	const id = s.contact();
	await go([s.suggest(id, values)]);
	expect((await go([s.suggest(id, values)])).sent).toEqual([]);
	const { sent } = await go([s.suggest(id, { ...values, ai_lead_score: 95 })]);
	expect(sent).toEqual([[id, 'ai_lead_score ai_provenance ai_updated_at']]);
	expect(s.control.history({ object: 'contact', id, field: 'ai_fit_segment' })).toHaveLength(1);
});

test('is held back where another field could not be stored, and leaves as failed; run again, it fires', async () => {
	const [bad, good] = [s.contact(), s.contact()];
	s.control.writeRule({ object: 'contact', property: 'ai_score_reason', effect: 'ignore', count: 1 });
	const requests = [s.suggest(bad, values), s.suggest(good, values)];
	const { report } = await go(requests);
	expect(short(report)[0]).toEqual([
		'ai_fit_segment: failed (trigger field)',
		'ai_lead_score: written (ai field)',
		'ai_score_reason: not stored (not stored)',
	]);
	expect([bad, good].map((id) => s.value(id, 'ai_fit_segment'))).toEqual([null, 'hot']);
	expect(short((await go(requests)).report)[0]?.[0]).toBe('ai_fit_segment: written (ai field)');
});

test('is held back where another suggestion does not fit its field: the workflow would read the old value', async () => {
	const id = s.contact();
	const { report, sent } = await go([s.suggest(id, { ...values, ai_lead_score: 'ninety' })]);
	expect(short(report)[0]).toEqual([
		'ai_fit_segment: failed (trigger field)',
		'ai_lead_score: rejected (value does not fit)',
		'ai_score_reason: written (ai field)',
	]);
	expect(sent).toHaveLength(1);
	expect(s.value(id, 'ai_fit_segment')).toBeNull();
});

test('a run that a cap stops writes neither the fields nor the trigger', async () => {
	const ids = s.contacts(3);
	const { report, sent } = await go(
		ids.map((id) => s.suggest(id, { ai_fit_segment: 'hot' })),
		{},
		2,
	);
	expect(report.stopped).toMatchObject({ kind: 'too many records', count: 3 });
	expect(sent).toEqual([]);
});

test('Preview shows it and sends nothing', async () => {
	const { report, sent } = await go([s.suggest(s.contact(), values)], { preview: true });
	expect(short(report)[0]?.[0]).toBe('ai_fit_segment: would write (ai field)');
	expect(sent).toEqual([]);
});

test('a person’s value in it goes to review as everywhere', async () => {
	const id = s.contact();
	s.control.edit({ object: 'contact', id, field: 'ai_fit_segment', value: 'cold' });
	const { report } = await go([s.suggest(id, values)]);
	expect(short(report)[0]?.[0]).toBe("ai_fit_segment: review (a person's value)");
	expect(s.value(id, 'ai_fit_segment')).toBe('cold');
});

test('one text on too many records stops a loop with a trigger field, too', async () => {
	const ids = s.contacts(24);
	const text = 'As an AI model I cannot judge this lead without more data.';
	const scorer = { method: 'model' as const, version: 'm', inputHash: 'x' };
	let textsBefore: WriteReport['texts'];
	const stopped: boolean[] = [];
	for (const part of [ids.slice(0, 12), ids.slice(12)]) {
		const requests = part.map((id) => {
			const request = s.suggest(id, { ai_score_reason: text, ai_fit_segment: 'hot' });
			return {
				...request,
				proposals: request.proposals.map((one) =>
					one.field === 'ai_score_reason' ? { ...one, scorer, confidence: 0.99 } : one,
				),
			};
		});
		const { crm } = s.connect();
		const report = await writeTriggerLast(crm, 'contact', requests, policy, { ...run, textsBefore }, 'ai_fit_segment');
		textsBefore = report.texts;
		stopped.push(report.stopped !== undefined);
	}
	expect(stopped).toEqual([false, true]);
});
