/**
 * Writing records in batches. One bad record makes HubSpot refuse its whole batch, unless it honours the trace ids;
 * both readings are handled: what the answer names fails alone, and a batch refused as a whole is halved.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (batch update)
 * https://developers.hubspot.com/docs/api-reference/latest/error-handling (multi-status errors)
 */
import { CrmError, type CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import type { Patch, Result, Values, Written } from '../crm';
import type { HttpResponse } from '../http-port';
import { rounds } from '../rounds';
import type { Connection } from './connection';
import { errorFromBody } from './errors';
import { timeOf } from './history';
import type { HubSpotObject } from './objects';
import { asCrmError, chunks, failed, invalidId, isRecordId, ok } from './results';
import { predict, toWire } from './values';
import { object, readBatch, text, type WireError, type WireRecord } from './wire';

export const writeBatch = 100;

/** One patch on its way, with its place in the answer and the id that HubSpot hands back in errors. */
interface Input {
	readonly index: number;
	readonly patch: Patch;
	readonly traceId: string;
	readonly properties: Readonly<Record<string, string>>;
}

interface Writing {
	readonly connection: Connection;
	readonly object: HubSpotObject;
	readonly schema: ReadonlyMap<string, FieldSchema>;
	readonly results: Result<Written>[];
}

export async function writeRecords(
	connection: Connection,
	objectName: string,
	patches: readonly Patch[],
): Promise<readonly Result<Written>[]> {
	const hubspotObject = await connection.object(objectName);
	const schema = await connection.fields(hubspotObject);
	const results: Result<Written>[] = [];
	const writing: Writing = { connection, object: hubspotObject, schema, results };
	const inputs: Input[] = [];
	patches.forEach((patch, index) => {
		const refusal = isRecordId(patch.id) ? refuseValues(schema, patch.values) : invalidId();
		const properties = wireProperties(schema, patch.values);
		if (refusal !== undefined) results[index] = failed(refusal);
		else if (Object.keys(properties).length === 0) results[index] = ok({ id: patch.id, warnings: [] });
		else inputs.push({ index, patch, properties, traceId: `${index}` });
	});
	for (const round of rounds(inputs, ({ patch }) => patch.id)) {
		await Promise.all(chunks(round, writeBatch).map(async (part) => await writePart(writing, part)));
	}
	return results;
}

export function wireProperties(schema: ReadonlyMap<string, FieldSchema>, values: Values): Record<string, string> {
	const properties: Record<string, string> = {};
	for (const [name, value] of Object.entries(values)) {
		if (value !== undefined) properties[name] = toWire(schema.get(name), value);
	}
	return properties;
}

/** What would certainly be refused is not sent: it would take a good batch down with it. */
export function refuseValues(schema: ReadonlyMap<string, FieldSchema>, values: Values): CrmErrorData | undefined {
	for (const [name, value] of Object.entries(values)) {
		if (value === undefined) continue;
		const field = schema.get(name);
		const code = field === undefined ? 'PROPERTY_DOESNT_EXIST' : field.readOnly ? 'READ_ONLY_VALUE' : undefined;
		if (code === undefined) continue;
		const body = { errors: [{ code, context: { propertyName: [name] } }] };
		return { ...errorFromBody(body, 400, 'write').toData(), status: 0 };
	}
	return undefined;
}

async function writePart(writing: Writing, inputs: readonly Input[]): Promise<void> {
	try {
		settle(writing, inputs, await batchUpdate(writing, inputs));
	} catch (error) {
		const crmError = asCrmError(error);
		if (inputs.length === 1 || !concernsSingleRecords(crmError)) return failAll(writing, inputs, crmError);
		const { bad, rest } = blame(inputs, crmError);
		failAll(writing, bad, crmError);
		if (bad.length > 0) return rest.length > 0 ? await writePart(writing, rest) : undefined;
		const middle = Math.ceil(inputs.length / 2);
		await Promise.all([writePart(writing, inputs.slice(0, middle)), writePart(writing, inputs.slice(middle))]);
	}
}

async function batchUpdate(writing: Writing, inputs: readonly Input[]): Promise<HttpResponse> {
	const { connection, object: hubspotObject } = writing;
	return await connection.http.request({
		method: 'POST',
		path: connection.paths.batch(hubspotObject.path, 'update'),
		body: {
			inputs: inputs.map(({ patch, properties, traceId }) => ({
				id: patch.id,
				properties,
				objectWriteTraceId: traceId,
			})),
		},
		// Values are absolute: the same update twice leaves the same record.
		idempotent: true,
		purpose: 'write',
	});
}

function concernsSingleRecords(error: CrmError): boolean {
	return error.kind === 'validation' || error.kind === 'not found' || error.kind === 'conflict';
}

/** Fields that are wrong whatever their value is: every patch that has one of them fails for the same reason. */
const fieldCodes = ['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE'];

function blame(
	inputs: readonly Input[],
	error: CrmError,
): { readonly bad: readonly Input[]; readonly rest: readonly Input[] } {
	const fields = error.code !== undefined && fieldCodes.includes(error.code) ? (error.fields ?? []) : [];
	const isBad = (input: Input) => fields.some((field) => field in input.properties);
	return { bad: inputs.filter(isBad), rest: inputs.filter((input) => !isBad(input)) };
}

/** Reads who was written and who was not off a 200 or 207 answer. */
function settle(writing: Writing, inputs: readonly Input[], response: HttpResponse): void {
	const batch = readBatch(response.body);
	const at = Date.parse(writing.connection.answeredAt(response));
	const byTrace = new Map(
		batch.records.flatMap((record) => (record.traceId === undefined ? [] : [[record.traceId, record]])),
	);
	const byId = new Map(batch.records.map((record) => [record.id, record]));
	for (const input of inputs) {
		const record = byTrace.get(input.traceId) ?? byId.get(input.patch.id);
		if (record !== undefined) succeed(writing, input, record, timeOf(record.updatedAt ?? '') || at);
		else writing.results[input.index] = failed(refusalOf(batch.errors, input, response.status));
	}
}

function refusalOf(errors: readonly WireError[], input: Input, status: number): CrmError {
	const own = errors.find((error) => error.traceIds.includes(input.traceId) || error.ids.includes(input.patch.id));
	if (own !== undefined) return errorFromBody(own.body, status, 'write');
	// A single unnamed error can only be about the records that are missing from the results.
	const [only] = errors;
	if (only !== undefined && errors.length === 1) return errorFromBody(only.body, status, 'write');
	return new CrmError({
		kind: 'unexpected',
		status,
		message: 'HubSpot did not say what became of this record.',
		hint: 'Look at the record in HubSpot, then run the workflow again: equal values are not written twice.',
	});
}

function succeed(writing: Writing, input: Input, record: WireRecord, at: number): void {
	for (const [name, value] of Object.entries(input.patch.values)) {
		const field = writing.schema.get(name);
		if (value === undefined || field === undefined) continue;
		writing.connection.own.remember(writing.object.name, record.id, name, predict(field, value), at);
	}
	writing.results[input.index] = ok({ id: record.id, warnings: record.warnings.map(warningText) });
}

function failAll(writing: Writing, inputs: readonly Input[], error: CrmError): void {
	for (const input of inputs) writing.results[input.index] = failed(error);
}

/** HubSpot's own text repeats the values; ours names the field only. */
export function warningText(warning: Readonly<Record<string, unknown>>): string {
	const category = text(warning['category']) ?? 'WARNING';
	const field = text(object(warning['context'])['propertyName']) ?? 'a field';
	return category === 'PROPERTY_VALUE_NORMALIZED'
		? `${field}: HubSpot changed the value to its own form (${category}).`
		: `${field}: HubSpot attached a remark (${category}).`;
}
