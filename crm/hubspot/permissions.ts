/** Which scopes the nodes need, which of them the credential lacks, and what it has beyond them where HubSpot tells. */
import type { Connection } from './connection';

/**
 * Scopes that reading and writing this object needs and the credential does not have; empty where HubSpot does not
 * tell the scopes (service keys, OAuth). https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes
 */
export async function missingScopes(connection: Connection, objectName: string): Promise<readonly string[]> {
	const { scopes } = await connection.account();
	if (scopes === undefined) return [];
	const object = await connection.object(objectName);
	const name = object.custom ? 'custom' : object.path;
	// Tickets have one scope of their own for everything; all others have two.
	const needed = name === 'tickets' ? ['tickets'] : [`crm.objects.${name}.read`, `crm.objects.${name}.write`];
	return needed.filter((scope) => !scopes.includes(scope));
}

/** What some node of ours uses on some object: records, their definitions, owners, e-mails among the activities. */
const useful = /^(oauth|tickets|sales-email-read|crm\.(objects|schemas)\.[\w-]+\.(read|write))$/;

/** Scopes that no node of ours ever uses, sensitive data among them; undefined where HubSpot does not tell. */
export async function excessScopes(connection: Connection): Promise<readonly string[] | undefined> {
	const { scopes } = await connection.account();
	return scopes?.filter((scope) => !useful.test(scope));
}
