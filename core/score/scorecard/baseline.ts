/** A scorecard's own scores on the records that it was trained on: what Drift Monitor compares later scores with. */
import { baselineText, fieldBaseline } from '../../drift/baseline';
import type { Scorecard } from './card';

export interface Place {
	readonly account: string;
	readonly object: string;
	/** The field that the scores are saved in. */
	readonly field: string;
}

/** A text for Drift Monitor's row Baseline. */
export function scorecardBaseline(card: Scorecard, { account, object, field }: Place): string {
	const scores = card.scores.flatMap((count, score) => new Array<number>(count).fill(score));
	const kept = fieldBaseline(scores);
	return baselineText({
		v: 1,
		takenAt: card.madeAt,
		account,
		object,
		fields: kept === undefined ? {} : { [field]: kept },
	});
}
