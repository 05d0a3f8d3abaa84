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
		for (const change of changes) writing.refused(change, crmError);
	}
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
