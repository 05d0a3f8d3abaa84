/** Scores decisions against labels: wrong is any automatic match to a record that is not the truth. */
import type { QueryLine } from './files';

export interface Decision {
	readonly decision: 'match' | 'ambiguous' | 'none';
	readonly id?: string | undefined;
}

export interface TrapScore {
	n: number;
	truth: string;
	acceptable: number;
	wrong: number;
	matched: number;
	review: number;
	none: number;
}

export interface Score {
	readonly queries: number;
	readonly wrongMatches: number;
	readonly wrongMatchRate: number;
	readonly autoPrecision: number;
	readonly matchRecall: number;
	readonly reviewRate: number;
	readonly ambiguousCaught: number;
	readonly falseUnmatched: number;
	readonly acceptable: number;
}

export function score(
	queries: readonly QueryLine[],
	decisions: readonly Decision[],
): {
	readonly score: Score;
	readonly perTrap: Readonly<Record<string, TrapScore>>;
	readonly missed: readonly string[];
} {
	const count = {
		match: 0,
		ambiguous: 0,
		none: 0,
		right: 0,
		auto: 0,
		wrong: 0,
		review: 0,
		caught: 0,
		lost: 0,
		fine: 0,
	};
	const perTrap: Record<string, TrapScore> = {};
	const missed: string[] = [];
	for (const [index, { trap = 'all', truth, qid }] of queries.entries()) {
		const { decision, id } = decisions[index] ?? { decision: 'none' as const };
		const row = (perTrap[trap] ??= {
			n: 0,
			truth: truth.decision,
			acceptable: 0,
			wrong: 0,
			matched: 0,
			review: 0,
			none: 0,
		});
		row.n++;
		count[truth.decision]++;
		const accept = truth.accept ?? [truth.decision];
		let fine = accept.includes(decision);
		if (decision === 'match') {
			row.matched++;
			const right = truth.decision === 'match' && id === truth.id;
			fine =
				right ||
				(truth.decision !== 'match' &&
					accept.includes('match') &&
					id !== undefined &&
					truth.ids?.includes(id) === true);
			if (fine) count.auto++;
			if (right) count.right++;
			if (!fine) {
				count.wrong++;
				row.wrong++;
			}
		} else if (decision === 'ambiguous') {
			count.review++;
			row.review++;
			if (truth.decision === 'ambiguous') count.caught++;
		} else {
			row.none++;
			if (truth.decision === 'match') count.lost++;
		}
		if (fine) {
			count.fine++;
			row.acceptable++;
		} else missed.push(qid);
	}
	const n = queries.length;
	const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((1e6 * part) / whole) / 1e6);
	return {
		score: {
			queries: n,
			wrongMatches: count.wrong,
			wrongMatchRate: share(count.wrong, n),
			autoPrecision: share(count.auto, count.auto + count.wrong),
			matchRecall: share(count.right, count.match),
			reviewRate: share(count.review, n),
			ambiguousCaught: share(count.caught, count.ambiguous),
			falseUnmatched: share(count.lost, count.match),
			acceptable: share(count.fine, n),
		},
		perTrap,
		missed,
	};
}
