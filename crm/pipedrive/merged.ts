/**
 * Where a merged record's content lives now. Pipedrive deletes the loser and does not redirect; its changelog names the
 * other side. https://developers.pipedrive.com/docs/api/v1/Persons#mergePersons
 */
import { CrmError } from '../../core/errors';
import { readChangelog, hasChangelog } from './changelog';
import type { Connection } from './connection';
import type { PipedriveObject } from './objects';

/** The id of the record that this one was merged into, by its changelog; undefined where nothing says so. */
export async function survivorOf(
	connection: Connection,
	target: PipedriveObject,
	id: string,
): Promise<string | undefined> {
	if (!hasChangelog(target)) return undefined;
	try {
		const { changes } = await readChangelog(connection, target, id);
		const merge = changes.find(({ field, to }) => field === 'merge_what_id' && to !== null && to !== id);
		return merge?.to ?? undefined;
	} catch (error) {
		// Without the changelog it is a record that is gone.
		if (error instanceof CrmError && error.kind !== 'auth' && error.kind !== 'rate limit') return undefined;
		throw error;
	}
}
