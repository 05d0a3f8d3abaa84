/**
 * Pipedrive's error answers as CrmError, in our own words: Pipedrive's text may repeat values.
 * https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes
 * https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
 */
import { CrmError } from '../../core/errors';
import type { Call, ErrorReading } from '../http';
import type { HttpResponse } from '../http-port';
import { object, text } from '../json';

const passing = [408, 425, 500, 502, 503, 504];

export function readError(response: HttpResponse, call: Call): ErrorReading {
	const { status } = response;
	const body = object(response.body);
	const said = text(body['error']) ?? text(body['message']) ?? '';
	if (status === 401) return { error: authError() };
	if (status === 429) return rateLimitError(response, said);
	if (status === 403 && isBlockPage(response)) return { error: blockedError(), stops: true };
	if (passing.includes(status) || status > 504) {
		return {
			error: new CrmError({
				kind: 'unavailable',
				status,
				message: `Pipedrive could not answer just now (status ${status}, ${call.purpose}).`,
				hint: 'Run the workflow again later; https://status.pipedrive.com tells about outages.',
			}),
		};
	}
	return { error: refusal(status, text(body['code']), said, call.purpose) };
}

/** The page that Cloudflare puts in front of Pipedrive for a client that went on after 429; everything else is JSON. */
function isBlockPage(response: HttpResponse): boolean {
	const isPage = typeof response.body === 'string' && /<html|<!doctype/i.test(response.body);
	return isPage || /text\/html/i.test(response.headers['content-type'] ?? '');
}

function refusal(status: number, code: string | undefined, said: string, purpose: string): CrmError {
	const base = { status, ...(code === undefined ? {} : { code }) };
	if (status === 403 || status === 402) {
		const scope = /scope/i.test(`${code ?? ''} ${said}`);
		return new CrmError({
			...base,
			kind: 'permission',
			message: scope
				? `The Pipedrive app lacks a permission (scope) for this (${purpose}).`
				: `The Pipedrive user behind the credential is not allowed to do this (${purpose}).`,
			hint: scope
				? 'Add the scope to your app in the Developer Hub and to the credential, then connect it again.'
				: 'Ask a Pipedrive administrator to give the user the permission, then run the workflow again.',
		});
	}
	if (status === 404 || status === 410) {
		return new CrmError({
			...base,
			kind: 'not found',
			message: `Pipedrive has no such record (${purpose}).`,
			hint: 'It may have been deleted or merged. Look it up again with Identity Lookup.',
		});
	}
	if (status === 409) {
		return new CrmError({
			...base,
			kind: 'conflict',
			message: `Pipedrive refused the change since the record is being changed elsewhere (${purpose}).`,
			hint: 'Run the workflow again.',
		});
	}
	if (status === 400 || status === 413 || status === 422) {
		const fields = namedFields(said);
		return new CrmError({
			...base,
			kind: 'validation',
			...(fields.length === 0 ? {} : { fields }),
			message: `Pipedrive refused a value (${purpose}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}).`,
			hint: 'Compare the value with the type and the options of the field in Pipedrive (Company settings > Data fields).',
		});
	}
	return new CrmError({
		...base,
		kind: 'unexpected',
		message: `Pipedrive answered in a way that this node does not know (status ${status}, ${purpose}).`,
		hint: 'Run the workflow again. If it stays, report it with the time of the run.',
	});
}

/** "Validation failed: custom_fields.{key}: ...; job_title: ..." names the fields in front of each colon. */
export function namedFields(said: string): readonly string[] {
	const list = said.replace(/^Validation failed:\s*/i, '');
	const names = [...list.matchAll(/(?:^|; )(?:custom_fields\.)?([A-Za-z_][\w]*|[0-9a-f]{40})\s*:/g)].flatMap(
		([, name]) => name ?? [],
	);
	return [...new Set(names.filter((name) => name !== 'custom_fields'))];
}

function authError(): CrmError {
	return new CrmError({
		kind: 'auth',
		status: 401,
		message: 'Pipedrive did not accept the credential: the token is wrong, expired or was revoked.',
		hint: 'Open the Pipedrive credential in n8n, reconnect it or paste the API token again, and run the workflow again.',
	});
}

function rateLimitError(response: HttpResponse, said: string): ErrorReading {
	const left = response.headers['x-daily-requests-left']?.trim();
	const daily = left === '0' || /daily|budget/i.test(said);
	const error = new CrmError({
		kind: 'rate limit',
		status: 429,
		...(daily ? { code: 'DAILY' } : {}),
		message: daily
			? "The day's API budget of this Pipedrive company is used up."
			: 'Pipedrive asked to slow down and kept asking.',
		hint: daily
			? 'It starts anew at midnight. Run the workflow again then, or on fewer records; checking who edited a field costs most.'
			: 'Run the workflow again in a minute, or at a time when fewer programs use this company account.',
	});
	// Going on after the day's end only leads to a block.
	return { error, final: daily, stops: daily };
}

function blockedError(): CrmError {
	return new CrmError({
		kind: 'rate limit',
		status: 403,
		code: 'BLOCKED',
		message:
			'Pipedrive blocks this token for a while, since too many requests came after it had asked to slow down. Nothing more was sent.',
		hint: 'Wait some minutes, see which other programs use the same token, and give this package a user of its own.',
	});
}
