/** What a new record is made of: the keys that the item was looked up by, since by them the next run finds it. */
import { meaningful } from './facts';
import type { KeyFields } from './key-fields';
import type { IdentityProfile } from './profile';
import type { AskedItem } from './read-item';

export type NewValues =
	| { readonly ok: true; readonly values: Readonly<Record<string, string>> }
	/** Why the item says too little, after "Not created: ". */
	| { readonly ok: false; readonly why: string };

/** The values of a new record by field, not yet typed. What the object has no field for is left out. */
export function newRecordValues(asked: AskedItem, fields: KeyFields): NewValues {
	const { keys, sought } = asked;
	const { facts, kind } = sought;
	const name = kind === 'person' ? personName(asked) : {};
	const whole =
		kind === 'person'
			? [name.first, name.last].filter((part) => part !== undefined).join(' ')
			: (meaningful(kind === 'company' ? keys.company : keys.dealName) ?? '');
	const email = kind === 'person' ? facts.emails[0]?.address : undefined;
	const domain = kind === 'company' ? facts.domains[0] : undefined;
	if (whole === '' && email === undefined && domain === undefined) return { ok: false, why: tooLittle[kind] };
	const pairs: readonly (readonly [string | undefined, string | undefined])[] = [
		[fields.email, email],
		[fields.phone, kind === 'deal' ? undefined : phoneOf(asked)],
		[fields.firstName, name.first],
		[fields.lastName, name.last],
		[fields.name, whole],
		[fields.company, kind === 'person' ? meaningful(keys.company) : undefined],
		[fields.domain, domain],
		[fields.linkedin, facts.linkedin === undefined ? undefined : `https://www.linkedin.com/${facts.linkedin}`],
		...(keys.uniques ?? []).map(({ field, value }) => [field, value] as const),
	];
	const values = pairs.flatMap(([field, value]) =>
		field === undefined || value === undefined || value === '' ? [] : [[field, value] as const],
	);
	return { ok: true, values: Object.fromEntries(values) };
}

/** In international form, by which every CRM finds it; with an extension as the item writes it. */
function phoneOf({ keys, sought }: AskedItem): string | undefined {
	const known = sought.facts.phones.find(({ e164 }) => e164 !== undefined);
	return known?.extension === true ? keys.phones?.[0] : known?.e164;
}

const tooLittle = {
	person: 'the item has neither a name nor an e-mail address.',
	company: 'the item has neither a company name nor a domain.',
	deal: 'the item has no deal name.',
} as const;

interface NameParts {
	readonly first?: string | undefined;
	readonly last?: string | undefined;
}

const title = /^(?:dr|prof|mr|mrs|ms|miss|herr|frau|mme|sr|sra)\.?$/i;
const particle = /^(?:van|von|de|der|den|del|della|di|da|dos|das|du|la|le|ten|ter|zu|zum|zur|al|bin|ibn)$/i;
const suffix = /^(?:jr|sr|junior|senior|ii|iii|iv)\.?$/i;

/** First and last name as the item gives them; of a whole name the last word and its particles are the last name. */
function personName({ keys }: AskedItem): NameParts {
	const first = meaningful(keys.firstName);
	const last = meaningful(keys.lastName);
	if (first !== undefined || last !== undefined) return { first, last };
	const full = meaningful(keys.fullName);
	if (full === undefined) return {};
	const [before = '', after = ''] = full.split(',', 2).map((part) => part.trim());
	if (before !== '' && after !== '' && !suffix.test(after)) return { first: after, last: before };
	const words = full.split(/\s+/).filter((word) => word !== '');
	while (words.length > 1 && title.test(words[0] ?? '')) words.shift();
	let start = words.length - 1;
	if (start > 1 && suffix.test(words[start] ?? '')) start--;
	while (start > 1 && particle.test(words[start - 1] ?? '')) start--;
	const given = words.slice(0, start).join(' ');
	return { first: given === '' ? undefined : given, last: words.slice(start).join(' ') };
}

/** The item as the record that it would become: a second item that means the same is compared with it. */
export function profileOfItem({ keys, sought }: AskedItem): IdentityProfile {
	const { kind, facts } = sought;
	return {
		firstName: keys.firstName,
		lastName: keys.lastName,
		name: kind === 'person' ? keys.fullName : kind === 'company' ? keys.company : keys.dealName,
		emails: keys.emails ?? [],
		phones: facts.phones.map((phone) => phone.e164 ?? phone.digits),
		title: keys.title,
		companyName: kind === 'company' ? undefined : keys.company,
		companyId: keys.companyId,
		domains: kind === 'company' ? (keys.domains ?? []) : [],
		street: keys.street,
		postcode: keys.postcode,
		city: keys.city,
		country: keys.country,
		linkedin: keys.linkedin,
		uniques: Object.fromEntries((keys.uniques ?? []).map(({ field, value }) => [field, value])),
	};
}

/** The new record as the CRM will hold it: what it has no field for is gone. `linked` where it is put under its company. */
export function profileOfNew(asked: AskedItem, fields: KeyFields, linked: boolean): IdentityProfile {
	const whole = profileOfItem(asked);
	const isPerson = asked.sought.kind === 'person';
	const named = isPerson ? fields.name !== undefined || fields.lastName !== undefined : fields.name !== undefined;
	return {
		...(named ? { firstName: whole.firstName, lastName: whole.lastName, name: whole.name } : {}),
		emails: fields.email === undefined ? [] : whole.emails,
		phones: fields.phone === undefined ? [] : whole.phones,
		...(linked || (isPerson && fields.company !== undefined) ? { companyName: whole.companyName } : {}),
		domains: fields.domain === undefined ? [] : whole.domains,
		...(fields.linkedin === undefined ? {} : { linkedin: whole.linkedin }),
		uniques: whole.uniques,
	};
}

/** Items without one of these in common cannot mean the same record. */
export function blockKeys({ sought: { facts } }: AskedItem): readonly string[] {
	return [
		...facts.emails.map(({ mailbox }) => `email ${mailbox}`),
		...facts.phones.map((phone) => `phone ${phone.digits.slice(-8)}`),
		...(facts.linkedin === undefined ? [] : [`linkedin ${facts.linkedin}`]),
		...facts.domains.map((domain) => `domain ${domain}`),
		...facts.uniques.map(({ field, value }) => `unique ${field} ${value}`),
		...(facts.name === undefined ? [] : facts.name.last.map((part) => `name ${part}`)),
		...facts.companies.flatMap(({ words }) => (words[0] === undefined ? [] : [`company ${words[0]}`])),
		...(facts.dealName === undefined ? [] : [`deal ${facts.dealName}`]),
	];
}
