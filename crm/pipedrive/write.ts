/**
 * Writing records, one PATCH each: Pipedrive has no batch. What Pipedrive would replace as a whole - e-mails, phones,
 * addresses, money, times - is read first and put together with what is to be written.
 * https://developers.pipedrive.com/docs/api/v1/Persons#updatePerson
 */
import type { CrmErrorData } from '../../core/errors';
import type { CrmValue } from '../../core/value';
import type { Patch, Result, Values, Written } from '../crm';
import { object, type Json } from '../json';
import { asCrmError, failed, ok } from '../results';
import { withEntry } from './contact-entries';
import { contactCodes, needsPresent, type Fields, type PipedriveField } from './fields';
import { isRecordId, recordPath, type PipedriveObject } from './objects';
import { invalidId, noSuchRecord } from './results';
import { customFieldsQuery, idOf, snapshotSource, type SnapshotSource } from './snapshot';
import { oldPartKey, predict, rawOf, toWire } from './values';

/** Records that are written before they are read again together: the re-read takes a hundred at once. */
export const writeBatch = 100;

/** Records that are read and written at once: each of them within a moment. */
const readAndWritten = 6;

export interface Change {
	readonly field: PipedriveField;
	readonly value: CrmValue;
}

interface Job {
	readonly index: number;
	readonly patch: Patch;
	readonly changes: readonly Change[];
}

export async function writeRecords(
	connection: SnapshotSource['connection'],
	objectName: string,
	patches: readonly Patch[],
): Promise<readonly Result<Written>[]> {
	const target = connection.object(objectName);
	const schema = await connection.fields(target);
	const results: Result<Written>[] = [];
	const byRecord = new Map<string, Job[]>();
	patches.forEach((patch, index) => {
		const refusal = isRecordId(target, patch.id) ? refuse(target, schema, patch.values) : invalidId(target);
		const changes = changesOf(schema, patch.values);
		if (refusal !== undefined) results[index] = failed(refusal);
		else if (changes.length === 0) results[index] = ok({ id: patch.id, warnings: [] });
		else byRecord.set(patch.id, [...(byRecord.get(patch.id) ?? []), { index, patch, changes }]);
	});
	if (byRecord.size === 0) return results;
	const source = await snapshotSource(connection, objectName, []);
	// Patches of one record go one after the other, those of different records side by side.
	const writeJobs = async (id: string, jobs: readonly Job[]): Promise<void> => {
		let before: Result<Json> | undefined;
		for (const job of jobs) {
			if (before === undefined && needsRead(job)) before = await presentRecord(source, id, jobs);
			const written = before?.ok === false ? before : await writeOne(source, job, before?.value);
			results[job.index] = written.ok ? ok({ id, warnings: [] }) : written;
			if (written.ok) before = written;
		}
	};
	const waiting = [...byRecord].filter(([, jobs]) => jobs.some(needsRead));
	const others = [...byRecord].filter(([, jobs]) => !jobs.some(needsRead));
	// What is read first is written at once: a person may change it while others wait for their turn.
	const workers = Array.from({ length: readAndWritten }, async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await writeJobs(...next);
	});
	await Promise.all([...workers, ...others.map(async ([id, jobs]) => await writeJobs(id, jobs))]);
	return results;
}

function needsRead({ changes }: Job): boolean {
	return changes.some(({ field }) => needsPresent(field));
}

/** The record whose present values the patches need. https://developers.pipedrive.com/docs/api/v1/Persons#getPerson */
async function presentRecord(source: SnapshotSource, id: string, jobs: readonly Job[]): Promise<Result<Json>> {
	const { connection, object: target } = source;
	const fields = jobs.flatMap(({ changes }) => changes.map(({ field }) => field));
	try {
		const response = await connection.http.request({
			method: 'GET',
			path: recordPath(target, id),
			query: customFieldsQuery(source, fields),
			purpose: 'read before write',
		});
		const record = object(object(response.body)['data']);
		if (idOf(record) === id && record['is_deleted'] !== true) return ok(record);
		return failed(noSuchRecord(target, true));
	} catch (error) {
		const crmError = asCrmError(error);
		return failed(crmError.kind === 'not found' ? noSuchRecord(target, false) : crmError);
	}
}

/** Answers the record as Pipedrive gives it after the write. */
async function writeOne(source: SnapshotSource, job: Job, before: Json | undefined): Promise<Result<Json>> {
	const { connection, object: target } = source;
	try {
		const body = bodyOf(source, job.changes, before ?? {});
		if ('refused' in body) return failed(body.refused);
		const response = await connection.http.request({
			method: 'PATCH',
			path: recordPath(target, job.patch.id),
			body: body.json,
			// Values are absolute: the same update twice leaves the same record.
			idempotent: true,
			purpose: 'write',
		});
		const at = Date.parse(connection.answeredAt(response));
		for (const { field, value } of job.changes) {
			connection.own.remember(target.name, job.patch.id, field.schema.name, predict(field.schema, value), at);
		}
		return ok(object(object(response.body)['data']));
	} catch (error) {
		const { fields, ...data } = asCrmError(error).toData();
		return failed(fields === undefined ? data : { ...data, fields: namesOf(source, fields) });
	}
}

/** Pipedrive complains about its own keys. */
export function namesOf({ schema }: SnapshotSource, codes: readonly string[]): readonly string[] {
	return codes.map((code) => [...schema.values()].find((field) => field.code === code)?.schema.name ?? code);
}

export function changesOf(schema: Fields, values: Values): readonly Change[] {
	return Object.entries(values).flatMap(([name, value]): Change[] => {
		const field = schema.get(name);
		return field === undefined || (value as CrmValue | undefined) === undefined ? [] : [{ field, value }];
	});
}

/** What would certainly be refused is not sent: it would take the record's other fields down with it. */
export function refuse(target: PipedriveObject, schema: Fields, values: Values): CrmErrorData | undefined {
	for (const [name, value] of Object.entries(values)) {
		if ((value as CrmValue | undefined) === undefined) continue;
		const field = schema.get(name);
		if (field === undefined) return refusal(name, `Pipedrive's ${target.name} has no field "${name}".`);
		if (field.schema.readOnly) return refusal(name, `Pipedrive sets the field "${field.schema.label}" itself.`);
		if (toWire(field, value) === undefined) {
			return refusal(name, `The value for "${field.schema.label}" is none of its options.`);
		}
	}
	return undefined;
}

function refusal(field: string, message: string): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		code: 'REFUSED_BEFORE_SENDING',
		fields: [field],
		message,
		hint: 'Choose the field and the value again, or change the field in Pipedrive (Company settings > Data fields).',
	};
}

type Body = { readonly json: Json } | { readonly refused: CrmErrorData };

/** `before` is the record whose values are to be kept; empty for a new one. */
export function bodyOf(source: SnapshotSource, changes: readonly Change[], before: Json): Body {
	const standard: Record<string, unknown> = {};
	const custom: Record<string, unknown> = {};
	for (const { field, value } of changes) {
		const part = field.custom && source.object.api === 'v2' ? custom : standard;
		const wire = toWire(field, value)?.wire ?? null;
		if (field.code in contactCodes && !field.custom) {
			const entries = withEntry(rawOf(before, field), wire);
			if (entries === undefined) return { refused: severalEntries(field) };
			part[field.code] = entries;
		} else if (field.part !== undefined && field.custom && source.object.api === 'v1') {
			part[oldPartKey(field.code, field.part)] = wire;
			for (const [key, beside] of Object.entries(besideOthers(source, field, before, wire))) part[key] ??= beside;
		} else if (field.part !== undefined) {
			const present = field.code in part ? part[field.code] : rawOf(before, field);
			part[field.code] = withPart(source, field, present, wire);
		} else part[field.code] = wire;
	}
	return { json: { ...standard, ...(Object.keys(custom).length === 0 ? {} : { custom_fields: custom }) } };
}

function severalEntries(field: PipedriveField): CrmErrorData {
	return refusal(
		field.schema.name,
		`"${field.schema.label}" holds several entries, and emptying it would drop them all.`,
	);
}

/** What v1 has to be told beside one part: the currency of an amount, always. */
function besideOthers(source: SnapshotSource, field: PipedriveField, before: Json, wire: unknown): Json {
	if (field.type !== 'monetary' || field.part !== 'value' || wire === null) return {};
	const { currency } = object(rawOf(before, field));
	return { [oldPartKey(field.code, 'currency')]: currency ?? source.account.currency };
}

/** The parts that are there with one of them changed; currency and time zone are always named. */
function withPart(source: SnapshotSource, field: PipedriveField, present: unknown, wire: unknown): Json | null {
	const { account, object: target } = source;
	const before = object(present);
	if (field.part === 'value' && wire === null) return null;
	const amount = field.type === 'monetary' && target.api === 'v1' ? 'amount' : 'value';
	const next: Record<string, unknown> = { ...before, [field.part === 'value' ? amount : (field.part ?? amount)]: wire };
	if (field.type === 'monetary') next['currency'] ??= account.currency;
	if (field.type === 'time' || field.type === 'timerange') next['timezone_name'] ??= account.timeZone;
	return Object.fromEntries(Object.entries(next).filter(([, part]) => part !== undefined));
}
