/** Finding the records that belong to another one: the deals of a company, the company of a person. */
import { CrmError } from '../../core/errors';
import { mostCandidates, type IdentityKeys, type Result } from '../crm';
import { list, object } from '../json';
import { asCrmError, failed, ok } from '../results';
import type { Hit } from './hits';
import { findObject, isRecordId, recordsPath, type PipedriveObject } from './objects';
import { companyIdOf, profileFields } from './profile';
import { rawRecords, type Raw } from './read';
import { customFieldsQuery, snapshotSource, type SnapshotSource } from './snapshot';

/** The name under which the hits of a parent are kept. */
export const parentName = (parent: { readonly object: string; readonly id: string }) =>
	`parent ${parent.object} ${parent.id}`;

/** Records by the one they belong to. https://developers.pipedrive.com/docs/api/v1/Deals#getDeals (person_id, org_id) */
export async function findByParents(
	source: SnapshotSource,
	queries: readonly IdentityKeys[],
): Promise<ReadonlyMap<string, Result<readonly Hit[]>>> {
	const parents = new Map(
		queries.flatMap(({ parent }) => (parent === undefined ? [] : [[parentName(parent), parent]])),
	);
	const hits = new Map<string, Result<readonly Hit[]>>();
	await Promise.all(
		[...parents].map(async ([name, parent]) => {
			try {
				const raws = await childrenOf(source, parent);
				hits.set(name, ok(raws.map((raw): Hit => ({ via: 'parent', raw }))));
			} catch (error) {
				hits.set(name, failed(asCrmError(error)));
			}
		}),
	);
	return hits;
}

async function childrenOf(
	source: SnapshotSource,
	parent: { readonly object: string; readonly id: string },
): Promise<readonly Raw[]> {
	const { connection, object: target } = source;
	const above = findObject(parent.object);
	if (above === undefined || !isRecordId(above, parent.id)) return [];
	if (target.name === 'company') return await ownCompany(source, above, parent.id);
	const link = target.api === 'v1' && above.name === 'company' ? 'organization_id' : above.link;
	if (!isLinked(target.name, above.name)) return [];
	const response = await connection.http.request({
		method: 'GET',
		path: recordsPath(target),
		query: {
			[link]: parent.id,
			limit: mostCandidates,
			...customFieldsQuery(source, profileFields(source)),
		},
		purpose: 'find by parent',
	});
	const readAt = connection.answeredAt(response);
	return list(object(response.body)['data']).map((record) => ({ record: object(record), readAt }));
}

/** People, deals and leads name the organization that they belong to. */
async function ownCompany(source: SnapshotSource, above: PipedriveObject, id: string): Promise<readonly Raw[]> {
	if (above.name === 'company') return [];
	const child = await snapshotSource(source.connection, above.name, []);
	const given = (raw: Result<Raw> | undefined): readonly Raw[] => {
		if (raw?.ok === true) return [raw.value];
		if (raw !== undefined && raw.error.kind !== 'not found') throw new CrmError(raw.error);
		return [];
	};
	const [record] = given((await rawRecords(child, [id], [], 'find by parent')).get(id));
	const company = record === undefined ? undefined : companyIdOf(record.record);
	if (company === undefined) return [];
	return given((await rawRecords(source, [company], profileFields(source), 'find by parent')).get(company));
}

/** Pipedrive's lists filter by these links only. */
function isLinked(child: string, parent: string): boolean {
	return ['contact company', 'contact deal', 'deal contact', 'deal company', 'lead contact', 'lead company'].includes(
		`${child} ${parent}`,
	);
}
