/** What the request and pipeline benchmarks need to know of a CRM. One file per CRM beside this. */
import type { INodeParameters } from 'n8n-workflow';
import type { Crm } from '../../crm/crm';
import type { WritePolicy } from '../../crm/write/request';
import type { RequestEntry } from '../../sandbox/core/stats';
import type { TestCredential } from '../../test/nodes/engine';

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
	/** The first rows of every node's panel, and the credential. */
	readonly panel: INodeParameters;
	readonly credential: TestCredential;
	/** What points rules look at, by the CRM's own names. */
	readonly fields: { readonly title: string; readonly phone: string };
	close(): Promise<void>;
}

/** A made-up person, one contact each. */
export interface BenchPerson {
	readonly first: string;
	readonly last: string;
	readonly email: string;
	readonly title: string;
	readonly phone: string;
}

/** One way in which a CRM can be used: each has figures of its own. */
export interface BenchVariant {
	readonly name: string;
	/** Fewest requests that the CRM's batch sizes allow, by purpose. */
	readonly bound: Readonly<Record<string, number>>;
	/** What comes to it for every connection that cannot look at another one's answers. */
	readonly boundOfConnection: Readonly<Record<string, number>>;
	/** What comes to it where Lookup reads fields that people fill, for the score. */
	readonly boundOfPeoplesFields?: Readonly<Record<string, number>>;
	/** So many requests go at once, then so many a second. Absent where the CRM has no limit of that kind. */
	readonly rate?: { readonly burst: number; readonly perSecond: number };
	/** What the panel of Field-Safe Write would say differently. */
	readonly policy?: Partial<WritePolicy>;
	/** More requests than this fail the benchmark. */
	readonly most: number;
	start(people: readonly BenchPerson[], latencyMs: number): Promise<BenchCrm>;
}

/** The counts of all, purpose by purpose. */
export function added(...all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const [purpose, count] of all.flatMap((one) => Object.entries(one))) {
		counts[purpose] = (counts[purpose] ?? 0) + count;
	}
	return counts;
}

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
	Object.values(counts).reduce((total, count) => total + count, 0);
