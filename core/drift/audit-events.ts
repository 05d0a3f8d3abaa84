/**
 * Audit rows (core/audit/row.ts) as they come back from where they were kept: a Data Table, Postgres, a sheet, or straight
 * from our nodes. Column names may have changed their case or lost their spaces, times may be dates, rows may be items.
 */

import { eventColumns, isoTime, letters } from '../event-time';

/** One event of the audit. */
export interface AuditEvent {
	/** ISO time; undefined where the row has none that can be read. */
	readonly at: string | undefined;
	/** The outcome's word with letters only: `notstored`, `wouldwrite`. */
	readonly outcome: string;
	readonly rule: string;
	readonly system: string | undefined;
	readonly account: string | undefined;
	readonly object: string | undefined;
	readonly record: string | undefined;
	readonly field: string | undefined;
	/** ISO time of what set the workflow off. */
	readonly eventAt: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** The names of a column, best first. Data Tables bring an `id`, `createdAt` and `updatedAt` of their own. */
const columns = {
	at: ['time', 'at', 'writtenat', 'timestamp', 'loggedat', 'date', 'createdat'],
	outcome: ['outcome', 'status', 'result', 'action', 'matchstatus', 'match'],
	rule: ['rule', 'ruleid'],
	system: ['crm', 'system', 'crmsystem'],
	account: ['account', 'accountid', 'portalid'],
	object: ['object', 'objecttype'],
	record: ['record', 'recordid', 'crmid', 'contactid', 'objectid'],
	field: ['field', 'fieldname', 'property'],
	eventAt: eventColumns,
} as const;

/** What the audit input holds, in events; rows that are none are counted. */
export function readAuditEvents(rows: readonly Row[]): {
	readonly events: AuditEvent[];
	readonly unreadable: number;
} {
	const read: AuditEvent[] = [];
	let unreadable = 0;
	for (const row of rows) {
		// n8n's "Always Output Data" sends an empty item where there is no row.
		if (Object.keys(row).length === 0) continue;
		const found = 'crm' in row && isObject(row['crm']) ? ofItem(row['crm']) : ofRow(row);
		if (found.length === 0) unreadable += 1;
		read.push(...found);
	}
	return { events: read, unreadable };
}

function ofRow(row: Row): AuditEvent[] {
	const byName = new Map<string, unknown>();
	for (const [name, value] of Object.entries(row)) {
		const plain = letters(name);
		if (!byName.has(plain) && value !== null && value !== undefined && value !== '') byName.set(plain, value);
	}
	const first = (names: readonly string[]): unknown => {
		const name = names.find((one) => byName.has(one));
		return name === undefined ? undefined : byName.get(name);
	};
	const text = (names: readonly string[]) => {
		const value = first(names);
		return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
	};
	const outcome = letters(text(columns.outcome) ?? '');
	if (outcome === '') return [];
	return [
		{
			at: isoTime(first(columns.at)),
			outcome,
			rule: text(columns.rule) ?? '',
			system: text(columns.system),
			account: text(columns.account),
			object: text(columns.object),
			record: text(columns.record),
			field: text(columns.field),
			eventAt: isoTime(first(columns.eventAt)),
		},
	];
}

/** An item that came straight from our nodes: one event per outcome, or what the lookup said. */
function ofItem(crm: Row): AuditEvent[] {
	const list = (name: string) => (Array.isArray(crm[name]) ? (crm[name] as unknown[]).filter(isObject) : []);
	const outcomes = list('outcomes');
	const snapshot = isObject(crm['snapshot']) ? crm['snapshot'] : {};
	const base = {
		system: crm['system'],
		account: crm['account'],
		object: crm['object'],
		record: crm['id'],
		time: snapshot['readAt'],
	};
	if (outcomes.length > 0) return outcomes.flatMap((outcome) => ofRow({ ...base, ...outcome }));
	const match = isObject(crm['match']) ? crm['match'] : {};
	return ofRow({ ...base, outcome: match['status'] });
}

/** What is about this CRM's account and object; a row that does not say is taken to be. */
export function eventsAbout(
	events: readonly AuditEvent[],
	system: string,
	account: string | undefined,
	object: string,
): AuditEvent[] {
	const fits = (said: string | undefined, meant: string | undefined) =>
		said === undefined || meant === undefined || said.toLowerCase() === meant.toLowerCase();
	return events.filter(
		(event) => fits(event.system, system) && fits(event.account, account) && fits(event.object, object),
	);
}

const isObject = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
