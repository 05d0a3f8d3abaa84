/** The outcome of every suggestion of a run: one slot each, filled once known, corrected where a re-read knows better. */
import type { CrmErrorData } from '../../core/errors';
import type { RuleId } from '../../core/policy/rules';
import type { Outcome, OutcomeStatus, Proposal } from '../../core/record';
import type { CrmValue } from '../../core/value';

/** Where a suggestion stands in the input. */
export interface Slot {
	readonly request: number;
	readonly proposal: number;
}

export interface Entry {
	readonly status: OutcomeStatus;
	readonly rule: RuleId;
	readonly why: string;
	readonly before?: CrmValue | undefined;
	readonly after?: CrmValue | undefined;
	readonly error?: CrmErrorData | undefined;
	readonly restored?: Outcome['restored'];
}

type Suggestion = Omit<Proposal, 'value'> & { readonly value: unknown };

export class Ledger {
	private readonly outcomes: (Outcome | undefined)[][];
	private readonly twins = new Map<string, Slot>();

	constructor(private readonly suggestions: readonly (readonly Suggestion[])[]) {
		this.outcomes = suggestions.map((list) => list.map(() => undefined));
	}

	/** Notes what became of a suggestion; a later note replaces an earlier one. */
	note(slot: Slot, entry: Entry): void {
		const suggestion = this.suggestions[slot.request]?.[slot.proposal];
		const row = this.outcomes[slot.request];
		if (!suggestion || !row) return;
		const earlier = row[slot.proposal];
		row[slot.proposal] = {
			field: suggestion.field,
			status: entry.status,
			before: entry.before ?? earlier?.before ?? null,
			after: entry.after !== undefined ? entry.after : (entry.before ?? earlier?.after ?? null),
			suggested: plain(suggestion.value),
			rule: entry.rule,
			why: entry.why,
			...(suggestion.confidence === undefined ? {} : { confidence: suggestion.confidence }),
			...(suggestion.reason === undefined ? {} : { reason: suggestion.reason }),
			...(entry.restored === undefined ? {} : { restored: entry.restored }),
			...(entry.error === undefined ? {} : { error: errorOf(entry.error) }),
		};
	}

	/** Notes a suggestion that is equal to an earlier one: where that one comes to nothing, so does this. */
	noteTwin(slot: Slot, first: Slot, entry: Entry): void {
		this.note(slot, entry);
		this.twins.set(`${slot.request} ${slot.proposal}`, first);
	}

	/** The outcomes of one request. Throws where a suggestion was forgotten: sums must be right. */
	of(request: number): readonly Outcome[] {
		return (this.outcomes[request] ?? []).map((outcome, index) => {
			if (!outcome) throw new Error(`No outcome for suggestion ${index} of item ${request}.`);
			const twin = this.twins.get(`${request} ${index}`);
			const first = twin && this.outcomes[twin.request]?.[twin.proposal];
			if (!first || ['written', 'would write', 'unchanged'].includes(first.status)) return outcome;
			const { suggested, confidence, reason } = outcome;
			return {
				...first,
				suggested,
				...(confidence === undefined ? {} : { confidence }),
				...(reason === undefined ? {} : { reason }),
			};
		});
	}
}

/** A suggestion as it may stand in an item: what is no JSON value becomes text. */
function plain(value: unknown): CrmValue {
	if (value === undefined || value === null) return null;
	if (typeof value === 'string' || typeof value === 'boolean') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
	try {
		return JSON.parse(JSON.stringify(value)) as CrmValue;
	} catch {
		return `(${typeof value})`;
	}
}

function errorOf(error: CrmErrorData): NonNullable<Outcome['error']> {
	const { kind, message, hint, status, code, fields, retryAfterMs } = error;
	return {
		kind,
		message,
		hint,
		status,
		...(code === undefined ? {} : { code }),
		...(fields === undefined ? {} : { fields }),
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}
