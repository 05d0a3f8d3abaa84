/**
 * HubSpot's error answers as CrmError. Messages are our own words: HubSpot's text repeats property values, which must
 * not travel on, and it asks not to rely on any of its fields.
 * https://developers.hubspot.com/docs/api-reference/latest/error-handling
 */
import { CrmError } from '../../core/errors';
import type { Call, ErrorReading } from '../http';
import type { HttpResponse } from '../http-port';
import { list, object, text, texts, type Json } from './wire';

/** What HubSpot complained about in one field. */
interface Complaint {
	readonly code: string | undefined;
	readonly field: string | undefined;
}

/** Answers that pass by themselves: locked record, account being moved, gateway trouble. */
const passing = [408, 423, 425, 477, 500, 502, 503, 504];
/** HubSpot says for these that it did not start: https://developers.hubspot.com/docs/api-reference/latest/error-handling */
const notStarted = [423, 477];

export function readError(response: HttpResponse, call: Call): ErrorReading {
	const { status } = response;
	const body = object(response.body);
	if (status === 401) return { error: authError(status) };
	if (status === 429) return rateLimitError(body);
	if (passing.includes(status) || status > 504) {
		return { error: unavailableError(status, call), nothingApplied: notStarted.includes(status) };
	}
	return { error: errorFromBody(body, status, call.purpose) };
}

/** An error body as it also stands for one record in a multi-status answer. `status` is that of the whole answer. */
export function errorFromBody(body: Json, status: number, purpose: string): CrmError {
	const category = text(body['category']) ?? '';
	const complaints = readComplaints(body);
	const code = complaints.find((entry) => entry.code !== undefined)?.code ?? (category === '' ? undefined : category);
	const fields = [...new Set(complaints.flatMap((entry) => entry.field ?? []))];
	const base = { status, code, ...(fields.length > 0 ? { fields } : {}) };

	if (status === 403 || category === 'MISSING_SCOPES' || category === 'FORBIDDEN') return permissionError(body, base);
	if (category === 'OBJECT_NOT_FOUND' || code === 'OBJECT_NOT_FOUND' || status === 404) {
		return new CrmError({
			...base,
			kind: 'not found',
			message: `HubSpot has no such record (${purpose}).`,
			hint: 'It may have been deleted or merged. Look it up again with Identity Lookup.',
		});
	}
	if (status === 409 || category === 'CONFLICT' || category === 'OBJECT_ALREADY_EXISTS') {
		return new CrmError({
			...base,
			kind: 'conflict',
			message: `HubSpot refused a value that another record holds already (${purpose}).`,
			hint: 'Check which record holds the unique value, and merge or correct the records in HubSpot.',
			...existingIn(text(body['message']) ?? ''),
		});
	}
	if (/Missing '[^']+' permission/.test(text(body['message']) ?? '')) return permissionError(body, base);
	if (status === 400 || status === 207 || status === 422 || category === 'VALIDATION_ERROR') {
		return validationError(complaints, base, purpose);
	}
	return new CrmError({
		...base,
		kind: 'unexpected',
		message: `HubSpot answered in a way that this node does not know (status ${status}, ${purpose}).`,
		hint: 'Run the workflow again. If it stays, report it with the time of the run.',
	});
}

/** "Contact already exists. Existing ID: 37765128953" */
function existingIn(message: string): { readonly existing?: readonly string[] } {
	const id = /Existing ID:\s*(\d{1,19})/i.exec(message)?.[1];
	return id === undefined ? {} : { existing: [id] };
}

function authError(status: number): CrmError {
	return new CrmError({
		kind: 'auth',
		status,
		message: 'HubSpot did not accept the credential: it expired, was revoked or is wrong.',
		hint: 'Open the HubSpot credential in n8n, reconnect it or paste a new token, and run the workflow again.',
	});
}

function rateLimitError(body: Json): ErrorReading {
	const policy = text(body['policyName']);
	const daily = policy === 'DAILY' || /daily limit/i.test(text(body['message']) ?? '');
	const error = new CrmError({
		kind: 'rate limit',
		status: 429,
		code: policy,
		message: daily
			? "The day's API limit of this HubSpot account is used up."
			: 'HubSpot asked to slow down and kept asking.',
		hint: daily
			? "It starts anew at midnight in the account's time zone. Run the workflow again then, or on fewer records."
			: 'Run the workflow again in a minute, or at a time when fewer programs use this account.',
	});
	return { error, final: daily };
}

function unavailableError(status: number, call: Call): CrmError {
	const message =
		status === 423
			? `HubSpot had the record locked (${call.purpose}).`
			: `HubSpot could not answer just now (status ${status}, ${call.purpose}).`;
	return new CrmError({
		kind: 'unavailable',
		status,
		message,
		hint: 'Run the workflow again later; https://status.hubspot.com tells about outages.',
	});
}

type Base = { readonly status: number; readonly code?: string | undefined; readonly fields?: readonly string[] };

function permissionError(body: Json, base: Base): CrmError {
	const needed = new Set<string>();
	const contexts = [body, ...list(body['errors']).map(object)].map((entry) => object(entry['context']));
	for (const context of contexts) {
		for (const scope of [...texts(context['requiredGranularScopes']), ...texts(context['requiredScopes'])]) {
			needed.add(scope);
		}
	}
	const permission = /Missing '([^']+)' permission/.exec(text(body['message']) ?? '')?.[1];
	const scopes = [...needed].sort().join(', ');
	return new CrmError({
		...base,
		kind: 'permission',
		message:
			scopes !== ''
				? `The HubSpot credential lacks a permission. It needs: ${scopes}.`
				: permission !== undefined
					? `The HubSpot user behind the credential lacks the permission "${permission}".`
					: 'The HubSpot credential is not allowed to do this.',
		hint:
			permission !== undefined
				? 'Ask a HubSpot administrator to give the user that permission, then run the workflow again.'
				: 'Add the scopes to the app or service key in HubSpot (Settings > Integrations), then renew the credential.',
	});
}

/** What each of HubSpot's codes means for the person who looks at the item. */
const meanings: Readonly<Record<string, readonly [message: string, hint: string]>> = {
	PROPERTY_DOESNT_EXIST: ['does not exist', 'Choose the field again, or create it in HubSpot.'],
	INVALID_OPTION: ['does not have that option', "Use one of the field's options, or add the option in HubSpot."],
	READ_ONLY_VALUE: ['cannot be written: HubSpot sets it by itself', 'Take the field out of the mapping.'],
	INVALID_NUMBER: ['takes a number', 'Send a plain number without units or separators.'],
	INVALID_INTEGER: ['takes a whole number', 'Send a whole number.'],
	INVALID_DATE: ['takes a date', 'Send a date such as 2026-11-20.'],
	INVALID_BOOLEAN: ['takes yes or no', 'Send true or false.'],
	INVALID_EMAIL: ['takes an e-mail address', 'Send a complete e-mail address.'],
	VALUE_TOO_LONG: ['cannot hold that much text', 'Shorten the text.'],
	MISSING_CONDITIONAL_REQUIRED_PROPERTY: [
		'must be filled as well: a rule in HubSpot demands it',
		"Fill the field in the same write, or change the rule in HubSpot's property settings.",
	],
	MISSING_REQUIRED_PROPERTY: ['must be filled as well', 'Fill the field in the same write.'],
	VALIDATION_RULE_VIOLATION: ['breaks a validation rule of HubSpot', "Look at the rule in the field's settings."],
};

function validationError(complaints: readonly Complaint[], base: Base, purpose: string): CrmError {
	const first = complaints.find((entry) => entry.field !== undefined) ?? complaints[0];
	const meaning = first?.code === undefined ? undefined : meanings[first.code];
	const name = first?.field === undefined ? 'A field' : `The field "${first.field}"`;
	const reason = first?.code === undefined ? '' : ` (${first.code})`;
	const more = new Set(complaints.flatMap((entry) => entry.field ?? [])).size - 1;
	const others = more > 0 ? ` ${more} more ${more === 1 ? 'field has' : 'fields have'} problems.` : '';
	return new CrmError({
		...base,
		kind: 'validation',
		message:
			meaning !== undefined
				? `${name} ${meaning[0]}.${others}`
				: first?.field !== undefined
					? `HubSpot refused the value of the field "${first.field}"${reason}.${others}`
					: `HubSpot refused the request${reason} (${purpose}).`,
		hint: meaning?.[1] ?? 'Check the value against the field in HubSpot.',
	});
}

/** The complaints of `errors[]`, and of the JSON that property errors carry inside their message text. */
function readComplaints(body: Json): readonly Complaint[] {
	const complaints: Complaint[] = [];
	for (const entry of [body, ...list(body['errors']).map(object)]) {
		complaints.push(...complaintsInText(text(entry['message']) ?? ''));
	}
	for (const entry of list(body['errors']).map(object)) {
		const context = object(entry['context']);
		const names = [...texts(context['propertyName']), ...texts(context['propertyNames'])];
		const code = text(entry['code']);
		const place = text(entry['in']);
		if (names.length === 0 && place !== undefined) names.push(place);
		if (names.length === 0 && code !== undefined) complaints.push({ code, field: undefined });
		for (const field of names) complaints.push({ code, field });
	}
	const own = object(body['context']);
	for (const field of texts(own['propertyName'])) complaints.push({ code: text(body['subCategory']), field });
	return dedupe(complaints);
}

/** `Property values were not valid: [{"isValid":false,"error":"INVALID_OPTION","name":"industry",...}]` */
function complaintsInText(message: string): readonly Complaint[] {
	const start = message.indexOf('[{');
	const end = message.lastIndexOf(']');
	if (start < 0 || end < start) return [];
	let parsed: unknown;
	try {
		parsed = JSON.parse(message.slice(start, end + 1));
	} catch {
		return [];
	}
	return list(parsed)
		.map(object)
		.map((entry) => ({ code: text(entry['error']), field: text(entry['name']) }));
}

function dedupe(complaints: readonly Complaint[]): readonly Complaint[] {
	const seen = new Map<string, Complaint>();
	for (const complaint of complaints) {
		const key = complaint.field ?? `code ${complaint.code ?? ''}`;
		const known = seen.get(key);
		if (known?.code === undefined) seen.set(key, complaint);
	}
	return [...seen.values()];
}
