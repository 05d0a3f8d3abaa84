/** The keys by which records of a reference list are found. */
import type { CompanyName } from './company-name';
import type { Facts, SubjectKind } from './facts';
import { streetKeys } from './street';
import { sitesOf } from './weigh-person';

/** Kinds of keys, each with postings of its own, so that no key has to be written anew with a prefix. */
export type KeyKind =
	| 'mailbox'
	| 'phone'
	| 'linkedin'
	| 'unique'
	| 'name'
	| 'site'
	| 'company'
	| 'slipStart'
	| 'slipEnd'
	| 'street'
	| 'deal'
	| 'owner';

/** A slip in a shorter name makes another name. */
const leastForSlips = 5;

/** Per word the other words, with the first letters of this one, and with its last. */
export function eachSlipKey(name: CompanyName, use: (of: KeyKind, key: string) => void): void {
	if (name.key.length < leastForSlips) return;
	for (const [index, word] of name.words.entries()) {
		const rest = name.words.length === 1 ? '' : name.words.filter((_, place) => place !== index).join(' ');
		const letters = rest === '' ? 3 : 1;
		use('slipStart', `${rest}|${word.slice(0, letters)}`);
		use('slipEnd', `${rest}|${word.slice(-letters)}`);
	}
}

export function eachKey(facts: Facts, kind: SubjectKind, use: (of: KeyKind, key: string) => void): void {
	for (const { mailbox } of facts.emails) use('mailbox', mailbox);
	if (facts.linkedin !== undefined) use('linkedin', facts.linkedin);
	for (const { field, value } of facts.uniques) use('unique', `${field}:${value}`);
	if (kind === 'person') {
		if (facts.name !== undefined && facts.name.key !== '') use('name', facts.name.key);
	} else if (kind === 'company') {
		for (const site of sitesOf(facts)) use('site', site);
		for (const name of facts.companies) {
			use('company', name.key);
			eachSlipKey(name, use);
		}
		if (facts.street !== undefined) for (const key of streetKeys(facts.street)) use('street', key);
	} else {
		if (facts.dealName !== undefined) use('deal', facts.dealName);
		for (const { key } of facts.companies) use('owner', key);
	}
}
