/** Recognises which incoming column holds which key, so that Match Using fills itself in. */
import type { CrmSystem } from '../record';
import type { KeyName } from './query';

/** Names by key, best first. A column is taken by an equal name only (see `fold`), never by a part of it. */
const names: Readonly<Record<Exclude<KeyName, 'unique'>, readonly string[]>> = {
	id: [
		'hs_object_id',
		'hubspot_id',
		'hubspot_record_id',
		'hubspot_contact_id',
		'salesforce_id',
		'sfdc_id',
		'pipedrive_id',
		'pipedrive_person_id',
		'crm_id',
		'crm_record_id',
		'record_id',
		'contact_id',
		'vid',
		'hs_contact_id',
	],
	email: [
		'email',
		'email_address',
		'work_email',
		'business_email',
		'contact_email',
		'lead_email',
		'person_email',
		'customer_email',
		'user_email',
		'primary_email',
		'from_email',
		'sender_email',
		'attendee_email',
		'invitee_email',
		'mail',
		'mail_address',
		'email_1',
		'email_adresse',
		'adresse_email',
		'courriel',
		'correo',
		'correo_electronico',
		'personal_email',
	],
	phone: [
		'mobile_phone',
		'mobile',
		'mobile_number',
		'cell',
		'cell_phone',
		'direct_phone',
		'direct_dial',
		'phone',
		'phone_number',
		'telephone',
		'telephone_number',
		'tel',
		'work_phone',
		'business_phone',
		'contact_phone',
		'phone_1',
		'from_number',
		'caller_number',
		'handy',
		'telefon',
		'telefonnummer',
		'telefono',
		'whatsapp',
		'whatsapp_number',
	],
};

/** Whose id a column holds by its name: the same number is another record in another CRM, or of another kind. */
const idsOf: readonly {
	readonly name: RegExp;
	readonly system?: CrmSystem;
	readonly object?: string;
}[] = [
	{ name: /^(hs_|hubspot_|vid$)/, system: 'hubspot' },
	{ name: /^(salesforce_|sfdc_)/, system: 'salesforce' },
	{ name: /^pipedrive_/, system: 'pipedrive' },
	{ name: /(^|_)contact_id$|^vid$/, object: 'contact' },
];

/** What is looked for, as far as a column's name can speak against it. */
export interface Meant {
	readonly system: CrmSystem;
	readonly object: string;
}

function isIdOf(name: string, meant: Meant | undefined): boolean {
	return idsOf.every(
		(rule) =>
			meant === undefined ||
			!rule.name.test(name) ||
			((rule.system ?? meant.system) === meant.system && (rule.object ?? meant.object) === meant.object),
	);
}

export interface KeySuggestion {
	readonly key: Exclude<KeyName, 'unique'>;
	/** The column exactly as the item spells it. */
	readonly column: string;
}

/**
 * At most one column per key: the best-known name; among equal names the first column. Ids that by their name belong
 * to another CRM or object than `meant` are left out.
 */
export function suggestKeys(columns: readonly string[], meant?: Meant): readonly KeySuggestion[] {
	const folded = columns.map((column) => ({ column, name: fold(column) }));
	const find = (key: KeySuggestion['key']): KeySuggestion[] => {
		for (const name of names[key]) {
			if (key === 'id' && !isIdOf(name, meant)) continue;
			const hit = folded.find((entry) => entry.name === fold(name));
			if (hit !== undefined) return [{ key, column: hit.column }];
		}
		return [];
	};
	return [...find('id'), ...find('email'), ...find('phone')];
}

/** `Work E-Mail`, `workEmail` and `work_email` alike: letters and digits only, in lower case. */
function fold(column: string): string {
	return column
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '');
}
