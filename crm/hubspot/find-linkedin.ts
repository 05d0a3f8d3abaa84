/** Finding by LinkedIn profile, in whichever field the account keeps it. */
import { readLinkedIn } from '../../core/identity/linkedin';
import { isOwnLinkedIn, linkedInNames } from '../linkedin';
import type { Hits } from './find';
import { linkedinFields } from './profile';
import { ok } from './results';
import { searchLimits } from './search';
import { findWide } from './search-wide';
import type { SnapshotSource } from './snapshot';

export async function findByLinkedIn(source: SnapshotSource, profiles: readonly string[]): Promise<Hits> {
	const fields = linkedinFields(source.schema);
	const own = fields.length === 0 ? [] : profiles.filter((profile) => isOwnLinkedIn(source.object.name, profile));
	const asked = own.flatMap((profile) => linkedInNames(profile).map((name) => ({ profile, name })));
	const found = await findWide(source, asked, searchLimits.groups, 'linkedin', {
		keyOf: ({ profile }) => profile,
		filters: (part) =>
			part.flatMap(({ name }) =>
				fields.map((propertyName) => [{ propertyName, operator: 'CONTAINS_TOKEN' as const, value: name }]),
			),
		isHit: ({ profile }, { linkedin }) => linkedin !== undefined && readLinkedIn(linkedin) === profile,
	});
	return new Map(profiles.map((profile) => [profile, found.get(profile) ?? ok([])]));
}
