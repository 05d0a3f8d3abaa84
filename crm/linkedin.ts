/** LinkedIn profiles in the fields of a CRM: which of them is the record's own, and how they may be written there. */
import { isOfKind, readLinkedIn } from '../core/identity/linkedin';

/** The port's names of the objects in which CRMs keep people. */
const people: readonly string[] = ['contact', 'lead'];

/**
 * The value that is a profile of the record's kind, whichever field holds it: people also have fields for the page of
 * their company. Pipedrive's leads are no people: `object` is then undefined, and any profile counts.
 */
export function ownLinkedIn(object: string | undefined, values: readonly string[]): string | undefined {
	return values.find((value) => isOwnLinkedIn(object, readLinkedIn(value)));
}

/** Takes a profile as readLinkedIn gives it. */
export function isOwnLinkedIn(object: string | undefined, profile: string | undefined): boolean {
	if (profile === undefined) return false;
	if (object === 'company') return isOfKind(profile, 'company');
	return object === undefined || !people.includes(object) || isOfKind(profile, 'person');
}

/** The name in a profile's address as people read it and as browsers write it: jürgen, j%C3%BCrgen. */
export function linkedInNames(profile: string): readonly string[] {
	const name = profile.slice(profile.indexOf('/') + 1);
	// Half a character has no form in an address.
	return [...new Set([name, ...(/\p{Cs}/u.test(name) ? [] : [encodeURIComponent(name)])])];
}

/** Kinds of addresses that are one kind of profile. */
const kinds: Readonly<Record<string, readonly string[]>> = {
	in: ['in', 'pub'],
	company: ['company', 'school', 'showcase'],
};

/** The paths of a profile, as far as they tell it: in/ann, pub/ann. */
export function linkedInPaths(profile: string): readonly string[] {
	const kind = profile.slice(0, Math.max(0, profile.indexOf('/')));
	return (kinds[kind] ?? [kind]).flatMap((one) => linkedInNames(profile).map((name) => `${one}/${name}`));
}
