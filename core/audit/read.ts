/** Audit rows read back from wherever they were kept: databases fold case, sheets turn everything into text. */
import { isoTime } from '../event-time';
import type { AuditRow } from './row';

/** What Undo needs of a row. */
export type StoredRow = Pick<
	AuditRow,
	'time' | 'execution' | 'crm' | 'account' | 'object' | 'record' | 'field' | 'before' | 'after' | 'outcome' | 'rule'
>;

const plainName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const needed = ['execution', 'account', 'object', 'record', 'field', 'outcome'] as const;

/**
 * The row in an item's JSON, whatever the case of its columns (`Record`, `RECORD`, `record`); undefined where one of
 * the columns is missing that say what was written where. An empty cell is an empty value.
 */
export function readRow(json: Readonly<Record<string, unknown>>): StoredRow | undefined {
	const cells = new Map(Object.entries(json).map(([name, value]) => [plainName(name), value]));
	if (!needed.every((name) => textOf(cells.get(name)) !== '') || !cells.has('before') || !cells.has('after')) {
		return undefined;
	}
	const text = (name: string) => textOf(cells.get(name));
	return {
		time: timeOf(cells.get('time')),
		execution: text('execution'),
		crm: text('crm'),
		account: text('account'),
		object: text('object'),
		record: text('record'),
		field: text('field'),
		before: valueOf(cells.get('before')),
		after: valueOf(cells.get('after')),
		outcome: text('outcome'),
		rule: text('rule'),
	};
}

function textOf(cell: unknown): string {
	if (typeof cell === 'string') return cell.trim();
	return typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : '';
}

/** Writes of one field are followed by their times, and databases give these as dates. */
const timeOf = (cell: unknown) => (typeof cell === 'string' ? cell.trim() : (isoTime(cell) ?? ''));

function valueOf(cell: unknown): string | null {
	if (cell === null || cell === undefined || cell === '') return null;
	return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
