/** Long computations without freezing n8n: its editor, webhooks and other executions run on the same thread. */
import { sleep } from 'n8n-workflow';

/** Milliseconds of computing after which others get a turn. */
const TURN_MS = 25;

/** Runs steps to their end, with a pause wherever one is due. */
export async function inSteps<T>(steps: Generator<unknown, T>): Promise<T> {
	let since = Date.now();
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		if (Date.now() - since >= TURN_MS) {
			await sleep(0);
			since = Date.now();
		}
	}
}
