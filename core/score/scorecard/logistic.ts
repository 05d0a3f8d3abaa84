/**
 * Logistic regression with a ridge penalty, over rows that have one bin per attribute. Solved by Newton's method
 * (iteratively reweighted least squares); yields between slices of rows, so that whoever runs it can let others work.
 */

export interface Design {
	/** Per attribute the bin of each row, counted from the attribute's first. */
	readonly columns: readonly Uint8Array[];
	/** Number of bins per attribute. */
	readonly sizes: readonly number[];
	readonly outcomes: Uint8Array;
}

export interface Fit {
	readonly intercept: number;
	/** Log odds per attribute and bin. */
	readonly weights: readonly Float64Array[];
}

/** Rows between two chances to let others work. */
const SLICE = 4000;
const MOST_STEPS = 30;

/** Fits the given rows. `penalty` is the weight of the squared log odds; the intercept is free. */
export function* fitLogistic(
	design: Design,
	rows: Uint32Array,
	penalty: number,
	start?: Fit,
): Generator<undefined, Fit> {
	const { columns, sizes, outcomes } = design;
	const starts: number[] = [];
	let width = 1;
	for (const size of sizes) {
		starts.push(width);
		width += size;
	}
	let beta = new Float64Array(width);
	if (start) {
		beta[0] = start.intercept;
		start.weights.forEach((weights, at) => beta.set(weights, starts[at]));
	}
	let previous = beta;
	let previousLoss = Infinity;
	const active = new Uint32Array(columns.length + 1);
	const hessian = new Float64Array(width * width);
	const gradient = new Float64Array(width);
	for (let step = 0; step < MOST_STEPS; step++) {
		hessian.fill(0);
		gradient.fill(0);
		let loss = 0;
		for (let at = 0; at < rows.length; at++) {
			if (at % SLICE === SLICE - 1) yield;
			const row = rows[at] ?? 0;
			let z = beta[0] ?? 0;
			for (let a = 0; a < columns.length; a++) {
				const position = (starts[a] ?? 0) + (columns[a]?.[row] ?? 0);
				active[a + 1] = position;
				z += beta[position] ?? 0;
			}
			const y = outcomes[row] ?? 0;
			const p = 1 / (1 + Math.exp(-z));
			loss += z > 0 ? Math.log1p(Math.exp(-z)) + (1 - y) * z : Math.log1p(Math.exp(z)) - y * z;
			const [residual, weight] = [y - p, p * (1 - p)];
			for (let i = 0; i <= columns.length; i++) {
				const from = active[i] ?? 0;
				gradient[from] = (gradient[from] ?? 0) + residual;
				const line = from * width;
				// Positions rise with the attribute, so this is the lower triangle, seen from below.
				for (let j = 0; j <= i; j++) {
					const cell = line + (active[j] ?? 0);
					hessian[cell] = (hessian[cell] ?? 0) + weight;
				}
			}
		}
		for (let at = 1; at < width; at++) {
			const own = beta[at] ?? 0;
			loss += (penalty / 2) * own * own;
			gradient[at] = (gradient[at] ?? 0) - penalty * own;
			hessian[at * width + at] = (hessian[at * width + at] ?? 0) + penalty;
		}
		hessian[0] = (hessian[0] ?? 0) + 1e-9;
		if (loss > previousLoss + 1e-9 * Math.abs(previousLoss)) {
			// The step was too long: half of it.
			const shorter = beta.map((value, at) => (value + (previous[at] ?? 0)) / 2);
			if (largestDifference(shorter, previous) < 1e-9) {
				beta = previous;
				break;
			}
			beta = shorter;
			continue;
		}
		const done = Math.abs(previousLoss - loss) <= 1e-8 * Math.abs(loss);
		previous = beta;
		previousLoss = loss;
		if (done) break;
		yield;
		const delta = yield* solve(hessian, gradient, width);
		beta = beta.map((value, at) => value + (delta[at] ?? 0));
		if (largestDifference(beta, previous) < 1e-7) break;
	}
	const solution = beta;
	return {
		intercept: solution[0] ?? 0,
		weights: sizes.map((size, at) => solution.slice(starts[at], (starts[at] ?? 0) + size)),
	};
}

/** Solves a positive definite system, of which the lower triangle is given, by Cholesky. Overwrites the matrix. */
function* solve(matrix: Float64Array, right: Float64Array, width: number): Generator<undefined, Float64Array> {
	let work = 0;
	for (let row = 0; row < width; row++) {
		work += row * row;
		if (work > 5_000_000) {
			work = 0;
			yield;
		}
		const line = row * width;
		for (let column = 0; column <= row; column++) {
			const other = column * width;
			let sum = matrix[line + column] ?? 0;
			for (let k = 0; k < column; k++) sum -= (matrix[line + k] ?? 0) * (matrix[other + k] ?? 0);
			matrix[line + column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[other + column] ?? 1);
		}
	}
	const solution = Float64Array.from(right);
	for (let row = 0; row < width; row++) {
		let sum = solution[row] ?? 0;
		for (let k = 0; k < row; k++) sum -= (matrix[row * width + k] ?? 0) * (solution[k] ?? 0);
		solution[row] = sum / (matrix[row * width + row] ?? 1);
	}
	for (let row = width - 1; row >= 0; row--) {
		let sum = solution[row] ?? 0;
		for (let k = row + 1; k < width; k++) sum -= (matrix[k * width + row] ?? 0) * (solution[k] ?? 0);
		solution[row] = sum / (matrix[row * width + row] ?? 1);
	}
	return solution;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
	let most = 0;
	for (let at = 0; at < a.length; at++) most = Math.max(most, Math.abs((a[at] ?? 0) - (b[at] ?? 0)));
	return most;
}

/** The probability of one row. */
export function predict({ intercept, weights }: Fit, { columns }: Design, row: number): number {
	let z = intercept;
	for (let at = 0; at < columns.length; at++) z += weights[at]?.[columns[at]?.[row] ?? 0] ?? 0;
	return 1 / (1 + Math.exp(-z));
}
