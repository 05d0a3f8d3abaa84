/** Domains as evidence: never a key by themselves, since companies share them. */
import { getDomain } from 'tldts';

/**
 * The domain that someone registered: `https://www.uk.acme.co.uk/about` -> `acme.co.uk`. Hosting suffixes count as
 * public (`acme.github.io` stays whole), otherwise all customers of a host would look like one company.
 * Undefined for IP addresses, bare suffixes and text that holds no host.
 */
export function registrableDomain(hostOrUrl: string): string | undefined {
	return getDomain(hostOrUrl.normalize('NFKC').trim().toLowerCase(), { allowPrivateDomains: true }) ?? undefined;
}
