/** LinkedIn profiles as a key: one form for the many addresses of one profile. */
import type { SubjectKind } from './facts';

/**
 * `https://de.linkedin.com/in/Anna-Meier-1a2b3c/?trk=x` -> `in/anna-meier-1a2b3c`, company pages -> `company/acme`.
 * Undefined for other addresses and for the bare start of one. Also takes `in/anna-meier` itself.
 */
export function readLinkedIn(text: string): string | undefined {
	if (text.length > 1000) return undefined;
	const plain = text
		.normalize('NFKC')
		.replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
		.trim();
	const path = /^(?:(?:https?:)?\/\/)?(?:[\w-]+\.)*linkedin\.com\/+(.*)$/i.exec(plain)?.[1] ?? plain;
	const parts = /^\/?(in|pub|company|school|showcase)\/+([^/?#\s]+)/i.exec(path);
	if (parts === null) return undefined;
	const kind = (parts[1] ?? '').toLowerCase();
	const name = decoded(parts[2] ?? '').toLowerCase();
	if (!/[\p{L}\p{N}]/u.test(name)) return undefined;
	return `${kind === 'pub' ? 'in' : kind === 'in' ? 'in' : 'company'}/${name}`;
}

/** A person's profile, or a company's page: the other kind says who somebody works for, or who wrote the page. */
export function linkedInOf(text: string | undefined, kind: SubjectKind): string | undefined {
	const known = text === undefined ? undefined : readLinkedIn(text);
	return known === undefined || kind === 'deal' || isOfKind(known, kind) ? known : undefined;
}

/** Takes a profile as readLinkedIn gives it. */
export function isOfKind(profile: string, kind: 'person' | 'company'): boolean {
	return profile.startsWith('company/') === (kind === 'company');
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text).normalize('NFC');
	} catch {
		return text;
	}
}
