/** What every check of Drift Monitor gives: one verdict, one number with its limit, and one plain sentence. */

export const checkStatuses = ['good', 'not enough data', 'warning', 'alarm'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export const checkNames = [
	'credential',
	'permissions',
	'reading',
	'last write',
	'last event',
	'scores moved',
	'average moved',
	'all the same',
	'values missing',
	'changed by people',
	'out of date',
	'updates',
	'write success',
	'not stored',
	'conflicts',
	'reviews waiting',
	'oldest review',
	'reviews accepted',
	'unmatched',
	'ambiguous',
	'delay',
	'fits outcomes',
] as const;
export type CheckName = (typeof checkNames)[number];

export interface Check {
	readonly check: CheckName;
	/** The field that was checked, undefined for the whole. */
	readonly field?: string | undefined;
	readonly status: CheckStatus;
	readonly value: number | string | null;
	readonly limit: number | string | null;
	readonly sentence: string;
	/** More numbers, for dashboards. */
	readonly details?: Readonly<Record<string, number | string | null>> | undefined;
}

/**
 * Checks that judge samples: chance can break a limit once, so in production runs an alarm asks for two in a row.
 * All others are facts and alarm at once.
 */
const statistical: ReadonlySet<CheckName> = new Set<CheckName>([
	'scores moved',
	'average moved',
	'all the same',
	'values missing',
	'changed by people',
	'updates',
	'write success',
	'not stored',
	'conflicts',
	'reviews accepted',
	'unmatched',
	'ambiguous',
	'delay',
	'fits outcomes',
]);

export const isStatistical = ({ check }: Check) => statistical.has(check);

/** The status of all checks together: the worst, where too little data says nothing unless there is nothing else. */
export function overall(checks: readonly Check[]): CheckStatus {
	for (const status of ['alarm', 'warning', 'good'] as const) {
		if (checks.some((check) => check.status === status)) return status;
	}
	return 'not enough data';
}

/** Worst first; within a status in the order in which they were made. */
export function worstFirst(checks: readonly Check[]): Check[] {
	const rank: Record<CheckStatus, number> = { alarm: 0, warning: 1, 'not enough data': 2, good: 3 };
	return [...checks].sort((a, b) => rank[a.status] - rank[b.status]);
}

/** Names a check over several runs. */
export const keyOf = ({ check, field }: Pick<Check, 'check' | 'field'>) =>
	field === undefined ? check : `${check}:${field}`;
