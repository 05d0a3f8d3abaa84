/** The organizations of the records that were found: their names are evidence. */
import type { Result } from '../crm';
import { list, object, type Json } from '../json';
import { asCrmError, chunks } from '../results';
import type { Hit } from './hits';
import { recordsPath } from './objects';
import { companyIdOf } from './profile';
import { readBatch } from './read';
import { idOf, type SnapshotSource } from './snapshot';

/** By id. */
export async function companiesOf(
	source: SnapshotSource,
	hits: Iterable<Result<readonly Hit[]>>,
): Promise<ReadonlyMap<string, Json>> {
	if (source.object.name === 'company') return new Map();
	const records = [...hits].flatMap((result) => (result.ok ? result.value.map(({ raw }) => raw.record) : []));
	const ids = [...new Set(records.flatMap((record) => companyIdOf(record) ?? []))];
	const companies = new Map<string, Json>();
	if (ids.length === 0) return companies;
	const { connection } = source;
	await Promise.all(
		chunks(ids, readBatch).map(async (part) => {
			try {
				const response = await connection.http.request({
					method: 'GET',
					path: recordsPath(connection.object('company')),
					query: { ids: part.join(','), limit: readBatch },
					purpose: 'find: companies',
				});
				for (const company of list(object(response.body)['data']).map(object)) companies.set(idOf(company), company);
			} catch (error) {
				// A company's name only adds to the evidence.
				asCrmError(error);
			}
		}),
	);
	return companies;
}
