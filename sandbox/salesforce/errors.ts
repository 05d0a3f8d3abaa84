/** Refusals in Salesforce's words: a list of {message, errorCode, fields}. */
import type { Answer } from '../core/stand-in';

export interface ErrorEntry {
	readonly message: string;
	readonly errorCode: string;
	readonly fields?: readonly string[];
	readonly duplicateResult?: unknown;
}

export class SalesforceError extends Error {
	constructor(
		readonly status: number,
		readonly entries: readonly ErrorEntry[],
	) {
		super(entries[0]?.message ?? 'error');
	}
}

export function refused(
	status: number,
	errorCode: string,
	message: string,
	fields?: readonly string[],
): SalesforceError {
	return new SalesforceError(status, [{ message, errorCode, ...(fields === undefined ? {} : { fields }) }]);
}

export const invalidSession = (): SalesforceError => refused(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

export const notFound = (): SalesforceError => refused(404, 'NOT_FOUND', 'The requested resource does not exist');

export const deleted = (): SalesforceError => refused(404, 'ENTITY_IS_DELETED', 'entity is deleted');

export const malformedId = (text: string, field = 'Id'): SalesforceError =>
	refused(400, 'MALFORMED_ID', `${field}: id value of incorrect type: ${text}`, [field]);

export const malformedQuery = (message: string): SalesforceError => refused(400, 'MALFORMED_QUERY', message);

export const jsonParserError = (message: string): SalesforceError => refused(400, 'JSON_PARSER_ERROR', message);

export function answerOf(error: SalesforceError): Answer {
	return { status: error.status, body: error.entries };
}

/** One record's errors inside a collection: the code is called statusCode there. */
export function collectionErrors(error: SalesforceError): unknown[] {
	return error.entries.map(({ errorCode, message, fields = [], duplicateResult }) => ({
		statusCode: errorCode,
		message,
		fields,
		...(duplicateResult === undefined ? {} : { duplicateResult }),
	}));
}
