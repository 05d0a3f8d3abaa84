/** Calibrate Confidence: from reviewed suggestions to what a stated confidence is worth. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { learnCurve, fewestReviewed, type Calibration } from '../../core/score/calibration/calibrate';
import type { Quality } from '../../core/score/calibration/metrics';
import { chanceOf, verdictsIn, type Verdict, type Verdicts } from '../../core/score/calibration/reviewed';
import { errorData, failRun } from '../errors';
import { hint } from '../hints';
import { setting } from './setting';
import { namesOf, number, textOf } from './values';

interface Options {
	readonly curve?: unknown;
	readonly fewest?: unknown;
	readonly versionKey?: unknown;
}

export async function calibrateConfidence(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	try {
		const options = caller.getNodeParameter('calibrateOptions', 0, {}) as Options;
		const key = (name: string, fallback: string) =>
			textOf(caller.getNodeParameter(name, 0, fallback)).trim() || fallback;
		const folded = (name: string) =>
			new Set(namesOf(caller.getNodeParameter(name, 0, '')).map((value) => value.toLowerCase()));
		const accepted = folded('acceptedValues');
		const rejected = folded('rejectedValues');
		const [confidenceKey, verdictKey] = [key('confidenceKey', 'confidence'), key('verdictKey', 'verdict')];
		const versionKey = textOf(options.versionKey).trim();
		if (accepted.size === 0 || rejected.size === 0) {
			throw setting('Counts as Accepted or Counts as Rejected is empty.', 'Name the values that the verdict can have.');
		}
		// An item with a verdict under the key is taken by its keys; all others as what this package itself leaves behind.
		const keyed = items.flatMap(({ json }): Verdict[] => {
			const verdict = textOf(valueAt(json, verdictKey)).trim().toLowerCase();
			const confidence = chanceOf(valueAt(json, confidenceKey));
			if (confidence === undefined || (!accepted.has(verdict) && !rejected.has(verdict))) return [];
			const version = textOf(valueAt(json, versionKey === '' ? 'scorer_version' : versionKey)).trim();
			return [{ confidence, accepted: accepted.has(verdict), version }];
		});
		const others = items.filter(({ json }) => valueAt(json, verdictKey) === undefined);
		const found = verdictsIn(others.map(({ json }) => json));
		const all = [...keyed, ...found.verdicts];
		// They come in the order in which they were given: another prompt or model has to be reviewed anew.
		const scorer = all.filter(({ version }) => version !== '').at(-1)?.version ?? '';
		const rows = all.filter(({ version }) => version === scorer);
		const curve = options.curve === 'isotonic' || options.curve === 'platt' ? options.curve : undefined;
		const fewest = Math.max(20, number(options.fewest, fewestReviewed));
		const learned = learnCurve(rows, curve, fewest);
		const pairedItem = items.map((_, item) => ({ item }));
		if (!learned.ok) {
			const advice = adviceFor(items.length, all, rows.length, found, { confidenceKey, verdictKey, scorer });
			hint(caller, `${learned.message} ${advice}`, 'warning');
			const crmError = { class: 'too few reviewed', message: learned.message, hint: advice };
			return [[], [{ json: { calibrated: false, reviewed: rows.length, needed: fewest, crmError }, pairedItem }]];
		}
		const calibration: Calibration = {
			v: 1,
			kind: 'calibration',
			madeAt: new Date().toISOString(),
			n: rows.length,
			accepted: rows.filter((row) => row.accepted).length,
			scorer,
			curve: learned.curve,
		};
		const of = scorer === '' ? '' : ` of ${scorer}`;
		const sentence = `Learned from ${rows.length} reviewed suggestions${of}: before, a stated confidence was ${points(learned.before)} off on average, now ${points(learned.after)}.`;
		hint(caller, sentence);
		if (scorer === '') {
			hint(
				caller,
				'The items do not say which version of the prompt made the suggestions, so this calibration would count for every prompt and model: paste it only where they were made.',
				'warning',
			);
		}
		const json = {
			calibrated: true,
			summary: sentence,
			reviewed: rows.length,
			before: shortly(learned.before),
			after: shortly(learned.after),
			calibration: JSON.stringify(calibration),
		} as unknown as IDataObject;
		const report = await caller.helpers.prepareBinaryData(
			Buffer.from(reportOf(calibration, learned.before, learned.after, sentence), 'utf8'),
			'calibration-report.md',
			'text/markdown',
		);
		return [[{ json, binary: { report }, pairedItem }], []];
	} catch (error) {
		return [[], failRun(caller, items, errorData(error), '')];
	}
}

/** A key of the item, or a path such as crm.outcomes. */
function valueAt(json: IDataObject, path: string): unknown {
	if (Object.hasOwn(json, path)) return json[path];
	let current: unknown = json;
	for (const part of path.split('.')) {
		if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
		current = (current as Record<string, unknown>)[part];
	}
	return current;
}

/** Why there were not enough: what could not be read, and what was about something else. */
function adviceFor(
	items: number,
	all: readonly Verdict[],
	used: number,
	{ readable, calibrated }: Verdicts,
	{ confidenceKey, verdictKey, scorer }: Readonly<Record<'confidenceKey' | 'verdictKey' | 'scorer', string>>,
): string {
	const said = [
		all.length > used ? `${all.length - used} verdicts are about other versions than ${scorer}.` : '',
		calibrated > 0 ? `${calibrated} verdicts are about a confidence that was calibrated already.` : '',
		readable > 0
			? `Of ${items} items ${readable} are audit rows or come from Human Review; only what a person approved or rejected is a verdict.`
			: all.length < items
				? `${items - all.length} items are no audit rows and have no confidence under "${confidenceKey}" or no verdict under "${verdictKey}".`
				: '',
		'Until there are enough, confidence counts as uncalibrated.',
	];
	return said.filter((sentence) => sentence !== '').join(' ');
}

const points = ({ ece }: Quality) => `${(ece * 100).toFixed(1)} percentage points`;

const shortly = ({ n, successes, auc, brier, logLoss, ece }: Quality) => ({ n, successes, auc, brier, logLoss, ece });

function reportOf(calibration: Calibration, before: Quality, after: Quality, sentence: string): string {
	const row = (name: string, { auc, brier, logLoss, ece }: Quality) =>
		`| ${name} | ${ece.toFixed(4)} | ${brier.toFixed(4)} | ${logLoss.toFixed(4)} | ${auc.toFixed(3)} |`;
	return [
		'# What a stated confidence is worth',
		'',
		sentence,
		'',
		`${calibration.accepted} of ${calibration.n} suggestions were accepted. Curve: ${calibration.curve.method}. The numbers are of the same suggestions that it was learned from.`,
		'',
		'| | ECE | Brier | Log loss | AUC |',
		'|---|---:|---:|---:|---:|',
		row('As stated', before),
		row('Calibrated', after),
		'',
		'| Suggestions | Stated | Accepted |',
		'|---:|---:|---:|',
		...before.reliability.map(
			({ n, forecast, happened }) => `| ${n} | ${(forecast * 100).toFixed(0)} % | ${(happened * 100).toFixed(0)} % |`,
		),
		'',
	].join('\n');
}
