/** Every path that the adapter calls. Variable parts are encoded here and nowhere else. */

export interface Paths {
	/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/get-account-details */
	readonly accountDetails: string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide */
	readonly owners: string;
	/** https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview */
	readonly privateApp: string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
	readonly schemas: string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
	properties(object: string): string;
	propertyGroups(object: string): string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/property-validations/guide */
	propertyValidations(objectTypeId: string): string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis */
	records(object: string): string;
	record(object: string, id: string): string;
	batch(object: string, action: 'read' | 'update'): string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
	search(object: string): string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
	associations(from: string, to: string): string;
	/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associations-schema/guide */
	associationLabels(from: string, to: string): string;
}

export function createPaths(version: string): Paths {
	const v = encodeURIComponent(version);
	const part = encodeURIComponent;
	return {
		accountDetails: `/account-info/${v}/details`,
		owners: `/crm/owners/${v}`,
		privateApp: '/oauth/v2/private-apps/get/access-token-info',
		schemas: `/crm-object-schemas/${v}/schemas`,
		properties: (object) => `/crm/properties/${v}/${part(object)}`,
		propertyGroups: (object) => `/crm/properties/${v}/${part(object)}/groups`,
		propertyValidations: (objectTypeId) => `/crm/property-validations/${v}/${part(objectTypeId)}`,
		records: (object) => `/crm/objects/${v}/${part(object)}`,
		record: (object, id) => `/crm/objects/${v}/${part(object)}/${part(id)}`,
		batch: (object, action) => `/crm/objects/${v}/${part(object)}/batch/${action}`,
		search: (object) => `/crm/objects/${v}/${part(object)}/search`,
		associations: (from, to) => `/crm/associations/${v}/${part(from)}/${part(to)}/batch/read`,
		associationLabels: (from, to) => `/crm/associations/${v}/${part(from)}/${part(to)}/labels`,
	};
}
