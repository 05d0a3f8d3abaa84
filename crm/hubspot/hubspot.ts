/** HubSpot behind the port. */
import type { Capabilities, Crm } from '../crm';
import type { HttpPort } from '../http-port';
import { changedRecords } from './changes';
import { connect, type HubSpotOptions } from './connection';
import { readContext } from './context';
import { createRecords, readKeyFields } from './create';
import { createFields } from './create-fields';
import { countRecords, findRecords } from './find';
import { findDeletedRecords } from './find-deleted';
import { listRecords } from './list';
import { addNote, addTask } from './notes';
import { standardObjects } from './objects';
import { excessScopes, missingScopes } from './permissions';
import { historyBatch, readRecords } from './read';
import { readTaskStates } from './task-states';
import { readUsers } from './users';
import { predict } from './values';
import { createWebhooks } from './webhooks';
import { writeBatch, writeRecords } from './write';

const capabilities: Capabilities = {
	fieldHistory: 'always',
	writeBatch,
	readBatch: historyBatch,
	precondition: false,
	activities: true,
	webhooks: 'by hand',
	createFields: true,
	duplicateCheck: 'unique values',
	deletedBy: ['id', 'unique', 'email'],
};

/** A Crm that also tells how many requests it sent, by purpose. */
export interface HubSpotCrm extends Crm {
	readonly requests: Readonly<Record<string, number>>;
}

/** One connection to one HubSpot account; make a new one for every run of a node. */
export function createHubSpot(port: HttpPort, options: HubSpotOptions = {}): HubSpotCrm {
	const connection = connect(port, options);
	return {
		system: 'hubspot',
		capabilities,
		requests: connection.http.requests,
		webhooks: createWebhooks(connection),
		predict,
		ownerField: 'hubspot_owner_id',
		users: async () => await readUsers(connection),
		async whoAmI() {
			const { webBase: _, ...account } = await connection.account();
			return account;
		},
		missingPermissions: async (object) => await missingScopes(connection, object),
		excessPermissions: async () => await excessScopes(connection),
		async objects() {
			const all = [...standardObjects, ...(await connection.customObjects())];
			return all.map(({ name, label, custom }) => ({ name, label, custom }));
		},
		async describe(object) {
			return [...(await connection.fields(await connection.object(object))).values()];
		},
		size: async (object) => await countRecords(connection, object),
		find: async (object, queries, fields) => await findRecords(connection, object, queries, fields),
		list: (object, where, fields, limit) => listRecords(connection, object, where, fields, limit),
		read: async (object, ids, fields, want) => await readRecords(connection, object, ids, fields, want),
		context: async (object, ids, want) => await readContext(connection, object, ids, want),
		write: async (object, patches) => await writeRecords(connection, object, patches),
		keyFields: async (object) => await readKeyFields(connection, object),
		create: async (object, records) => await createRecords(connection, object, records),
		findDeleted: async (object, queries) => await findDeletedRecords(connection, object, queries),
		addNote: async (object, id, note, reference) => await addNote(connection, object, id, note, reference),
		addTask: async (object, id, task, reference) => await addTask(connection, object, id, task, reference),
		taskStates: async (ids) => await readTaskStates(connection, ids),
		changedSince: (object, cursor) => changedRecords(connection, object, cursor),
		createFields: async (object, fields) => await createFields(connection, object, fields),
	};
}
