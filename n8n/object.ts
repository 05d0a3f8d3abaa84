/** The object that a panel names, in the one way in which items carry it. */
import { standardObject } from '../crm/hubspot/objects';
import type { Caller } from './http';
import { panelValue } from './panel-values';

/** The panel's object for one item: `contacts`, `0-1` and `Contact` are all `contact`. Empty where none is chosen. */
export function objectOf(caller: Caller, itemIndex = 0): string {
	const value = panelValue(caller, 'object', itemIndex, '', { extractValue: true });
	const name = typeof value === 'string' ? value.trim() : '';
	return standardObject(name)?.name ?? name;
}
