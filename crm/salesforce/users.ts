/**
 * Who is behind a user id: a person, another program's integration user, or Salesforce's own automation.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm (UserType)
 */
import { CrmError } from '../../core/errors';
import type { Edit } from '../../core/record';
import { object, text } from '../json';
import type { Connection } from './connection';
import { queryByIds } from './query';
import { soql } from './soql';

export interface Users {
	/** Looks up the users that are not known yet, in one query. Unknown ones stay 'unknown'. Throws CrmError on an auth failure. */
	know(ids: readonly string[]): Promise<void>;
	/** What was learned about a user. */
	kind(id: string | undefined): Edit['by'];
}

const machines: Readonly<Record<string, Edit['by']>> = {
	AutomatedProcess: 'automation',
	CloudIntegrationUser: 'integration',
};

export function createUsers(connection: () => Connection): Users {
	const known = new Map<string, Edit['by']>();
	return {
		async know(ids) {
			const missing = [...new Set(ids)].filter((id) => id !== '' && !known.has(id)).sort();
			if (missing.length === 0) return;
			for (const id of missing) known.set(id, 'unknown');
			try {
				const read = () => readKinds(connection(), missing);
				for (const [id, kind] of await connection().remembered(`users ${missing.join()}`, read)) known.set(id, kind);
			} catch (error) {
				if (!(error instanceof CrmError)) throw error;
				// Asked again next time; until then an unknown editor counts as a person.
				for (const id of missing) known.delete(id);
				if (error.kind === 'auth') throw error;
			}
		},
		kind: (id) => (id === undefined ? 'unknown' : (known.get(id) ?? 'unknown')),
	};
}

async function readKinds(connection: Connection, ids: readonly string[]): Promise<ReadonlyMap<string, Edit['by']>> {
	const query = (part: readonly string[]) =>
		soql`SELECT Id, UserType, Profile.UserLicense.Name FROM User WHERE Id IN ${part}`;
	const { records } = await queryByIds(connection, ids, query, 'users');
	return new Map(
		records.map((record) => {
			const license = text(object(object(record['Profile'])['UserLicense'])['Name']) ?? '';
			const type = text(record['UserType']) ?? '';
			// https://help.salesforce.com/s/articleView?id=sf.integration_user.htm
			const kind = machines[type] ?? (/integration/i.test(license) ? 'integration' : 'human');
			return [text(record['Id']) ?? '', kind] as const;
		}),
	);
}
