/**
 * Making records, one request each: only there Salesforce names the records that a duplicate rule found. Duplicate rules
 * stay on, and an alert counts as a refusal; assignment rules are off unless wanted.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_create.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
import type { CrmError, CrmErrorData } from '../../core/errors';
import type { Created, KeyFields, NewRecord, RecordRef, Result, Values, WriteOptions } from '../crm';
import { object, text } from '../json';
import { asCrmError, failed, ok } from '../results';
import { uncertain } from '../uncertain';
import type { Connection, Org } from './connection';
import type { NativeField, Schema } from './describe';
import { errorOf } from './errors';
import { keyPrefix, recordId } from './ids';
import { isPerson, standardObjects } from './objects';
import { query } from './query';
import { join, name, soql, time } from './soql';
import { inOurNames, lockAttempts, lockWait, storedValues, wireBody } from './write';

/** Salesforce's clock and ours may differ by so much. */
const clocksMs = 60_000;

interface Making {
	readonly connection: Connection;
	readonly org: Org;
	readonly schema: Schema;
	readonly headers: Readonly<Record<string, string>>;
}

export async function createRecords(
	connection: Connection,
	objectName: string,
	records: readonly NewRecord[],
	{ runAssignmentRules }: WriteOptions = {},
): Promise<readonly Result<Created>[]> {
	if (isPerson(objectName)) return records.map(() => failed(leadOrContact()));
	if (records.length === 0) return [];
	const [org, schema] = await Promise.all([
		connection.org(),
		connection.object(objectName).then((found) => connection.schema(found)),
	]);
	if (!schema.createable) return records.map(() => failed(notAllowed(schema)));
	const making: Making = {
		connection,
		org,
		schema,
		headers: {
			'Sforce-Auto-Assign': runAssignmentRules === true ? 'TRUE' : 'FALSE',
			// Also records that this user may not see count: they are there.
			'Sforce-Duplicate-Rule-Header': 'allowSave=false; includeRecordDetails=false; runAsCurrentUser=false',
		},
	};
	return await Promise.all(records.map(async (record) => await createOne(making, record)));
}

async function createOne(making: Making, record: NewRecord): Promise<Result<Created>> {
	const { connection, schema, headers } = making;
	const links = linksOf(schema, record.parents ?? []);
	const refusal = refuse(schema, record.values) ?? (links === undefined ? badParent(schema) : undefined);
	if (refusal !== undefined) return failed(refusal);
	const body = { ...wireBody(schema, record.values), ...links };
	const started = connection.port.now();
	for (let attempt = 1; ; attempt++) {
		try {
			const { response, at } = await connection.send({
				method: 'POST',
				path: `/sobjects/${encodeURIComponent(schema.object.sobject)}`,
				headers,
				body,
				purpose: 'create',
			});
			const id = recordId(text(object(response.body)['id']) ?? '');
			if (id === undefined) return failed(uncertain('Salesforce', schema.object.name, response.status));
			connection.written.remember(id, storedValues(schema, record.values), at);
			return ok({ made: true, id, warnings: [] });
		} catch (error) {
			const crmError = asCrmError(error);
			// Salesforce rolls back what met a lock, so sending it again is safe.
			if (crmError.code === 'UNABLE_TO_LOCK_ROW' && attempt < lockAttempts) {
				await connection.port.sleep(lockWait(connection, attempt));
				continue;
			}
			return await explain(making, record, body, started, crmError);
		}
	}
}

async function explain(
	making: Making,
	record: NewRecord,
	body: Readonly<Record<string, unknown>>,
	started: number,
	error: CrmError,
): Promise<Result<Created>> {
	const { connection, schema } = making;
	if (error.kind === 'conflict' && error.existing !== undefined) {
		const existing = await Promise.all(error.existing.map(async (id) => await refOf(connection, schema, id)));
		return ok({ made: false, existing });
	}
	const lost = error.kind === 'unavailable' && error.code !== 'UNABLE_TO_LOCK_ROW';
	return lost ? await lookAgain(making, record, body, started, error) : failed(inOurNames(schema, error));
}

/** A lead's duplicate may be a contact. */
async function refOf(connection: Connection, schema: Schema, id: string): Promise<RecordRef> {
	if (schema.keyPrefix === undefined || keyPrefix(id) === schema.keyPrefix) return { object: schema.object.name, id };
	for (const other of standardObjects) {
		try {
			if ((await connection.schema(other)).keyPrefix === keyPrefix(id)) return { object: other.name, id };
		} catch (error) {
			// An object that this user may not see cannot be the one that he is told about.
			asCrmError(error);
		}
	}
	return { object: schema.object.name, id };
}

/** The answer was lost, so the record may be there all the same. Queries do not lag. It is not sent again. */
async function lookAgain(
	{ connection, org, schema }: Making,
	{ values }: NewRecord,
	body: Readonly<Record<string, unknown>>,
	started: number,
	error: CrmError,
): Promise<Result<Created>> {
	const told = Object.keys(values).flatMap((field): (readonly [NativeField, string])[] => {
		const native = schema.native.get(field);
		const value = native === undefined ? undefined : body[native.api];
		return native?.filterable === true && typeof value === 'string' && value.length <= 255 && isPlain(schema, field)
			? [[native, value]]
			: [];
	});
	if (told.length === 0) return failed(uncertain('Salesforce', schema.object.name, error.status));
	try {
		const since = soql`CreatedDate >= ${time(new Date(started - clocksMs).toISOString())}`;
		const user = org.user === undefined ? [] : [soql`CreatedById = ${org.user}`];
		const equal = told.map(([native, value]) => soql`${name(native.api)} = ${value}`);
		const where = join([since, ...user, ...equal], ' AND ');
		const { records } = await query(
			connection,
			soql`SELECT Id FROM ${name(schema.object.sobject)} WHERE ${where} LIMIT 2`,
			{ purpose: 'find created' },
		);
		const ids = records.flatMap((one) => recordId(text(one['Id']) ?? '') ?? []);
		if (ids.length === 1 && ids[0] !== undefined) return ok({ made: true, id: ids[0], warnings: [] });
	} catch (another) {
		// What went wrong first is what the user has to know.
		asCrmError(another);
	}
	return failed(uncertain('Salesforce', schema.object.name, error.status));
}

/** Short text that is compared as it stands. */
function isPlain(schema: Schema, field: string): boolean {
	const type = schema.fields.get(field)?.type;
	return type === 'text' || type === 'email' || type === 'phone';
}

/** What would certainly be refused is not sent: every request counts against the org's day. */
function refuse(schema: Schema, values: Values): CrmErrorData | undefined {
	for (const field of Object.keys(values)) {
		const native = schema.native.get(field);
		const code =
			native === undefined ? 'INVALID_FIELD' : native.createable ? undefined : 'INVALID_FIELD_FOR_INSERT_UPDATE';
		if (code !== undefined) {
			const error = errorOf({ errorCode: code, fields: [field] }, 400, 'create').toData();
			return { ...error, kind: 'validation', status: 0 };
		}
	}
	return undefined;
}

/** The reference fields that put a new record under its parents; undefined where one has no such field. */
function linksOf(schema: Schema, parents: readonly RecordRef[]): Readonly<Record<string, string>> | undefined {
	const links: Record<string, string> = {};
	for (const parent of parents) {
		if (parent.object !== 'company' || schema.native.get('AccountId')?.createable !== true) return undefined;
		links['AccountId'] = parent.id;
	}
	return links;
}

function badParent(schema: Schema): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		message: `A new ${schema.object.name} cannot be put under that record in Salesforce from here.`,
		hint: 'Create the record without it and link the two in Salesforce.',
	};
}

function notAllowed(schema: Schema): CrmErrorData {
	return {
		kind: 'permission',
		status: 0,
		code: 'INSUFFICIENT_ACCESS',
		message: `The Salesforce user may not create ${schema.object.label}.`,
		hint: 'Ask a Salesforce administrator to give the user behind the credential that permission.',
	};
}

function leadOrContact(): CrmErrorData {
	return {
		kind: 'validation',
		status: 0,
		message: 'Salesforce keeps people as leads or as contacts, and nobody said which of them a new one is.',
		hint: 'Choose Create People As: Lead or Contact.',
	};
}

const keysOf: Readonly<Record<string, Partial<Omit<KeyFields, 'required' | 'parents'>>>> = {
	contact: { email: 'Email', phone: 'Phone', firstName: 'FirstName', lastName: 'LastName' },
	lead: { email: 'Email', phone: 'Phone', firstName: 'FirstName', lastName: 'LastName', company: 'Company' },
	company: { name: 'Name', domain: 'Website', phone: 'Phone' },
	deal: { name: 'Name' },
};

export async function readKeyFields(connection: Connection, objectName: string): Promise<KeyFields> {
	const target = await connection.object(objectName);
	const schema = await connection.schema(target);
	const { native, fields } = schema;
	const standard = keysOf[target.name] ?? { name: 'Name' };
	const known = Object.entries(standard).filter(([, field]) => native.get(field ?? '')?.createable === true);
	const linkedin = [...fields.values()].find(
		({ name: field, type }) =>
			(type === 'url' || type === 'text') && /linked_?in/i.test(field) && native.get(field)?.createable === true,
	);
	return {
		...Object.fromEntries(known),
		...(linkedin === undefined ? {} : { linkedin: linkedin.name }),
		required: [...native].flatMap(([field, one]) => (one.required ? [field] : [])),
		parents: native.get('AccountId')?.createable === true ? ['company'] : [],
	};
}
