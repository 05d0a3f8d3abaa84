/** The Reference List: the second input's rows, or its one file, indexed in memory without freezing n8n. */
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { Thresholds } from '../../core/identity/confidence';
import { toMatch, type Shown } from '../../core/identity/explain';
import { subjectKind } from '../../core/identity/facts';
import { judgeCandidates } from '../../core/identity/judge';
import type { AskedItem } from '../../core/identity/read-item';
import { fewRecords, ReferenceIndex } from '../../core/identity/reference-index';
import { ReferenceRows } from '../../core/identity/reference-rows';
import { piecesOf, rowsIn, rowsOf, type Row } from '../../core/identity/table-text';
import type { Candidate, Match } from '../../core/record';
import type { DeletedRecord, Result } from '../../crm/crm';
import { withDeleted } from '../../crm/lookup/deleted';
import { inSteps } from '../steps';

/** The verdicts of all items by the reference list. Throws where the list cannot be read. */
export async function judgeByList(
	caller: IExecuteFunctions,
	object: string,
	asked: readonly AskedItem[],
	thresholds: Thresholds,
	includeArchived: boolean,
): Promise<Result<Match>[]> {
	const list = await readList(caller);
	const uniques = [...new Set(asked.flatMap(({ keys }) => (keys.uniques ?? []).map(({ field }) => field)))];
	return await inSteps(judgeAll(list, object, asked, uniques, thresholds, includeArchived));
}

function* judgeAll(
	{ rows, count }: List,
	object: string,
	asked: readonly AskedItem[],
	uniques: readonly string[],
	thresholds: Thresholds,
	includeArchived: boolean,
): Generator<undefined, Result<Match>[]> {
	const index = new ReferenceIndex({ includeArchived, few: count <= fewRecords });
	const reader = new ReferenceRows(object, uniques);
	for (const row of rows) {
		const record = reader.read(row);
		if (record !== undefined) index.add(record);
		yield;
	}
	const objects = object === 'person' ? ['contact', 'lead'] : [object];
	const world = index.world(subjectKind(object));
	const matches: Result<Match>[] = [];
	for (const item of asked) {
		const candidates = index
			.candidates(item.sought, objects, item.keys.id)
			.map((one): Shown => ({ ...one, url: '', label: labelOf(one.facts), via: [] }));
		const judged = (archived: boolean): Match => {
			const part = candidates.filter((one) => (one.archived === true) === archived);
			return toMatch(item, judgeCandidates(item.sought, part, world, thresholds), thresholds, false);
		};
		const match = judged(false);
		const deleted = match.status === 'matched' || !includeArchived ? [] : judged(true).candidates.map(asDeleted);
		matches.push({ ok: true, value: withDeleted(match, deleted, true) });
		yield;
	}
	return matches;
}

function asDeleted({ object, id, url, label, via }: Candidate): DeletedRecord {
	return { object, id, url, label, via: via[0] ?? 'listed' };
}

function labelOf({ name, companies, dealName }: Shown['facts']): string {
	return name?.all.join(' ') ?? companies[0]?.words.join(' ') ?? dealName ?? '';
}

interface List {
	readonly rows: Iterable<Row>;
	/** About how many. */
	readonly count: number;
}

async function readList(caller: IExecuteFunctions): Promise<List> {
	const items = listItems(caller);
	const [first] = items;
	const binary = items.length === 1 ? Object.values(first?.binary ?? {})[0] : undefined;
	if (binary === undefined) {
		if (items.length > 0) return { rows: items.map((item) => item.json), count: items.length };
		throw new NodeOperationError(caller.getNode(), 'The reference list is empty', {
			description:
				'Connect rows or one CSV or JSON lines file to the second input, or remove the option Reference List.',
		});
	}
	const bytes = await caller.helpers.getBinaryDataBuffer(0, binary);
	return { rows: rowsOf(piecesOf(bytes)), count: rowsIn(bytes) };
}

function listItems(caller: IExecuteFunctions): INodeExecutionData[] {
	try {
		return caller.getInputData(1);
	} catch {
		return [];
	}
}
