/** Recognises which incoming column holds which key, so that Match Using fills itself in. */
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

export interface KeySuggestion {
	readonly key: Exclude<KeyName, 'unique'>;
	/** The column exactly as the item spells it. */
	readonly column: string;
}

/** At most one column per key: the best-known name; among equal names the first column. */
export function suggestKeys(columns: readonly string[]): readonly KeySuggestion[] {
	const folded = columns.map((column) => ({ column, name: fold(column) }));
	const find = (key: KeySuggestion['key']): KeySuggestion[] => {
		for (const name of names[key]) {
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
