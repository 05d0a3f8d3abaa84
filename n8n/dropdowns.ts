/** Dropdowns filled from the CRM, shared by the nodes. */
import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
	ResourceMapperFields,
	ResourceMapperField,
} from 'n8n-workflow';
import type { FieldSchema, FieldType } from '../core/fields/schema';
import { activityFacts } from '../core/score/facts';
import { connect, type Connection } from './connect';
import { nodeError } from './errors';
import { objectOf } from './object';

/** What the CRM answers; a failure in words that the panel can show. */
async function ask<T>(caller: ILoadOptionsFunctions, question: (connection: Connection) => Promise<T>): Promise<T> {
	let credentialName = '';
	try {
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		return await question(connection);
	} catch (error) {
		throw nodeError(caller.getNode(), error, credentialName);
	}
}

/** The fields of the panel's object; of its default while none is chosen. */
async function fields(caller: ILoadOptionsFunctions): Promise<FieldSchema[]> {
	const schema = await ask(caller, async ({ crm }) => await crm.describe(objectOf(caller) || 'contact'));
	return schema.filter((field) => !field.hidden).sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label));
}

/** AI fields come first: they are what people look for here. */
const rank = (field: FieldSchema) => (/^ai_/i.test(field.name) ? 0 : 1);

const option = (field: FieldSchema): INodePropertyOptions => ({
	name: field.label === '' ? field.name : field.label,
	value: field.name,
	description: `${field.name} · ${field.type}${field.sensitive ? ' · sensitive' : ''}`,
});

/** The objects of the account, filtered by what the user types. */
export async function searchObjects(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const objects = await ask(this, async ({ crm }) => await crm.objects());
	const wanted = (filter ?? '').toLowerCase();
	const results = objects
		.filter((object) => object.label.toLowerCase().includes(wanted) || object.name.toLowerCase().includes(wanted))
		.map((object) => ({ name: object.label, value: object.name }));
	return { results };
}

export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await fields(this)).map(option);
}

/** The fields that fit one row of a panel. */
export async function getFieldsThat(
	caller: ILoadOptionsFunctions,
	fits: (field: FieldSchema) => boolean,
): Promise<INodePropertyOptions[]> {
	return (await fields(caller)).filter(fits).map(option);
}

export async function getUniqueFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	// The e-mail address is a key of its own, with rules of its own.
	return (await fields(this)).filter((field) => field.unique && field.name !== 'email').map(option);
}

export async function getWritableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await fields(this)).filter((field) => !field.readOnly && !field.calculated).map(option);
}

export async function getDateFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await fields(this)).filter((field) => field.type === 'date' || field.type === 'date and time').map(option);
}

/** The CRM's users, for a task's owner. */
export async function getUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const users = await ask(this, async ({ crm }) => (await crm.users?.()) ?? []);
	return users.map(({ id, name }) => ({ name, value: id }));
}

const mapperTypes: Partial<Record<FieldType, ResourceMapperField['type']>> = {
	number: 'number',
	'yes/no': 'boolean',
	date: 'dateTime',
	'date and time': 'dateTime',
	choice: 'options',
	url: 'url',
	structured: 'object',
};

/** The fields that values can be mapped to, with their types and options as the CRM gives them. */
export async function getMappingFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const writable = (await fields(this)).filter(
		(field) => !field.readOnly && !field.calculated && field.type !== 'unsupported',
	);
	return {
		fields: writable.map((field) => ({
			id: field.name,
			displayName: field.label === '' ? field.name : field.label,
			type: mapperTypes[field.type] ?? 'string',
			...(field.type === 'choice'
				? {
						options: field.choices
							.filter((choice) => choice.active)
							.map((choice) => ({ name: choice.label, value: choice.value })),
					}
				: {}),
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
		})),
		emptyFieldsNotice: 'This object has no field that can be written with this credential.',
	};
}

/** What AI Score may look at: the object's fields, and figures about activities where Identity Lookup read them. */
export async function getFactFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const figures = Object.entries(activityFacts).map(([value, name]) => ({
		name,
		value,
		description: 'Needs Context to Read: Recent Activities in Identity Lookup',
	}));
	return [...(await fields(this)).map(option), ...figures];
}
