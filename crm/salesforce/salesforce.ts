/** Salesforce behind the port. */
import type { FieldSchema } from '../../core/fields/schema';
import type { Capabilities, Crm, Patch, Result, Snapshot, Webhooks, WriteOptions, Written } from '../crm';
import type { HttpPort } from '../http-port';
import { failed } from '../results';
import { changedRecords } from './changes';
import { connect, type Connection, type SalesforceOptions } from './connection';
import { readContext } from './context';
import { createRecords, readKeyFields } from './create';
import { createFields } from './create-fields';
import { findRecords } from './find';
import { findDeletedRecords } from './find-deleted';
import { listRecords } from './list';
import { addNote, addTask, objectOf } from './notes';
import { isPerson, person, standardObjects } from './objects';
import { readOwners } from './owners';
import { missingPermissions } from './permissions';
import { readBatch, readRecords } from './read';
import { invalidId } from './results';
import { countRecords } from './size';
import { readTaskStates } from './task-states';
import { predict } from './values';
import { writeBatch, writeRecords } from './write';

const capabilities: Capabilities = {
	fieldHistory: 'where enabled',
	writeBatch,
	readBatch,
	precondition: true,
	activities: true,
	webhooks: 'never',
	createFields: true,
	duplicateCheck: 'duplicate rules',
	deletedBy: ['id', 'unique', 'email'],
};

const noWebhooks = 'Salesforce cannot call this node by itself. Use polling: changes are found within the interval.';

const webhooks: Webhooks = {
	manual: noWebhooks,
	subscribe: () => Promise.resolve(failed(notByWebhook())),
	unsubscribe: () => Promise.resolve(failed(notByWebhook())),
	verify: () => false,
	parse: () => [],
};

function notByWebhook() {
	return { kind: 'validation', status: 0, message: noWebhooks, hint: 'Choose polling.' } as const;
}

/** A Crm that also tells how many requests it sent, by purpose. */
export interface SalesforceCrm extends Crm {
	readonly requests: Readonly<Record<string, number>>;
}

/** One connection to one org; make a new one for every run of a node. */
export function createSalesforce(port: HttpPort, options: SalesforceOptions): SalesforceCrm {
	const connection = connect(port, options);
	return {
		system: 'salesforce',
		capabilities,
		requests: connection.http.requests,
		webhooks,
		predict,
		ownerField: 'OwnerId',
		users: async () => await readOwners(connection),
		async whoAmI() {
			const { version: _, ...account } = await connection.org();
			return account;
		},
		missingPermissions: async (name) => await missingPermissions(connection, name),
		async objects() {
			const all = [...standardObjects, ...(await connection.customObjects())];
			const people = { name: person.name, label: person.label, custom: false };
			return [...all.map(({ name, label, custom }) => ({ name, label, custom })), people];
		},
		describe: async (name) => await describe(connection, name),
		size: async (name) => await countRecords(connection, name),
		find: async (name, queries, fields) => await findRecords(connection, name, queries, fields),
		list: (name, where, fields, limit) => listRecords(connection, name, where, fields, limit),
		read: async (name, ids, fields, want) => await read(connection, name, ids, fields, want),
		context: async (name, ids, want) => await readContext(connection, name, ids, want),
		write: async (name, patches, how) => await write(connection, name, patches, how),
		keyFields: async (name) => await readKeyFields(connection, name),
		create: async (name, records, how) => await createRecords(connection, name, records, how),
		findDeleted: async (name, queries) => await findDeletedRecords(connection, name, queries),
		addNote: async (name, id, note, reference) => await addNote(connection, name, id, note, reference),
		addTask: async (name, id, task, reference) => await addTask(connection, name, id, task, reference),
		taskStates: async (ids) => await readTaskStates(connection, ids),
		changedSince: (name, cursor) => changedRecords(connection, name, cursor),
		createFields: async (name, fields) => await createFields(connection, name, fields),
	};
}

/** Of contacts and leads together: the fields that both have, in the same type. */
async function describe(connection: Connection, name: string): Promise<readonly FieldSchema[]> {
	if (!isPerson(name)) return [...(await connection.schema(await connection.object(name))).fields.values()];
	const [contacts, leads] = await Promise.all(person.parts.map(async (part) => await connection.schema(part)));
	return [...(contacts?.fields.values() ?? [])].filter((field) => leads?.fields.get(field.name)?.type === field.type);
}

async function read(
	connection: Connection,
	name: string,
	ids: readonly string[],
	fields: readonly string[],
	want: { readonly edits: boolean },
): Promise<ReadonlyMap<string, Result<Snapshot>>> {
	if (!isPerson(name)) return await readRecords(connection, name, ids, fields, want);
	const all = new Map<string, Result<Snapshot>>();
	for (const [part, own] of byPart(ids, (id) => id)) {
		for (const entry of await readRecords(connection, part, own, fields, want)) all.set(...entry);
	}
	return new Map([...new Set(ids)].map((id) => [id, all.get(id) ?? failed(invalidId())]));
}

async function write(
	connection: Connection,
	name: string,
	patches: readonly Patch[],
	options?: WriteOptions,
): Promise<readonly Result<Written>[]> {
	if (!isPerson(name)) return await writeRecords(connection, name, patches, options);
	const results = new Map<Patch, Result<Written>>();
	for (const [part, own] of byPart(patches, ({ id }) => id)) {
		const answers = await writeRecords(connection, part, own, options);
		own.forEach((patch, index) => results.set(patch, answers[index] ?? failed(invalidId())));
	}
	return patches.map((patch) => results.get(patch) ?? failed(invalidId()));
}

function byPart<T>(items: readonly T[], idOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
	const parts = new Map<string, T[]>();
	for (const item of items) {
		const part = objectOf(person.name, idOf(item));
		parts.set(part, [...(parts.get(part) ?? []), item]);
	}
	return parts;
}
