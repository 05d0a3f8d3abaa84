/** Dropdowns that only AI Score has. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import type { FieldSchema, FieldType } from '../../core/fields/schema';
import { writable } from '../../core/fields/coerce';
import { unsuitable } from '../../core/score/target';
import { getFields, getFieldsThat, getWritableFields } from '../dropdowns';
import { yesNoOf } from './panel';

/** Where something beside the result can be saved, and the choice not to. */
export async function getOptionalFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [
		{ name: 'Nowhere', value: '', description: 'It is not suggested for any field' },
		...(await getWritableFields.call(this)),
	];
}

const takes =
	(...types: readonly FieldType[]) =>
	(field: FieldSchema) =>
		writable(field) === undefined && types.includes(field.type) && unsuitable(field) === undefined;

/** Where a score, or the band in its place, can be saved. */
export async function getScoreFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await getFieldsThat(this, takes('number', 'choice', 'choices', 'yes/no', 'text', 'long text'));
}

/** Fields with options that a model can choose from. */
export async function getChoiceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await getFieldsThat(this, takes('choice', 'choices', 'yes/no'));
}

export async function getTextFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await getFieldsThat(this, takes('text', 'long text'));
}

export async function getYesNoFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await getFieldsThat(
		this,
		(field) =>
			takes('yes/no')(field) || (takes('choice')(field) && yesNoOf(field, true).ok && yesNoOf(field, false).ok),
	);
}

/** Fields of which a model can read the value off a text. */
export async function getFillableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const ownForm: readonly FieldType[] = ['email', 'phone', 'url'];
	return await getFieldsThat(
		this,
		(field) => writable(field) === undefined && (ownForm.includes(field.type) || unsuitable(field) === undefined),
	);
}

/** The object's fields, filtered by what the user types: for rows that also take a name of the items' own. */
export async function searchFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const wanted = (filter ?? '').toLowerCase();
	const results = (await getFields.call(this))
		.filter(({ name, value }) => `${name} ${String(value)}`.toLowerCase().includes(wanted))
		.map(({ name, value }) => ({ name, value }));
	return { results };
}
