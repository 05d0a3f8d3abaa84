/** Method Points Rules: no model, no cost, the same answer every time. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import type { Fact } from '../../core/score/conditions';
import { factOf, labelsOf } from '../../core/score/facts';
import { hopeless, scoreByRules, type PointsRule } from '../../core/score/rules';
import { scorerOf } from '../../core/score/version';
import { failure, tooLittle } from './failures';
import { resultOf, rulesOf, setting } from './panel';
import type { Room, Scored, Subject } from './room';

export function scoreByPoints(caller: IExecuteFunctions, room: Room, subjects: readonly Subject[]): Scored[] {
	const remarks = new Set<string>();
	const scored = subjects.map(({ contract, item, index }): Scored => {
		const rules = room.perItem(() => rulesOf(caller, index, room.schema));
		if (!Array.isArray(rules)) return rules;
		if (rules.length === 0) {
			throw setting('There is no rule to score by.', 'Add rules with a field and a condition, or choose AI Model.');
		}
		for (const rule of rules) {
			room.wanted.add(rule.field);
			const problem = hopeless(rule, room.schema.get(rule.field));
			if (problem !== undefined) remarks.add(problem);
		}
		return score(room, rules, contract, item);
	});
	for (const remark of remarks) room.remarks.add(remark);
	return scored;
}

function score(
	{ panel, schema, now }: Room,
	rules: readonly PointsRule[],
	contract: Contract,
	item: Readonly<Record<string, unknown>>,
): Scored {
	const { target, bands } = panel.destinations;
	const fact = (field: string): Fact => {
		const value = factOf({ ...contract, item }, field, now);
		return { value, labels: labelsOf(schema.get(field), value) };
	};
	const result = scoreByRules(rules, bands, panel.minimumFilled, fact, now);
	if (!result.ok) return tooLittle(result.filled, result.needed);
	const value = resultOf(target, result.score, result.band);
	if (!value.ok) return failure('value does not fit', value.message, value.hint);
	if (value.value === null) {
		return failure(
			'value does not fit',
			`A score of ${result.score} is in no band.`,
			'Add a band that starts at 0 under Options, Bands.',
		);
	}
	const recipe = [
		...rules.map((rule) => JSON.stringify([rule.field, rule.condition, rule.value, rule.points])).sort(),
		...bands.map((band) => JSON.stringify([band.name, band.from])).sort(),
	];
	const inputs = Object.fromEntries(rules.map(({ field }) => [field, fact(field).value ?? null]));
	return {
		ok: true,
		judgement: {
			value: value.value,
			confidence: undefined,
			reason: result.reason,
			scorer: scorerOf('rules', panel.promptName, recipe, inputs),
		},
	};
}
