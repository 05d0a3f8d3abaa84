/** Which scopes the nodes need for an object, and which of them the credential lacks where HubSpot tells its scopes. */
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
