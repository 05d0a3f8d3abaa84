/**
 * Making records, one after the other. Pipedrive has no duplicate check and no unique values, so every record is looked
 * for right before: by the search, and among what changed in the last minutes, which the search may not know yet.
 * https://developers.pipedrive.com/docs/api/v1/Persons#addPerson
 */
import { CrmError, type CrmErrorData } from '../../core/errors';
import type { Created, IdentityKeys, KeyFields, NewRecord, RecordRef, Result } from '../crm';
import { list, object, text, type Json } from '../json';
import { asCrmError, failed, ok } from '../results';
import { uncertain } from '../uncertain';
import type { Connection } from './connection';
import { findRecords } from './find';
import { holds, type ValueKey } from './keys';
import { recordsPath, type PipedriveObject } from './objects';
import { linkedinFields } from './profile';
import { customFieldsQuery, idOf, snapshotSource, timeOf, wholeSeconds, type SnapshotSource } from './snapshot';
import { predict } from './values';
import { bodyOf, changesOf, namesOf, refuse, type Change } from './write';

/** A record that was made so lately may not be in the search's index yet. */
const indexLagMs = 10 * 60_000;
/** Pipedrive's clock and ours may differ by so much, and its times are whole seconds. */
const clocksMs = 60_000;
/** The most that one request lists. */
const pageSize = 500;

export async function createRecords(
	connection: Connection,
	objectName: string,
	records: readonly NewRecord[],
): Promise<readonly Result<Created>[]> {
	if (records.length === 0) return [];
	const source = await snapshotSource(connection, objectName, []);
	const results: Result<Created>[] = [];
	let lately: Json[] | undefined;
	for (const record of records) {
		const changes = changesOf(source.schema, record.values);
		const refusal = refuse(source.object, source.schema, record.values) ?? refuseParents(source.object, record);
		if (refusal !== undefined) {
			results.push(failed(refusal));
			continue;
		}
		try {
			lately ??= await changedLately(source, connection.port.now() - indexLagMs);
			const known = await knownAlready(source, record, lately);
			if (known.length > 0) results.push(ok({ made: false, existing: known }));
			else {
				const { result, made } = await createOne(source, record, changes);
				if (made !== undefined) lately.push(made);
				results.push(result);
			}
		} catch (error) {
			results.push(failed(asCrmError(error)));
		}
	}
	return results;
}

async function createOne(
	source: SnapshotSource,
	record: NewRecord,
	changes: readonly Change[],
): Promise<{ readonly result: Result<Created>; readonly made?: Json }> {
	const { connection, object: target } = source;
	const body = bodyOf(source, changes, {});
	if ('refused' in body) return { result: failed(body.refused) };
	const started = connection.port.now();
	try {
		const response = await connection.http.request({
			method: 'POST',
			path: recordsPath(target),
			body: { ...body.json, ...linksOf(target, record.parents ?? []) },
			purpose: 'create',
		});
		const made = object(object(response.body)['data']);
		const id = idOf(made);
		if (id === '') return { result: failed(uncertain('Pipedrive', target.name, response.status)) };
		const at = Date.parse(connection.answeredAt(response));
		for (const { field, value } of changes) {
			connection.own.remember(target.name, id, field.schema.name, predict(field.schema, value), at);
		}
		return { result: ok({ made: true, id, warnings: [] }), made };
	} catch (error) {
		const crmError = asCrmError(error);
		if (crmError.kind === 'unavailable') return await lookAgain(source, record, started, crmError);
		const { fields, ...data } = crmError.toData();
		return { result: failed(fields === undefined ? data : { ...data, fields: namesOf(source, fields) }) };
	}
}

/** The answer was lost, so the record may be there all the same. Lists do not lag. It is not sent again. */
async function lookAgain(
	source: SnapshotSource,
	record: NewRecord,
	started: number,
	error: CrmError,
): Promise<{ readonly result: Result<Created>; readonly made?: Json }> {
	const lost = failed(uncertain('Pipedrive', source.object.name, error.status));
	try {
		const since = started - clocksMs;
		const fresh = (await changedLately(source, since)).filter(
			(one) => Date.parse(timeOf(one['add_time']) ?? '') >= since && isSame(source, record, one),
		);
		const [only] = fresh;
		if (only === undefined || fresh.length > 1) return { result: lost };
		return { result: ok({ made: true, id: idOf(only), warnings: [] }), made: only };
	} catch (another) {
		// What went wrong first is what the user has to know.
		asCrmError(another);
		return { result: lost };
	}
}

/** Records of the object that changed since then, newest first, by the list: it knows them at once. */
async function changedLately(source: SnapshotSource, since: number): Promise<Json[]> {
	const { connection, object: target } = source;
	const response = await connection.http.request({
		method: 'GET',
		path: recordsPath(target),
		query:
			target.api === 'v1'
				? { limit: pageSize, sort: 'update_time DESC' }
				: {
						limit: pageSize,
						updated_since: wholeSeconds(since),
						sort_by: 'update_time',
						sort_direction: 'desc',
						...customFieldsQuery(
							source,
							[...source.schema.values()].filter((field) => field.schema.unique),
						),
					},
		purpose: 'find created',
	});
	return list(object(response.body)['data'])
		.map(object)
		.filter((one) => one['is_deleted'] !== true && Date.parse(timeOf(one['update_time']) ?? '') >= since);
}

/** Records that hold a key of the new one. */
async function knownAlready(
	source: SnapshotSource,
	record: NewRecord,
	lately: readonly Json[],
): Promise<readonly RecordRef[]> {
	const { connection, object: target } = source;
	const ref = (id: string): RecordRef => ({ object: target.name, id });
	const recent = lately.filter((one) => sharesKey(source, record, one)).map((one) => ref(idOf(one)));
	if (recent.length > 0) return recent;
	const queries = queriesOf(source, record);
	if (queries.length === 0) return [];
	const answers = await findRecords(connection, target.name, queries, []);
	const found = new Set<string>();
	for (const [index, answer] of answers.entries()) {
		if (!answer.ok) throw new CrmError(answer.error);
		for (const one of answer.value) {
			const byName = queries[index]?.name !== undefined || queries[index]?.person !== undefined;
			// The search by name is wide; only the same name counts here.
			if (!byName || sameText(one.snapshot.label, nameIn(source, record) ?? '')) found.add(one.id);
		}
	}
	return [...found].map(ref);
}

/** What tells the new record from others: its keys, or its name where it has none. */
function queriesOf(source: SnapshotSource, record: NewRecord): readonly IdentityKeys[] {
	const { object: target } = source;
	const keys = keysIn(source, record);
	const name = nameIn(source, record);
	const byKeys = keys.map((key): IdentityKeys =>
		key.kind === 'unique' ? { unique: { field: key.field, value: key.value } } : { [key.kind]: key.value },
	);
	if (name === undefined || target.name === 'lead') return byKeys;
	if (target.name !== 'contact') return [...byKeys, { name }];
	// Two people may share a name: it tells only where there is nothing else.
	const [last = name, ...others] = name.trim().split(/\s+/).reverse();
	return byKeys.length > 0 ? byKeys : [{ person: { first: others.reverse().join(' '), last } }];
}

function keysIn({ schema, object: target }: SnapshotSource, { values }: NewRecord): readonly ValueKey[] {
	const keys: ValueKey[] = [];
	for (const [field, value] of Object.entries(values)) {
		if (typeof value !== 'string' && typeof value !== 'number') continue;
		const text = String(value).trim();
		if (text === '') continue;
		if (target.name === 'contact' && field === 'email') keys.push({ kind: 'email', value: text });
		if (target.name === 'contact' && field === 'phone' && text.startsWith('+'))
			keys.push({ kind: 'phone', value: text });
		if (schema.get(field)?.schema.unique === true) keys.push({ kind: 'unique', field, value: text });
	}
	return keys;
}

function sharesKey(source: SnapshotSource, record: NewRecord, other: Json): boolean {
	const keys = keysIn(source, record);
	if (keys.some((key) => holds(source, other, key) !== undefined)) return true;
	const name = nameIn(source, record);
	const tells = source.object.name === 'contact' ? keys.length === 0 : source.object.name !== 'lead';
	return tells && name !== undefined && sameText(text(other[source.object.titleField]) ?? '', name);
}

/** The same name, and every key of the new record. */
function isSame(source: SnapshotSource, record: NewRecord, other: Json): boolean {
	const name = nameIn(source, record);
	if (name !== undefined && !sameText(text(other[source.object.titleField]) ?? '', name)) return false;
	const keys = keysIn(source, record);
	return keys.every((key) => holds(source, other, key) !== undefined) && (name !== undefined || keys.length > 0);
}

function nameIn({ object: target }: SnapshotSource, { values }: NewRecord): string | undefined {
	const name = values[target.titleField];
	return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

function sameText(one: string, other: string): boolean {
	return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** How a new record names the one that it belongs to. */
const links: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	contact: { company: 'org_id' },
	deal: { company: 'org_id', contact: 'person_id' },
	lead: { company: 'organization_id', contact: 'person_id' },
};

function linksOf({ name }: PipedriveObject, parents: readonly RecordRef[]): Readonly<Record<string, number>> {
	return Object.fromEntries(
		parents.flatMap((parent): [string, number][] => {
			const link = links[name]?.[parent.object];
			return link === undefined ? [] : [[link, Number(parent.id)]];
		}),
	);
}

function refuseParents({ name }: PipedriveObject, { parents = [] }: NewRecord): CrmErrorData | undefined {
	const odd = parents.find((parent) => links[name]?.[parent.object] === undefined || !/^[1-9]\d*$/.test(parent.id));
	if (odd !== undefined) {
		return {
			kind: 'validation',
			status: 0,
			message: `A new ${name} cannot be put under that ${odd.object} in Pipedrive from here.`,
			hint: 'Create the record without it and link the two in Pipedrive.',
		};
	}
	if (name !== 'lead' || parents.length > 0) return undefined;
	return {
		kind: 'validation',
		status: 0,
		message: 'A lead of Pipedrive must belong to a person or an organization, and none was found.',
		hint: 'Give the company’s name and domain, so that its organization is found, or create people instead of leads.',
	};
}

const keysOf: Readonly<Record<PipedriveObject['name'], Partial<Omit<KeyFields, 'required' | 'parents'>>>> = {
	contact: { email: 'email', phone: 'phone', name: 'name' },
	company: { name: 'name', domain: 'website' },
	deal: { name: 'title' },
	lead: { name: 'title' },
};

export async function readKeyFields(connection: Connection, objectName: string): Promise<KeyFields> {
	const target = connection.object(objectName);
	const source = await snapshotSource(connection, objectName, []);
	const linkedin = linkedinFields(source).find(({ schema }) => !schema.readOnly);
	const known = Object.entries(keysOf[target.name]).filter(
		([, field]) => field !== undefined && source.schema.has(field),
	);
	return {
		...Object.fromEntries(known),
		...(linkedin === undefined ? {} : { linkedin: linkedin.schema.name }),
		required: [target.titleField],
		parents: Object.keys(links[target.name] ?? {}),
	};
}
