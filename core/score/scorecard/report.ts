/** What a training found, as Markdown: first what a person has to decide, then the numbers, then every point. */
import { plainCell } from './markdown';
import type { Training } from './train';

export function trainingReport({ card, version, quality, leaks, attributes, remarks, split }: Training): string {
	const rate = card.successes / card.rows;
	const top = quality.lift[0];
	const tested =
		split === 'given'
			? 'records of another list'
			: split === 'time'
				? 'the newest records'
				: 'records chosen by chance';
	const lines = [
		`# Scorecard ${plainCell(card.name)}`,
		'',
		`Version ${version}, made ${card.madeAt.slice(0, 10)} from ${count(card.rows)} records, ${count(card.successes)} of them successes (${percent(rate)}).`,
		'',
		'## In short',
		'',
		`- **How well it sorts:** of a success and a failure it puts the success first in ${percent(quality.auc)} of all cases (AUC ${quality.auc.toFixed(3)}; 0.5 is chance).`,
		`- **How honest its chances are:** on average ${(quality.ece * 100).toFixed(1)} percentage points away from what happened (ECE ${quality.ece.toFixed(4)}).`,
		...(top
			? [
					`- **What it is worth:** the best tenth holds ${percent(top.captured)} of all successes, ${top.lift.toFixed(1)} times as many as a tenth chosen by chance.`,
				]
			: []),
		`- Tested on ${count(quality.n)} records that it was not trained on: ${tested}. Brier ${quality.brier.toFixed(4)}, log loss ${quality.logLoss.toFixed(4)}.`,
		'- A score of 50 is the average record; ten points more mean doubled odds.',
		...(remarks.length > 0 ? ['', '## Please look at', '', ...remarks.map((remark) => `- ${plainCell(remark)}`)] : []),
		...(leaks.length > 0
			? [
					'',
					'## Attributes that look like leaks',
					'',
					'Probably known only after the outcome. A leak makes every test shine and is not there for new records.',
					'',
					'| Attribute | Alone (AUC) | Why |',
					'|---|---:|---|',
					...leaks.map(({ name, auc, why }) => `| ${plainCell(name)} | ${auc.toFixed(3)} | ${plainCell(why)} |`),
				]
			: []),
		'',
		'## Lift',
		'',
		'| Best | Records | Successes | Rate | Lift | Of all successes |',
		'|---:|---:|---:|---:|---:|---:|',
		...quality.lift.map(
			({ share, n, successes, lift, captured }) =>
				`| ${percent(share)} | ${count(n)} | ${count(successes)} | ${percent(n === 0 ? 0 : successes / n)} | ${lift.toFixed(2)} | ${percent(captured)} |`,
		),
		'',
		'## Calibration',
		'',
		'| Records | Said | Happened |',
		'|---:|---:|---:|',
		...quality.reliability.map(
			({ n, forecast, happened }) => `| ${count(n)} | ${percent(forecast)} | ${percent(happened)} |`,
		),
		'',
		'## Points',
		'',
		`Every record starts with ${card.start} points.`,
		...attributes.flatMap(({ label, auc, bins }) => [
			'',
			`### ${plainCell(label)}`,
			'',
			`Alone: AUC ${auc.toFixed(3)}.`,
			'',
			'| Value | Points | Share of records | Success rate |',
			'|---|---:|---:|---:|',
			...bins.map(
				({ words, points, share, rate: own }) =>
					`| ${plainCell(words)} | ${points > 0 ? '+' : ''}${points.toFixed(1)} | ${percent(share)} | ${percent(own)} |`,
			),
		]),
		...(card.leftOut.length > 0
			? [
					'',
					'## Not used',
					'',
					...card.leftOut.map(
						({ name, why }) => `- ${plainCell(name)}: ${plainCell(why)}${why.endsWith('.') ? '' : '.'}`,
					),
				]
			: []),
		'',
	];
	return lines.join('\n');
}

const count = (n: number) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

function percent(share: number): string {
	if (Number.isNaN(share)) return 'none';
	const value = share * 100;
	return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
