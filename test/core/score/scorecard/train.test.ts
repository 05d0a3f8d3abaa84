/** Training a scorecard on records whose law is known: it finds the law, names leaks, and refuses where it must. */
import { chanceOf, leads, randomFrom, tableOf, type Row } from './simulated';
import { scorerFor } from '../../../../core/score/scorecard/apply';
import { scorecardBaseline } from '../../../../core/score/scorecard/baseline';
import { readScorecard, versionOf } from '../../../../core/score/scorecard/card';
import { trainingChart } from '../../../../core/score/scorecard/chart';
import { trainingReport } from '../../../../core/score/scorecard/report';
import { splitByTime } from '../../../../core/score/scorecard/split';
import { train, type Refusal, type TrainOptions, type Training } from '../../../../core/score/scorecard/train';
import { readBaseline } from '../../../../core/drift/baseline';
import type { CrmValue } from '../../../../core/value';

const options: TrainOptions = {
	name: 'Leads',
	madeAt: '2026-11-21T00:00:00.000Z',
	outcome: 'converted',
	success: ['yes'],
};

function run(rows: readonly Row[], more: Partial<TrainOptions> = {}): Training | Refusal {
	const steps = train(tableOf(rows), { ...options, ...more });
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

function trained(rows: readonly Row[], more: Partial<TrainOptions> = {}): Training {
	const result = run(rows, more);
	if (!result.ok) throw new Error(result.refusal.why);
	return result;
}

const good = trained(leads(8000));
const score = (training: Training, row: Row) =>
	scorerFor(training.card)((name) => ({ value: row[name] as CrmValue | undefined }));

describe('a trained scorecard', () => {
	it('finds the law behind the outcomes: its chances are those of the law, within what 8,000 records can tell', () => {
		for (const industry of ['software', 'retail', 'bakery', 'mining'] as const) {
			for (const visits of [0, 5, 11, undefined]) {
				const { chance } = score(good, { industry, visits });
				expect(Math.abs(chance - chanceOf(industry, visits))).toBeLessThan(0.08);
			}
		}
	});

	it('says how good it is on records that it has not seen', () => {
		expect(good.quality.n).toBeGreaterThan(1500);
		expect(good.quality.auc).toBeGreaterThan(0.75);
		expect(good.quality.ece).toBeLessThan(0.05);
		expect(good.quality.lift.at(-1)?.captured).toBeCloseTo(1, 12);
	});

	it('leaves out what tells nothing and what is different in every record, and says so', () => {
		const left = new Map(good.card.leftOut.map(({ name, why }) => [name, why]));
		expect(left.get('coin')).toContain('tells nothing');
		expect(left.get('note')).toContain('different in nearly every record');
		expect(good.card.attributes.map(({ name }) => name).sort()).toEqual(['industry', 'visits']);
	});

	it('names the attribute that is filled in only afterwards as a leak, and does not use it', () => {
		expect(good.leaks.map(({ name }) => name)).toEqual(['won_reason']);
		expect(good.leaks[0]?.why).toContain('filled in only afterwards');
		expect(good.remarks.join(' ')).toContain('"won_reason" looks like a leak and is left out');
	});

	it('uses a suspected attribute only where it is named, and looks at excluded ones for leaks too', () => {
		const anyway = trained(leads(8000), { useAnyway: ['won_reason'] });
		expect(anyway.card.attributes.map(({ name }) => name)).toContain('won_reason');
		expect(anyway.quality.auc).toBeGreaterThan(0.95);
		const excluded = trained(leads(8000), { exclude: ['won_reason'] });
		expect(excluded.leaks.map(({ name }) => name)).toEqual(['won_reason']);
	});

	it('points are 0 on average for each attribute, and a better record never has fewer', () => {
		for (const attribute of good.card.attributes) {
			const bins = [
				attribute.missing,
				...(attribute.kind === 'number'
					? attribute.ranges
					: attribute.kind === 'category'
						? [...attribute.values, attribute.other]
						: [attribute.filled]),
			];
			expect(Math.abs(bins.reduce((sum, { points, share }) => sum + points * share, 0))).toBeLessThan(0.05);
		}
		expect(score(good, { industry: 'software', visits: 11 }).score).toBeGreaterThan(
			score(good, { industry: 'mining', visits: 0 }).score,
		);
	});

	it('scores by look-up: start plus the points of the bins, and every part is told', () => {
		const { parts, points, score: whole } = score(good, { industry: 'Software ', visits: '11' });
		expect(points).toBeCloseTo(
			parts.reduce((sum, part) => sum + part.points, good.card.start),
			9,
		);
		expect(whole).toBe(Math.max(0, Math.min(100, Math.round(points))));
		expect(parts.map(({ label }) => label).sort()).toEqual(['industry', 'visits']);
	});

	it('takes a value that training never saw as something else, and a missing one as missing', () => {
		const industry = good.card.attributes.find(({ name }) => name === 'industry');
		const words = (row: Row) => score(good, row).parts.find(({ label }) => label === 'industry');
		expect(words({ industry: '__proto__' })?.words).toBe('is something else');
		expect(words({})?.words).toBe('is not known');
		expect(words({})?.points).toBe(industry?.missing.points);
	});

	it('is the same for the same records, survives the way through text, and its version is that of its points', () => {
		expect(trained(leads(8000)).card).toEqual(good.card);
		const read = readScorecard(JSON.stringify(good.card));
		expect(read).toEqual(good.card);
		const [first, ...others] = good.card.attributes;
		if (!first) throw new Error('no attribute');
		const changed = { ...first, missing: { ...first.missing, points: first.missing.points + 1 } };
		expect(versionOf({ ...good.card, attributes: [changed, ...others] })).not.toBe(good.version);
		expect(versionOf({ ...good.card })).toBe(good.version);
	});

	it('carries the baseline of its own scores for Drift Monitor', () => {
		const text = scorecardBaseline(good.card, { account: '1', object: 'contact', field: 'ai_lead_score' });
		expect(readBaseline(text)?.fields['ai_lead_score']?.n).toBe(good.card.rows);
		expect(good.card.scores.reduce((sum, count) => sum + count, 0)).toBe(good.card.rows);
	});
});

describe('the test records', () => {
	it('are the newest where a date tells, whatever order the records come in', () => {
		const split = splitByTime([5, 1, undefined, 4, 2, 3, 7, 6], 0.25);
		expect([...split.test]).toEqual([0 + 6, 7]);
		expect([...split.train]).toEqual([0, 1, 2, 3, 4, 5]);
	});

	it('by time give another verdict where the world has changed, and the report says which ones were taken', () => {
		const random = randomFrom(7);
		// Later on software is worth nothing any more.
		const rows = leads(8000).map((row, index) =>
			index < 6000 ? row : { ...row, converted: random() < 0.4 ? 'Yes' : 'No', won_reason: undefined },
		);
		const byTime = trained(rows, { date: 'created' });
		const byChance = trained(rows);
		expect(byTime.split).toBe('time');
		expect(byTime.quality.auc).toBeLessThan(0.6);
		expect(byChance.quality.auc).toBeGreaterThan(byTime.quality.auc + 0.1);
		expect(byTime.remarks.join(' ')).toContain('hardly better than chance');
		expect(trainingReport(byTime)).toContain('the newest records');
	});
});

describe('a refusal', () => {
	const refusal = (rows: readonly Row[], more: Partial<TrainOptions> = {}): Refusal => {
		const result = run(rows, more);
		if (result.ok) throw new Error('trained');
		return result;
	};

	it('comes below 1,000 conversions, says how many there are and what to do instead (S0-13)', () => {
		const { refusal: said, hint } = refusal(leads(1500));
		expect(said.conversions).toBeLessThan(1000);
		expect(said).toMatchObject({ kind: 'no scorecard', needed: 1000 });
		expect(said.why).toContain(`${said.conversions} of the 1500 records`);
		expect(hint).toContain('Points Rules');
		expect(readScorecard(said)).toEqual(said);
	});

	it('comes at 999 and not at 1,000 conversions', () => {
		const rows = (successes: number) => [
			...leads(9000)
				.filter((row) => row['converted'] === 'Yes')
				.slice(0, successes),
			...leads(9000).filter((row) => row['converted'] === 'No'),
		];
		expect(refusal(rows(999)).refusal.conversions).toBe(999);
		expect(trained(rows(1000)).card.successes).toBe(1000);
	});

	it('can be set lower, comes without failures, and where nothing tells anything', () => {
		expect(trained(leads(1500), { fewestSuccesses: 200 }).card.rows).toBe(1500);
		expect(refusal(leads(9000).filter((row) => row['converted'] === 'Yes')).refusal.why).toContain('no success');
		expect(refusal(leads(8000), { attributes: ['coin'] }).refusal.why).toContain('No attribute');
	});
});

describe('lists as they come', () => {
	it('know an outcome of true and false, as values and as texts', () => {
		const rows = (say: (won: boolean) => unknown) =>
			leads(4000).map((row) => ({ ...row, won_reason: undefined, converted: say(row['converted'] === 'Yes') }));
		for (const say of [(won: boolean) => won, String, (won: boolean) => (won ? 'TRUE' : 'FALSE')]) {
			const training = trained(rows(say), { success: ['true'] });
			expect(training.card.successes).toBe(leads(4000).filter((row) => row['converted'] === 'Yes').length);
		}
	});

	it('leave out ids, whatever they are called, and keep what only ends like one', () => {
		const rows = leads(4000).map((row, index) => ({
			...row,
			lead_id: index % 7,
			recordId: index % 5,
			'Lead Number': 500_000 + index * 8 + (index % 3),
			ai_lead_score: row['converted'] === 'Yes' ? 90 : 80,
			email_valid: row['visits'] === undefined ? 'no' : 'yes',
			'': index,
		}));
		const { card } = trained(rows);
		const left = new Map(card.leftOut.map(({ name, why }) => [name, why]));
		for (const name of ['lead_id', 'recordId', 'ai_lead_score']) expect(left.get(name)).toBe('an id, or written by AI');
		expect(left.get('Lead Number')).toContain('different in every record');
		expect(card.attributes.map(({ name }) => name).sort()).toEqual(['email_valid', 'industry', 'visits']);
		expect(readScorecard(JSON.stringify(card))).toEqual(card);
	});

	it('have numbers with a word for missing ones, and times in milliseconds, which are no numbers', () => {
		const random = randomFrom(3);
		const rows = leads(4000).map((row) => ({
			...row,
			visits: typeof row['visits'] === 'number' ? String(row['visits'] + Math.floor(random() * 100) / 100) : 'NA',
			seen: Date.parse(String(row['created'])),
		}));
		const { card } = trained(rows);
		expect(card.attributes.find(({ name }) => name === 'visits')?.kind).toBe('number');
		expect(card.leftOut.find(({ name }) => name === 'seen')?.why).toContain('a date');
	});

	it('hide no leak behind values that are missing by chance', () => {
		const random = randomFrom(5);
		const rows = leads(8000).map((row) => ({
			...row,
			won_reason: undefined,
			talked: random() < 0.35 ? undefined : random() * 10 + (row['converted'] === 'Yes' ? 3.5 : 0),
		}));
		const { leaks } = trained(rows);
		expect(leaks.map(({ name }) => name)).toEqual(['talked']);
		expect(leaks[0]?.why).toContain('where it is filled in');
	});

	it('with nothing but chance in them make no scorecard that seems good', () => {
		const random = randomFrom(11);
		const noise = Array.from({ length: 40 }, (_, at) => `noise ${at}`);
		const rows = Array.from({ length: 3000 }, () => ({
			...Object.fromEntries(noise.map((name) => [name, random()])),
			converted: random() < 0.4 ? 'yes' : 'no',
		}));
		const result = run(rows);
		if (result.ok) expect(Math.abs(result.quality.auc - 0.5)).toBeLessThan(0.05);
	});

	it('whose newest records all ended alike are tested by chance, and the scorecard can still be read', () => {
		const rows = leads(8000).map((row, index) =>
			index < 6000 ? row : { ...row, converted: 'No', won_reason: undefined },
		);
		const training = trained(rows, { date: 'created' });
		expect(training.split).toBe('chance');
		expect(training.remarks.join(' ')).toContain('newest records do not hold both');
		expect(readScorecard(JSON.stringify(training.card))).toEqual(training.card);
		const test = tableOf(leads(500).filter((row) => row['converted'] === 'No'));
		expect(run(leads(8000), { test })).toMatchObject({ ok: false });
	});

	it('say which named attributes no record has', () => {
		const { remarks } = trained(leads(4000), { exclude: ['wonreason'] });
		expect(remarks.join(' ')).toContain('No record has "wonreason".');
	});
});

it('records without a known outcome are left out, and open ones where failures are named', () => {
	const rows = leads(6000).map((row, index) => {
		if (index % 10 === 0) return { ...row, converted: '' };
		return index % 10 === 1 ? { ...row, converted: 'Open' } : row;
	});
	expect(trained(rows).card.rows).toBe(5400);
	const named = trained(rows, { failure: ['no'] });
	expect(named.card.rows).toBe(4800);
	expect(named.remarks.join(' ')).toContain('1200 records have no known outcome');
});

it('the report and the chart show no markup of an attribute’s values', () => {
	const rows = leads(6000).map((row) => ({
		...row,
		industry:
			row['industry'] === 'bakery' ? '<img src=x onerror=alert(1)> [a](https://evil.example) | x' : row['industry'],
	}));
	const training = trained(rows);
	const report = trainingReport(training);
	expect(report).toContain('&lt;img src=x');
	expect(report).not.toMatch(/<img|\]\(https|https:\/\/evil/);
	expect(trainingChart(training.quality)).not.toContain('evil');
	expect(trainingChart(training.quality)).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/);
});

it.each([
	['no JSON', 'nonsense'],
	['another thing', '{"v":1}'],
	['ranges that overlap', JSON.stringify(good.card).replace(/"below":[\d.]+/, '"below":9999')],
])('%s is no scorecard', (_name, text) => {
	expect(readScorecard(text)).toBeUndefined();
});
