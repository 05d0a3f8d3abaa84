/** The object that a panel names, in the one way in which items carry it. */
import { standardObject } from '../crm/hubspot/objects';
import type { Caller } from './http';

/** The panel's object for one item: `contacts`, `0-1` and `Contact` are all `contact`. Empty where none is chosen. */
export function objectOf(caller: Caller, itemIndex = 0): string {
	const value =
		'getInputData' in caller
			? caller.getNodeParameter('object', itemIndex, '', { extractValue: true })
			: caller.getCurrentNodeParameter('object', { extractValue: true });
	const name = typeof value === 'string' ? value.trim() : '';
	return standardObject(name)?.name ?? name;
}
