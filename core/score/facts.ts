/** What a scorer may look at: named values of one record and simple figures about its activities. */
import type { FieldSchema } from '../fields/schema';
import type { ItemContext, ItemSnapshot } from '../record';
import { isBlank, type CrmValue } from '../value';

/** Figures about activities that rules can use like fields; they exist only where the context was read. */
export const activityFacts = {
	'activities.count': 'Number of recent activities',
	'activities.replies': 'Number of incoming mails and calls',
	'activities.daysSinceLast': 'Days since the last activity',
} as const;

const DAY = 86_400_000;

export interface Known {
	readonly snapshot?: ItemSnapshot | undefined;
	readonly context?: ItemContext | undefined;
	/** The item's own JSON: what came in beside the record. */
	readonly item: Readonly<Record<string, unknown>>;
}

/**
 * The value of one named field: the record's, else an activity figure, else the incoming item's own. What came in also
 * stands in for a field that is empty in the CRM. undefined where nobody knows it; null where the CRM says that it is
 * empty. `now` is in milliseconds.
 */
export function factOf(known: Known, name: string, now: number): CrmValue | undefined {
	if (isActivityFact(name)) return known.context ? activityFact(known.context, name, now) : undefined;
	const values = known.snapshot?.values ?? {};
	const stored = Object.hasOwn(values, name) ? values[name] : undefined;
	if (!isBlank(stored)) return stored;
	return plain(Object.hasOwn(known.item, name) ? known.item[name] : undefined) ?? stored;
}

/** True for a figure; false for the name of a field. */
export function isActivityFact(name: string): name is keyof typeof activityFacts {
	return Object.hasOwn(activityFacts, name);
}

/** What people see for the options that a choice field holds; empty for other fields. */
export function labelsOf(field: FieldSchema | undefined, value: CrmValue | undefined): string[] {
	const held: readonly unknown[] = Array.isArray(value) ? value : [value];
	return (field?.choices ?? []).filter((choice) => held.includes(choice.value)).map((choice) => choice.label);
}

function activityFact(context: ItemContext, name: keyof typeof activityFacts, now: number): CrmValue {
	const { activities } = context;
	switch (name) {
		case 'activities.count':
			return activities.length;
		case 'activities.replies':
			return activities.filter((activity) => activity.direction === 'in').length;
		case 'activities.daysSinceLast': {
			// A task or meeting that is still to come says nothing about the last contact.
			const times = activities.map((activity) => Date.parse(activity.at)).filter((time) => time <= now);
			return times.length === 0 ? null : Math.floor((now - Math.max(...times)) / DAY);
		}
	}
}

/** A value of the item's own JSON, where it is a plain one. */
function plain(value: unknown): CrmValue | undefined {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : undefined;
}
