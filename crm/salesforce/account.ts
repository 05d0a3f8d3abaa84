/** Which org and user the credential belongs to, and which API version to speak. */
import { CrmError } from '../../core/errors';
import { list, object, text } from '../json';
import type { Connection, Org } from './connection';
import { recordId } from './ids';
import { testedVersion } from './version';

/** Throws CrmError where the org cannot be told. */
export async function readOrg(connection: Connection): Promise<Org> {
	const wanted = connection.options.version ?? testedVersion;
	try {
		return await readIdentity(connection, wanted);
	} catch (error) {
		if (!(error instanceof CrmError) || error.kind !== 'not found') throw error;
		return await readIdentity(connection, await newestVersion(connection));
	}
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-discoveryresource.md */
async function readIdentity(connection: Connection, version: string): Promise<Org> {
	const answer = await connection.http.request({
		method: 'GET',
		path: `/services/data/v${version}/`,
		purpose: 'account',
	});
	const identity = text(object(answer.body)['identity']) ?? '';
	const [, org = '', user = ''] = /\/id\/(\w+)\/(\w+)$/.exec(identity.replace(/\s/g, '')) ?? [];
	const account = recordId(org);
	if (account === undefined) {
		throw new CrmError({
			kind: 'unexpected',
			status: answer.status,
			message: 'Salesforce did not tell which org the credential belongs to.',
			hint: 'Check that the My Domain URL of the credential is your own Salesforce address.',
		});
	}
	const userId = recordId(user);
	return { account, version, ...(userId === undefined ? {} : { user: userId }) };
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/dome-versions.md */
async function newestVersion(connection: Connection): Promise<string> {
	const answer = await connection.http.request({ method: 'GET', path: '/services/data/', purpose: 'account' });
	const versions = list(answer.body).flatMap((entry) => text(object(entry)['version']) ?? []);
	const newest = versions.filter((entry) => /^\d+\.\d$/.test(entry)).sort((a, b) => Number(b) - Number(a))[0];
	if (newest !== undefined) return newest;
	throw new CrmError({
		kind: 'unexpected',
		status: answer.status,
		message: 'Salesforce did not tell which API versions it has.',
		hint: 'Check that the My Domain URL of the credential is your own Salesforce address.',
	});
}
