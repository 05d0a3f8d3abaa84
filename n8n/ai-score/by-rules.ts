/** Method Points Rules: no model, no cost, the same answer every time. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import type { Fact } from '../../core/score/conditions';
import { hopelessEngagement, type EngagementRule } from '../../core/score/engagement';
import { factOf, labelsOf } from '../../core/score/facts';
import { hopeless, scoreByRules, type PointsRule, type RuleScore } from '../../core/score/rules';
import { suggestionsFor } from '../../core/score/suggest';
import { scorerOf } from '../../core/score/version';
import type { CrmValue } from '../../core/value';
import { failure, tooLittle, type Failure } from './failures';
import { resultOf, yesNoOf, type Panel } from './panel';
import { setting } from './setting';
import type { Room, Scored, Subject } from './room';
import { engagementRulesOf, rulesOf } from './rule-rows';

export function scoreByPoints(caller: IExecuteFunctions, room: Room, subjects: readonly Subject[]): Scored[] {
	const remarks = new Set<string>();
	const scored = subjects.map(({ contract, item, index }): Scored => {
		const read = room.perItem(() => ({
			rules: rulesOf(caller, index, room.schema),
			engagement: engagementRulesOf(caller, index),
		}));
		if ('ok' in read) return read;
		const { rules, engagement } = read;
		if (rules.length + engagement.length === 0) {
			throw setting('There is no rule to score by.', 'Add rules with a field and a condition, or choose AI Model.');
		}
		for (const rule of rules) {
			room.wanted.add(rule.field);
			const problem = hopeless(rule, room.schema.get(rule.field));
			if (problem !== undefined) remarks.add(problem);
		}
		for (const rule of engagement) {
			room.wanted.add('activities.count');
			const problem = hopelessEngagement(rule);
			if (problem !== undefined) remarks.add(problem);
		}
		return score(room, rules, engagement, contract, item);
	});
	for (const remark of remarks) room.remarks.add(remark);
	return scored;
}

function score(
	{ panel, schema, now }: Room,
	rules: readonly PointsRule[],
	engagement: readonly EngagementRule[],
	contract: Contract,
	item: Readonly<Record<string, unknown>>,
): Scored {
	const { destinations, mostForFit, mostForEngagement } = panel;
	const { bands } = destinations;
	const fact = (field: string): Fact => {
		const value = factOf({ ...contract, item }, field, now);
		return { value, labels: labelsOf(schema.get(field), value) };
	};
	const activities = contract.context?.activities;
	const result = scoreByRules(rules, bands, panel.minimumFilled, fact, now, {
		engagement,
		activities,
		mostForFit,
		mostForEngagement,
	});
	if (!result.ok) return tooLittle(result.filled, result.needed);
	const answer = answerFor(panel, result);
	if ('class' in answer) return answer;
	const recipe = [
		...rules.map((rule) => JSON.stringify([rule.field, rule.condition, rule.value, rule.points])).sort(),
		...engagement.map((rule) => JSON.stringify(rule)).sort(),
		...bands.map((band) => JSON.stringify([band.name, band.from])).sort(),
		...(mostForFit === undefined ? [] : [`fit ${mostForFit}`]),
		...(mostForEngagement === undefined ? [] : [`engagement ${mostForEngagement}`]),
		...(panel.task === 'yesno' ? [`yes from ${panel.yesFrom}`] : []),
	];
	const inputs: Record<string, CrmValue> = Object.fromEntries(
		rules.map(({ field }) => [field, fact(field).value ?? null]),
	);
	// Kind and time say all that these rules look at but for words; the texts themselves are never kept.
	if (engagement.length > 0) inputs['activities'] = (activities ?? []).map(({ kind, id, at }) => [kind, id, at]);
	const judgement = {
		value: answer.value,
		confidence: undefined,
		reason: answer.reason,
		scorer: scorerOf('rules', panel.promptName, recipe, inputs),
	};
	return { ok: true, proposals: suggestionsFor(judgement, destinations) };
}

function answerFor(
	{ task, destinations, yesFrom }: Panel,
	{ score: points, band, reason }: Extract<RuleScore, { ok: true }>,
): { readonly value: CrmValue; readonly reason: string } | Failure {
	const { target } = destinations;
	const yes = points >= yesFrom;
	const value = task === 'yesno' ? yesNoOf(target, yes) : resultOf(target, points, band);
	if (!value.ok) return failure('value does not fit', value.message, value.hint);
	if (value.value === null) {
		return failure(
			'value does not fit',
			`A score of ${points} is in no band.`,
			'Add a band that starts at 0 under Options, Bands.',
		);
	}
	return {
		value: value.value,
		reason: task === 'yesno' ? `${yes ? 'Yes' : 'No'}: ${points} of ${yesFrom} points. ${reason}` : reason,
	};
}
