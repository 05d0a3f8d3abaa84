/**
 * Finding companies by domain: their own or an additional one, else the one of their website. Who holds a domain beside
 * its own is looked for even where another company has it as its own: then a person has to choose.
 */
import { siteOf } from '../../core/identity/facts';
import type { IdentityProfile } from '../../core/identity/profile';
import type { Hits } from './find';
import { searchLimits, type SearchFilter } from './search';
import { findAmongHolders, united } from './search-holders';
import { findWide, isEmpty, type Found } from './search-wide';
import type { SnapshotSource } from './snapshot';

const domainsPerSearch = 30;
/** So many are asked for as own and as additional domains in one search. */
const few = searchLimits.groups - 1;

const own = 'domain';
const additional = 'hs_additional_domains';
const website = 'website';
const domainFields = [own, additional, website];

export async function findByDomain(source: SnapshotSource, domains: readonly string[]): Promise<Hits> {
	const found =
		domains.length <= few
			? await findIn(source, domains, [own, additional], few)
			: united(
					domains,
					await Promise.all([findIn(source, domains, [own], domainsPerSearch), findAdditional(source, domains)]),
				);
	// HubSpot takes a company's domain from its website, so that the two differ only where somebody changed one.
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

/** Few companies have additional domains. */
async function findAdditional(source: SnapshotSource, domains: readonly string[]): Promise<Found> {
	if (!source.schema.has(additional)) return new Map();
	const found = await findAmongHolders(source, domains, 'domain', {
		filter: { propertyName: additional, operator: 'HAS_PROPERTY' },
		mayBe: (domain, value) => value.split(';').some((one) => siteOf(one) === domain),
		isHit,
	});
	if (found === 'none') return new Map();
	return found ?? (await findIn(source, domains, [additional], searchLimits.groups));
}
