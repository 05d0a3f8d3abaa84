/**
 * Updating records only if nobody changed them since they were read. If-Unmodified-Since compares whole seconds, so it
 * is sent only where the read came in a later second than the record's last change: then every later change is seen.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite-post.md
 */
import type { Patch } from '../crm';
import { list, object, text } from '../json';
import { asCrmError, chunks } from '../results';
import { changedSinceRead, errorOf, readError } from './errors';
import type { Change, Writing } from './write';

/** Most subrequests of a composite request. */
const compositeSize = 25;
/** Below this many records single requests cost less than finding out. */
const worthProbing = 3;
/** Records that are written alone until one is taken and can be asked about. */
const mostAlone = 3;
/** Long before any record was written. */
const longAgo = 'Sat, 01 Jan 2000 00:00:00 GMT';

export async function writeConditional(writing: Writing, changes: readonly Change[]): Promise<void> {
	const sure = changes.filter(({ patch }) => modifiedUntil(patch) !== undefined);
	const tooFresh = changes.filter(({ patch }) => modifiedUntil(patch) === undefined);
	await Promise.all([sendAll(writing, sure), waitForNextSecond(writing, tooFresh)]);
}

async function sendAll(writing: Writing, changes: readonly Change[]): Promise<void> {
	const { together, open } = await honoursHeaders(writing, changes);
	if (together) await Promise.all(chunks(open, compositeSize).map(async (part) => await sendTogether(writing, part)));
	else await Promise.all(open.map(async (change) => await sendAlone(writing, change)));
}

/**
 * The value of If-Unmodified-Since: the second of the record's last change. Undefined where a later change could fall
 * into that same second, so that it would not be seen.
 */
export function modifiedUntil({ unchangedSince }: Pick<Patch, 'unchangedSince'>): string | undefined {
	if (unchangedSince?.changedAt === undefined) return undefined;
	const second = Math.floor(Date.parse(unchangedSince.changedAt) / 1_000) * 1_000;
	return Date.parse(unchangedSince.readAt) >= second + 1_000 ? new Date(second).toUTCString() : undefined;
}

/** The record was changed in the very second of the read: once that second is over, it can be read and judged anew. */
async function waitForNextSecond(writing: Writing, changes: readonly Change[]): Promise<void> {
	if (changes.length === 0) return;
	const waits = changes.map(({ patch }) => {
		const { readAt, changedAt } = patch.unchangedSince ?? {};
		return Date.parse(changedAt ?? readAt ?? '') + 1_000 - Date.parse(readAt ?? '');
	});
	// Salesforce's clock shows whole seconds: one more, until it shows the next.
	await writing.connection.port.sleep(Math.min(5_000, Math.max(0, ...waits.filter(Number.isFinite)) + 1_000));
	for (const change of changes) writing.refused(change, changedSinceRead(0));
}

function conditionOf({ patch }: Change): Readonly<Record<string, string>> {
	return { 'If-Unmodified-Since': modifiedUntil(patch) ?? longAgo };
}

/** True where it was written. https://developer.salesforce.com/docs/platform/api-rest/guide/dome-update-fields.md */
async function sendAlone(writing: Writing, change: Change): Promise<boolean> {
	const { connection, schema, headers } = writing;
	try {
		const { at } = await connection.send({
			method: 'PATCH',
			path: `/sobjects/${encodeURIComponent(schema.object.sobject)}/${change.id}`,
			headers: { ...headers, ...conditionOf(change) },
			body: change.body,
			// A repetition after a lost answer meets its own change, is refused, and the record is judged anew.
			idempotent: true,
			purpose: 'write',
		});
		writing.done(change, at);
		return true;
	} catch (error) {
		writing.refused(change, asCrmError(error));
		return false;
	}
}

async function sendTogether(writing: Writing, changes: readonly Change[]): Promise<void> {
	const { connection } = writing;
	try {
		const { response, at } = await connection.send({
			method: 'POST',
			path: '/composite',
			body: {
				allOrNone: false,
				compositeRequest: await Promise.all(
					changes.map(async (change) => await subrequest(writing, change, conditionOf(change))),
				),
			},
			idempotent: true,
			purpose: 'write',
		});
		const answers = new Map(
			list(object(response.body)['compositeResponse'])
				.map(object)
				.map((answer) => [text(answer['referenceId']), answer]),
		);
		for (const change of changes) {
			const answer = answers.get(referenceOf(change));
			const status = Number(answer?.['httpStatusCode'] ?? 0);
			if (status >= 200 && status < 300) writing.done(change, at);
			else writing.refused(change, refusalOf(status, answer?.['body']));
		}
	} catch (error) {
		const crmError = asCrmError(error);
		for (const change of changes) writing.refused(change, crmError);
	}
}

function referenceOf({ index }: Change): string {
	return `record${index}`;
}

async function subrequest(
	{ connection, schema, headers }: Writing,
	change: Change,
	condition: Readonly<Record<string, string>>,
) {
	const { version } = await connection.org();
	return {
		method: 'PATCH',
		url: `/services/data/v${version}/sobjects/${encodeURIComponent(schema.object.sobject)}/${change.id}`,
		referenceId: referenceOf(change),
		httpHeaders: { ...headers, ...condition },
		body: change.body,
	};
}

function refusalOf(status: number, body: unknown) {
	if (status === 412) return changedSinceRead(status);
	return status === 0
		? errorOf({}, 500, 'write')
		: readError({ status, headers: {}, body }, { method: 'PATCH', path: '', purpose: 'write' }).error;
}

/**
 * Whether this org honours the precondition inside of a composite request, which Salesforce documents for single
 * requests only. Asked with a date that is certainly over and a field that does not exist: 412 means honoured, and in
 * either case nothing can be written. An org that looks at the fields first answers that question alike whether it
 * honours the date or not; it is asked again without any field, on a record that has just been written alone, so that
 * an org which ignores the date saves that record once more as it is. `open` are the changes that are still to be sent.
 */
async function honoursHeaders(
	writing: Writing,
	changes: readonly Change[],
): Promise<{ readonly together: boolean; readonly open: readonly Change[] }> {
	const [first] = changes;
	if (first === undefined || changes.length < worthProbing) return { together: false, open: changes };
	let sent = 0;
	const ask = async () => {
		if ((await probe(writing, first, { crmAiLayerProbe__x: null })) === 412) return true;
		for (const change of changes.slice(0, mostAlone)) {
			sent++;
			if (await sendAlone(writing, change)) return (await probe(writing, change, {})) === 412;
		}
		return false;
	};
	try {
		const together = await writing.connection.remembered('composite preconditions', ask);
		return { together, open: changes.slice(sent) };
	} catch (error) {
		asCrmError(error);
		return { together: false, open: changes.slice(sent) };
	}
}

/** The status that a composite request gives for a body with a date that is over. */
async function probe(writing: Writing, change: Change, body: Change['body']): Promise<number> {
	const { response, at } = await writing.connection.send({
		method: 'POST',
		path: '/composite',
		body: {
			allOrNone: false,
			compositeRequest: [await subrequest(writing, { ...change, body }, { 'If-Unmodified-Since': longAgo })],
		},
		idempotent: true,
		purpose: 'probe',
	});
	const status = Number(object(list(object(response.body)['compositeResponse'])[0])['httpStatusCode']);
	// The record's last change is then ours.
	if (status < 300) writing.connection.written.remember(change.id, {}, at);
	return status;
}
