/**
 * Updating many records in one request, without a precondition. The answer is 200 whatever became of the records.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-update.md
 */
import { CrmError } from '../../core/errors';
import { list, object } from '../json';
import { asCrmError, chunks } from '../results';
import { errorOf } from './errors';
import { writeBatch, type Change, type Writing } from './write';

export async function writeCollections(writing: Writing, changes: readonly Change[]): Promise<void> {
	await Promise.all(chunks(changes, writeBatch).map(async (part) => await writePart(writing, part)));
}

async function writePart(writing: Writing, changes: readonly Change[]): Promise<void> {
	const { connection, schema, headers } = writing;
	const type = schema.object.sobject;
	try {
		const { response, at } = await connection.send({
			method: 'PATCH',
			path: '/composite/sobjects',
			headers,
			body: {
				allOrNone: false,
				records: changes.map(({ id, body }) => ({ attributes: { type }, id, ...body })),
			},
			// Values are absolute: the same update twice leaves the same record.
			idempotent: true,
			purpose: 'write',
		});
		const answers = list(response.body).map(object);
		changes.forEach((change, index) => {
			const answer = answers[index];
			if (answer?.['success'] === true) writing.done(change, at);
			else writing.refused(change, answer === undefined ? noAnswer(response.status) : refusalOf(answer));
		});
	} catch (error) {
		const crmError = asCrmError(error);
		const { bad, rest } = blame(changes, crmError);
		for (const change of bad) writing.refused(change, crmError);
		if (bad.length > 0) return rest.length > 0 ? await writePart(writing, rest) : undefined;
		const middle = Math.ceil(changes.length / 2);
		await Promise.all([writePart(writing, changes.slice(0, middle)), writePart(writing, changes.slice(middle))]);
	}
}

/** Fields that are wrong whatever their value is: every change that has one of them fails for the same reason. */
const fieldCodes = ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'];

/** Who is to blame where the whole request was refused: nobody yet where it may be one value of one record. */
function blame(
	changes: readonly Change[],
	error: CrmError,
): { readonly bad: readonly Change[]; readonly rest: readonly Change[] } {
	const named = fieldCodes.includes(error.code ?? '');
	const concernsRecords = named || ['validation', 'not found', 'conflict'].includes(error.kind);
	if (changes.length === 1 || !concernsRecords) return { bad: changes, rest: [] };
	const fields = named ? (error.fields ?? []) : [];
	const isBad = ({ body }: Change) => fields.some((field) => field in body);
	return { bad: changes.filter(isBad), rest: changes.filter((change) => !isBad(change)) };
}

function refusalOf(answer: Readonly<Record<string, unknown>>): CrmError {
	return errorOf(object(list(answer['errors'])[0]), 200, 'write');
}

function noAnswer(status: number): CrmError {
	return new CrmError({
		kind: 'unexpected',
		status,
		message: 'Salesforce did not say what became of this record.',
		hint: 'Look at the record in Salesforce, then run the workflow again: equal values are not written twice.',
	});
}
