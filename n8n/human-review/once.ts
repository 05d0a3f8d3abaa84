/** One decision per wait: of requests that arrive at the same moment the first one counts. */

/** By then n8n itself knows that the execution does not wait any more. */
const HOLD_MS = 60_000;

const claimed = new Map<string, number>();

/** True for the first who asks. */
export function claim(nonce: string): boolean {
	const now = Date.now();
	for (const [known, until] of claimed) if (until <= now) claimed.delete(known);
	if (claimed.has(nonce)) return false;
	claimed.set(nonce, now + HOLD_MS);
	return true;
}

/** Nothing came of it: others may try. */
export function release(nonce: string): void {
	claimed.delete(nonce);
}
