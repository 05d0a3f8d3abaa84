/** How many of the candidates hold a key: a mailbox or number of several people decides nothing by itself. */
import type { Facts } from './facts';
import { streetKeys } from './street';

export type HeldKey = 'mailbox' | 'phone' | 'site' | 'company' | 'street';

export interface Holders {
	/** `phone` by its digits, `company` by the key of its name, `street` by one of its keys. */
	count(key: HeldKey, value: string): number;
	/** Those who have the mailbox. */
	ofMailbox(mailbox: string): readonly Facts[];
}

export function areSharedBy(holders: Holders, key: HeldKey, value: string): boolean {
	return holders.count(key, value) > 1;
}

const holds: Readonly<Record<HeldKey, (facts: Facts, value: string) => boolean>> = {
	mailbox: (facts, value) => facts.emails.some((email) => email.mailbox === value),
	phone: (facts, value) => facts.phones.some((phone) => phone.digits === value),
	site: (facts, value) => facts.domains.includes(value) || facts.emails.some((email) => email.site === value),
	company: (facts, value) => facts.companies.some((company) => company.key === value),
	street: (facts, value) => facts.street !== undefined && streetKeys(facts.street).includes(value),
};

/** Counts over the candidates, each of them a record of its own; only keys that agree are ever asked for. */
export function countHolders(candidates: readonly { readonly facts: Facts }[]): Holders {
	const counts = new Map<string, number>();
	return {
		ofMailbox: (mailbox) =>
			candidates.flatMap(({ facts }) => (facts.emails.some((email) => email.mailbox === mailbox) ? [facts] : [])),
		count: (key, value) => {
			const known = counts.get(key + value);
			if (known !== undefined) return known;
			let count = 0;
			for (const { facts } of candidates) if (holds[key](facts, value)) count++;
			counts.set(key + value, count);
			return count;
		},
	};
}
