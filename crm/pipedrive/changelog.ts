/**
 * Who changed what: the changelog of one record, 20 tokens of the daily budget a call, hence asked for only where the
 * caller wants edits of a field. https://developers.pipedrive.com/docs/api/v1/Persons#getPersonChangelog
 */
import type { Edit } from '../../core/record';
import { isPersons } from '../../core/policy/versions';
import { sameValue } from '../../core/value';
import type { Version } from '../crm';
import { list, object, text, type Json } from '../json';
import type { Connection } from './connection';
import type { PipedriveField } from './fields';
import type { PipedriveObject } from './objects';
import { idOf, timeOf, type Edits, type SnapshotSource } from './snapshot';
import { fromChangelog, fromWire, rawOf } from './values';

/** The newest changes are enough: what lies before them was there at every earlier look. */
const perCall = 500;

/** The changelog's older names of some fields. */
const oldKeys: Readonly<Record<string, string>> = { email: 'emails', phone: 'phones', label: 'label_ids' };

export interface Change {
	readonly field: string;
	readonly from: string | null;
	readonly to: string | null;
	readonly user: string | undefined;
	readonly source: string | undefined;
	/** ISO time; the milliseconds number the changes of one field within one second. */
	readonly at: string;
}

export interface Changelog {
	/** Newest first. */
	readonly changes: readonly Change[];
	/** False where older changes were left out. */
	readonly complete: boolean;
}

/** Leads have no changelog. */
export function hasChangelog({ api }: PipedriveObject): boolean {
	return api === 'v2';
}

/** Throws CrmError. */
export async function readChangelog({ http }: Connection, target: PipedriveObject, id: string): Promise<Changelog> {
	const response = await http.request({
		method: 'GET',
		path: `/v1/${target.path}/${encodeURIComponent(id)}/changelog`,
		query: { limit: perCall },
		purpose: 'changelog',
	});
	const body = object(response.body);
	const changes = numbered(list(body['data']).map(object).map(readChange));
	return { changes, complete: text(object(body['additional_data'])['next_cursor']) === undefined };
}

function readChange(entry: Json): Change {
	const key = text(entry['field_key']) ?? '';
	return {
		field: oldKeys[key] ?? key,
		from: text(entry['old_value']) ?? null,
		to: text(entry['new_value']) ?? null,
		user: text(entry['actor_user_id']),
		source: text(entry['change_source'])?.toLowerCase(),
		at: timeOf(entry['time']) ?? '',
	};
}

/** Times are whole seconds: changes of one field within one are told apart by their place. */
function numbered(newestFirst: readonly Change[]): readonly Change[] {
	const seen = new Map<string, number>();
	return [...newestFirst]
		.reverse()
		.map((change) => {
			const key = `${change.field} ${change.at}`;
			const place = seen.get(key) ?? 0;
			seen.set(key, place + 1);
			if (change.at === '' || place === 0) return change;
			return { ...change, at: new Date(Date.parse(change.at) + Math.min(place, 999)).toISOString() };
		})
		.reverse();
}

/** Edits and versions of the fields, by what the changelog says. */
export function editsFrom(source: SnapshotSource, id: string, log: Changelog, names: readonly string[]): Edits {
	const edits: Record<string, Edit> = {};
	const history: Record<string, readonly Version[]> = {};
	for (const name of names) {
		const field = source.schema.get(name);
		if (field === undefined) continue;
		const changes = log.changes.filter((change) => change.field === field.code);
		if (changes.some((change) => fromChangelog(field, change.to) === undefined)) {
			const edit = inDoubt(changes.map((change) => editorAndOwn(source, id, field, change)));
			if (edit !== undefined) edits[name] = edit;
			continue;
		}
		const versions = versionsOf(source, id, field, changes);
		if (versions.length === 0 && !log.complete) continue;
		history[name] = versions;
		const [newest] = versions;
		if (newest === undefined) continue;
		const { at, by, actor } = newest;
		edits[name] = { at, by, ...(actor === undefined ? {} : { actor }), evidence: 'history' };
	}
	return { edits, history };
}

/**
 * Where the changelog tells that the whole changed but not which part: the part's last change may be any of them, and
 * in doubt it is a person's; behind a write of ours, the stamp tells.
 */
function inDoubt(changes: readonly Editor[]): Edit | undefined {
	const [newest] = changes;
	const last = newest?.own === true ? newest : (changes.find(isPersons) ?? newest);
	if (last === undefined) return undefined;
	const { at, by, actor } = last;
	return { at, by, ...(actor === undefined ? {} : { actor }), evidence: 'history' };
}

type Editor = Pick<Version, 'at' | 'by' | 'actor' | 'own'>;

function editorAndOwn(source: SnapshotSource, id: string, field: PipedriveField, change: Change): Editor {
	const { connection, account, object: target } = source;
	const value = fromChangelog(field, change.to);
	const ours = change.user !== undefined && change.user === account.user;
	const written = () =>
		value !== undefined && connection.own.wrote(target.name, id, field.schema.name, value, Date.parse(change.at));
	const own = ours && (change.source === 'api' || (change.source === undefined && written()));
	return {
		at: change.at,
		by: own ? 'integration' : editorOf(change.source),
		...(change.user === undefined ? {} : { actor: `user:${change.user}` }),
		own,
	};
}

function versionsOf(
	source: SnapshotSource,
	id: string,
	field: PipedriveField,
	changes: readonly Change[],
): readonly Version[] {
	return changes.flatMap((change): Version[] => {
		const value = fromChangelog(field, change.to);
		if (value === undefined) return [];
		return [{ value, ...editorAndOwn(source, id, field, change), replaced: fromChangelog(field, change.from) }];
	});
}

/** Types whose values the changelog writes in a form that can be compared. */
const comparable = ['text', 'long text', 'number', 'yes/no', 'date', 'date and time', 'choice', 'reference'];

/** Fields in which the record holds something else than what its changelog says last. */
export function disagreeing(source: SnapshotSource, record: Json, { history }: Edits): readonly string[] {
	return Object.entries(history).flatMap(([name, [newest]]) => {
		const field = source.schema.get(name);
		if (field === undefined || newest === undefined) return [];
		if (field.part !== undefined || !comparable.includes(field.schema.type)) return [];
		return sameValue(newest.value, fromWire(field, rawOf(record, field))) ? [] : [name];
	});
}

/** A change that the changelog does not show yet is the newest version: ours if we have just written it, else unknown. */
export function withUnlogged(source: SnapshotSource, record: Json, seen: Edits): Edits {
	const names = disagreeing(source, record, seen);
	if (names.length === 0) return seen;
	const { connection, object: target } = source;
	const id = idOf(record);
	const changedAt = timeOf(record['update_time']) ?? '';
	const edits = { ...seen.edits };
	const history = { ...seen.history };
	for (const name of names) {
		const field = source.schema.get(name);
		if (field === undefined) continue;
		const value = fromWire(field, rawOf(record, field));
		const earlier = history[name] ?? [];
		// Behind everything that the changelog has of the same second.
		const after = Date.parse(earlier[0]?.at ?? '') + 1;
		const at = new Date(Math.max(Date.parse(changedAt) || 0, after || 0)).toISOString();
		const own = connection.own.wrote(target.name, id, name, value, Date.parse(at));
		const by = own ? 'integration' : 'unknown';
		history[name] = [{ value, at, by, own }, ...earlier];
		edits[name] = { at, by, evidence: 'history' };
	}
	return { edits, history };
}

/** Where the changelog does not say it, it may have been a person. */
function editorOf(source: string | undefined): Edit['by'] {
	if (source === undefined || source === '') return 'unknown';
	if (['app', 'mobile', 'web', 'import', 'merge', 'bulk_edit'].includes(source)) return 'human';
	if (source === 'api' || source === 'marketplace' || source === 'integration') return 'integration';
	return /automation|workflow|system/.test(source) ? 'automation' : 'unknown';
}
