/** When a failed request is sent again, and after how long. */

export interface RetryPolicy {
	/** Most times that one request is sent. */
	readonly attempts: number;
	/** The back-off's first upper bound in milliseconds; it doubles with every attempt. */
	readonly baseMs: number;
	/** The back-off's highest upper bound. */
	readonly capMs: number;
	/** The longest wait that a CRM may ask for with Retry-After. */
	readonly maxAskedMs: number;
	/** Most milliseconds from the first attempt to the start of the last. */
	readonly totalMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
	attempts: 5,
	baseMs: 250,
	capMs: 20_000,
	maxAskedMs: 120_000,
	totalMs: 180_000,
};

/**
 * Full jitter: a random wait between 0 and the bound, so that many clients that failed together do not return
 * together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempt: number, random: number, policy: RetryPolicy): number {
	const bound = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
	return Math.floor(random * bound);
}

/**
 * Milliseconds to wait before the next attempt: what the CRM asked for (limited), plus a little jitter; else the
 * back-off.
 */
export function delayBefore(attempt: number, askedMs: number | undefined, random: number, policy: RetryPolicy): number {
	if (askedMs === undefined) return backoff(attempt, random, policy);
	return Math.min(policy.maxAskedMs, askedMs) + Math.floor(random * policy.baseMs);
}

/**
 * The milliseconds that a Retry-After header asks for: seconds or an HTTP date (RFC 9110, 10.2.3). Undefined where
 * it is absent or nonsense.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
	const text = header?.trim() ?? '';
	if (text === '') return undefined;
	if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
	// A bare number with a sign is no date, though Date.parse reads '-5' as one.
	if (!/[a-z]/i.test(text)) return undefined;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
