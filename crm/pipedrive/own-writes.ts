/**
 * Telling our own writes apart in the changelog. It names the user of a change and, not always, that it came through
 * the API. Where it says 'api' and our user, the change is ours; where it says nothing, it is ours if this connection
 * has just written that value.
 */
import { canonicalJson, type CrmValue } from '../../core/value';

/** The changelog's times are whole seconds, and the answer's Date header, too. */
const toleranceMs = 3_000;

export class OwnWrites {
	private readonly written = new Map<string, { readonly value: string; readonly at: number }[]>();

	/** Remembers what was written. `at` is Pipedrive's time of the answer, in milliseconds. */
	remember(object: string, id: string, field: string, value: CrmValue, at: number): void {
		const key = JSON.stringify([object, id, field]);
		this.written.set(key, [...(this.written.get(key) ?? []), { value: canonicalJson(value), at }]);
	}

	wrote(object: string, id: string, field: string, value: CrmValue, at: number): boolean {
		return (this.written.get(JSON.stringify([object, id, field])) ?? []).some(
			(entry) => entry.value === canonicalJson(value) && Math.abs(at - entry.at) <= toleranceMs,
		);
	}
}
