/**
 * What the control APIs of all stand-in CRMs share: placing races, injecting faults, letting tokens die, and reading
 * the statistics. Records, edits and options are the business of each CRM's own control.
 */
import type { FaultRule } from './faults';
import type { RequestMatch } from './matcher';
import type { Pipeline } from './pipeline';
import type { Phase } from './schedule';
import type { RequestEntry, Stats } from './stats';
import type { MortalToken } from './token';

export interface ScheduleOf<Action> extends RequestMatch {
	readonly phase: Phase;
	/** The how-manieth matching request from now on; 1 where absent; 'every' for each. */
	readonly nth?: number | 'every';
	/** Data, or in process also a function; its promise holds the request. */
	readonly action: Action | (() => unknown);
}

export interface ExpireArguments {
	readonly token: string;
	readonly afterRecords?: number;
	readonly at?: 'reached' | 'next write';
}

export abstract class CommonControl<Action> {
	constructor(protected readonly pipeline: Pipeline) {}

	/** Does what a scheduled action says. */
	protected abstract act(action: Action): void;
	/** The token of that name. Throws where there is none. */
	protected abstract token(name: string): MortalToken;

	stats(): Stats {
		return this.pipeline.log.stats();
	}

	/** Every API request since the start or the last resetStats, oldest first. */
	requests(): readonly RequestEntry[] {
		return this.pipeline.log.entries();
	}

	resetStats(): void {
		this.pipeline.log.clear();
	}

	/** Runs the action exactly before or after the nth matching request. */
	schedule({ action, phase, nth, ...match }: ScheduleOf<Action>): void {
		const run = typeof action === 'function' ? (action as () => unknown) : () => this.act(action);
		this.pipeline.schedule.add({ ...match, phase, run, ...(nth === undefined ? {} : { nth }) });
	}

	/** Scheduled actions that have not run. */
	pending(): number {
		return this.pipeline.schedule.pending();
	}

	fault(rule: FaultRule): void {
		this.pipeline.faults.add(rule);
	}

	clearFaults(): void {
		this.pipeline.faults.clear();
		this.pipeline.schedule.clear();
	}

	/** Milliseconds per request. */
	setLatency({ ms }: { readonly ms: number }): void {
		this.pipeline.latencyMs = ms;
	}

	setClockSkew({ ms }: { readonly ms: number }): void {
		this.pipeline.clock.setSkew(ms);
	}

	advanceClock({ ms }: { readonly ms: number }): void {
		this.pipeline.clock.advance(ms);
	}

	/**
	 * The token dies: at once, or after `afterRecords` successful record updates from now on (never more are written;
	 * a request that would go beyond is refused as a whole). `at`: 'reached' refuses every request from then on,
	 * 'next write' lets reads pass until the next update is tried.
	 */
	expireToken({ token, afterRecords, at }: ExpireArguments): void {
		const known = this.token(token);
		if (afterRecords === undefined) known.expired = true;
		else known.diesAfter = { records: known.written + afterRecords, at: at ?? 'reached' };
	}

	/** The token works again. */
	renewToken({ token }: { readonly token: string }): void {
		const known = this.token(token);
		known.expired = false;
		delete known.diesAfter;
	}
}
