/** Finding the records that belong to another one: the deals of a company, the people of a deal. */
import type { IdentityKeys, Result } from '../crm';
import { text } from '../json';
import { asCrmError, failed, ok } from '../results';
import { byId } from './find-exact';
import { recordId } from './ids';
import { queryByIds } from './query';
import { search, type Hit, type Hits } from './search';
import type { SnapshotSource } from './snapshot';
import { join, name, soql } from './soql';

type Parent = NonNullable<IdentityKeys['parent']>;

export function parentKey({ object, id }: Parent): string {
	return JSON.stringify([object, recordId(id) ?? id]);
}

export async function byParent(source: SnapshotSource, values: readonly string[]): Promise<Hits> {
	const hits = new Map<string, Result<readonly Hit[]>>(values.map((value) => [value, ok([])]));
	const parents = new Map<string, string[]>();
	for (const value of values) {
		const [object, id] = JSON.parse(value) as [string, string];
		if (recordId(id) !== undefined) parents.set(object, [...(parents.get(object) ?? []), id]);
	}
	await Promise.all(
		[...parents].map(async ([object, ids]) => {
			const answer = await childrenOf(source, object, ids);
			for (const [id, found] of answer) hits.set(JSON.stringify([object, id]), found);
		}),
	);
	return hits;
}

async function childrenOf(source: SnapshotSource, objectName: string, ids: readonly string[]): Promise<Hits> {
	try {
		const parent = await source.connection.object(objectName);
		const links = [...source.schema.native.values()].filter(
			({ referenceTo, filterable }) => filterable && referenceTo.includes(parent.sobject),
		);
		const pair = `${source.schema.object.name} of ${parent.name}`;
		if (pair === 'deal of contact' || pair === 'contact of deal') return await byRole(source, ids, pair);
		if (pair === 'company of contact' || pair === 'company of deal')
			return await ownAccount(source, parent.sobject, ids);
		if (links.length === 0) return new Map(ids.map((id) => [id, ok([])]));
		return await search(source, {
			values: ids,
			where: (part) =>
				soql`(${join(
					links.map(({ api }) => soql`${name(api)} IN ${part}`),
					' OR ',
				)})`,
			holds: (record, id) => (links.some(({ api }) => recordId(text(record[api]) ?? '') === id) ? 'parent' : undefined),
			purpose: 'find by parent',
			select: links.map(({ api }) => api),
		});
	} catch (error) {
		const failure = failed(asCrmError(error));
		return new Map(ids.map((id) => [id, failure]));
	}
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitycontactrole.htm */
async function byRole(source: SnapshotSource, ids: readonly string[], pair: string): Promise<Hits> {
	const [from, to] = pair === 'deal of contact' ? ['ContactId', 'OpportunityId'] : ['OpportunityId', 'ContactId'];
	const make = (part: readonly string[]) =>
		soql`SELECT ContactId, OpportunityId FROM OpportunityContactRole WHERE ${name(from)} IN ${part}`;
	const { records } = await queryByIds(source.connection, ids, make, 'find by parent');
	return await linked(
		source,
		ids,
		records.map((record) => [record[from], record[to]] as const),
	);
}

async function ownAccount(source: SnapshotSource, sobject: string, ids: readonly string[]): Promise<Hits> {
	const make = (part: readonly string[]) => soql`SELECT Id, AccountId FROM ${name(sobject)} WHERE Id IN ${part}`;
	const { records } = await queryByIds(source.connection, ids, make, 'find by parent');
	return await linked(
		source,
		ids,
		records.map((record) => [record['Id'], record['AccountId']] as const),
	);
}

async function linked(
	source: SnapshotSource,
	ids: readonly string[],
	links: readonly (readonly [from: unknown, to: unknown])[],
): Promise<Hits> {
	const pairs = links.flatMap(([from, to]) => {
		const [parent, child] = [recordId(text(from) ?? ''), recordId(text(to) ?? '')];
		return parent === undefined || child === undefined ? [] : [[parent, child] as const];
	});
	const children = await byId(source, [...new Set(pairs.map(([, child]) => child))]);
	return new Map(
		ids.map((id): [string, Result<readonly Hit[]>] => {
			const own = [...new Set(pairs.flatMap(([parent, child]) => (parent === id ? [child] : [])))];
			const answers = own.map((child) => children.get(child) ?? ok([]));
			const refused = answers.find((answer) => !answer.ok);
			if (refused !== undefined) return [id, refused];
			return [
				id,
				ok(answers.flatMap((answer) => (answer.ok ? answer.value : [])).map((hit) => ({ ...hit, via: 'parent' }))),
			];
		}),
	);
}
