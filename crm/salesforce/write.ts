/**
 * Writing records. A patch that must not cover anybody's later change goes with a precondition, one request per record
 * (25 together where the org is known to honour that); the others go 200 at a time.
 */
import type { CrmError, CrmErrorData } from '../../core/errors';
import type { Patch, Result, Values, WriteOptions, Written } from '../crm';
import { backoff, defaultRetryPolicy } from '../retry';
import { failed, ok } from '../results';
import { rounds } from '../rounds';
import { writeCollections } from './collections';
import { writeConditional } from './conditional';
import type { Connection } from './connection';
import type { Schema } from './describe';
import { errorOf } from './errors';
import { idOf, invalidId } from './results';
import { predict, toWire } from './values';

/** Most records in one request. */
export const writeBatch = 200;

/** Times that a record which somebody else holds locked is tried. */
export const lockAttempts = 5;

/** One patch on its way. */
export interface Change {
	readonly index: number;
	readonly id: string;
	readonly patch: Patch;
	/** By API name. */
	readonly body: Readonly<Record<string, unknown>>;
}

export interface Writing {
	readonly connection: Connection;
	readonly schema: Schema;
	readonly headers: Readonly<Record<string, string>>;
	/** Notes what became of a change; `at` is the time of the answer. */
	done(change: Change, at: string): void;
	refused(change: Change, error: CrmError): void;
}

export async function writeRecords(
	connection: Connection,
	objectName: string,
	patches: readonly Patch[],
	options: WriteOptions = {},
): Promise<readonly Result<Written>[]> {
	const schema = await connection.schema(await connection.object(objectName));
	const results: Result<Written>[] = [];
	const locked: Change[] = [];
	const writing: Writing = {
		connection,
		schema,
		headers: headersFor(options),
		done(change, at) {
			connection.written.remember(change.id, storedValues(schema, change.patch.values), at);
			results[change.index] = ok({ id: change.id, warnings: [] });
		},
		refused(change, error) {
			if (error.code === 'UNABLE_TO_LOCK_ROW') locked.push(change);
			results[change.index] = failed(inOurNames(schema, error));
		},
	};
	const changes: Change[] = [];
	patches.forEach((patch, index) => {
		const id = idOf(patch.id, schema.keyPrefix);
		const refusal = id === undefined ? invalidId() : refuse(schema, patch);
		const body = wireBody(schema, patch.values);
		if (refusal !== undefined || id === undefined) results[index] = failed(refusal ?? invalidId());
		else if (Object.keys(body).length === 0) results[index] = ok({ id, warnings: [] });
		else changes.push({ index, id, patch, body });
	});
	for (const round of rounds(changes, ({ id }) => id)) {
		let open = round;
		for (let attempt = 1; open.length > 0; attempt++) {
			locked.length = 0;
			await writeRound(writing, open);
			if (attempt === lockAttempts) break;
			open = [...locked];
			if (open.length > 0) await connection.port.sleep(lockWait(connection, attempt));
		}
	}
	return results;
}

async function writeRound(writing: Writing, changes: readonly Change[]): Promise<void> {
	const guarded = changes.filter(({ patch }) => patch.unchangedSince !== undefined);
	const free = changes.filter(({ patch }) => patch.unchangedSince === undefined);
	await Promise.all([writeConditional(writing, guarded), writeCollections(writing, free)]);
}

/** Locks last as long as somebody's save; many that wait must not come back together. */
export function lockWait({ port }: Connection, attempt: number): number {
	return backoff(attempt + 1, port.random(), defaultRetryPolicy);
}

/**
 * Assignment rules would hand the record to somebody else whenever we touch it. Saving a record that looks like
 * another one is no reason to refuse a score: the record is there already.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
function headersFor({ runAssignmentRules }: WriteOptions): Readonly<Record<string, string>> {
	return {
		'Sforce-Auto-Assign': runAssignmentRules === true ? 'TRUE' : 'FALSE',
		'Sforce-Duplicate-Rule-Header': 'allowSave=true',
	};
}

export function wireBody(schema: Schema, values: Values): Record<string, unknown> {
	const body: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(values)) {
		const native = schema.native.get(name);
		if (value !== undefined && native !== undefined) body[native.api] = toWire(schema.fields.get(name), value);
	}
	return body;
}

export function storedValues(schema: Schema, given: Values): Values {
	const values = Object.entries(given).flatMap(([name, value]) => {
		const field = schema.fields.get(name);
		return value === undefined || field === undefined ? [] : [[name, predict(field, value)] as const];
	});
	return Object.fromEntries(values);
}

/** What would certainly be refused is not sent: every request counts against the org's day. */
function refuse(schema: Schema, patch: Patch): CrmErrorData | undefined {
	for (const [name, value] of Object.entries(patch.values)) {
		if (value === undefined) continue;
		const field = schema.fields.get(name);
		const code = field === undefined ? 'INVALID_FIELD' : field.readOnly ? 'INVALID_FIELD_FOR_INSERT_UPDATE' : undefined;
		if (code !== undefined)
			return { ...errorOf({ errorCode: code, fields: [name] }, 400, 'write').toData(), kind: 'validation', status: 0 };
	}
	return undefined;
}

/** Salesforce names fields by their API names. */
export function inOurNames(schema: Schema, error: CrmError): CrmErrorData {
	const data = error.toData();
	if (data.fields === undefined) return data;
	let { message } = data;
	const fields = data.fields.map((api) => {
		const ours = schema.ours.get(api.toLowerCase()) ?? api;
		message = message.replaceAll(`"${api}"`, `"${ours}"`);
		return ours;
	});
	return { ...data, message, fields };
}
