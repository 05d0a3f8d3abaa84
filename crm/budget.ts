/**
 * The rate budget of one CRM account: how many requests may start within a rolling interval. Budgets live in the
 * process, not in a connection, since several nodes and executions share the account's limit.
 */

export interface BudgetLimit {
	/** Requests that may start within the interval. */
	readonly max: number;
	readonly intervalMs: number;
}

/** What an answer told about the account's limit. */
export interface LimitReading {
	readonly max?: number | undefined;
	/** Requests left in the present interval, those of other programs counted. */
	readonly remaining?: number | undefined;
	readonly intervalMs?: number | undefined;
}

/** The part of the CRM's limit that we use: the rest is for programs that we do not see. */
const headRoom = 0.9;
/** A budget that nobody asked for this long is forgotten. */
const idleMs = 10 * 60_000;

export class Budget {
	private max: number;
	private intervalMs: number;
	private starts: number[] = [];
	private blockedUntil = 0;
	private others = { count: 0, until: 0 };
	/** When the budget was used last, in the port's milliseconds. */
	usedAt = 0;

	constructor(limit: BudgetLimit) {
		this.max = limit.max;
		this.intervalMs = limit.intervalMs;
	}

	/** Takes a place and returns 0, or returns the milliseconds after which to ask again. */
	reserve(now: number): number {
		this.usedAt = now;
		if (now < this.blockedUntil) return this.blockedUntil - now;
		this.starts = this.starts.filter((start) => start > now - this.intervalMs);
		const others = now < this.others.until ? this.others.count : 0;
		const allowed = Math.max(1, Math.floor(this.max * headRoom) - others);
		const oldest = this.starts[this.starts.length - allowed];
		if (oldest !== undefined) return Math.max(1, oldest + this.intervalMs - now);
		this.starts.push(now);
		return 0;
	}

	/** Takes over the limit that the CRM named, and how much of it others have used. */
	learn(reading: LimitReading, now: number): void {
		if (reading.max !== undefined && reading.max > 0) this.max = reading.max;
		if (reading.intervalMs !== undefined && reading.intervalMs > 0) this.intervalMs = reading.intervalMs;
		if (reading.remaining === undefined) return;
		const ours = this.starts.filter((start) => start > now - this.intervalMs).length;
		const count = Math.max(0, this.max - reading.remaining - ours);
		this.others = { count, until: now + this.intervalMs };
	}

	/** Nothing starts before the moment: the CRM said that the limit is reached. */
	block(until: number): void {
		this.blockedUntil = Math.max(this.blockedUntil, until);
	}
}

const budgets = new Map<string, Budget>();

/** The budget of the account and bucket; all connections of this process to one account get the same one. */
export function budgetFor(account: string, bucket: string, limit: BudgetLimit, now: number): Budget {
	for (const [key, budget] of budgets) if (now - budget.usedAt > idleMs) budgets.delete(key);
	const key = JSON.stringify([account, bucket]);
	const known = budgets.get(key);
	if (known !== undefined) return known;
	const budget = new Budget(limit);
	budget.usedAt = now;
	budgets.set(key, budget);
	return budget;
}
