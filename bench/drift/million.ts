/** A million scores against a baseline: how long, how much memory, and how long nothing else could run. */
import { numberBaselineInSteps } from '../../core/drift/baseline';
import { compareNumbers } from '../../core/drift/compare';
import { atOnce } from '../../core/drift/statistics/sort';
import { inSteps } from '../../n8n/steps';
import { normal, randomFrom } from './random';

export interface Million {
	readonly scores: number;
	readonly milliseconds: number;
	/** The longest time without a turn of the event loop. */
	readonly longestBlockMs: number;
	/** The most memory of the process, all of Node included. */
	readonly peakMb: number;
	readonly psi: number | undefined;
	readonly wasserstein: number | undefined;
}

export async function million(scores = 1_000_000): Promise<Million> {
	const random = randomFrom(3);
	const draw = (size: number, shift: number) =>
		Float64Array.from({ length: size }, () => 50 + 15 * normal(random) + shift);
	const before = atOnce(numberBaselineInSteps(draw(5000, 0)));
	if (!before) throw new Error('No baseline.');
	const values = draw(scores, 2);

	let longest = 0;
	let last = performance.now();
	let peak = process.memoryUsage.rss();
	let running = true;
	const turn = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		peak = Math.max(peak, process.memoryUsage.rss());
		if (running) setImmediate(turn);
	};
	setImmediate(turn);
	const started = performance.now();
	last = started;
	const found = await inSteps(compareNumbers(before, values));
	const milliseconds = performance.now() - started;
	await new Promise((resolve) => setImmediate(resolve));
	running = false;
	return {
		scores,
		milliseconds: Math.round(milliseconds),
		longestBlockMs: Math.round(longest),
		peakMb: Math.round(Math.max(peak, process.resourceUsage().maxRSS * 1024) / 2 ** 20),
		psi: found?.psi,
		wasserstein: found?.numeric?.wasserstein,
	};
}
