/** Many records in one request. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
import { list, object, strings, text, type Json } from '../../core/json';
import type { Answer, Route } from '../../core/stand-in';
import type { StoredRecord } from '../../core/store';
import { collectionErrors, notFound, refused, SalesforceError } from '../errors';
import { normalId } from '../ids';
import type { Org } from '../org';
import type { SObjectType } from '../sobject';
import { apply, judge, recordOf, remove, type Plan } from '../writes';
import { bodyOf, fieldsOf } from './records';
import { ok, param, route, type Asked } from './route';

const mostWritten = 200;
const mostRead = 2_000;
const mostChunks = 10;

export function collectionRoutes(org: Org): Route[] {
	return [
		route(org, 'POST', '/composite/sobjects', 'batch create', (asked) => write(org, asked, 'create')),
		route(org, 'PATCH', '/composite/sobjects', 'batch update', (asked) => write(org, asked, 'update')),
		route(org, 'PATCH', '/composite/sobjects/:type/:field', 'batch upsert', (asked) => write(org, asked, 'upsert')),
		route(org, 'DELETE', '/composite/sobjects', 'batch archive', (asked) => removeMany(org, asked)),
		route(org, 'POST', '/composite/sobjects/:type', 'batch read', (asked) => {
			const body = object(asked.call.body);
			return retrieve(org, asked, strings(body.ids), strings(body.fields));
		}),
		route(org, 'GET', '/composite/sobjects/:type', 'batch read', (asked) => {
			const { query } = asked.call;
			return retrieve(org, asked, (query.get('ids') ?? '').split(','), (query.get('fields') ?? '').split(','));
		}),
	];
}

/** In the order of the ids; null for what is missing or deleted. */
function retrieve(
	org: Org,
	{ call, session, version }: Asked,
	ids: readonly string[],
	names: readonly string[],
): Answer {
	const type = org.type(param(call, 'type'));
	if (ids.length > mostRead) throw tooMany(mostRead);
	if (ids.length === 0 || names.length === 0)
		throw refused(400, 'REQUIRED_FIELD_MISSING', 'ids and fields are required');
	const fields = fieldsOf(org, session.userId, type, names);
	call.log.records = ids.length;
	return ok(
		ids.map((given) => {
			const id = normalId(given);
			if (id === null) throw refused(400, 'MALFORMED_ID', `malformed id ${given}`);
			const record = org.store.get(type.name, id);
			if (!record || record.archivedAt !== null || record.mergedInto !== null) return null;
			return bodyOf(org, version, type, record, fields);
		}),
	);
}

type Kind = 'create' | 'update' | 'upsert';
type Judged = { readonly plan: Plan } | { readonly error: SalesforceError };

function write(org: Org, asked: Asked, kind: Kind): Answer {
	const { call, session } = asked;
	const body = object(call.body);
	const allOrNone = body.allOrNone === true;
	const inputs = list(body.records).map(object);
	if (inputs.length > mostWritten) throw tooMany(mostWritten);
	if (inputs.length === 0) throw refused(400, 'REQUIRED_FIELD_MISSING', 'records is required');
	checkChunks(inputs);
	org.auth.beforeUpdate(session.token, inputs.length);

	const source = session.source();
	const results: unknown[] = [];
	const judged = inputs.map((input): Judged => {
		try {
			return { plan: judgeOne(org, asked, kind, input) };
		} catch (error) {
			if (!(error instanceof SalesforceError)) throw error;
			const isParseError = error.entries[0]?.errorCode === 'JSON_PARSER_ERROR';
			if (isParseError && org.options.collectionParseErrors === 'whole') throw error;
			return { error };
		}
	});
	const failed = judged.some((one) => 'error' in one);
	let written = 0;
	for (const one of judged) {
		if ('error' in one) {
			const id = text(inputs[results.length]?.id);
			results.push({ ...(id === '' ? {} : { id }), success: false, errors: collectionErrors(one.error) });
		} else if (failed && allOrNone) {
			results.push({ success: false, errors: [rolledBack] });
		} else {
			const created = one.plan.record === null;
			const record = apply(org, one.plan, source, session);
			written++;
			results.push({ id: record.id, success: true, errors: [], ...(kind === 'upsert' ? { created } : {}) });
		}
	}
	session.token.written += written;
	call.log.records = written;
	return ok(results);
}

const rolledBack = {
	statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
	message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
	fields: [],
};

function judgeOne(org: Org, { call, session }: Asked, kind: Kind, input: Json): Plan {
	const name = text(object(input.attributes).type);
	const type = name === '' ? undefined : org.findType(name);
	if (!type || type.tooling) throw refused(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
	const { attributes: _attributes, id, Id, ...values } = input;
	const given = text(id ?? Id);
	if (kind === 'create') return judge(org, session, type, null, given === '' ? values : { ...values, Id: given });
	if (kind === 'upsert') return judgeUpsert(org, call.params.field ?? '', type, session, values);
	if (given === '') throw refused(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
	return judge(org, session, type, findRecord(org, type, given), values);
}

function judgeUpsert(org: Org, fieldName: string, type: SObjectType, session: Asked['session'], values: Json): Plan {
	const field = type.fields.get(fieldName.toLowerCase());
	if (!field?.idLookup)
		throw refused(
			400,
			'INVALID_FIELD',
			`Field name provided, ${fieldName} is not an External ID or indexed field for ${type.name}`,
		);
	const value = text(values[field.name]);
	const matches = [...org.live(type.name)].filter(
		(record) => value !== '' && (org.store.value(record, field.name) ?? '').toLowerCase() === value.toLowerCase(),
	);
	if (matches.length > 1) {
		throw refused(
			400,
			'DUPLICATE_EXTERNAL_ID',
			`${field.name}: more than one record found for external id field: [${matches.map(({ id }) => id).join(', ')}]`,
		);
	}
	return judge(org, session, type, matches[0] ?? null, values);
}

/** In a collection a missing record is an error of its own, not a 404. */
function findRecord(org: Org, type: SObjectType, id: string): StoredRecord {
	try {
		return recordOf(org, type, id);
	} catch (error) {
		if (error instanceof SalesforceError && error.entries[0]?.errorCode === 'NOT_FOUND') {
			throw refused(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
		}
		throw error;
	}
}

function removeMany(org: Org, { call, session }: Asked): Answer {
	const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
	if (ids.length > mostWritten) throw tooMany(mostWritten);
	const source = session.source();
	return ok(
		ids.map((id) => {
			try {
				const type = org.typeOfId(org.idFrom(id));
				if (!type) throw notFound();
				remove(org, type, findRecord(org, type, id), source);
				return { id, success: true, errors: [] };
			} catch (error) {
				if (!(error instanceof SalesforceError)) throw error;
				return { id, success: false, errors: collectionErrors(error) };
			}
		}),
	);
}

/** Records of different objects go in runs; more than ten runs are refused. */
function checkChunks(inputs: readonly Json[]): void {
	let chunks = 0;
	let before = '';
	for (const input of inputs) {
		const type = text(object(input.attributes).type);
		if (type !== before) chunks++;
		before = type;
	}
	if (chunks > mostChunks) {
		throw refused(
			400,
			'INVALID_INPUT',
			`cannot have more than ${mostChunks} chunks in a single operation. Please rearrange the data to reduce chunking.`,
		);
	}
}

function tooMany(most: number): SalesforceError {
	return refused(400, 'EXCEEDED_MAX_SIZE_REQUEST', `The number of records exceeds the limit of ${most}`);
}
