/**
 * The leads that come in, made from the people in the sandbox the way real lists come: other spellings of an address,
 * an old address, only a phone number, a shared mailbox, people whom the CRM does not know (S0-08, S0-54).
 */
import type { DemoCrm, DemoSandbox } from './crms';

export interface Lead {
	readonly lead: string;
	readonly name: string;
	readonly email: string;
	readonly phone: string;
	readonly title: string;
	readonly pagesViewed: number;
	readonly emailsOpened: number;
	readonly askedForDemo: boolean;
}

export interface IncomingLeads {
	readonly leads: readonly Lead[];
	/** The contact that a lead really is, by lead number; absent for strangers. The workflow never sees it. */
	readonly truth: ReadonlyMap<string, string>;
}

const titles = ['Head of Sales', 'Operations Manager', 'CTO', 'Marketing Lead', 'Managing Director', 'Buyer'];

/** One lead per contact, and one stranger for every ten. The same sandbox gives the same leads. */
export function incomingLeads(crm: DemoCrm, { control }: DemoSandbox): IncomingLeads {
	const leads: Lead[] = [];
	const truth = new Map<string, string>();
	const ids = control.ids({ object: 'contact' });
	const add = (who: Pick<Lead, 'name' | 'email' | 'phone'>, id?: string) => {
		const number = leads.length;
		const lead = `L-${String(number + 1).padStart(4, '0')}`;
		if (id !== undefined) truth.set(lead, id);
		leads.push({
			lead,
			...who,
			title: titles[number % titles.length] ?? '',
			pagesViewed: (number * 7) % 16,
			emailsOpened: (number * 5) % 9,
			askedForDemo: number % 6 === 0,
		});
	};
	ids.forEach((id, index) => {
		const person = crm.person(control, id);
		const { name, phone } = person;
		const email = person.otherEmail === '' ? spelt(person.email, name, index) : person.otherEmail;
		add({ name, email, phone: index % 3 === 0 ? phone : '' }, id);
		if (index % 10 === 9) add({ name: `Stranger ${index}`, email: `stranger${index}@unknown.example`, phone: '' });
	});
	return { leads, truth };
}

/** An address as people type it. */
function spelt(email: string, name: string, index: number): string {
	if (email === '') return '';
	switch (index % 5) {
		case 1:
			return email.toUpperCase();
		case 2:
			return ` ${email} `;
		case 3:
			return `${name} <${email}>`;
		default:
			return email;
	}
}
