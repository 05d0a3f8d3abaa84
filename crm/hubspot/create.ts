/**
 * Making records, one request each: HubSpot refuses a whole batch for one address that is there already, and names the
 * record that holds it only where the record was sent alone.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (create records)
 */
import { CrmError } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Created, KeyFields, NewRecord, RecordRef, Result } from '../crm';
import { uncertain } from '../uncertain';
import type { Connection } from './connection';
import { findByEmail } from './find-email';
import { findByUnique } from './find-unique';
import { timeOf } from './history';
import type { HubSpotObject } from './objects';
import { linkedinFields } from './profile';
import { batchRead } from './read';
import { asCrmError, failed, ok } from './results';
import { search } from './search';
import { snapshotSource, type SnapshotSource } from './snapshot';
import { fromWire, predict } from './values';
import { readBatch, readRecord, type WireRecord } from './wire';
import { refuseValues, warningText, wireProperties } from './write';

/** HubSpot's clock and ours may differ by so much. */
const clocksMs = 60_000;

export async function createRecords(
	connection: Connection,
	objectName: string,
	records: readonly NewRecord[],
): Promise<readonly Result<Created>[]> {
	if (records.length === 0) return [];
	const source = await snapshotSource(connection, objectName, []);
	return await Promise.all(records.map(async (record) => await createOne(source, record)));
}

async function createOne(source: SnapshotSource, record: NewRecord): Promise<Result<Created>> {
	const { connection, object, schema } = source;
	const refusal = refuseValues(schema, record.values) ?? refuseParents(object, record.parents ?? []);
	if (refusal !== undefined) return failed(refusal);
	const started = connection.port.now();
	try {
		const response = await connection.http.request({
			method: 'POST',
			path: connection.paths.records(object.path),
			body: {
				properties: wireProperties(schema, record.values),
				...associationsOf(object, record.parents ?? []),
			},
			purpose: 'create',
		});
		const made = readRecord(response.body);
		if (made.id === '') return failed(uncertain('HubSpot', object.name, response.status));
		remember(source, record, made);
		return ok({ made: true, id: made.id, warnings: made.warnings.map(warningText) });
	} catch (error) {
		const crmError = asCrmError(error);
		if (isTaken(crmError)) return await holders(source, record, crmError);
		return crmError.kind === 'unavailable' ? await lookAgain(source, record, started, crmError) : failed(crmError);
	}
}

/** What HubSpot shows of the record at once is ours: its history knows only the app. */
function remember({ connection, object, schema }: SnapshotSource, { values }: NewRecord, made: WireRecord): void {
	const at = timeOf(made.updatedAt ?? made.createdAt ?? '') || connection.port.now();
	for (const [name, value] of Object.entries(values)) {
		const field = schema.get(name);
		if (field !== undefined) connection.own.remember(object.name, made.id, name, predict(field, value), at);
	}
}

function isTaken({ kind, code }: CrmError): boolean {
	return kind === 'conflict' || code === 'CONFLICTING_UNIQUE_VALUE';
}

/** The records that HubSpot names, or that hold the new record's address or unique value; the refusal where there is none. */
async function holders(source: SnapshotSource, record: NewRecord, error: CrmError): Promise<Result<Created>> {
	const named = error.existing ?? (await holdersOf(source, record)).map(({ id }) => id);
	if (named.length === 0) return failed(error);
	return ok({ made: false, existing: named.map((id): RecordRef => ({ object: source.object.name, id })) });
}

interface Holder {
	readonly id: string;
}

/** By the address and by unique values, which HubSpot reads from the records themselves: nothing lags there. */
async function holdersOf(source: SnapshotSource, { values }: NewRecord): Promise<readonly Holder[]> {
	const found = new Map<string, Holder>();
	for (const [name, value] of Object.entries(values)) {
		const field = source.schema.get(name);
		if (field === undefined || (typeof value !== 'string' && typeof value !== 'number')) continue;
		const text = String(value);
		const isAddress = name === 'email' && source.object.name === 'contact';
		if (!isAddress && !field.unique) continue;
		const hits = isAddress ? await findByEmail(source, [text]) : await findByUnique(source, name, [text]);
		const hit = hits.get(text);
		for (const { snapshot } of hit?.ok === true ? hit.value : []) found.set(snapshot.id, snapshot);
	}
	return [...found.values()];
}

/** The answer was lost, so the record may be there all the same. It is not sent again. */
async function lookAgain(
	source: SnapshotSource,
	record: NewRecord,
	started: number,
	error: CrmError,
): Promise<Result<Created>> {
	try {
		const ids = new Set((await holdersOf(source, record)).map(({ id }) => id));
		for (const { id } of await recent(source, record, started)) ids.add(id);
		const since = started - clocksMs;
		const all = ids.size === 0 ? [] : await readAll(source, record, [...ids]);
		const ours = all.filter((one) => createdAt(one) >= since && holdsAll(source.schema, record, one));
		if (ours.length === 1 && ours[0] !== undefined) return ok({ made: true, id: ours[0].id, warnings: [] });
		if (all.length > 0 && ours.length === 0) {
			return ok({ made: false, existing: all.map(({ id }) => ({ object: source.object.name, id })) });
		}
	} catch (another) {
		// What went wrong first is what the user has to know.
		asCrmError(another);
	}
	return failed(uncertain('HubSpot', source.object.name, error.status));
}

/** New records that hold the same values, by the search; its index may not have them yet. */
async function recent(source: SnapshotSource, record: NewRecord, started: number): Promise<readonly WireRecord[]> {
	const { connection, object, schema } = source;
	const created = ['createdate', 'hs_createdate'].find((name) => schema.has(name));
	const named = object.labelFields.flatMap((propertyName) => {
		const value = record.values[propertyName];
		return typeof value === 'string' ? [{ propertyName, operator: 'EQ' as const, value }] : [];
	});
	if (created === undefined || named.length === 0) return [];
	const filters = [{ propertyName: created, operator: 'GTE' as const, value: String(started - clocksMs) }, ...named];
	const request = { filterGroups: [{ filters }], properties: [], limit: 10 };
	return (await search(connection, object, request, 'find created')).records;
}

async function readAll(
	source: SnapshotSource,
	record: NewRecord,
	ids: readonly string[],
): Promise<readonly WireRecord[]> {
	const response = await batchRead(
		source,
		ids.map((id) => ({ id })),
		{ edits: false, extra: Object.keys(record.values), purpose: 'find created' },
	);
	return readBatch(response.body).records.filter(({ archived }) => !archived);
}

function createdAt({ createdAt: at }: WireRecord): number {
	return timeOf(at ?? '');
}

function holdsAll(schema: ReadonlyMap<string, FieldSchema>, { values }: NewRecord, made: WireRecord): boolean {
	return Object.entries(values).every(([name, value]) => {
		const field = schema.get(name);
		if (field === undefined) return false;
		return JSON.stringify(fromWire(field, made.properties[name])) === JSON.stringify(predict(field, value));
	});
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide (association type ids) */
const associationTypes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	contact: { company: 279 },
	deal: { company: 341, contact: 3 },
};

function associationsOf(object: HubSpotObject, parents: readonly RecordRef[]) {
	const associations = parents.map((parent) => ({
		to: { id: parent.id },
		types: [
			{
				associationCategory: 'HUBSPOT_DEFINED',
				associationTypeId: associationTypes[object.name]?.[parent.object] ?? 0,
			},
		],
	}));
	return associations.length === 0 ? {} : { associations };
}

function refuseParents(object: HubSpotObject, parents: readonly RecordRef[]) {
	const known = Object.keys(associationTypes[object.name] ?? {});
	const odd = parents.find((parent) => !known.includes(parent.object));
	if (odd === undefined) return undefined;
	return new CrmError({
		kind: 'validation',
		status: 0,
		message: `A new ${object.name} cannot be put under a ${odd.object} in HubSpot from here.`,
		hint: 'Create the record without it and associate the two in HubSpot.',
	});
}

const keysOf: Readonly<Record<string, Partial<Record<Exclude<keyof KeyFields, 'required' | 'parents'>, string>>>> = {
	contact: { email: 'email', phone: 'phone', firstName: 'firstname', lastName: 'lastname', company: 'company' },
	company: { name: 'name', domain: 'domain', phone: 'phone' },
	deal: { name: 'dealname' },
	ticket: { name: 'subject' },
};

/** HubSpot tells no required fields; what a portal demands on its create form it says when it refuses. */
export async function readKeyFields(connection: Connection, objectName: string): Promise<KeyFields> {
	const object = await connection.object(objectName);
	const schema = await connection.fields(object);
	const standard = keysOf[object.name] ?? { name: object.labelFields[0] };
	const known = Object.fromEntries(
		Object.entries(standard).filter(([, name]) => typeof name === 'string' && schema.has(name)),
	);
	const linkedin = linkedinFields(schema).find((name) => {
		const field = schema.get(name);
		return field?.readOnly === false && (field.type === 'text' || field.type === 'url');
	});
	return {
		...known,
		...(linkedin === undefined ? {} : { linkedin }),
		required: [],
		parents: Object.keys(associationTypes[object.name] ?? {}),
	};
}
