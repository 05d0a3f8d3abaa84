/**
 * Attributes that look like leaks: known only once the outcome is known. A scorecard with such an attribute shines in
 * every test and is worthless for new records, where the value is not there yet.
 */
import type { BinCounts } from './bins';

export interface Leak {
	readonly name: string;
	/** How well the attribute alone tells successes from failures (area under the curve). */
	readonly auc: number;
	/** One sentence for a person. */
	readonly why: string;
}

/** Alone as good as a whole scorecard usually is. */
const TOO_GOOD = 0.75;
const GOOD = 0.65;
/** A value with which nearly every record succeeds, though few others do. */
const PURE = 0.98;
const PURE_FEWEST = 50;
/** Words for what is written down when the outcome is there. */
const afterwards =
	/(?:^|[^a-z])(?:clos(?:ed?|ing)|won|lost|win|convert(?:ed)?|conversion|outcome|signed|contract|churn(?:ed)?|cancel(?:led)?|paid|invoiced?|onboard(?:ed|ing)?|renew(?:ed|al)?)(?:[^a-z]|$)/;

/** What speaks for a leak; undefined where nothing does. Counts are of records that the order was not learned from. */
export function leakOf(name: string, learned: BinCounts, seen: BinCounts): Leak | undefined {
	const bins = seen.n.length;
	const n = sum(seen.n);
	const whole = aucOfBins(learned, seen);
	// Values that are missing by chance hide how much the others tell.
	const mostlyFilled = (seen.n[bins - 1] ?? 0) <= n / 2;
	const auc = mostlyFilled ? Math.max(whole, aucOfBins(withoutLast(learned), withoutLast(seen))) : whole;
	const successes = sum(seen.successes);
	const missing = bins - 1;
	const filledIn = (all: number, empty: number) => (all === 0 ? 0 : 1 - empty / all);
	const success = filledIn(successes, seen.successes[missing] ?? 0);
	const failure = filledIn(n - successes, (seen.n[missing] ?? 0) - (seen.successes[missing] ?? 0));
	if (whole >= TOO_GOOD && Math.abs(success - failure) >= 0.4) {
		return {
			name,
			auc,
			why: `It is filled in for ${percent(success)} of the successes and ${percent(failure)} of the others, so it is probably filled in only afterwards.`,
		};
	}
	if (auc >= TOO_GOOD) {
		return {
			name,
			auc,
			why: `Alone it tells successes from failures nearly as well as a whole scorecard${auc > whole ? ' where it is filled in' : ''} (AUC ${auc.toFixed(2)}), so it is probably known only afterwards.`,
		};
	}
	for (let bin = 0; bin < bins; bin++) {
		const [size, hits] = [seen.n[bin] ?? 0, seen.successes[bin] ?? 0];
		if (size >= PURE_FEWEST && hits / size >= PURE && successes / n < 0.8) {
			return {
				name,
				auc,
				why: `With one of its values ${percent(hits / size)} of ${size} records are successes, so the value probably means the outcome.`,
			};
		}
	}
	if (auc >= GOOD && afterwards.test(words(name))) {
		return {
			name,
			auc,
			why: `Its name speaks of the outcome, and alone it tells much about it (AUC ${auc.toFixed(2)}).`,
		};
	}
	return undefined;
}

/** The area under the curve of an attribute alone: bins in the order learned from some records, counted in others. */
export function aucOfBins(learned: BinCounts, seen: BinCounts): number {
	const rate = (bin: number) => ((learned.successes[bin] ?? 0) + 0.5) / ((learned.n[bin] ?? 0) + 1);
	const order = Array.from(seen.n, (_, bin) => bin).sort((a, b) => rate(a) - rate(b));
	let [failuresBelow, pairs] = [0, 0];
	for (const bin of order) {
		const successes = seen.successes[bin] ?? 0;
		const failures = (seen.n[bin] ?? 0) - successes;
		pairs += successes * (failuresBelow + failures / 2);
		failuresBelow += failures;
	}
	const successes = sum(seen.successes);
	return successes === 0 || failuresBelow === 0 ? 0.5 : pairs / (successes * failuresBelow);
}

/** How much the attribute tells, in nats (information value). */
export function informationValue({ n, successes }: BinCounts): number {
	const [all, hits] = [sum(n), sum(successes)];
	let value = 0;
	for (let bin = 0; bin < n.length; bin++) {
		if (n[bin] === 0) continue;
		const good = ((successes[bin] ?? 0) + 0.5) / (hits + 0.5 * n.length);
		const bad = ((n[bin] ?? 0) - (successes[bin] ?? 0) + 0.5) / (all - hits + 0.5 * n.length);
		value += (good - bad) * Math.log(good / bad);
	}
	return value;
}

/** Without the bin of missing values. */
const withoutLast = ({ n, successes }: BinCounts): BinCounts => ({
	n: n.subarray(0, -1),
	successes: successes.subarray(0, -1),
});
const words = (name: string) => name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
const sum = (values: Float64Array) => values.reduce((all, one) => all + one, 0);
const percent = (share: number) => `${Math.round(share * 100)} %`;
