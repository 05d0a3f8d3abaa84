/** Recognises which incoming column holds which key, so that Match Using fills itself in. */
import type { CrmSystem } from '../record';
import type { KeyName } from './read-item';

/** Names by key, best first. A column is taken by an equal name only (see `fold`), never by a part of it. */
const names: Readonly<Record<Exclude<KeyName, 'unique' | 'dealName' | 'companyId'>, readonly string[]>> = {
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
	linkedin: [
		'linkedin_url',
		'linkedin',
		'linkedin_profile',
		'linkedin_profile_url',
		'person_linkedin_url',
		'contact_linkedin_url',
		'hs_linkedin_url',
		'linkedin_company_page',
		'company_linkedin_url',
		'linkedin_link',
	],
	domain: [
		'domain',
		'company_domain',
		'company_domain_name',
		'website',
		'company_website',
		'website_url',
		'organization_domain',
		'primary_domain',
		'webseite',
		'site_web',
		'sitio_web',
		'sito_web',
	],
	company: [
		'company_name',
		'company',
		'organization',
		'organisation',
		'organization_name',
		'account_name',
		'employer',
		'business_name',
		'firma',
		'firmenname',
		'unternehmen',
		'entreprise',
		'societe',
		'empresa',
		'azienda',
		'bedrijf',
	],
	firstName: ['first_name', 'firstname', 'given_name', 'forename', 'fname', 'vorname', 'prenom', 'voornaam'],
	lastName: [
		'last_name',
		'lastname',
		'surname',
		'family_name',
		'lname',
		'nachname',
		'familienname',
		'nom_de_famille',
		'apellido',
		'apellidos',
		'cognome',
		'sobrenome',
		'achternaam',
	],
	fullName: ['full_name', 'contact_name', 'person_name', 'lead_name', 'display_name', 'name', 'nombre', 'nome', 'nom'],
	title: ['job_title', 'jobtitle', 'position', 'title'],
	street: ['street', 'street_address', 'address', 'address_line_1', 'strasse', 'mailing_street', 'billing_street'],
	postcode: ['zip', 'zip_code', 'postal_code', 'postcode', 'plz', 'mailing_postal_code', 'billing_postal_code'],
	city: ['city', 'town', 'stadt', 'ort', 'ville', 'ciudad', 'citta', 'mailing_city', 'billing_city'],
	country: [
		'country',
		'country_code',
		'country_region',
		'land',
		'pays',
		'pais',
		'paese',
		'mailing_country',
		'billing_country',
	],
};

/** Names that say of which record they are, by the object that is looked for. */
const namesOf: Readonly<Record<string, { readonly key: KeyName; readonly names: readonly string[] }>> = {
	company: { key: 'company', names: ['name'] },
	deal: { key: 'dealName', names: ['deal_name', 'dealname', 'opportunity_name', 'deal', 'name'] },
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
 * to another CRM or object than `meant` are left out; a plain `name` is the name of what is looked for.
 */
export function suggestKeys(columns: readonly string[], meant?: Meant): readonly KeySuggestion[] {
	const folded = columns.map((column) => ({ column, name: fold(column) }));
	const own = meant === undefined ? undefined : namesOf[meant.object];
	const find = (key: KeySuggestion['key'], known: readonly string[]): KeySuggestion[] => {
		for (const name of known) {
			if (key === 'id' && !isIdOf(name, meant)) continue;
			const hit = folded.find((entry) => entry.name === fold(name));
			if (hit !== undefined) return [{ key, column: hit.column }];
		}
		return [];
	};
	const suggestions = (Object.keys(names) as (keyof typeof names)[]).flatMap((key) => {
		const known = names[key];
		if (own === undefined) return find(key, known);
		// A person's name says nothing about a company or deal.
		if (key === 'fullName' || key === 'firstName' || key === 'lastName' || key === 'title') return [];
		return find(key, own.key === key ? [...own.names, ...known] : known);
	});
	return own?.key === 'dealName' ? [...suggestions, ...find('dealName', own.names)] : suggestions;
}

/** `Work E-Mail`, `workEmail` and `work_email` alike: letters and digits only, in lower case. */
function fold(column: string): string {
	return column
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '');
}
