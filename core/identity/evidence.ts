/** The pieces of evidence for and against one record, and how they are said to people. */

export type EvidenceKind =
	| 'id'
	| 'unique'
	| 'unique differs'
	| 'linkedin'
	| 'linkedin differs'
	| 'email'
	| 'email shared'
	| 'email role'
	| 'email near'
	| 'email differs'
	| 'phone'
	| 'phone shared'
	| 'phone part'
	| 'phone differs'
	| 'name'
	| 'name variant'
	| 'name part'
	| 'name first only'
	| 'name last only'
	| 'name differs'
	| 'employer'
	| 'employer near'
	| 'employer domain'
	| 'employer differs'
	| 'domain'
	| 'domain shared'
	| 'domain differs'
	| 'company'
	| 'company shared'
	| 'company near'
	| 'company similar'
	| 'company partial'
	| 'company differs'
	| 'city'
	| 'city differs'
	| 'country'
	| 'country differs'
	| 'street'
	| 'street differs'
	| 'postcode'
	| 'postcode differs'
	| 'title'
	| 'deal'
	| 'deal differs';

export interface Evidence {
	readonly kind: EvidenceKind;
	/** Positive for the record, negative against it. */
	readonly bits: number;
}

const words: Readonly<Record<EvidenceKind, string>> = {
	id: 'same record ID',
	unique: 'same unique value',
	'unique differs': 'another unique value',
	linkedin: 'same LinkedIn profile',
	'linkedin differs': 'another LinkedIn profile',
	email: 'same e-mail address',
	'email shared': 'same e-mail address, which several records have',
	'email role': 'same shared mailbox (like info@ or sales@)',
	'email near': 'nearly the same e-mail address',
	'email differs': 'another e-mail address',
	phone: 'same phone number',
	'phone shared': 'same phone number, which several people use',
	'phone part': 'same last digits of the phone number',
	'phone differs': 'another phone number',
	name: 'same name',
	'name variant': 'a form of the same name',
	'name part': 'same part of the name',
	'name first only': 'same first name, another last name',
	'name last only': 'same last name, another first name',
	'name differs': 'another name',
	employer: 'same company',
	'employer near': 'nearly the same company name',
	'employer domain': 'same company domain',
	'employer differs': 'another company',
	domain: 'same domain',
	'domain shared': 'same domain, which several companies have',
	'domain differs': 'another domain',
	company: 'same company name',
	'company shared': 'same company name, which several records have',
	'company near': 'nearly the same company name',
	'company similar': 'words of the same company name',
	'company partial': 'part of the same company name',
	'company differs': 'another company name',
	city: 'same city',
	'city differs': 'another city',
	country: 'same country',
	'country differs': 'another country',
	street: 'same street address',
	'street differs': 'another street address',
	postcode: 'same postal code',
	'postcode differs': 'another postal code',
	title: 'same job title',
	deal: 'same deal name',
	'deal differs': 'another deal name',
};

export function inWords(evidence: Evidence): string {
	return words[evidence.kind];
}

export function totalBits(evidence: readonly Evidence[]): number {
	let sum = 0;
	for (const { bits } of evidence) sum += bits;
	return sum;
}
