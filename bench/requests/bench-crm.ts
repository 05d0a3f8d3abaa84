/** What the request benchmark needs to know of a CRM. One file per CRM beside this. */
import type { Crm } from '../../crm/crm';
import type { WritePolicy } from '../../crm/write/request';
import type { RequestEntry } from '../../sandbox/core/stats';

export type Phase = 'lookup' | 'fresh read' | 'write';

/** A stand-in CRM that is running, with the contacts in it. */
export interface BenchCrm {
	/** A new connection, as each node makes one. */
	connect(): Crm;
	/** What the stand-in received. */
	requests(): readonly RequestEntry[];
	stats(): { readonly total: number; readonly byStatus: unknown; readonly mostAtOnce: number };
	value(id: string, field: string): string | null;
	/** The purpose that a request has in our nodes, by what the stand-in saw. */
	purposeOf(entry: RequestEntry, phase: Phase): string;
	readonly isWrite: (entry: RequestEntry) => boolean;
	close(): Promise<void>;
}

/** A made-up person, one contact each. */
export interface BenchPerson {
	readonly first: string;
	readonly last: string;
	readonly email: string;
}

/** One way in which a CRM can be used: each has figures of its own. */
export interface BenchVariant {
	readonly name: string;
	/** Fewest requests that the CRM's batch sizes allow, by purpose; absent where there is a fixed number instead. */
	readonly bound?: Readonly<Record<string, number>>;
	/** What the panel of Field-Safe Write would say differently. */
	readonly policy?: Partial<WritePolicy>;
	/** More requests than this fail the benchmark. */
	readonly most: number;
	start(people: readonly BenchPerson[], latencyMs: number): Promise<BenchCrm>;
}
