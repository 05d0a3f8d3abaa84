/** The record types that this adapter knows, by the port's names, and where Pipedrive keeps them. */

export interface PipedriveObject {
	/** The port's name. */
	readonly name: 'contact' | 'company' | 'deal' | 'lead';
	/** Plural, as people see it in Pipedrive. */
	readonly label: string;
	/** What Pipedrive calls one of them, in paths and events: person. */
	readonly entity: string;
	/** In paths: persons. */
	readonly path: string;
	/** Leads are still in v1: https://developers.pipedrive.com/docs/api/v1/Leads */
	readonly api: 'v2' | 'v1';
	readonly fieldsPath: string;
	/** How other records name it: person_id. */
	readonly link: string;
	readonly titleField: string;
	/** In the address of a record. */
	readonly page: string;
	/** Standard fields that the API takes; all others are Pipedrive's own to set. */
	readonly writable: readonly string[];
	/** Fields worth reading for a context. */
	readonly contextFields: readonly string[];
}

/** The bodies of PATCH: https://developers.pipedrive.com/docs/api/v1/Persons#updatePerson and the like */
const contact: PipedriveObject = {
	name: 'contact',
	label: 'People',
	entity: 'person',
	path: 'persons',
	api: 'v2',
	fieldsPath: '/api/v2/personFields',
	link: 'person_id',
	titleField: 'name',
	page: 'person',
	writable: [
		...['name', 'owner_id', 'org_id', 'emails', 'phones', 'visible_to', 'label_ids', 'postal_address'],
		...['notes', 'im', 'birthday', 'job_title', 'marketing_status'],
	],
	contextFields: ['email', 'phone', 'job_title'],
};
const company: PipedriveObject = {
	name: 'company',
	label: 'Organizations',
	entity: 'organization',
	path: 'organizations',
	api: 'v2',
	fieldsPath: '/api/v2/organizationFields',
	link: 'org_id',
	titleField: 'name',
	page: 'organization',
	writable: [
		...['name', 'owner_id', 'visible_to', 'label_ids', 'address', 'website', 'linkedin', 'industry'],
		...['annual_revenue', 'employee_count'],
	],
	contextFields: ['website', 'industry', 'employee_count', 'annual_revenue', 'address'],
};
const deal: PipedriveObject = {
	name: 'deal',
	label: 'Deals',
	entity: 'deal',
	path: 'deals',
	api: 'v2',
	fieldsPath: '/api/v2/dealFields',
	link: 'deal_id',
	titleField: 'title',
	page: 'deal',
	writable: [
		...['title', 'owner_id', 'person_id', 'org_id', 'pipeline_id', 'stage_id', 'value', 'currency', 'status'],
		...['probability', 'lost_reason', 'visible_to', 'close_time', 'won_time', 'lost_time', 'expected_close_date'],
		...['label_ids', 'is_archived'],
	],
	contextFields: ['status', 'stage_id', 'value', 'currency', 'expected_close_date'],
};
const lead: PipedriveObject = {
	name: 'lead',
	label: 'Leads',
	entity: 'lead',
	path: 'leads',
	api: 'v1',
	fieldsPath: '/v1/leadFields',
	link: 'lead_id',
	titleField: 'title',
	page: 'leads/inbox',
	writable: [
		...['title', 'owner_id', 'person_id', 'organization_id', 'value', 'expected_close_date', 'visible_to'],
		...['is_archived', 'was_seen'],
	],
	contextFields: ['value', 'expected_close_date'],
};

export const pipedriveObjects: readonly PipedriveObject[] = [contact, company, deal, lead];

/** By the port's name or by Pipedrive's own; `person` in the port means people wherever a CRM keeps them. */
export function findObject(name: string): PipedriveObject | undefined {
	const wanted = name.trim().toLowerCase();
	return pipedriveObjects.find((entry) => [entry.name, entry.entity, entry.path].includes(wanted));
}

/** Where records of the object are, under their API version. */
export function recordsPath(object: PipedriveObject): string {
	return object.api === 'v2' ? `/api/v2/${object.path}` : `/v1/${object.path}`;
}

export function recordPath(object: PipedriveObject, id: string): string {
	return `${recordsPath(object)}/${encodeURIComponent(id)}`;
}

/** Leads have UUIDs, everything else whole numbers: another form is another system's id and never sent. */
export function isRecordId(object: PipedriveObject, id: string): boolean {
	return object.name === 'lead' ? /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) : /^[1-9]\d{0,15}$/.test(id);
}
