/** What the user behind the credential may do with an object, as its description tells. */
import type { Connection } from './connection';
import { isPerson, person } from './objects';

/** Permissions that writing the object needs and the user lacks. Throws CrmError. */
export async function missingPermissions(connection: Connection, objectName: string): Promise<readonly string[]> {
	const names = isPerson(objectName) ? person.parts.map(({ name }) => name) : [objectName];
	const missing: string[] = [];
	for (const name of names) {
		const object = await connection.object(name);
		const { updateable } = await connection.schema(object);
		if (!updateable) missing.push(`Edit on ${object.label}`);
	}
	return missing;
}
