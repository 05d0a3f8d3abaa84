/**
 * Salesforce's error answers as CrmError. Messages are our own words: Salesforce's text repeats field values.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_calls_concepts_core_data_objects.htm (StatusCode)
 */
import { CrmError, type ErrorKind } from '../../core/errors';
import { CHANGED_SINCE_READ } from '../crm';
import type { Call, ErrorReading } from '../http';
import type { HttpResponse } from '../http-port';
import { list, object, text, texts, type Json } from '../json';
import { recordId } from './ids';

type Meaning = readonly [kind: ErrorKind, problem: string, hint: string];

const lookAgain = 'It may have been deleted or merged. Look it up again with Identity Lookup.';
const askAdmin = 'Ask a Salesforce administrator to give the user behind the credential that permission.';

/** What each code means for the person who looks at the item. `{field}` is the field that Salesforce names. */
const meanings: Readonly<Record<string, Meaning>> = {
	// The record.
	NOT_FOUND: ['not found', 'Salesforce has no such record.', lookAgain],
	ENTITY_IS_DELETED: ['not found', 'The record was deleted in Salesforce.', lookAgain],
	INVALID_CROSS_REFERENCE_KEY: ['not found', 'Salesforce has no such record, or the user may not see it.', lookAgain],
	CANNOT_UPDATE_CONVERTED_LEAD: [
		'validation',
		'The lead was converted and cannot be changed any more.',
		'Look the person up with the object Contacts and Leads: a converted lead leads to its contact.',
	],
	// A field or its value.
	INVALID_FIELD: [
		'validation',
		'{field} does not exist on this object, or the user may not see it.',
		'Choose the field again, or let an administrator check its field-level security.',
	],
	INVALID_FIELD_FOR_INSERT_UPDATE: [
		'permission',
		'{field} cannot be written by this user.',
		'Take the field out of the mapping, or let an administrator allow editing it (field-level security).',
	],
	FIELD_CUSTOM_VALIDATION_EXCEPTION: [
		'validation',
		'A validation rule in Salesforce refused the change of {field}.',
		'Look at the validation rules of the object in Salesforce Setup.',
	],
	FIELD_INTEGRITY_EXCEPTION: ['validation', 'The value of {field} does not fit the record.', 'Check the value.'],
	FIELD_FILTER_VALIDATION_EXCEPTION: [
		'validation',
		'{field} does not allow this record as a value.',
		'Choose a record that the lookup filter of the field allows.',
	],
	REQUIRED_FIELD_MISSING: ['validation', '{field} must be filled as well.', 'Fill the field in the same write.'],
	STRING_TOO_LONG: ['validation', '{field} cannot hold that much text.', 'Shorten the text.'],
	INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: [
		'validation',
		'{field} does not have that option.',
		"Use one of the field's options, or add the option in Salesforce.",
	],
	NUMBER_OUTSIDE_VALID_RANGE: ['validation', '{field} cannot hold a number that large.', 'Check the number.'],
	INVALID_EMAIL_ADDRESS: ['validation', '{field} takes an e-mail address.', 'Send a complete e-mail address.'],
	INVALID_TYPE_ON_FIELD_IN_RECORD: ['validation', '{field} takes another kind of value.', 'Check the value.'],
	JSON_PARSER_ERROR: ['validation', '{field} takes another kind of value.', 'Check the value against the field.'],
	MALFORMED_ID: ['validation', 'An id is no Salesforce id.', 'Take the id from Identity Lookup.'],
	INACTIVE_OWNER_OR_USER: ['validation', 'The owner is no longer active.', 'Choose an active user.'],
	TRANSFER_REQUIRES_READ: ['permission', 'The new owner may not see such records.', 'Choose another owner.'],
	// Permissions.
	INSUFFICIENT_ACCESS: ['permission', 'The Salesforce user may not do this.', askAdmin],
	INSUFFICIENT_ACCESS_OR_READONLY: ['permission', 'The Salesforce user may not change this record.', askAdmin],
	INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: [
		'permission',
		'The Salesforce user may not use a record that this one refers to.',
		askAdmin,
	],
	CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: [
		'validation',
		'Automation in Salesforce (a flow or trigger) refused the change.',
		'Show the time of the run to a Salesforce administrator: the debug log names the flow or trigger.',
	],
	API_DISABLED_FOR_ORG: [
		'permission',
		'This Salesforce edition or user has no API access.',
		'Salesforce needs Enterprise edition or the API add-on, and the user the permission "API Enabled".',
	],
	API_CURRENTLY_DISABLED: ['permission', 'The API is switched off for this user.', askAdmin],
	OPERATION_NOT_ALLOWED: ['permission', 'Salesforce does not allow this.', askAdmin],
	// Another record or another writer.
	DUPLICATE_VALUE: [
		'conflict',
		'Another record holds the unique value of {field} already.',
		'Check which record holds it, and merge or correct the records in Salesforce.',
	],
	DUPLICATES_DETECTED: [
		'conflict',
		'A duplicate rule in Salesforce refused the record: it looks like another one.',
		'Merge or correct the records in Salesforce, or let an administrator look at the duplicate rule.',
	],
	DUPLICATE_EXTERNAL_ID: ['conflict', 'Several records hold that external id.', 'Correct the records in Salesforce.'],
	UNABLE_TO_LOCK_ROW: [
		'unavailable',
		'Somebody else was changing the record or its parent at the same moment.',
		'Run the workflow again.',
	],
	SERVER_UNAVAILABLE: [
		'unavailable',
		'Salesforce could not answer just now.',
		'Run the workflow again later; https://status.salesforce.com tells about outages.',
	],
	UNKNOWN_EXCEPTION: [
		'unavailable',
		'Salesforce had an internal error.',
		'Run the workflow again. If it stays, open a case with Salesforce.',
	],
	MALFORMED_QUERY: ['unexpected', 'Salesforce did not understand a query of this node.', 'Report it, please.'],
	QUERY_TOO_COMPLICATED: ['validation', 'The query was too large for Salesforce.', 'Read fewer fields at once.'],
	QUERY_TIMEOUT: ['unavailable', 'A query took too long.', 'Run the workflow again with fewer records.'],
};

/** Codes of a session that ended or never was. */
const sessionCodes = ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER', 'Bad_OAuth_Token', 'INVALID_LOGIN'];
/** Answers that pass by themselves. */
const passing = [408, 420, 425, 500, 502, 503, 504];

export function readError(response: HttpResponse, call: Call): ErrorReading {
	const { status } = response;
	const first = firstError(response.body);
	const code = codeOf(first);
	if (status === 401 || sessionCodes.includes(code ?? '') || /^Bad_OAuth_Token$/.test(textOf(response.body))) {
		return { error: authError(status, code) };
	}
	if (code === 'REQUEST_LIMIT_EXCEEDED' || status === 429) return limitError(status, first);
	if (status === 412) return { error: changedSinceRead(status) };
	const error = errorOf(first, status, call.purpose);
	// Nothing is applied when a lock could not be had.
	if (code === 'UNABLE_TO_LOCK_ROW' || code === 'SERVER_UNAVAILABLE') return { error, nothingApplied: true };
	if (passing.includes(status) && (code === undefined || meanings[code] === undefined)) {
		return { error: unavailable(status, call.purpose) };
	}
	return { error };
}

/** One error entry, of a single call (`errorCode`) or of one record of many (`statusCode`). */
export function errorOf(entry: Json, status: number, purpose: string): CrmError {
	const code = codeOf(entry);
	const fields = fieldsOf(entry);
	const existing = existingIn(code, entry);
	const base = {
		status,
		code,
		...(fields.length > 0 ? { fields } : {}),
		...(existing.length > 0 ? { existing } : {}),
	};
	const meaning = code === undefined ? undefined : meanings[code];
	if (meaning !== undefined) {
		// The same code stands for a bad record and for a bad reference in a field.
		const isReference = code === 'INVALID_CROSS_REFERENCE_KEY' && fields.length > 0;
		return new CrmError({
			...base,
			kind: isReference ? 'validation' : meaning[0],
			message: isReference
				? `The field "${fields[0] ?? ''}" refers to a record that does not exist.`
				: named(meaning[1], fields),
			hint: meaning[2],
		});
	}
	if (status === 404) {
		return new CrmError({ ...base, kind: 'not found', message: 'Salesforce has no such record.', hint: lookAgain });
	}
	if (status === 403) {
		return new CrmError({
			...base,
			kind: 'permission',
			message: 'The Salesforce user may not do this.',
			hint: askAdmin,
		});
	}
	const reason = code === undefined ? '' : ` (${code})`;
	if (status === 400 || status === 200) {
		return new CrmError({
			...base,
			kind: 'validation',
			message: `Salesforce refused ${fields.length > 0 ? `the value of "${fields[0] ?? ''}"` : 'the request'}${reason} (${purpose}).`,
			hint: 'Check the values against the fields in Salesforce.',
		});
	}
	return new CrmError({
		...base,
		kind: 'unexpected',
		message: `Salesforce answered in a way that this node does not know (status ${status}${reason}, ${purpose}).`,
		hint: 'Run the workflow again. If it stays, report it with the time of the run.',
	});
}

export function changedSinceRead(status: number): CrmError {
	return new CrmError({
		kind: 'conflict',
		status,
		code: CHANGED_SINCE_READ,
		message: 'Somebody changed the record after it was read, so nothing was written.',
		hint: 'Run the workflow again: the record is read and judged anew.',
	});
}

function authError(status: number, code: string | undefined): CrmError {
	return new CrmError({
		kind: 'auth',
		status,
		code,
		message: 'Salesforce did not accept the credential: the session ended, was revoked or is wrong.',
		hint: 'Open the Salesforce credential in n8n, sign in again or check key and secret, and run the workflow again.',
	});
}

/** https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm */
function limitError(status: number, entry: Json): ErrorReading {
	const daily = /TotalRequests|24.hour|daily/i.test(text(entry['message']) ?? '');
	const error = new CrmError({
		kind: 'rate limit',
		status,
		code: codeOf(entry),
		message: daily
			? 'The API calls of this Salesforce org are used up for the last 24 hours.'
			: 'Salesforce had too many long requests at once and kept asking to wait.',
		hint: daily
			? 'Calls become free again hour by hour. Run the workflow later or on fewer records; Setup > Company Information shows the usage.'
			: 'Run the workflow again in a minute, or at a time when fewer programs use this org.',
	});
	return { error, final: daily };
}

function unavailable(status: number, purpose: string): CrmError {
	return new CrmError({
		kind: 'unavailable',
		status,
		message: `Salesforce could not answer just now (status ${status}, ${purpose}).`,
		hint: 'Run the workflow again later; https://status.salesforce.com tells about outages.',
	});
}

function named(problem: string, fields: readonly string[]): string {
	const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
	const label = fields.length > 0 ? `the field "${fields[0] ?? ''}"${more}` : 'a field';
	const sentence = problem.replace('{field}', label);
	return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function firstError(body: unknown): Json {
	return object(Array.isArray(body) ? list(body)[0] : body);
}

function codeOf(entry: Json): string | undefined {
	return text(entry['errorCode']) ?? text(entry['statusCode']);
}

/** Some codes name the field in the text only: "No such column 'x__c' on sobject of type Contact". */
function fieldsOf(entry: Json): readonly string[] {
	const given = texts(entry['fields']);
	if (given.length > 0) return given;
	const column = /No such column '([A-Za-z]\w*)'/.exec(text(entry['message']) ?? '')?.[1];
	return column === undefined ? [] : [column];
}

/**
 * Records that a duplicate rule or a unique field names.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm (DuplicateResult)
 */
function existingIn(code: string | undefined, entry: Json): readonly string[] {
	if (code === 'DUPLICATE_VALUE') {
		return recordIds([/\brecord with id: ([A-Za-z0-9]{15,18})\b/.exec(text(entry['message']) ?? '')?.[1]]);
	}
	if (code !== 'DUPLICATES_DETECTED') return [];
	const matches = list(object(entry['duplicateResult'])['matchResults']).map(object);
	const records = matches.flatMap((match) => list(match['matchRecords']).map((one) => object(object(one)['record'])));
	return recordIds(records.map((record) => text(record['Id'])));
}

function recordIds(ids: readonly (string | undefined)[]): readonly string[] {
	return [...new Set(ids.flatMap((id) => (id === undefined ? [] : (recordId(id) ?? []))))];
}

function textOf(body: unknown): string {
	return typeof body === 'string' ? body.trim() : '';
}
