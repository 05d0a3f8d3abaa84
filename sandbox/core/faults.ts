/** Faults that the next matching requests meet. */
import { matches, type RequestFacts, type RequestMatch } from './matcher';
import type { Random } from './random';

export type FaultKind =
	/** 429 of the CRM; `retryAfterSeconds` adds the header. */
	| 'rate limit'
	/** A JSON error with `status` (default 500). */
	| 'error'
	/** 503 with an HTML page, as a proxy in front of the CRM answers. */
	| 'html 503'
	/** The connection breaks and nothing was applied. */
	| 'reset before'
	/** The connection breaks after everything was applied. */
	| 'reset after'
	/** The error comes after everything was applied. */
	| 'error after'
	/** The request takes `delayMs` longer. */
	| 'slow'
	/** 200 with a body that is cut in the middle. */
	| 'cut body';

export interface FaultRule extends RequestMatch {
	readonly kind: FaultKind;
	/** How many matching requests are hit; no limit where absent and a probability is given, otherwise 1. */
	readonly count?: number;
	/** Matching requests that pass before the first is hit. */
	readonly skip?: number;
	/** 0 to 1, drawn from the seeded generator; 1 where absent. */
	readonly probability?: number;
	readonly status?: number;
	/** The CRM's own code of the error, where one status has several. */
	readonly code?: string;
	readonly delayMs?: number;
	readonly retryAfterSeconds?: number;
}

interface Active {
	readonly rule: FaultRule;
	left: number;
	toSkip: number;
}

export class Faults {
	private active: Active[] = [];

	constructor(private readonly random: Random) {}

	add(rule: FaultRule): void {
		const left = rule.count ?? (rule.probability === undefined ? 1 : Infinity);
		this.active.push({ rule, left, toSkip: rule.skip ?? 0 });
	}

	clear(): void {
		this.active = [];
	}

	/** The faults that this request meets; counts them down. */
	draw(request: RequestFacts): readonly FaultRule[] {
		const drawn: FaultRule[] = [];
		for (const entry of this.active) {
			if (entry.left <= 0 || !matches(entry.rule, request)) continue;
			if (entry.toSkip > 0) {
				entry.toSkip--;
				continue;
			}
			if (entry.rule.probability !== undefined && !this.random.chance(entry.rule.probability)) continue;
			entry.left--;
			drawn.push(entry.rule);
		}
		return drawn;
	}
}
