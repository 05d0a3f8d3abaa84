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
	readonly run: () => void;
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

	run(phase: Phase, request: RequestFacts): void {
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
		for (const action of due) action.run();
	}
}
