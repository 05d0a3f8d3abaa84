/** The limits of the checks, and what they are if a user sets nothing. */

export interface Limits {
	/** How far scores may move (population stability index): from here on a warning, from there an alarm. */
	readonly movedWarning: number;
	readonly movedAlarm: number;
	/** How far the average may move, in the baseline's standard deviations. */
	readonly averageWarning: number;
	readonly averageAlarm: number;
	/** How much the share of records without a value may grow, 0 to 1. */
	readonly missingWarning: number;
	readonly missingAlarm: number;
	/** The share of one and the same value from which on a field counts as constant, 0 to 1. */
	readonly same: number;
	/** Share of AI's values that people may change, 0 to 1. */
	readonly overridden: number;
	/** Days after which an AI value is out of date, and the share of such values that is accepted, 0 to 1. */
	readonly staleDays: number;
	readonly stale: number;
	/** Days without a write or an event after which it alarms. */
	readonly silentDays: number;
	/** Least share of writes that must succeed, 0 to 1. */
	readonly success: number;
	/** Most writes that the CRM took and did not store, and that met a person's value, 0 to 1. */
	readonly notStored: number;
	readonly conflicts: number;
	/** Most open reviews, most days that one waits, and the least share that people accept, 0 to 1. */
	readonly backlog: number;
	readonly reviewDays: number;
	readonly accepted: number;
	/** Most records that were not found or not certain, 0 to 1. */
	readonly unmatched: number;
	readonly ambiguous: number;
	/** Most minutes from an event to its write, for nine of ten. */
	readonly delayMinutes: number;
	/** Least area under the ROC curve against outcomes, and most expected calibration error. */
	readonly auc: number;
	readonly ece: number;
	/** Updates a week that are expected; undefined: as many as in the weeks before. */
	readonly updatesAWeek?: number | undefined;
}

export const usualLimits: Limits = {
	movedWarning: 0.1,
	movedAlarm: 0.25,
	averageWarning: 0.3,
	averageAlarm: 0.6,
	missingWarning: 0.1,
	missingAlarm: 0.25,
	same: 0.95,
	overridden: 0.08,
	staleDays: 30,
	stale: 0.25,
	silentDays: 7,
	success: 0.95,
	notStored: 0.01,
	conflicts: 0.2,
	backlog: 100,
	reviewDays: 7,
	accepted: 0.5,
	unmatched: 0.2,
	ambiguous: 0.1,
	delayMinutes: 60,
	auc: 0.6,
	ece: 0.1,
};
