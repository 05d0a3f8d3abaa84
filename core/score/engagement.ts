/** Engagement: points for what happened with a record lately. What is long ago counts for less, or not at all. */
import type { ItemContext } from '../record';
import { fold } from './conditions';
import { linearDecay } from './decay';

export const activityKinds = ['any', 'call', 'meeting', 'email', 'email in', 'email out', 'note', 'task'] as const;
export type ActivityKind = (typeof activityKinds)[number];

export type Activity = ItemContext['activities'][number];

export interface EngagementRule {
	readonly kind: ActivityKind;
	/** Words that title or text must hold; '' for any. */
	readonly contains: string;
	/** Activities of so many days back count. */
	readonly days: number;
	/** With fewer of them there are no points. */
	readonly atLeast: number;
	/** Points for each activity that counts; negative ones count against the record. */
	readonly points: number;
	/** Of the activities so many count, the newest first. */
	readonly upTo: number;
	/** Share of the points that goes with every full 30 days, 0 to 1. */
	readonly fade: number;
}

export interface Engagement {
	/** Rounded to hundredths. */
	readonly points: number;
	/** How many activities gave points. */
	readonly counted: number;
	/** In words for a sales rep: "2 incoming mails in the last 30 days". */
	readonly words: string;
}

const DAY = 86_400_000;
const PERIOD = 30 * DAY;

/** What one rule gives; undefined where it gives nothing. `now` is in milliseconds. Meetings to come do not count. */
export function engagementOf(
	rule: EngagementRule,
	activities: readonly Activity[],
	now: number,
): Engagement | undefined {
	const wanted = fold(rule.contains);
	const ages = activities
		.filter((activity) => isOfKind(activity, rule.kind))
		.filter(({ title, body }) => wanted === '' || fold(`${title} ${body}`).includes(wanted))
		.map(({ at }) => now - Date.parse(at))
		.filter((age) => age >= 0 && age <= rule.days * DAY)
		.sort((a, b) => a - b);
	if (ages.length === 0 || ages.length < rule.atLeast) return undefined;
	const counting = ages.slice(0, Math.max(1, rule.upTo));
	const sum = counting.reduce((total, age) => total + linearDecay(rule.points, rule.fade, age / PERIOD), 0);
	const points = Math.round(sum * 100) / 100;
	return points === 0 ? undefined : { points, counted: counting.length, words: inWords(rule, ages.length) };
}

/** What is wrong with a rule before any record is looked at. One sentence, or undefined. */
export function hopelessEngagement(rule: EngagementRule): string | undefined {
	const name = `The engagement rule for ${plural(rule.kind)}`;
	if (!(rule.days > 0)) return `${name} can never hold: it looks back 0 days.`;
	if (rule.points === 0) return `${name} gives no points.`;
	return undefined;
}

function isOfKind({ kind, direction }: Activity, wanted: ActivityKind): boolean {
	switch (wanted) {
		case 'any':
			return true;
		case 'email in':
			return kind === 'email' && direction === 'in';
		case 'email out':
			return kind === 'email' && direction === 'out';
		default:
			return kind === wanted;
	}
}

function inWords({ kind, contains, days }: EngagementRule, count: number): string {
	const about = contains.trim() === '' ? '' : ` with “${contains.trim()}”`;
	return `${count} ${count === 1 ? singular[kind] : plural(kind)}${about} in the last ${days} days`;
}

const singular: Readonly<Record<ActivityKind, string>> = {
	any: 'activity',
	call: 'call',
	meeting: 'meeting',
	email: 'mail',
	'email in': 'incoming mail',
	'email out': 'outgoing mail',
	note: 'note',
	task: 'task',
};
const plural = (kind: ActivityKind) => (kind === 'any' ? 'activities' : `${singular[kind]}s`);
