/** Which records belong together, in Salesforce's ways: lookups, and the contact roles of opportunities. */
import { text, type Json } from '../json';
import type { Connection } from './connection';
import type { SalesforceObject } from './objects';
import { recordId } from './ids';
import { queryByIds } from './query';
import { name, soql } from './soql';

/** Ids of related records by record. Throws CrmError. */
export type Links = ReadonlyMap<string, readonly string[]>;

export async function readLinks(
	connection: Connection,
	from: SalesforceObject,
	to: SalesforceObject,
	ids: readonly string[],
): Promise<Links> {
	const pair = `${from.name} ${to.name}`;
	if (pair === 'contact deal') return await roles(connection, ids, 'ContactId', 'OpportunityId');
	if (pair === 'deal contact') return await roles(connection, ids, 'OpportunityId', 'ContactId');
	const [own, theirs] = await Promise.all([
		lookups(connection, from, to),
		from.sobject === to.sobject ? [] : lookups(connection, to, from),
	]);
	const answers = await Promise.all([
		...own.map(async (field) => {
			const make = (part: readonly string[]) =>
				soql`SELECT Id, ${name(field)} FROM ${name(from.sobject)} WHERE Id IN ${part}`;
			return pairs((await queryByIds(connection, ids, make, 'related')).records, 'Id', field);
		}),
		...theirs.map(async (field) => {
			const make = (part: readonly string[]) =>
				soql`SELECT Id, ${name(field)} FROM ${name(to.sobject)} WHERE ${name(field)} IN ${part} ORDER BY SystemModstamp DESC`;
			return pairs((await queryByIds(connection, ids, make, 'related')).records, field, 'Id');
		}),
	]);
	return grouped(answers.flat());
}

/** Fields of one object that refer to the other. */
async function lookups(
	connection: Connection,
	from: SalesforceObject,
	to: SalesforceObject,
): Promise<readonly string[]> {
	const schema = await connection.schema(from);
	return [...schema.native.values()]
		.filter(({ referenceTo, filterable, api }) => filterable && referenceTo.includes(to.sobject) && !isTechnical(api))
		.map(({ api }) => api);
}

/** Where a merge or conversion led is no relation of its own. */
function isTechnical(api: string): boolean {
	return api === 'MasterRecordId' || api.startsWith('Converted');
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitycontactrole.htm */
async function roles(connection: Connection, ids: readonly string[], from: string, to: string): Promise<Links> {
	const make = (part: readonly string[]) =>
		soql`SELECT ContactId, OpportunityId FROM OpportunityContactRole WHERE ${name(from)} IN ${part}`;
	return grouped(pairs((await queryByIds(connection, ids, make, 'related')).records, from, to));
}

type Pair = readonly [from: string, to: string];

function pairs(records: readonly Json[], from: string, to: string): readonly Pair[] {
	return records.flatMap((record): readonly Pair[] => {
		const [one, other] = [recordId(text(record[from]) ?? ''), recordId(text(record[to]) ?? '')];
		return one === undefined || other === undefined ? [] : [[one, other]];
	});
}

function grouped(all: readonly Pair[]): Links {
	const links = new Map<string, string[]>();
	for (const [from, to] of all) {
		const known = links.get(from) ?? [];
		if (!known.includes(to)) links.set(from, [...known, to]);
	}
	return links;
}
