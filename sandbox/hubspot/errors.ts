/** HubSpot's error bodies. https://developers.hubspot.com/docs/api-reference/error-handling */
import type { Answer } from '../core/stand-in';

export interface ErrorDetail {
	readonly message: string;
	readonly code?: string;
	readonly in?: string;
	readonly subCategory?: string;
	readonly context?: Readonly<Record<string, readonly string[]>>;
}

export interface ErrorBody {
	readonly status: 'error';
	readonly message: string;
	readonly category: string;
	readonly subCategory?: string;
	readonly errors?: readonly ErrorDetail[];
	readonly context?: Readonly<Record<string, readonly string[]>>;
	readonly links?: Readonly<Record<string, string>>;
}

/** A refusal with HubSpot's status and body; the correlation id is added when it is sent. */
export class HubSpotError extends Error {
	readonly body: ErrorBody;

	constructor(
		readonly status: number,
		category: string,
		message: string,
		more: Partial<Pick<ErrorBody, 'errors' | 'context' | 'subCategory' | 'links'>> = {},
	) {
		super(message);
		this.body = { status: 'error', message, category, ...more };
	}
}

export function answerOf(error: HubSpotError, correlationId: string): Answer {
	return { status: error.status, body: { ...error.body, correlationId } };
}

export function invalid(message: string, errors?: readonly ErrorDetail[]): HubSpotError {
	return new HubSpotError(400, 'VALIDATION_ERROR', message, errors ? { errors } : {});
}

export function notFound(message = 'resource not found'): HubSpotError {
	return new HubSpotError(404, 'OBJECT_NOT_FOUND', message);
}

/** One refused property value, in the words of the JSON that HubSpot puts inside the message. */
export interface PropertyProblem {
	readonly name: string;
	readonly error: string;
	readonly message: string;
}

/** 400 "Property values were not valid: [...]". */
export function invalidProperties(problems: readonly PropertyProblem[], portalId: number): HubSpotError {
	const inside = problems.map(({ name, error, message }) => ({
		isValid: false,
		message,
		error,
		name,
		localizedErrorMessage: message,
		portalId,
	}));
	return invalid(
		`Property values were not valid: ${JSON.stringify(inside)}`,
		problems.map(({ name, error, message }) => ({ message, code: error, context: { propertyName: [name] } })),
	);
}

/** 429. https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
export function rateLimited(policy: 'DAILY' | 'TEN_SECONDLY_ROLLING' | 'SECONDLY', correlationId: string): Answer {
	const message = {
		DAILY: 'You have reached your daily limit.',
		TEN_SECONDLY_ROLLING: 'You have reached your ten_secondly_rolling limit.',
		SECONDLY: 'You have reached your secondly limit.',
	}[policy];
	return {
		status: 429,
		body: { status: 'error', message, errorType: 'RATE_LIMIT', correlationId, policyName: policy },
	};
}
