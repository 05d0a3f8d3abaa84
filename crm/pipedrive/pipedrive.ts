/** Pipedrive behind the port. */
import type { Capabilities, Crm } from '../crm';
import type { HttpPort } from '../http-port';
import { readUsers } from './account';
import { changedRecords } from './changes';
import { connect, type PipedriveOptions } from './connection';
import { readContext } from './context';
import { createRecords, readKeyFields } from './create';
import { createFields } from './create-fields';
import { findRecords } from './find';
import { findDeletedRecords } from './find-deleted';
import { listRecords } from './list';
import { addNote, addTask } from './notes';
import { pipedriveObjects } from './objects';
import { readBatch, readRecords } from './read';
import { readTaskStates } from './task-states';
import { predict } from './values';
import { createWebhooks } from './webhooks';
import { writeBatch, writeRecords } from './write';

const capabilities: Capabilities = {
	// The changelog of one record costs 20 tokens of the company's daily budget.
	fieldHistory: 'costly',
	writeBatch,
	readBatch,
	precondition: false,
	activities: true,
	webhooks: 'by api',
	createFields: true,
	duplicateCheck: 'search before',
	deletedBy: ['id'],
};

/** A Crm that also tells how many requests it sent, by purpose. */
export interface PipedriveCrm extends Crm {
	readonly requests: Readonly<Record<string, number>>;
}

/** One connection to one Pipedrive company; make a new one for every run of a node. */
export function createPipedrive(port: HttpPort, options: PipedriveOptions = {}): PipedriveCrm {
	const connection = connect(port, options);
	return {
		system: 'pipedrive',
		capabilities,
		requests: connection.http.requests,
		webhooks: createWebhooks(connection),
		ownerField: 'owner_id',
		predict,
		async whoAmI() {
			const { account, name, user } = await connection.account();
			return { account, name, user };
		},
		// Pipedrive does not tell a token's permissions.
		missingPermissions: async () => await Promise.resolve([]),
		objects: async () =>
			await Promise.resolve(pipedriveObjects.map(({ name, label }) => ({ name, label, custom: false }))),
		async describe(object) {
			const fields = await connection.fields(connection.object(object));
			return [...fields.values()].map(({ schema }) => schema);
		},
		users: async () => await readUsers(connection),
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
