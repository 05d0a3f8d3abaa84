/** The record types of a company account and their standard fields, as the v2 API names them. */

export type EntityName = 'person' | 'organization' | 'deal' | 'lead' | 'activity' | 'note';

export interface Entity {
	readonly name: EntityName;
	/** In paths: /api/v2/persons. */
	readonly plural: string;
	/** Its fields are described at /api/v2/{fieldsPath}. */
	readonly fieldsPath: string;
	/** Fields of people stand at these names in notes and activities. */
	readonly linkKey: string;
	readonly titleField: string;
	readonly writeScope: readonly string[];
	readonly readScope: readonly string[];
}

const scopes = (name: string) => ({ readScope: [`${name}:read`, `${name}:full`], writeScope: [`${name}:full`] });

export const entities: readonly Entity[] = [
	{
		name: 'person',
		plural: 'persons',
		fieldsPath: 'personFields',
		linkKey: 'person_id',
		titleField: 'name',
		...scopes('contacts'),
	},
	{
		name: 'organization',
		plural: 'organizations',
		fieldsPath: 'organizationFields',
		linkKey: 'org_id',
		titleField: 'name',
		...scopes('contacts'),
	},
	{
		name: 'deal',
		plural: 'deals',
		fieldsPath: 'dealFields',
		linkKey: 'deal_id',
		titleField: 'title',
		...scopes('deals'),
	},
	{
		name: 'lead',
		plural: 'leads',
		fieldsPath: 'leadFields',
		linkKey: 'lead_id',
		titleField: 'title',
		...scopes('leads'),
	},
	{
		name: 'activity',
		plural: 'activities',
		fieldsPath: 'activityFields',
		linkKey: 'activity_id',
		titleField: 'subject',
		...scopes('activities'),
	},
	{
		name: 'note',
		plural: 'notes',
		fieldsPath: 'noteFields',
		linkKey: 'note_id',
		titleField: 'content',
		readScope: ['contacts:read', 'contacts:full', 'deals:read', 'deals:full'],
		writeScope: ['contacts:full', 'deals:full'],
	},
];

/** Singular, plural, or the name that the port uses for it. */
export function findEntity(name: string): Entity | undefined {
	const key =
		{ contact: 'person', contacts: 'person', company: 'organization', companies: 'organization' }[name] ?? name;
	return entities.find((entity) => entity.name === key || entity.plural === key);
}

export type FieldType =
	| 'int'
	| 'double'
	| 'boolean'
	| 'varchar'
	| 'text'
	| 'phone'
	| 'varchar_options'
	| 'varchar_auto'
	| 'date'
	| 'daterange'
	| 'time'
	| 'timerange'
	| 'enum'
	| 'set'
	| 'address'
	| 'monetary'
	| 'org'
	| 'people'
	| 'deal'
	| 'stage'
	| 'user'
	| 'status'
	| 'visible_to'
	| 'picture'
	| 'lead'
	| 'json';

export interface FieldOption {
	readonly id: number | string;
	readonly label: string;
}

export interface Field {
	readonly code: string;
	readonly name: string;
	readonly type: FieldType;
	readonly custom: boolean;
	/** Stands in the body of a PATCH. */
	readonly writable: boolean;
	readonly options?: readonly FieldOption[];
}

const field = (
	code: string,
	name: string,
	type: FieldType,
	writable = true,
	options?: readonly FieldOption[],
): Field => ({
	code,
	name,
	type,
	custom: false,
	writable,
	...(options === undefined ? {} : { options }),
});

const labels: readonly FieldOption[] = [
	{ id: 5, label: 'Hot lead' },
	{ id: 6, label: 'Warm lead' },
	{ id: 7, label: 'Customer' },
];
const visibility: readonly FieldOption[] = [
	{ id: 1, label: 'Owner only' },
	{ id: 3, label: 'All users' },
];

const common = (title: string, titleName: string): Field[] => [
	field('id', 'ID', 'int', false),
	field(title, titleName, 'varchar'),
	field('owner_id', 'Owner', 'user'),
	field('add_time', 'Created', 'date', false),
	field('update_time', 'Updated', 'date', false),
	field('is_deleted', 'Deleted', 'boolean', false),
	field('visible_to', 'Visible to', 'visible_to', true, visibility),
	field('label_ids', 'Labels', 'set', true, labels),
];

/** The standard fields of a new company account. */
export function standardFields(name: EntityName): Field[] {
	switch (name) {
		case 'person':
			return [
				...common('name', 'Name'),
				field('first_name', 'First name', 'varchar', false),
				field('last_name', 'Last name', 'varchar', false),
				field('emails', 'Email', 'varchar'),
				field('phones', 'Phone', 'phone'),
				field('org_id', 'Organization', 'org'),
				field('job_title', 'Job title', 'varchar'),
				field('postal_address', 'Postal address', 'address'),
				field('notes', 'Notes', 'text'),
				field('im', 'Instant messenger', 'varchar'),
				field('birthday', 'Birthday', 'date'),
				field('marketing_status', 'Marketing status', 'enum', true, [
					{ id: 'no_consent', label: 'No consent' },
					{ id: 'subscribed', label: 'Subscribed' },
					{ id: 'unsubscribed', label: 'Unsubscribed' },
					{ id: 'archived', label: 'Archived' },
				]),
				field('picture_id', 'Picture', 'picture', false),
			];
		case 'organization':
			return [
				...common('name', 'Name'),
				field('address', 'Address', 'address'),
				field('website', 'Website', 'varchar'),
				field('linkedin', 'LinkedIn profile', 'varchar'),
				field('industry', 'Industry', 'enum', true, [
					{ id: 21, label: 'Software' },
					{ id: 22, label: 'Manufacturing' },
				]),
				field('annual_revenue', 'Annual revenue', 'double'),
				field('employee_count', 'Number of employees', 'int'),
			];
		case 'deal':
			return [
				...common('title', 'Title'),
				field('person_id', 'Contact person', 'people'),
				field('org_id', 'Organization', 'org'),
				field('value', 'Value', 'double'),
				field('currency', 'Currency', 'varchar'),
				field('status', 'Status', 'status', true, [
					{ id: 'open', label: 'Open' },
					{ id: 'won', label: 'Won' },
					{ id: 'lost', label: 'Lost' },
				]),
				field('pipeline_id', 'Pipeline', 'int'),
				field('stage_id', 'Stage', 'stage', true, [
					{ id: 1, label: 'Qualified' },
					{ id: 2, label: 'Contact Made' },
					{ id: 3, label: 'Proposal Made' },
				]),
				field('probability', 'Probability', 'int'),
				field('lost_reason', 'Lost reason', 'varchar_options'),
				field('expected_close_date', 'Expected close date', 'date'),
				field('close_time', 'Close time', 'date'),
				field('won_time', 'Won time', 'date'),
				field('lost_time', 'Lost time', 'date'),
				field('is_archived', 'Archived', 'boolean'),
				field('merge_what_id', 'Merged with', 'int', false),
			];
		case 'lead':
			return [
				...common('title', 'Title'),
				field('person_id', 'Contact person', 'people'),
				field('organization_id', 'Organization', 'org'),
				field('value', 'Value', 'monetary'),
				field('expected_close_date', 'Expected close date', 'date'),
				field('is_archived', 'Archived', 'boolean'),
				field('was_seen', 'Seen', 'boolean'),
				field('source_name', 'Source', 'varchar', false),
				field('origin', 'Source origin', 'varchar', false),
			];
		case 'activity':
			return [
				...common('subject', 'Subject').filter(({ code }) => !['visible_to', 'label_ids'].includes(code)),
				field('type', 'Type', 'enum', true, [
					...['call', 'meeting', 'task', 'deadline', 'email', 'lunch'].map((id) => ({ id, label: id })),
				]),
				field('due_date', 'Due date', 'date'),
				field('due_time', 'Due time', 'varchar'),
				field('duration', 'Duration', 'varchar'),
				field('done', 'Done', 'boolean'),
				field('note', 'Note', 'text'),
				field('person_id', 'Contact person', 'people', false),
				field('participants', 'Participants', 'json'),
				field('org_id', 'Organization', 'org'),
				field('deal_id', 'Deal', 'deal'),
				field('lead_id', 'Lead', 'lead'),
				field('priority', 'Priority', 'int'),
			];
		case 'note':
			return [
				...['content', 'lead_id', 'add_time', 'update_time'].map((code) => field(code, code, 'text')),
				...['person_id', 'org_id', 'deal_id', 'user_id'].map((code) => field(code, code, 'int')),
			];
	}
}
