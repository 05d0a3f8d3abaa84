/**
 * The made-up people and companies (../people.ts) of a Salesforce org, as contacts and leads: the same person in both,
 * two contacts with one address (which Salesforce allows), converted leads, merged contacts, fields that reps edited.
 */
import { Random } from '../core/random';
import type { StoredRecord } from '../core/store';
import { dayMs, madeUpCompany, madeUpPerson, titles, type MadeUpCompany, type MadeUpPerson } from '../people';
import { convertLead } from './convert';
import { mergeRecords } from './merge';
import type { Org } from './org';
import { fillDefaults } from './special';

const owners = ['rep1', 'rep2', 'rep3'] as const;
type Values = Readonly<Record<string, string>>;

/** `count` contacts, a fifth as many accounts, a tenth as many opportunities, and a third as many leads. */
export function seedPeople(org: Org, count: number, seed: number): void {
	const random = new Random(seed * 7919);
	const now = org.clock.now();
	const make = (typeName: string, values: Values, ageDays: number, user: string): StoredRecord => {
		const type = org.type(typeName);
		const at = Math.round(now - ageDays * dayMs);
		const source = org.source(user, 'UI');
		const record = org.create(type, source, at);
		const all = new Map(Object.entries(values).filter(([, value]) => value !== ''));
		fillDefaults(org, type, all, source);
		for (const [name, value] of all) org.store.set(record, name, value, source, at);
		return record;
	};
	const admin = org.userId('admin');
	const companies: MadeUpCompany[] = [];
	const employers = Array.from({ length: Math.max(1, Math.round(count / 5)) }, (_, i) => {
		const company = madeUpCompany(i, companies, random);
		companies.push(company);
		return { company, record: make('Account', accountValues(company), 400 + random.int(600), admin) };
	});
	const taken = new Set<string>();
	const contacts: StoredRecord[] = [];
	for (let i = 0; i < count; i++) {
		const { company, record } = random.pick(employers);
		const person = madeUpPerson(i, random, company, taken);
		const age = 20 + random.int(700);
		const owner = org.userId(owners[person.owner] ?? 'rep1');
		const contact = make('Contact', { ...contactValues(person), AccountId: record.id, OwnerId: owner }, age, admin);
		contacts.push(contact);
		if (i % 4 === 1) repEdits(org, contact, random);
		if (i % 10 === 3) makeOpportunity(org, make, random, record, owner);
		if (i % 3 === 2) makeLead(org, make, random, i, person, company, contact);
		// The same address on two contacts: a partner, or one person twice.
		if (i % 50 === 12) {
			make(
				'Contact',
				{ ...contactValues(person), External_Customer_Id__c: '', FirstName: 'Alex', AccountId: record.id },
				age,
				admin,
			);
		}
	}
	mergeSome(org, make, contacts, admin);
}

type Make = (type: string, values: Values, ageDays: number, user: string) => StoredRecord;

function accountValues(company: MadeUpCompany): Values {
	return {
		Name: company.name,
		Website: `https://www.${company.domain}`,
		Phone: company.phone,
		NumberOfEmployees: String(company.employees),
		BillingCity: company.city,
		BillingCountry: company.country,
	};
}

function contactValues(person: MadeUpPerson): Values {
	return {
		FirstName: person.firstName,
		LastName: person.lastName,
		Email: person.email,
		Second_Email__c: person.otherEmail,
		Phone: person.phone,
		MobilePhone: person.mobile,
		Title: person.title,
		MailingCity: person.city,
		MailingCountry: person.country,
		External_Customer_Id__c: person.externalId,
		Tier__c: person.tier,
		LeadSource: 'Web',
	};
}

function repEdits(org: Org, contact: StoredRecord, random: Random): void {
	const source = org.source(org.userId(random.pick(owners)), 'UI');
	const at = contact.createdAt + (1 + random.int(15)) * dayMs;
	org.store.set(contact, 'Title', `${random.pick(titles)} (confirmed)`, source, at);
	org.store.set(contact, 'Sales_Notes__c', 'Met at the fair; prefers e-mail.', source, at + 60_000);
	org.touch(contact, source, at + 60_000);
}

function makeOpportunity(org: Org, make: Make, random: Random, account: StoredRecord, owner: string): void {
	make(
		'Opportunity',
		{
			Name: `${org.store.value(account, 'Name') ?? 'New'} renewal`,
			AccountId: account.id,
			StageName: random.pick(['Prospecting', 'Qualification', 'Negotiation/Review', 'Closed Won']),
			Amount: String(1_000 + random.int(90) * 500),
			CloseDate: new Date(org.clock.now() + random.int(120) * dayMs).toISOString().slice(0, 10),
			OwnerId: owner,
		},
		10 + random.int(200),
		owner,
	);
}

/** Every third person is a lead, too: some still open, some converted to the contact. */
function makeLead(
	org: Org,
	make: Make,
	random: Random,
	i: number,
	person: MadeUpPerson,
	company: MadeUpCompany,
	contact: StoredRecord,
): void {
	const isSame = i % 2 === 0;
	const other = isSame
		? person
		: { ...person, firstName: 'Kim', email: `kim.${person.lastName}${i}@${company.domain}`.toLowerCase() };
	const lead = make(
		'Lead',
		{
			FirstName: other.firstName,
			LastName: other.lastName,
			Email: other.email,
			Phone: other.phone,
			Title: other.title,
			Company: company.name,
			Website: company.domain,
			City: other.city,
			Country: other.country,
			Status: random.pick(['Open - Not Contacted', 'Working - Contacted']),
			LeadSource: 'Web',
		},
		(org.clock.now() - contact.createdAt) / dayMs + 5,
		org.userId('admin'),
	);
	if (i % 12 !== 2) return;
	org.clock.during(contact.createdAt, () => {
		const accountId = org.store.value(contact, 'AccountId') ?? '';
		convertLead(org, lead, org.source(org.userId('rep2'), 'UI'), {
			contactId: contact.id,
			accountId,
			opportunity: false,
		});
	});
}

/** Every fortieth contact has swallowed a duplicate, which is deleted and names it as its master. */
function mergeSome(org: Org, make: Make, contacts: readonly StoredRecord[], user: string): void {
	for (let i = 10; i < contacts.length; i += 40) {
		const winner = contacts[i];
		if (!winner) continue;
		const FirstName = org.store.value(winner, 'FirstName') ?? 'Ada';
		const age = (org.clock.now() - winner.createdAt) / dayMs - 1;
		const LastName = org.store.value(winner, 'LastName') ?? 'Berg';
		const loser = make(
			'Contact',
			{ FirstName, LastName, Email: `${FirstName.toLowerCase()}.dup${i}@merged.example.net` },
			age,
			user,
		);
		org.clock.during(loser.createdAt + dayMs, () => {
			mergeRecords(org, org.type('Contact'), winner.id, loser.id, org.source(org.userId('rep2'), 'UI'));
		});
	}
}
