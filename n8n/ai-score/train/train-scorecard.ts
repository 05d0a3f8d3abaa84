/** Train a Scorecard: from items with a known outcome to a scorecard, its report and the baseline of its scores. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FieldSchema } from '../../../core/fields/schema';
import { scorecardBaseline } from '../../../core/score/scorecard/baseline';
import { trainingChart } from '../../../core/score/scorecard/chart';
import { trainingReport } from '../../../core/score/scorecard/report';
import { train, type Refusal, type Training } from '../../../core/score/scorecard/train';
import { connect } from '../../connect';
import { errorData, failRun } from '../../errors';
import { hint } from '../../hints';
import { objectOf } from '../../object';
import { inSteps } from '../../steps';
import { labelIn } from '../panel';
import { setting } from '../setting';
import { trainPanelOf, type TrainPanel } from './panel';
import { tableOf } from './records';

export async function trainScorecard(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	let credentialName = '';
	try {
		const panel = trainPanelOf(caller);
		const object = objectOf(caller);
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { account } = await connection.crm.whoAmI();
		const schema = new Map(
			(await connection.crm.describe(object)).map((field): [string, FieldSchema] => [field.name, field]),
		);
		const table = tableOf(items);
		if (!table.names.includes(panel.outcome)) {
			throw setting(
				`No item has the outcome field "${panel.outcome}".`,
				'Add it under Fields to Read of Identity Lookup, or check the name of the key in the items.',
			);
		}
		const result = await inSteps(
			train(table, {
				name: panel.name,
				madeAt: new Date().toISOString(),
				outcome: panel.outcome,
				success: withLabels(panel.success, schema.get(panel.outcome)),
				failure: withLabels(panel.failure, schema.get(panel.outcome)),
				attributes: panel.attributes,
				exclude: panel.exclude,
				useAnyway: panel.useAnyway,
				date: panel.date,
				fewestSuccesses: panel.fewestSuccesses,
				labelOf: (name) => labelIn(schema, name),
			}),
		);
		const pairedItem = items.map((_, item) => ({ item }));
		if (!result.ok) return [[], [{ ...refused(caller, result), pairedItem }]];
		return [[{ ...(await trained(caller, result, panel, { account, object })), pairedItem }], []];
	} catch (error) {
		return [[], failRun(caller, items, errorData(error), credentialName)];
	}
}

/** The words that people see for an option count as its value. */
function withLabels(values: readonly string[], field: FieldSchema | undefined): string[] {
	const wanted = new Set(values.map((value) => value.toLowerCase()));
	const options = (field?.choices ?? []).filter(({ label }) => wanted.has(label.trim().toLowerCase()));
	return [...new Set([...values, ...options.map(({ value }) => value)])];
}

async function trained(
	caller: IExecuteFunctions,
	training: Training,
	panel: TrainPanel,
	{ account, object }: { readonly account: string; readonly object: string },
): Promise<INodeExecutionData> {
	const { card, quality, leaks, remarks, version } = training;
	const report = trainingReport(training);
	hint(
		caller,
		`Trained on ${card.rows} records, ${card.successes} of them successes. AUC ${quality.auc.toFixed(3)}, calibration error ${quality.ece.toFixed(3)}. Open the report before you use it.`,
	);
	for (const remark of remarks) hint(caller, remark, 'warning');
	const json = {
		trained: true,
		scorecard: card,
		version,
		summary: [...remarks],
		auc: quality.auc,
		ece: quality.ece,
		brier: quality.brier,
		logLoss: quality.logLoss,
		testedOn: card.quality.testedOn,
		testRecords: quality.n,
		leaks: leaks.map((leak) => ({ ...leak })),
		lift: quality.lift.map((row) => ({ ...row })),
		calibration: quality.reliability.map((row) => ({ ...row })),
		attributes: training.attributes.map(({ name, label, auc, informationValue, pointsRange }) => ({
			name,
			label,
			auc,
			informationValue,
			pointsRange,
		})),
		baseline: scorecardBaseline(card, { account, object, field: panel.resultField }),
	} as unknown as IDataObject;
	const file = async (text: string, name: string, type: string) =>
		await caller.helpers.prepareBinaryData(Buffer.from(text, 'utf8'), name, type);
	return {
		json,
		binary: {
			report: await file(report, 'scorecard-report.md', 'text/markdown'),
			chart: await file(trainingChart(quality), 'scorecard-chart.svg', 'image/svg+xml'),
			scorecard: await file(JSON.stringify(card, null, '\t'), 'scorecard.json', 'application/json'),
		},
	};
}

function refused(caller: IExecuteFunctions, { refusal, hint: advice, leaks }: Refusal): INodeExecutionData {
	hint(caller, `No scorecard was made. ${refusal.why} ${advice}`, 'warning');
	return {
		json: {
			trained: false,
			// AI Score takes this in the place of a scorecard and scores by its points rules.
			scorecard: { ...refusal },
			leaks: leaks.map((leak) => ({ ...leak })),
			crmError: { class: 'no scorecard', message: refusal.why, hint: advice },
		},
	};
}
