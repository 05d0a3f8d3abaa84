/** How good probabilities are against what really happened. `y` is 1 for a success and 0 for none, `p` from 0 to 1. */

export interface Forecast {
	readonly y: ArrayLike<number>;
	readonly p: ArrayLike<number>;
}

/** One group of forecasts of similar height. */
export interface Reliability {
	readonly n: number;
	/** Mean forecast. */
	readonly forecast: number;
	/** Share of successes. */
	readonly happened: number;
}

/** A probability of exactly 0 or 1 that turns out wrong would cost infinitely much. */
const LEAST = 1e-15;

/** Positions by rising probability; equal ones in their order. */
export function ranked(p: ArrayLike<number>): Uint32Array {
	const order = new Uint32Array(p.length);
	for (let at = 0; at < p.length; at++) order[at] = at;
	return order.sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0) || a - b);
}

/**
 * Area under the ROC curve: the chance that a success has a higher probability than a failure, ties counted half.
 * NaN where there is only one kind. https://doi.org/10.1148/radiology.143.1.7063747
 */
export function areaUnderCurve({ y, p }: Forecast): number {
	const order = ranked(p);
	let [positives, rankSum] = [0, 0];
	for (let start = 0; start < order.length;) {
		let end = start;
		let successes = 0;
		const height = p[order[start] ?? 0];
		while (end < order.length && p[order[end] ?? 0] === height) successes += y[order[end++] ?? 0] ?? 0;
		rankSum += successes * ((start + 1 + end) / 2);
		positives += successes;
		start = end;
	}
	const negatives = order.length - positives;
	if (positives === 0 || negatives === 0) return NaN;
	return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean squared distance. https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2 */
export function brierScore({ y, p }: Forecast): number {
	let sum = 0;
	for (let at = 0; at < y.length; at++) sum += ((p[at] ?? 0) - (y[at] ?? 0)) ** 2;
	return sum / y.length;
}

/** Mean negative log-likelihood, in nats; probabilities are kept 1e-15 away from 0. */
export function logLoss({ y, p }: Forecast): number {
	let sum = 0;
	for (let at = 0; at < y.length; at++) {
		const chance = y[at] === 1 ? (p[at] ?? 0) : 1 - (p[at] ?? 0);
		sum -= Math.log(Math.max(chance, LEAST));
	}
	return sum / y.length;
}

/** Reliability in bins of equal width, left-closed, 1 in the last; empty bins are left out. */
export function byWidth({ y, p }: Forecast, bins: number): Reliability[] {
	const sums = Array.from({ length: bins }, () => ({ n: 0, p: 0, y: 0 }));
	for (let at = 0; at < y.length; at++) {
		const sum = sums[Math.min(bins - 1, Math.floor((p[at] ?? 0) * bins))];
		if (!sum) continue;
		sum.n += 1;
		sum.p += p[at] ?? 0;
		sum.y += y[at] ?? 0;
	}
	return means(sums);
}

/** Reliability in bins of equally many forecasts. */
export function byMass({ y, p }: Forecast, bins: number): Reliability[] {
	const order = ranked(p);
	const sums = Array.from({ length: bins }, (_, bin) => {
		const sum = { n: 0, p: 0, y: 0 };
		const end = Math.floor(((bin + 1) * order.length) / bins);
		for (let at = Math.floor((bin * order.length) / bins); at < end; at++) {
			const row = order[at] ?? 0;
			sum.n += 1;
			sum.p += p[row] ?? 0;
			sum.y += y[row] ?? 0;
		}
		return sum;
	});
	return means(sums);
}

function means(sums: readonly { readonly n: number; readonly p: number; readonly y: number }[]): Reliability[] {
	return sums.filter(({ n }) => n > 0).map(({ n, p, y }) => ({ n, forecast: p / n, happened: y / n }));
}

/** Expected calibration error: how far, on average, a forecast is from what happens. */
export function calibrationError(bins: readonly Reliability[]): number {
	const total = bins.reduce((sum, { n }) => sum + n, 0);
	return bins.reduce((sum, { n, forecast, happened }) => sum + (n / total) * Math.abs(forecast - happened), 0);
}

/** The same for the worst bin. */
export function worstCalibrationError(bins: readonly Reliability[]): number {
	return Math.max(...bins.map(({ forecast, happened }) => Math.abs(forecast - happened)));
}

/** One row of a lift table: the records down to this rank, best first. */
export interface Lift {
	/** Share of all records, 0 to 1. */
	readonly share: number;
	readonly n: number;
	readonly successes: number;
	/** Share of successes in this part over the share in all. */
	readonly lift: number;
	/** Of all successes so many are in this and the better parts, 0 to 1. */
	readonly captured: number;
}

/** Equal parts from the best forecast down. */
export function liftTable({ y, p }: Forecast, parts = 10): Lift[] {
	const order = ranked(p).reverse();
	let total = 0;
	for (let at = 0; at < y.length; at++) total += y[at] ?? 0;
	let captured = 0;
	return Array.from({ length: parts }, (_, part) => {
		const start = Math.floor((part * order.length) / parts);
		const end = Math.floor(((part + 1) * order.length) / parts);
		let successes = 0;
		for (let at = start; at < end; at++) successes += y[order[at] ?? 0] ?? 0;
		captured += successes;
		const n = end - start;
		return {
			share: end / order.length,
			n,
			successes,
			lift: n === 0 || total === 0 ? NaN : successes / n / (total / order.length),
			captured: total === 0 ? NaN : captured / total,
		};
	});
}

/** All of it at once. */
export interface Quality {
	readonly n: number;
	readonly successes: number;
	readonly auc: number;
	readonly brier: number;
	readonly logLoss: number;
	/** Ten bins of equal width. */
	readonly ece: number;
	/** Ten bins of equally many. */
	readonly eceEqualMass: number;
	readonly reliability: readonly Reliability[];
	readonly lift: readonly Lift[];
}

export function qualityOf(forecast: Forecast): Quality {
	let successes = 0;
	for (let at = 0; at < forecast.y.length; at++) successes += forecast.y[at] ?? 0;
	return {
		n: forecast.y.length,
		successes,
		auc: areaUnderCurve(forecast),
		brier: brierScore(forecast),
		logLoss: logLoss(forecast),
		ece: calibrationError(byWidth(forecast, 10)),
		eceEqualMass: calibrationError(byMass(forecast, 10)),
		reliability: byMass(forecast, 10),
		lift: liftTable(forecast),
	};
}
