/** Dropdowns that only AI Score has. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { getFields, getWritableFields } from '../dropdowns';

/** Where something beside the result can be saved, and the choice not to. */
export async function getOptionalFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [
		{ name: 'Nowhere', value: '', description: 'It is not suggested for any field' },
		...(await getWritableFields.call(this)),
	];
}

/** The object's fields, filtered by what the user types: for rows that also take a name of the items' own. */
export async function searchFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const wanted = (filter ?? '').toLowerCase();
	const results = (await getFields.call(this))
		.filter(({ name, value }) => `${name} ${String(value)}`.toLowerCase().includes(wanted))
		.map(({ name, value }) => ({ name, value }));
	return { results };
}
