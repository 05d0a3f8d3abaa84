/** Dropdowns that only AI Score has. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { getWritableFields } from '../dropdowns';

/** Where something beside the result can be saved, and the choice not to. */
export async function getOptionalFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return [
		{ name: 'Nowhere', value: '', description: 'It is not suggested for any field' },
		...(await getWritableFields.call(this)),
	];
}
