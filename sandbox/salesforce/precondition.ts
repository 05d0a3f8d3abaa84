/** If-Unmodified-Since, If-Modified-Since, and an account's ETag. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/using_conditional_requests.htm */
import type { Answer } from '../core/stand-in';
import type { StoredRecord } from '../core/store';
import { refused } from './errors';
import type { Org } from './org';
import type { SObjectType } from './sobject';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const textOf = (value: string | string[] | undefined): string | undefined =>
	typeof value === 'string' ? value : undefined;

/** Throws 412 where the record changed after the date of If-Unmodified-Since, by whole seconds. */
export function requireUnmodified(org: Org, type: SObjectType, record: StoredRecord, headers: Headers): void {
	const since = textOf(headers['if-unmodified-since']);
	if (since !== undefined && changedAt(org, record) > httpDate(since, 'If-Unmodified-Since')) throw changed();
	const match = textOf(headers['if-match']);
	if (match !== undefined && type.name === 'Account' && !match.includes(etag(org, record))) throw changed();
}

/** 304 where nothing changed since the date of If-Modified-Since. */
export function notModified(org: Org, record: StoredRecord, headers: Headers): Answer | undefined {
	const since = textOf(headers['if-modified-since']);
	if (since === undefined) return undefined;
	return changedAt(org, record) <= httpDate(since, 'If-Modified-Since') ? { status: 304 } : undefined;
}

export function validators(org: Org, type: SObjectType, record: StoredRecord): Record<string, string> {
	return {
		'last-modified': new Date(org.metaOf(record).modifiedAt).toUTCString(),
		...(type.name === 'Account' ? { etag: etag(org, record) } : {}),
	};
}

function etag(org: Org, record: StoredRecord): string {
	return `"${org.metaOf(record).modifiedAt.toString(36)}--gzip"`;
}

function changedAt(org: Org, record: StoredRecord): number {
	const { modifiedAt, stampAt } = org.metaOf(record);
	const time = org.options.preconditionField === 'LastModifiedDate' ? modifiedAt : stampAt;
	return Math.floor(time / 1000) * 1000;
}

/** Only the form that HTTP prescribes: Sun, 06 Nov 1994 08:49:37 GMT. */
function httpDate(text: string, name: string): number {
	const form = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
	const time = form.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(time)) throw refused(400, 'INVALID_HEADER_VALUE', `Invalid value for header ${name}: ${text}`);
	return time;
}

function changed(): Error {
	return refused(412, 'PRECONDITION_FAILED', 'The record was modified since the specified date.');
}
