/** Rolling windows of request times. */

export class RollingWindow {
	private readonly times: number[] = [];

	constructor(
		readonly limit: number,
		readonly windowMs: number,
	) {}

	/** Takes one request if there is room. */
	take(now: number): boolean {
		this.forget(now);
		if (this.times.length >= this.limit) return false;
		this.times.push(now);
		return true;
	}

	remaining(now: number): number {
		this.forget(now);
		return Math.max(0, this.limit - this.times.length);
	}

	private forget(now: number): void {
		while (this.times.length > 0 && (this.times[0] ?? 0) <= now - this.windowMs) this.times.shift();
	}
}
