/** Actions placed exactly before or after a certain request, so that a race is the same in every run. */
import { matches, type RequestFacts, type RequestMatch } from './matcher';

/**
 * before: the request has arrived, nothing is read or applied yet.
 * after: everything is applied and the answer is made up, but not sent.
 */
export type Phase = 'before' | 'after';

export interface ScheduledAction extends RequestMatch {
	readonly phase: Phase;
	/** The how-manieth matching request from now on, starting with 1; 'every' for each. */
	readonly nth?: number | 'every';
	/** The request is held until a promise is kept; one that never is holds it for good. */
	readonly run: () => unknown;
}

export class Schedule {
	private entries: { readonly action: ScheduledAction; seen: number }[] = [];

	add(action: ScheduledAction): void {
		this.entries.push({ action, seen: 0 });
	}

	clear(): void {
		this.entries = [];
	}

	/** Actions that have not run yet. */
	pending(): number {
		return this.entries.filter((entry) => entry.action.nth !== 'every').length;
	}

	/** @returns what the request has to wait for; undefined, and nothing comes in between, where no action asks for it */
	run(phase: Phase, request: RequestFacts): Promise<unknown> | undefined {
		const due: ScheduledAction[] = [];
		this.entries = this.entries.filter((entry) => {
			const { action } = entry;
			if (action.phase !== phase || !matches(action, request)) return true;
			entry.seen++;
			if (action.nth === 'every') {
				due.push(action);
				return true;
			}
			if (entry.seen < (action.nth ?? 1)) return true;
			due.push(action);
			return false;
		});
		const held = due.map((action) => action.run()).filter((waits) => waits instanceof Promise);
		return held.length > 0 ? Promise.all(held) : undefined;
	}
}
