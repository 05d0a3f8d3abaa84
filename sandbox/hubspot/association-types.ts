/**
 * HubSpot's association types between standard objects.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/guide
 */

export interface AssociationType {
	readonly from: string;
	readonly to: string;
	readonly typeId: number;
	readonly inverse: number;
	readonly category: 'HUBSPOT_DEFINED' | 'USER_DEFINED';
	readonly label: string | null;
	/** v3 name, for example contact_to_company. */
	readonly name: string;
}

/** from, to, type id, type id of the way back; the first of a pair is the one without a label. */
const pairs: readonly (readonly [string, string, number, number, string?])[] = [
	['contacts', 'companies', 279, 280],
	['contacts', 'companies', 1, 2, 'Primary'],
	['contacts', 'deals', 4, 3],
	['contacts', 'tickets', 15, 16],
	['deals', 'companies', 341, 342],
	['deals', 'companies', 5, 6, 'Primary'],
	['tickets', 'companies', 339, 340],
	['tickets', 'companies', 26, 25, 'Primary'],
	['tickets', 'deals', 28, 27],
	['notes', 'contacts', 202, 201],
	['notes', 'companies', 190, 189],
	['notes', 'deals', 214, 213],
	['notes', 'tickets', 228, 227],
	['tasks', 'contacts', 204, 203],
	['tasks', 'companies', 192, 191],
	['tasks', 'deals', 216, 215],
	['tasks', 'tickets', 230, 229],
	['calls', 'contacts', 194, 193],
	['calls', 'companies', 182, 181],
	['calls', 'deals', 206, 205],
	['calls', 'tickets', 220, 219],
	['meetings', 'contacts', 200, 199],
	['meetings', 'companies', 188, 187],
	['meetings', 'deals', 212, 211],
	['meetings', 'tickets', 226, 225],
	['emails', 'contacts', 198, 197],
	['emails', 'companies', 186, 185],
	['emails', 'deals', 210, 209],
	['emails', 'tickets', 224, 223],
];

const singular: Readonly<Record<string, string>> = {
	contacts: 'contact',
	companies: 'company',
	deals: 'deal',
	tickets: 'ticket',
	notes: 'note',
	tasks: 'task',
	calls: 'call',
	meetings: 'meeting',
	emails: 'email',
};

export const standardAssociationTypes: readonly AssociationType[] = pairs.flatMap(
	([from, to, typeId, inverse, label]) => {
		const way = (a: string, b: string, id: number, back: number): AssociationType => ({
			from: a,
			to: b,
			typeId: id,
			inverse: back,
			category: 'HUBSPOT_DEFINED',
			label: label ?? null,
			name: `${singular[a]}_to_${singular[b]}${label === undefined ? '_unlabeled' : ''}`,
		});
		return [way(from, to, typeId, inverse), way(to, from, inverse, typeId)];
	},
);
