/** Points rules: every rule that holds adds or takes points; the sum is the score, with a trace that explains it. */
import { isBlank } from '../value';
import { conditionInWords, fold, meets, numberOf, splitWanted, type Condition, type Fact } from './conditions';
import { engagementOf, type Activity, type EngagementRule } from './engagement';
import { isActivityFact } from './facts';
import type { FieldSchema } from '../fields/schema';

export interface PointsRule {
	readonly field: string;
	/** The field's name for people. */
	readonly label: string;
	readonly condition: Condition;
	/** What the condition compares with; unused by `is empty` and the like. */
	readonly value: string;
	/** Negative points count against the record. What is no number counts as 0. */
	readonly points: number;
}

export interface Band {
	readonly name: string;
	/** The lowest score of the band. */
	readonly from: number;
}

export type RuleScore =
	| {
			readonly ok: true;
			/** A whole number from 0 to 100. */
			readonly score: number;
			readonly band: string | undefined;
			readonly reason: string;
	  }
	| {
			readonly ok: false;
			readonly filled: number;
			/** How many of the rules' fields have to be filled in. */
			readonly needed: number;
	  };

/** The second group of rules, and how much each group may weigh. */
export interface Groups {
	readonly engagement?: readonly EngagementRule[] | undefined;
	/** undefined where nobody read them. */
	readonly activities?: readonly Activity[] | undefined;
	/** Most points of the rules about fields. */
	readonly mostForFit?: number | undefined;
	/** Most points of the rules about activities. */
	readonly mostForEngagement?: number | undefined;
}

/**
 * Scores one record. No rule or too few filled fields give no score at all, never a zero: a zero looks like a
 * judgement. `now` is in milliseconds. The order of the rules makes no difference, not even to the reason.
 */
export function scoreByRules(
	rules: readonly PointsRule[],
	bands: readonly Band[],
	minimumFilled: number,
	factOf: (field: string) => Fact,
	now: number,
	groups: Groups = {},
): RuleScore {
	const engagement = groups.engagement ?? [];
	const fields = new Set(rules.map((rule) => rule.field));
	// Activities are one piece of information, however many there are.
	const active = engagement.length > 0 && (groups.activities ?? []).length > 0 ? 1 : 0;
	const filled = filledOf(fields, factOf) + active;
	const needed = neededOf(minimumFilled, fields.size + (engagement.length > 0 ? 1 : 0));
	if (rules.length + engagement.length === 0 || filled < needed) return { ok: false, filled, needed };

	const fit = rules
		.filter((rule) => meets(factOf(rule.field), rule.condition, rule.value, now))
		.map((rule): Part => ({ points: hundredths(rule.points), words: inWords(rule) }));
	const engaged = engagement.flatMap((rule): Part[] => {
		const found = engagementOf(rule, groups.activities ?? [], now);
		return found ? [{ points: hundredths(found.points), words: found.words }] : [];
	});
	const limits = [limited('fit', fit, groups.mostForFit), limited('engagement', engaged, groups.mostForEngagement)];
	const sum = Math.round(limits.reduce((total, { points }) => total + points, 0) / 100);
	const score = Math.max(0, Math.min(100, sum));
	const remarks = limits.flatMap(({ remark }) => (remark === undefined ? [] : [remark]));
	return {
		ok: true,
		score,
		band: bandOf(score, bands),
		reason: explain(
			[...fit, ...engaged],
			[...remarks, ...(score === sum ? [] : [`the sum of ${sum} counts as ${score}`])],
		),
	};
}

/** What one rule gave. Points in hundredths: a sum of fractions would depend on their order. */
interface Part {
	readonly points: number;
	readonly words: string;
}

function limited(
	group: string,
	parts: readonly Part[],
	most: number | undefined,
): { readonly points: number; readonly remark: string | undefined } {
	const points = parts.reduce((total, part) => total + part.points, 0);
	const limit = most === undefined || !Number.isFinite(most) ? Infinity : hundredths(most);
	return points <= limit
		? { points, remark: undefined }
		: { points: limit, remark: `${group} of ${points / 100} counts as ${limit / 100}` };
}

/** How many of the fields hold something. Figures about activities hold something once there is one. */
export function filledOf(fields: Iterable<string>, factOf: (field: string) => Fact): number {
	return [...fields].filter((field) => {
		const { value } = factOf(field);
		const none = value === 0 && (field === 'activities.count' || field === 'activities.replies');
		return !isBlank(value) && !none;
	}).length;
}

/** With fewer fields than the minimum no record could ever pass. */
export function neededOf(minimumFilled: number, fields: number): number {
	return Math.min(Number.isFinite(minimumFilled) ? minimumFilled : 0, fields);
}

/** The highest band that the score reaches; undefined below all of them. */
export function bandOf(score: number, bands: readonly Band[]): string | undefined {
	const reached = bands.filter((band) => band.name.trim() !== '' && score >= band.from);
	return reached.sort((a, b) => b.from - a.from)[0]?.name.trim();
}

/** What is wrong with a rule before any record is looked at: it could never hold, or always. One sentence, or undefined. */
export function hopeless(rule: PointsRule, field: FieldSchema | undefined): string | undefined {
	const name = `The rule "${inWords(rule)}" can never hold`;
	switch (rule.condition) {
		case 'at least':
		case 'at most':
		case 'within days':
			return numberOf(rule.value) === undefined ? `${name}: its value is not a plain number.` : undefined;
		case 'is not':
			return rule.value.trim() === ''
				? `The rule "${inWords(rule)}" holds for every record: it has no value. Is Filled In may be meant.`
				: undefined;
		case 'contains':
			return rule.value.trim() === '' ? `${name}: it has no value.` : undefined;
		case 'is':
		case 'is one of': {
			const wanted = rule.condition === 'is' ? [rule.value.trim()] : splitWanted(rule.value);
			if (wanted.every((entry) => entry === '')) return `${name}: it has no value.`;
			if (isActivityFact(rule.field) || !field || field.openChoices || field.choices.length === 0) return undefined;
			const known = new Set(field.choices.flatMap((choice) => [fold(choice.value), fold(choice.label)]));
			return wanted.some((entry) => known.has(fold(entry))) ? undefined : `${name}: the field has no such option.`;
		}
		default:
			return undefined;
	}
}

const hundredths = (points: number) => (Number.isFinite(points) ? Math.round(points * 100) : 0);

function explain(parts: readonly Part[], remarks: readonly string[]): string {
	const said = parts
		.filter(({ points }) => points !== 0)
		.map(({ points, words }) => ({ weight: Math.abs(points), text: `${signed(points / 100)} ${words}` }))
		.sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
		.map(({ text }) => text);
	return said.length === 0 ? 'No rule applies, so 0 points.' : `${[...said, ...remarks].join('; ')}.`;
}

const signed = (points: number) => `${points < 0 ? '−' : '+'}${Math.abs(points)}`;

const inWords = (rule: PointsRule) => `${rule.label} ${conditionInWords(rule.condition, rule.value.trim())}`;
