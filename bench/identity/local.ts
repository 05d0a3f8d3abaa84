/** The matcher on an index in memory. */
import { itemFacts } from '../../core/identity/item-facts';
import { judgeCandidates } from '../../core/identity/judge';
import { fewRecords, ReferenceIndex } from '../../core/identity/reference-index';
import { countLines, readLines, toKeys, toReference, type CrmLine, type QueryLine } from './files';
import type { Decision } from './score';

export interface Run {
	/** Undefined for a look-up that the CRM cannot hold the records of. */
	readonly decisions: readonly (Decision | undefined)[];
	readonly seconds: number;
	/** Of this thread alone, which other work on the machine does not lengthen; undefined where a CRM was asked. */
	readonly cpuSeconds?: number | undefined;
	readonly requests: number;
	readonly indexSeconds: number;
	readonly records: number;
	/** What stood behind each decision, for looking into one. */
	readonly notes: readonly string[];
}

const objectsOf: Readonly<Record<QueryLine['want'], readonly string[]>> = {
	contact: ['contact'],
	company: ['company'],
	person: ['contact', 'lead'],
};

/** So many look-ups are made once before the time counts. */
export const warmUp = 2000;

/** @param few that the records are to be kept as they were read, whatever their number */
export async function runLocal(
	crmFile: string,
	queries: readonly QueryLine[],
	explain: boolean,
	few?: boolean,
): Promise<Run> {
	const index = new ReferenceIndex({ few: few ?? (await countLines(crmFile)) <= fewRecords });
	let building = 0;
	const add = (line: CrmLine): void => {
		const start = performance.now();
		index.add(toReference(line));
		building += performance.now() - start;
	};
	// Twice through the file instead of holding it: companies come before their people.
	for (const companies of [true, false]) {
		for await (const line of readLines<CrmLine>(crmFile)) {
			if ((line.object === 'company') === companies) add(line);
		}
	}

	const worlds = { person: index.world('person'), company: index.world('company') };
	const notes: string[] = [];
	const decide = (query: QueryLine): Decision => {
		const keys = toKeys(query);
		const kind = query.want === 'company' ? 'company' : 'person';
		const sought = itemFacts(keys, kind);
		const candidates = index.candidates(sought, objectsOf[query.want], keys.id);
		const judged = judgeCandidates(sought, candidates, worlds[kind]);
		if (explain) {
			notes.push(
				`${judged.status} ${judged.guard?.name ?? ''} ${judged.candidates
					.slice(0, 3)
					.map(
						({ known, confidence, evidence }) =>
							`${known.id} ${confidence.toFixed(3)} [${evidence.map((one) => `${one.kind} ${one.bits.toFixed(1)}`).join(', ')}]`,
					)
					.join(' | ')}`,
			);
		}
		if (judged.status === 'unmatched') return { decision: 'none' };
		if (judged.status === 'ambiguous') return { decision: 'ambiguous' };
		return { decision: 'match', id: judged.candidates[0]?.known.id };
	};
	// The engine translates code that runs often, which an n8n that has been running for a while has behind it.
	for (const query of queries.slice(0, warmUp)) decide(query);
	notes.length = 0;
	const start = performance.now();
	const cpu = process.threadCpuUsage();
	const decisions = queries.map(decide);
	const { user, system } = process.threadCpuUsage(cpu);
	return {
		decisions,
		cpuSeconds: (user + system) / 1e6,
		seconds: (performance.now() - start) / 1000,
		requests: 0,
		indexSeconds: building / 1000,
		records: index.size,
		notes,
	};
}
