/** What Undo can go by: AI writes as audit rows, items of a past run, or a whole execution of n8n name them. */
import { readRow } from '../audit/read';
import { contractSchema, type Contract } from '../record';
import { canonicalJson, type CrmValue } from '../value';

/** One AI write of the past. */
export interface UndoEntry {
	readonly system: string;
	readonly account: string;
	readonly object: string;
	readonly record: string;
	readonly field: string;
	/** As it was kept: canonical, or as an audit row's text (core/audit). */
	readonly before: CrmValue;
	readonly after: CrmValue;
	/** ISO time; empty where it was not kept. */
	readonly time: string;
	/** n8n's execution id; empty where it was not kept. */
	readonly execution: string;
	readonly rule: string;
	readonly url: string;
}

/** Outcomes that left something in the CRM. `not stored` may have: the CRM stored another value than was sent. */
const written: ReadonlySet<string> = new Set(['written', 'not stored']);

/** The writes that an item's JSON tells of; empty where it tells of none; undefined where it is nothing of the kind. */
export function entriesOf(json: Readonly<Record<string, unknown>>): UndoEntry[] | undefined {
	const row = readRow(json);
	if (row) {
		const { crm: system, outcome, ...rest } = row;
		return written.has(outcome) ? [{ ...rest, system, url: '' }] : [];
	}
	if (isObject(json['crm'])) {
		const contract = contractOf(json);
		return contract && contract.outcomes.length > 0 ? outcomesOf(contract, '', '') : undefined;
	}
	return ofExecution(json);
}

function outcomesOf(contract: Contract, execution: string, time: string): UndoEntry[] {
	return contract.outcomes
		.filter(({ status }) => written.has(status))
		.map(({ field, before, after, rule }) => ({
			system: contract.system,
			account: contract.account,
			object: contract.object,
			record: contract.id ?? '',
			field,
			before,
			after,
			time,
			execution,
			rule,
			url: contract.url ?? '',
		}));
}

/** An execution as n8n's own API gives it, with its data: the outcomes that its nodes put out, each once. */
function ofExecution(json: Readonly<Record<string, unknown>>): UndoEntry[] | undefined {
	const runData = at(json, 'data', 'resultData', 'runData');
	if (!isObject(runData)) return undefined;
	const execution = typeof json['id'] === 'number' || typeof json['id'] === 'string' ? String(json['id']) : '';
	const time = typeof json['startedAt'] === 'string' ? json['startedAt'] : '';
	const found = new Map<string, UndoEntry>();
	for (const item of itemsIn(runData)) {
		const contract = contractOf(item);
		for (const entry of contract ? outcomesOf(contract, execution, time) : []) {
			// A later node hands the same outcome on.
			const { object, record, field, before, after } = entry;
			found.set(canonicalJson([object, record, field, before, after]), entry);
		}
	}
	return [...found.values()];
}

function* itemsIn(runData: Readonly<Record<string, unknown>>): Generator<Readonly<Record<string, unknown>>> {
	for (const task of Object.values(runData).flatMap(listOf)) {
		for (const item of listOf(at(task, 'data', 'main')).flatMap(listOf)) {
			const json = at(item, 'json');
			if (isObject(json)) yield json;
		}
	}
}

function contractOf(json: Readonly<Record<string, unknown>>): Contract | undefined {
	const parsed = contractSchema.safeParse(json['crm']);
	return parsed.success && parsed.data.id !== undefined ? parsed.data : undefined;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function at(value: unknown, ...path: readonly string[]): unknown {
	return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}
