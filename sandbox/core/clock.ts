/** The CRM's own clock: real time or an injected one, plus a skew that tests can set and advance. */
export class Clock {
	constructor(
		private readonly source: () => number,
		private skewMs: number,
	) {}

	/** Milliseconds since 1970 as the CRM sees it. */
	now(): number {
		return this.source() + this.skewMs;
	}

	iso(): string {
		return new Date(this.now()).toISOString();
	}

	setSkew(milliseconds: number): void {
		this.skewMs = milliseconds;
	}

	/** Does something as if it were `time`. */
	during(time: number, run: () => void): void {
		const skew = this.skewMs;
		this.skewMs = time - this.source();
		try {
			run();
		} finally {
			this.skewMs = skew;
		}
	}

	/** Lets time pass (or, with a negative number, go back) at once. */
	advance(milliseconds: number): void {
		this.skewMs += milliseconds;
	}
}
