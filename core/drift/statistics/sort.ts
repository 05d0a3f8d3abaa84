/**
 * Sorting in steps: n8n serves its editor and webhooks from the same thread, so a million numbers are not sorted in
 * one go. Every `yield` is a place to pause; the caller decides how often it does.
 */

const RUN = 32_768;
const MERGED_PER_STEP = 131_072;

/** The numbers in ascending order, as a new array; NaN is left out. */
export function* sortInSteps(values: ArrayLike<number>): Generator<void, Float64Array> {
	let source = new Float64Array(values.length);
	let length = 0;
	for (let index = 0; index < values.length; index++) {
		const value = values[index] ?? NaN;
		if (!Number.isNaN(value)) source[length++] = value;
		if (index % MERGED_PER_STEP === MERGED_PER_STEP - 1) yield;
	}
	source = source.subarray(0, length);
	for (let start = 0; start < length; start += RUN) {
		source.subarray(start, Math.min(length, start + RUN)).sort();
		yield;
	}
	let target = new Float64Array(length);
	for (let width = RUN; width < length; width *= 2) {
		for (let start = 0; start < length; start += 2 * width) {
			const middle = Math.min(length, start + width);
			const end = Math.min(length, start + 2 * width);
			yield* merge(source, target, start, middle, end);
		}
		[source, target] = [target, source];
	}
	return source;
}

function* merge(
	source: Float64Array,
	target: Float64Array,
	start: number,
	middle: number,
	end: number,
): Generator<void, void> {
	let left = start;
	let right = middle;
	for (let index = start; index < end; index++) {
		const a = left < middle ? (source[left] ?? 0) : Infinity;
		const b = right < end ? (source[right] ?? 0) : Infinity;
		const takeLeft = left < middle && (right >= end || a <= b);
		target[index] = takeLeft ? a : b;
		if (takeLeft) left += 1;
		else right += 1;
		if ((index - start) % MERGED_PER_STEP === MERGED_PER_STEP - 1) yield;
	}
}

/** Runs steps to their end at once: for small samples and tests. */
export function atOnce<T>(steps: Generator<void, T>): T {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}
