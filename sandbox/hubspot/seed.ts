/** The made-up people and companies (../people.ts) of a HubSpot account: merged contacts, shared phones, fields that reps have edited. */
import { Random } from '../core/random';
import type { Source, StoredRecord } from '../core/store';
import type { ObjectType } from './object-types';
import { mergeRecords } from './merge';
import type { Portal } from './portal';
import { dayMs, madeUpCompany, madeUpPerson, titles, type MadeUpCompany, type MadeUpPerson } from '../people';

interface Employer {
	readonly company: MadeUpCompany;
	readonly record: StoredRecord;
}

const reps: readonly (readonly [number, string, string])[] = [
	[501, 'Robin', 'Hale'],
	[502, 'Sam', 'Okafor'],
	[503, 'Toni', 'Lindqvist'],
	[504, 'Una', 'Marsh'],
];

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
		const { company, record: employer } = random.pick(companies);
		const person = contactValues(madeUpPerson(i, random, company, taken), company);
		const source: Source = i % 3 === 0 ? { type: 'FORM', id: 'form-7', actor: 'form' } : imported;
		const contact = make('contacts', person, source, 20 + random.int(700));
		contacts.push(contact);
		link(portal, contactType, contact, employer);
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
): Employer[] {
	const companies: MadeUpCompany[] = [];
	return Array.from({ length: count }, (_, i) => {
		const company = madeUpCompany(i, companies, random);
		companies.push(company);
		const { employees, ...values } = company;
		return { company, record: make({ ...values, numberofemployees: String(employees) }, 400 + random.int(600)) };
	});
}

function contactValues(person: MadeUpPerson, company: MadeUpCompany): Record<string, string> {
	return {
		firstname: person.firstName,
		lastname: person.lastName,
		email: person.email,
		hs_additional_emails: person.otherEmail,
		phone: person.phone,
		mobilephone: person.mobile,
		company: company.name,
		jobtitle: person.title,
		city: person.city,
		country: person.country,
		lifecyclestage: person.lifecycle,
		hs_lead_status: person.status,
		hubspot_owner_id: String(70_501 + person.owner),
		external_customer_id: person.externalId,
		tier: person.tier,
	};
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
