/** The object that a panel names, in the one way in which items carry it. */
import type { CrmSystem } from '../core/record';
import { standardObject as inHubSpot } from '../crm/hubspot/objects';
import { findObject as inPipedrive } from '../crm/pipedrive/objects';
import { isPerson, person, standardObject as inSalesforce } from '../crm/salesforce/objects';
import type { Caller } from './http';
import { panelValue } from './panel-values';

/** Our name of what people and templates call an object; undefined for custom objects. */
const ourName: Readonly<Record<CrmSystem, (name: string) => string | undefined>> = {
	hubspot: (name) => inHubSpot(name)?.name,
	salesforce: (name) => (isPerson(name) ? person.name : inSalesforce(name)?.name),
	pipedrive: (name) => inPipedrive(name)?.name,
};

/** The panel's object for one item: `contacts`, `0-1` and `Contact` are all `contact`. Empty where none is chosen. */
export function objectOf(caller: Caller, itemIndex = 0): string {
	const value = panelValue(caller, 'object', itemIndex, '', { extractValue: true });
	const name = typeof value === 'string' ? value.trim() : '';
	const system = panelValue(caller, 'crm', itemIndex, 'hubspot') as CrmSystem;
	return (ourName[system] ?? ourName.hubspot)(name) ?? name;
}

/** True where a record of `object` is one that a panel with the chosen object means: people are contacts and leads. */
export function isMeant(chosen: string, object: string): boolean {
	return chosen === object || (chosen === person.name && person.parts.some(({ name }) => name === object));
}
