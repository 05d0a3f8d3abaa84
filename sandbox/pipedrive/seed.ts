/**
 * Made-up people and organizations, the same for the same seed: reserved example domains, fictitious 555-01xx numbers,
 * and the traps of real data: role mailboxes, free mail, several addresses, shared phones, organizations of the same
 * name, merged persons, fields that reps have edited.
 */
import { Random } from '../core/random';
import type { Source, StoredRecord } from '../core/store';
import type { Company } from './company';
import { mergeRecords } from './merge';
import type { ContactEntry } from './values';
import { createRecord, setValue } from './writes';

const firstNames = 'Ada Ben Clara David Elif Farid Greta Hugo Ines Jonas Kira Lars Mona Nils Olga Paul'.split(' ');
const lastNames = 'Abel Berg Conti Dietz Eriksen Falk Gomez Hahn Ito Jansen Kowal Lind Meyer Novak'.split(' ');
const words = 'Alder Birch Cedar Dune Ember Fjord Garnet Harbor Indigo Juniper Kestrel Larch'.split(' ');
const kinds = 'Analytics Logistics Software Foods Energy Health Machines Insurance'.split(' ');
const titles = ['Head of Sales', 'Operations Manager', 'CTO', 'Marketing Lead', 'Managing Director', 'Buyer'];
const dayMs = 86_400_000;

export function seedUsers(company: Company): void {
	const reps: readonly (readonly [number, string])[] = [
		[501, 'Robin Hale'],
		[502, 'Sam Okafor'],
		[503, 'Toni Lindqvist'],
		[504, 'Una Marsh'],
		[900, 'CRM Integration'],
	];
	for (const [id, name] of reps) {
		const email = `${name.toLowerCase().replace(' ', '.')}@sandbox.example.com`;
		company.users.push({ id, name, email, active: id !== 504, admin: id === 900 || id === 501 });
	}
}

/** `count` persons with about a fifth as many organizations and a tenth as many deals. */
export function seedPersons(company: Company, count: number, seed: number): void {
	const random = new Random(seed * 7919);
	const now = company.clock.now();
	const person = company.entity('person');
	const organization = company.entity('organization');
	const imported: Source = company.userSource(501, 'import');
	const make = (entity: typeof person, values: Readonly<Record<string, string>>, ageDays: number): StoredRecord => {
		const at = Math.round(now - ageDays * dayMs);
		const record = createRecord(company, entity, new Map(), imported, at);
		for (const [code, value] of Object.entries(values)) {
			if (value !== '') setValue(company, entity, record, code, value, imported, at);
		}
		return record;
	};
	const organizations: { readonly record: StoredRecord; readonly domain: string }[] = [];
	for (let i = 0; i < Math.max(1, Math.round(count / 5)); i++) {
		// Every eighth organization has its neighbour's name; two of one name have different domains.
		const number = i % 8 === 7 ? i - 1 : i;
		const name = `${words[number % words.length]} ${kinds[Math.floor(number / 2) % kinds.length]}`;
		const domain = `${name.toLowerCase().replace(/\W+/g, '-')}-${i}.example.com`;
		const values = { name, website: `https://www.${domain}/`, employee_count: String(5 + random.int(900)) };
		organizations.push({ record: make(organization, values, 400 + random.int(600)), domain });
	}
	const persons: StoredRecord[] = [];
	for (let i = 0; i < count; i++) {
		const { record: org, domain } = random.pick(organizations);
		const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
		const handle = `${first}.${last}${i}`.toLowerCase();
		const address = { 5: `info@${domain}`, 8: `${handle}@freemail.example`, 11: '' }[i % 20] ?? `${handle}@${domain}`;
		const emails = [address, ...(i % 9 === 4 ? [`${handle}@old.example.org`] : [])].filter((one) => one !== '');
		const shared = i % 50 === 3 ? i - 1 : i;
		const phones =
			i % 6 === 5
				? []
				: [`+1 ${201 + (Math.floor(shared / 100) % 700)} 555 01${String(shared % 100).padStart(2, '0')}`];
		const record = make(
			person,
			{
				name: `${first} ${last}`,
				emails: contacts(emails),
				phones: contacts(phones),
				org_id: org.id,
				job_title: i % 7 === 6 ? '' : random.pick(titles),
			},
			20 + random.int(380),
		);
		persons.push(record);
		if (i % 4 === 1) {
			const at = record.createdAt + (1 + random.int(15)) * dayMs;
			const rep = company.userSource(501 + random.int(3));
			setValue(company, person, record, 'job_title', `${random.pick(titles)} (confirmed)`, rep, at);
		}
		if (i % 10 === 3) {
			const title = `${company.store.value(org, 'name') ?? 'New'} renewal`;
			const value = String(1_000 + random.int(90) * 500);
			make(company.entity('deal'), { title, value, person_id: record.id, org_id: org.id }, 10 + random.int(200));
		}
	}
	for (let i = 10; i < persons.length; i += 40) {
		const winner = persons[i];
		if (!winner) continue;
		const loser = make(
			person,
			{ name: company.store.value(winner, 'name') ?? 'Twin', emails: contacts([`dup${i}@merged.example.net`]) },
			30,
		);
		company.clock.during(now - 10 * dayMs, () => {
			mergeRecords(company, person, winner.id, loser.id, company.userSource(502));
		});
	}
}

function contacts(values: readonly string[]): string {
	if (values.length === 0) return '';
	const entries: ContactEntry[] = values.map((value, index) => ({ value, primary: index === 0, label: 'work' }));
	return JSON.stringify(entries);
}
