/**
 * Finding companies by domain: their own, an additional one, the one of their website. Who holds a domain beside its
 * own is looked for even where another company has it as its own: then a person has to choose.
 */
import { siteOf } from '../../core/identity/facts';
import type { IdentityProfile } from '../../core/identity/profile';
import type { Hit, Hits } from './find';
import { profileOf } from './profile';
import { asCrmError, failed, ok } from './results';
import { search, searchLimits, type SearchFilter } from './search';
import { findWide, hit, isEmpty, most, readAgain, type Found } from './search-wide';
import type { SnapshotSource } from './snapshot';

const domainsPerSearch = 30;
/** Up to so many are asked for in all three fields at once, two in a search. */
const few = 4;
const fewPerSearch = 2;

const own = 'domain';
const additional = 'hs_additional_domains';
const website = 'website';
const domainFields = [own, additional, website];

export async function findByDomain(source: SnapshotSource, domains: readonly string[]): Promise<Hits> {
	if (domains.length <= few) return await findIn(source, domains, [own, additional, website], fewPerSearch);
	const [first, second] = await Promise.all([
		findIn(source, domains, [own], domainsPerSearch),
		findAdditional(source, domains),
	]);
	const found = new Map(domains.map((domain) => [domain, united([first.get(domain), second.get(domain)])]));
	const missed = domains.filter((domain) => isEmpty(found.get(domain)));
	return new Map([...found, ...(await findIn(source, missed, [website], searchLimits.groups))]);
}

async function findIn(
	source: SnapshotSource,
	domains: readonly string[],
	fields: readonly string[],
	perSearch: number,
): Promise<Found> {
	const known = fields.filter((field) => source.schema.has(field));
	return await findWide(source, domains, perSearch, 'domain', {
		keyOf: (domain) => domain,
		filters: (part) =>
			known.flatMap((field): readonly (readonly SearchFilter[])[] => {
				if (field === own) {
					const values = part.flatMap((domain) => [domain, `www.${domain}`]);
					return [[{ propertyName: own, operator: 'IN', values }]];
				}
				// A website is an address, of which the domain is a part; `isHit` compares.
				return part.map((domain) => [
					{
						propertyName: field,
						operator: 'CONTAINS_TOKEN',
						value: field === website ? `*${domain}*` : domain,
					},
				]);
			}),
		isHit,
		index: {
			properties: domainFields.filter((field) => source.schema.has(field)),
			mayBe: (domain, properties) =>
				domainFields.some((field) => (properties[field] ?? '').split(';').some((one) => siteOf(one) === domain)),
		},
	});
}

function isHit(domain: string, { domains }: IdentityProfile): boolean {
	return domains.some((one) => siteOf(one) === domain);
}

/** Few companies have additional domains: where that costs no more than searching for each of them, all are listed. */
async function findAdditional(source: SnapshotSource, domains: readonly string[]): Promise<Found> {
	const found: Found = new Map(domains.map((domain) => [domain, ok([])]));
	if (!source.schema.has(additional)) return found;
	const purpose = 'find by domain';
	const wanted = new Set(domains);
	const ids: string[] = [];
	try {
		let after: string | undefined;
		do {
			const page = await search(
				source.connection,
				source.object,
				{
					filterGroups: [{ filters: [{ propertyName: additional, operator: 'HAS_PROPERTY' }] }],
					properties: [additional],
					limit: searchLimits.page,
					...(after === undefined ? {} : { after }),
				},
				purpose,
			);
			const pages = (page.total ?? Infinity) / searchLimits.page;
			if (page.after !== undefined && pages > domains.length / searchLimits.groups) {
				return await findIn(source, domains, [additional], searchLimits.groups);
			}
			for (const { id, properties } of page.records) {
				const held = (properties[additional] ?? '').split(';').flatMap((one) => siteOf(one) ?? []);
				if (held.some((domain) => wanted.has(domain))) ids.push(id);
			}
			after = page.records.length === 0 ? undefined : page.after;
		} while (after !== undefined);
		for (const read of await readAgain(source, [...new Set(ids)], purpose)) {
			const profile = profileOf(source.object, source.schema, read.record);
			for (const domain of domains) {
				const known = found.get(domain);
				if (known?.ok !== true || known.value.length >= most || !isHit(domain, profile)) continue;
				found.set(domain, ok([...known.value, hit(source, read, 'domain')]));
			}
		}
		return found;
	} catch (error) {
		const data = failed(asCrmError(error));
		return new Map(domains.map((domain) => [domain, data]));
	}
}

function united(answers: readonly ReturnType<Found['get']>[]) {
	const hits = new Map<string, Hit>();
	for (const answer of answers) {
		if (answer?.ok === false) return answer;
		for (const one of answer?.value ?? []) hits.set(one.snapshot.id, one);
	}
	return ok([...hits.values()].slice(0, most));
}
