/**
 * Made-up people and companies for every stand-in CRM, the same for the same seed: reserved example domains, fictitious
 * 555-01xx numbers, and the traps of real data: role mailboxes, free mail, secondary addresses, shared domains,
 * companies of the same name. Values of each CRM's own fields are the business of its own seed.
 */
import type { Random } from './core/random';

const firstNames =
	'Ada Ben Clara David Elif Farid Greta Hugo Ines Jonas Kira Lars Mona Nils Olga Paul Rosa Sven Tara Uwe Vera Yara'.split(
		' ',
	);
const lastNames =
	'Abel Berg Conti Dietz Eriksen Falk Gomez Hahn Ito Jansen Kowal Lind Meyer Novak Okoro Petrov Quist Ruiz Sato Torres Ullrich Vogel Weiss'.split(
		' ',
	);
const companyWords =
	'Alder Birch Cedar Dune Ember Fjord Garnet Harbor Indigo Juniper Kestrel Larch Meridian Nimbus Onyx Pinnacle Quarry Rowan Summit Tundra'.split(
		' ',
	);
const companyKinds = 'Analytics Logistics Software Foods Energy Health Machines Insurance Media Retail'.split(' ');
export const titles = [
	'Head of Sales',
	'Operations Manager',
	'CTO',
	'Account Executive',
	'Marketing Lead',
	'Managing Director',
	'Buyer',
	'Data Engineer',
];
const cities: readonly (readonly [string, string])[] = [
	['Berlin', 'Germany'],
	['Lyon', 'France'],
	['Porto', 'Portugal'],
	['Leeds', 'United Kingdom'],
	['Denver', 'United States'],
	['Utrecht', 'Netherlands'],
];
export const dayMs = 86_400_000;

export interface MadeUpCompany {
	readonly name: string;
	readonly domain: string;
	readonly city: string;
	readonly country: string;
	readonly phone: string;
	readonly employees: number;
}

export interface MadeUpPerson {
	readonly firstName: string;
	readonly lastName: string;
	/** '' for one in twenty. */
	readonly email: string;
	/** A second address, for one in nine. */
	readonly otherEmail: string;
	readonly phone: string;
	readonly mobile: string;
	readonly title: string;
	readonly city: string;
	readonly country: string;
	readonly lifecycle: string;
	readonly status: string;
	/** 0 to 2: which rep owns the record. */
	readonly owner: number;
	readonly externalId: string;
	/** A, B, C or ''. */
	readonly tier: string;
}

/** The company of that number. Every eighth is a second record with the domain of its neighbour. */
export function madeUpCompany(i: number, before: readonly MadeUpCompany[], random: Random): MadeUpCompany {
	const name = `${companyWords[i % companyWords.length]} ${companyKinds[Math.floor(i / 2) % companyKinds.length]}`;
	const [city, country] = random.pick(cities);
	const isTwin = i % 8 === 7;
	const domain = `${name.toLowerCase().replace(/\W+/g, '-')}-${isTwin ? i - 1 : i}.example.com`;
	return {
		name,
		domain: isTwin ? (before[i - 1]?.domain ?? domain) : domain,
		city,
		country,
		phone: fictitiousPhone(9_000 + i),
		employees: 5 + random.int(900),
	};
}

/** The person of that number. `taken` holds addresses that are gone: a role mailbox exists once per company. */
export function madeUpPerson(i: number, random: Random, company: MadeUpCompany, taken: Set<string>): MadeUpPerson {
	const firstName = random.pick(firstNames);
	const lastName = random.pick(lastNames);
	const [city, country] = random.pick(cities);
	const handle = `${firstName}.${lastName}${i}`.toLowerCase();
	const role = `${['info', 'sales', 'office'][i % 3]}@${company.domain}`;
	const ordinary = `${handle}@${company.domain}`;
	const email = { 5: taken.has(role) ? ordinary : role, 8: `${handle}@freemail.example`, 11: '' }[i % 20] ?? ordinary;
	taken.add(email);
	return {
		firstName,
		lastName,
		email,
		otherEmail: i % 9 === 4 ? `${handle}@old.example.org` : '',
		phone: i % 6 === 5 ? '' : fictitiousPhone(i),
		mobile: i % 5 === 2 ? fictitiousPhone(5_000 + i) : '',
		title: i % 7 === 6 ? '' : random.pick(titles),
		city,
		country,
		lifecycle: random.pick(['lead', 'marketingqualifiedlead', 'opportunity', 'customer']),
		status: i % 3 === 0 ? '' : random.pick(['NEW', 'OPEN', 'CONNECTED']),
		owner: i % 3,
		externalId: i % 2 === 0 ? `C-${100_000 + i}` : '',
		tier: i % 4 === 0 ? random.pick(['A', 'B', 'C']) : '',
	};
}

/** From the range that is reserved for fiction: area codes vary, 555-0100 to 555-0199. */
export function fictitiousPhone(n: number): string {
	const area = 201 + (Math.floor(n / 100) % 700);
	return `+1 ${area} 555 01${String(n % 100).padStart(2, '0')}`;
}
