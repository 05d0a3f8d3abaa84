/** The objects of the portal: names, type ids, and what differs between them. */

export interface ObjectType {
	/** 0-1 and so on for HubSpot's own objects, 2-... for custom ones. */
	readonly typeId: string;
	/** contact */
	readonly name: string;
	/** contacts */
	readonly plural: string;
	readonly label: string;
	readonly pluralLabel: string;
	/** The property that holds the time of the last change. */
	readonly lastModified: 'lastmodifieddate' | 'hs_lastmodifieddate';
	readonly created: 'createdate' | 'hs_createdate';
	/** Versions that are kept of each property. */
	readonly historyCap: number;
	/** Properties that are answered where none are asked for. */
	readonly defaults: readonly string[];
	/** Properties that `query` searches. */
	readonly searched: readonly string[];
	/** The property that names the record for people. */
	readonly display: readonly string[];
	/** crm.objects.{scope}.read and .write */
	readonly scope: string;
	/** Notes, tasks, calls, meetings and e-mails. */
	readonly activity: boolean;
	readonly custom: boolean;
	/** 'p{portalId}_{name}' of a custom object. */
	readonly fullyQualifiedName?: string;
}

function crmObject(
	typeId: string,
	name: string,
	plural: string,
	defaults: readonly string[],
	searched: readonly string[],
	display: readonly string[],
): ObjectType {
	const contact = name === 'contact';
	return {
		typeId,
		name,
		plural,
		label: title(name),
		pluralLabel: title(plural),
		lastModified: contact ? 'lastmodifieddate' : 'hs_lastmodifieddate',
		created: 'createdate',
		historyCap: contact ? 45 : 20,
		defaults,
		searched,
		display,
		scope: plural,
		activity: false,
		custom: false,
	};
}

function activity(typeId: string, name: string, plural: string, display: readonly string[]): ObjectType {
	return {
		typeId,
		name,
		plural,
		label: title(name),
		pluralLabel: title(plural),
		lastModified: 'hs_lastmodifieddate',
		created: 'hs_createdate',
		historyCap: 20,
		defaults: [],
		searched: display,
		display,
		scope: 'contacts',
		activity: true,
		custom: false,
	};
}

/** A custom object as POST /crm/schemas/v3/schemas makes it. */
export function customObject(
	portalId: number,
	number: number,
	name: string,
	labels: { readonly singular: string; readonly plural: string },
	display: string,
	searched: readonly string[],
): ObjectType {
	return {
		typeId: `2-${number}`,
		name,
		plural: name,
		label: labels.singular,
		pluralLabel: labels.plural,
		lastModified: 'hs_lastmodifieddate',
		created: 'hs_createdate',
		historyCap: 20,
		defaults: [],
		searched,
		display: [display],
		scope: 'custom',
		activity: false,
		custom: true,
		fullyQualifiedName: `p${portalId}_${name}`,
	};
}

export const standardObjects: readonly ObjectType[] = [
	crmObject(
		'0-1',
		'contact',
		'contacts',
		['email', 'firstname', 'lastname'],
		['firstname', 'lastname', 'email', 'hs_additional_emails', 'phone', 'company'],
		['firstname', 'lastname', 'email'],
	),
	crmObject(
		'0-2',
		'company',
		'companies',
		['name', 'domain'],
		['name', 'domain', 'phone', 'website'],
		['name', 'domain'],
	),
	crmObject(
		'0-3',
		'deal',
		'deals',
		['amount', 'closedate', 'dealname', 'dealstage', 'pipeline'],
		['dealname', 'description'],
		['dealname'],
	),
	crmObject(
		'0-5',
		'ticket',
		'tickets',
		['content', 'subject', 'hs_pipeline', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_priority'],
		['subject', 'content'],
		['subject'],
	),
	activity('0-46', 'note', 'notes', ['hs_note_body']),
	activity('0-27', 'task', 'tasks', ['hs_task_subject']),
	activity('0-48', 'call', 'calls', ['hs_call_title']),
	activity('0-47', 'meeting', 'meetings', ['hs_meeting_title']),
	activity('0-49', 'email', 'emails', ['hs_email_subject']),
];

function title(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
