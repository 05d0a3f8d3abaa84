/** What all reports of a run are made of. */
import type { AuditEvent } from '../audit-events';
import type { Check, CheckStatus } from '../check';
import type { Measured } from '../moved';
import type { Observation } from '../observe';
import type { FieldSchema } from '../../fields/schema';

export interface ReportFacts {
	/** Worst first. */
	readonly checks: readonly Check[];
	readonly status: CheckStatus;
	readonly about: {
		/** ISO time. */
		readonly checkedAt: string;
		readonly system: string;
		readonly account: string | undefined;
		readonly object: string;
	};
	/** How many records were read. */
	readonly records: number;
	/** ISO time of the last successful write; undefined where it is not known. */
	readonly lastWrite: string | undefined;
	readonly fields: readonly {
		readonly field: FieldSchema;
		readonly observations: readonly Observation[];
		readonly measured: Measured;
	}[];
	/** Undefined without audit rows. */
	readonly events: readonly AuditEvent[] | undefined;
}

/** What was checked, for people. */
export function subjectOf({ about }: Pick<ReportFacts, 'about'>): string {
	return `${about.object}${about.account === undefined ? '' : ` in account ${about.account}`} (${about.system})`;
}

export const verdicts: Readonly<Record<CheckStatus, string>> = {
	alarm: 'Alarm',
	warning: 'Warning',
	'not enough data': 'Not enough data',
	good: 'Good',
};

/** "2 alarms, 1 warning, 9 good". */
export function tallied(checks: readonly Check[]): string {
	const of = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
	const parts: (readonly [number, string])[] = [
		[of('alarm'), of('alarm') === 1 ? 'alarm' : 'alarms'],
		[of('warning'), of('warning') === 1 ? 'warning' : 'warnings'],
		[of('good'), 'good'],
		[of('not enough data'), 'without enough data'],
	];
	return parts
		.filter(([count]) => count > 0)
		.map(([count, name]) => `${count} ${name}`)
		.join(', ');
}
