/** Pipedrive's refusals. https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes */
import type { Answer } from '../core/stand-in';

export class PipedriveError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly more: Readonly<Record<string, unknown>> = {},
	) {
		super(message);
	}
}

export function answerOf({ status, message, more }: PipedriveError): Answer {
	return { status, body: { success: false, error: message, ...more } };
}

/** v2 refuses whatever its schema does not have. */
export function schemaError(problems: readonly (readonly [string, string])[]): PipedriveError {
	const text = problems.map(([key, problem]) => `${key}: ${problem}`).join('; ');
	return new PipedriveError(400, `Validation failed: ${text}`, { code: 'ERR_SCHEMA_VALIDATION_FAILED' });
}

export function notFound(name: string): PipedriveError {
	return new PipedriveError(404, `${name} not found`, {
		error_info: 'Please check developers.pipedrive.com for more information.',
		code: 'ERR_NOT_FOUND',
	});
}

/** https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting */
export function rateLimited(body: 'json' | 'empty', daily = false): Answer {
	const error = daily ? 'Daily API token budget exceeded' : 'request over limit';
	return {
		status: 429,
		headers: { 'x-ratelimit-remaining': '0' },
		...(body === 'json' ? { body: { success: false, error, errorCode: 429, code: 429 } } : {}),
	};
}

/** What stands in front of Pipedrive answers a client that does not stop after 429. */
export function blocked(): Answer {
	return {
		status: 403,
		headers: { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' },
		body: '<!DOCTYPE html><html><head><title>Access denied | api.pipedrive.com used Cloudflare to restrict access</title></head><body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>',
	};
}
