/**
 * What this connection wrote: where the credential belongs to a person's user, only value and time tell our writes
 * from what the same person types.
 */
import { canonicalJson, type CrmValue } from '../../core/value';

/** Salesforce keeps whole seconds, and its answer leaves a moment after the write. */
const toleranceMs = 2_000;

export class WrittenHere {
	private readonly entries = new Map<string, { readonly value: string; readonly at: number }[]>();
	private readonly records = new Map<string, number[]>();

	/** `at` is the time of the answer by Salesforce's clock. */
	remember(id: string, values: Readonly<Record<string, CrmValue>>, at: string): void {
		const time = Date.parse(at);
		this.records.set(id, [...(this.records.get(id) ?? []), time]);
		for (const [field, value] of Object.entries(values)) {
			const key = `${id} ${field}`;
			this.entries.set(key, [...(this.entries.get(key) ?? []), { value: canonicalJson(value), at: time }]);
		}
	}

	isOwn(id: string, field: string, value: CrmValue, at: string): boolean {
		const written = this.entries.get(`${id} ${field}`) ?? [];
		return written.some((entry) => entry.value === canonicalJson(value) && near(entry.at, at));
	}

	/** True where this connection wrote into the record at that time. */
	wroteAt(id: string, at: string): boolean {
		return (this.records.get(id) ?? []).some((time) => near(time, at));
	}
}

function near(time: number, at: string): boolean {
	return Math.abs(time - Date.parse(at)) <= toleranceMs;
}
