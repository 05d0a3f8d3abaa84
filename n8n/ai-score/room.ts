/** What both methods share while one run is scored. */
import type { Contract, Proposal } from '../../core/record';
import type { Exchange } from './ask';
import type { Failure } from './failures';
import type { Panel, Schema } from './panel';

/** An item with a certain record, to be scored. */
export interface Subject {
	readonly index: number;
	readonly contract: Contract;
	/** The item's own JSON, without our key. */
	readonly item: Readonly<Record<string, unknown>>;
}

export type Scored =
	| {
			readonly ok: true;
			readonly proposals: readonly Proposal[];
			/** What was asked and said, where the user wants to see it. */
			readonly exchange?: Exchange | undefined;
	  }
	| Failure;

export interface Room {
	readonly panel: Panel;
	readonly schema: Schema;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** What `read` reads off the panel for one item; a failure where an expression fails for it. */
	perItem<T>(read: () => T): T | Failure;
	/** Fields that the panel names, for the remark about those that nobody read. */
	readonly wanted: Set<string>;
	/** What the user should know, each said once. */
	readonly remarks: Set<string>;
	/** Answers that came without a confidence. */
	withoutConfidence: number;
	/** Answers whose quoted words do not stand in the data. */
	madeUp: number;
}
