/**
 * Made-up people and companies, the same for the same seed: reserved example domains, fictitious 555-01xx numbers, and
 * the traps of real data: role mailboxes, free mail, secondary addresses, shared phones and domains, merged contacts,
 * companies of the same name, fields that reps have edited.
 */
import { Random } from './core/random';
import type { Source, StoredRecord } from './core/store';
import type { ObjectType } from './hubspot/object-types';
import { mergeRecords } from './hubspot/merge';
import type { Portal } from './hubspot/portal';

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
const titles = [
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
const reps: readonly (readonly [number, string, string])[] = [
	[501, 'Robin', 'Hale'],
	[502, 'Sam', 'Okafor'],
	[503, 'Toni', 'Lindqvist'],
	[504, 'Una', 'Marsh'],
];
const dayMs = 86_400_000;

export function seedOwners(portal: Portal): void {
	for (const [userId, firstName, lastName] of reps) {
		const email = `${firstName}.${lastName}@sandbox.example.com`.toLowerCase();
		portal.owners.push({ id: String(userId + 70_000), userId, email, firstName, lastName, archived: userId === 504 });
	}
}

/** `count` contacts with about a fifth as many companies and a tenth as many deals. */
export function seedContacts(portal: Portal, count: number, seed: number): void {
	const random = new Random(seed * 7919);
	const now = portal.clock.now();
	const make = (
		type: string,
		values: Readonly<Record<string, string>>,
		source: Source,
		ageDays: number,
	): StoredRecord => {
		const record = portal.store.create(type, portal.newId(), source, Math.round(now - ageDays * dayMs));
		for (const [name, value] of Object.entries(values)) {
			if (value !== '') portal.store.set(record, name, value, source, record.createdAt);
		}
		return record;
	};
	const imported: Source = { ...portal.userSource(501, 'IMPORT'), id: '88001' };
	const companies = makeCompanies(Math.max(1, Math.round(count / 5)), random, (values, age) =>
		make('companies', values, imported, age),
	);
	const contactType = portal.type('contacts');
	const contacts: StoredRecord[] = [];
	/** Addresses that are taken: a role mailbox exists once per company. */
	const taken = new Set<string>();

	for (let i = 0; i < count; i++) {
		const company = random.pick(companies);
		const person = makePerson(
			i,
			random,
			portal.store.value(company, 'domain') ?? 'example.com',
			portal.store.value(company, 'name') ?? '',
			taken,
		);
		const source: Source = i % 3 === 0 ? { type: 'FORM', id: 'form-7', actor: 'form' } : imported;
		const contact = make('contacts', person, source, 20 + random.int(700));
		contacts.push(contact);
		link(portal, contactType, contact, company);
		if (i % 4 === 1) repEdits(portal, contact, random);
	}
	for (const [i, contact] of contacts.entries()) {
		if (i % 10 === 3) makeDeal(portal, random, contact, (values, age) => make('deals', values, imported, age));
	}
	sharePhones(portal, contacts);
	mergeSome(portal, contactType, contacts, make, imported);
}

function makeCompanies(
	count: number,
	random: Random,
	make: (values: Readonly<Record<string, string>>, age: number) => StoredRecord,
): StoredRecord[] {
	const list: StoredRecord[] = [];
	for (let i = 0; i < count; i++) {
		const name = `${companyWords[i % companyWords.length]} ${companyKinds[Math.floor(i / 2) % companyKinds.length]}`;
		const [city, country] = random.pick(cities);
		// Every eighth company is a second record with the domain of its neighbour.
		const number = i % 8 === 7 ? i - 1 : i;
		const domain = `${name.toLowerCase().replace(/\W+/g, '-')}-${number}.example.com`;
		list.push(
			make(
				{
					name,
					domain: i % 8 === 7 ? (domainOf(list, i - 1) ?? domain) : domain,
					city,
					country,
					phone: phone(9_000 + i),
					numberofemployees: String(5 + random.int(900)),
				},
				400 + random.int(600),
			),
		);
	}
	return list;
}

function domainOf(list: readonly StoredRecord[], index: number): string | undefined {
	return list[index]?.versions.get('domain')?.[0]?.value;
}

function makePerson(
	i: number,
	random: Random,
	domain: string,
	company: string,
	taken: Set<string>,
): Record<string, string> {
	const firstname = random.pick(firstNames);
	const lastname = random.pick(lastNames);
	const [city, country] = random.pick(cities);
	const handle = `${firstname}.${lastname}${i}`.toLowerCase();
	const role = `${['info', 'sales', 'office'][i % 3]}@${domain}`;
	const ordinary = `${handle}@${domain}`;
	const address = { 5: taken.has(role) ? ordinary : role, 8: `${handle}@freemail.example`, 11: '' }[i % 20] ?? ordinary;
	taken.add(address);
	return {
		firstname,
		lastname,
		email: address,
		hs_additional_emails: i % 9 === 4 ? `${handle}@old.example.org` : '',
		phone: i % 6 === 5 ? '' : phone(i),
		mobilephone: i % 5 === 2 ? phone(5_000 + i) : '',
		company,
		jobtitle: i % 7 === 6 ? '' : random.pick(titles),
		city,
		country,
		lifecyclestage: random.pick(['lead', 'marketingqualifiedlead', 'opportunity', 'customer']),
		hs_lead_status: i % 3 === 0 ? '' : random.pick(['NEW', 'OPEN', 'CONNECTED']),
		hubspot_owner_id: String(70_501 + (i % 3)),
		external_customer_id: i % 2 === 0 ? `C-${100_000 + i}` : '',
		tier: i % 4 === 0 ? random.pick(['A', 'B', 'C']) : '',
	};
}

/** From the range that is reserved for fiction: area codes vary, 555-0100 to 555-0199. */
function phone(n: number): string {
	const area = 201 + (Math.floor(n / 100) % 700);
	return `+1 ${area} 555 01${String(n % 100).padStart(2, '0')}`;
}

function repEdits(portal: Portal, contact: StoredRecord, random: Random): void {
	const source = portal.userSource(501 + random.int(3));
	const at = contact.createdAt + (1 + random.int(15)) * dayMs;
	portal.store.set(contact, 'jobtitle', `${random.pick(titles)} (confirmed)`, source, at);
	portal.store.set(contact, 'sales_notes', 'Met at the fair; prefers e-mail.', source, at + 60_000);
}

function link(portal: Portal, type: ObjectType, contact: StoredRecord, company: StoredRecord): void {
	portal.clock.during(contact.createdAt, () => {
		portal.associations.link(type, contact.id, portal.type('companies'), company.id, [279], portal.userSource());
	});
}

function makeDeal(
	portal: Portal,
	random: Random,
	contact: StoredRecord,
	make: (values: Readonly<Record<string, string>>, age: number) => StoredRecord,
): void {
	const stages = ['appointmentscheduled', 'qualifiedtobuy', 'presentationscheduled', 'contractsent', 'closedwon'];
	const values = {
		dealname: `${portal.store.value(contact, 'company') ?? 'New'} renewal`,
		amount: String(1_000 + random.int(90) * 500),
		dealstage: random.pick(stages),
		pipeline: 'default',
		hubspot_owner_id: portal.store.value(contact, 'hubspot_owner_id') ?? '',
	};
	portal.associations.link(
		portal.type('deals'),
		make(values, 10 + random.int(200)).id,
		portal.type('contacts'),
		contact.id,
		[3],
		portal.userSource(),
	);
}

/** Contacts 2 and 3 of every fifty share one phone number: a couple, or one person twice. */
function sharePhones(portal: Portal, contacts: readonly StoredRecord[]): void {
	for (let i = 3; i < contacts.length; i += 50) {
		const [a, b] = [contacts[i - 1], contacts[i]];
		const number = a && portal.store.value(a, 'phone');
		if (b && number) portal.store.set(b, 'phone', number, portal.userSource(), b.createdAt + dayMs);
	}
}

/** Every fortieth contact has swallowed a duplicate, whose id still leads to it. */
function mergeSome(
	portal: Portal,
	type: ObjectType,
	contacts: readonly StoredRecord[],
	make: (type: string, values: Readonly<Record<string, string>>, source: Source, ageDays: number) => StoredRecord,
	source: Source,
): void {
	for (let i = 10; i < contacts.length; i += 40) {
		const winner = contacts[i];
		if (!winner) continue;
		const firstname = portal.store.value(winner, 'firstname') ?? '';
		const email = `${firstname.toLowerCase()}.dup${i}@merged.example.net`;
		const age = (portal.clock.now() - winner.createdAt) / dayMs;
		const loser = make('contacts', { firstname, email }, source, age - 1);
		portal.clock.during(loser.createdAt + dayMs, () => {
			mergeRecords(portal, type, winner.id, loser.id, portal.userSource(502));
		});
	}
}
