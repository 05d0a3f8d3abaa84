/** How long work takes of this process's own time: the machine may be busy with others. */

/** Milliseconds of CPU that `work` took, the best of `rounds`: other tests' garbage may fall into one of them. */
export function ownTime(work: () => void, rounds = 3): number {
	let best = Infinity;
	for (let round = 0; round < rounds; round++) {
		const before = process.cpuUsage();
		work();
		best = Math.min(best, process.cpuUsage(before).user / 1000);
	}
	return best;
}
