/** The people or deals of the companies that items name: two batched questions, the companies and what they have. */
import { CrmError } from '../../core/errors';
import { compareCompanyNames } from '../../core/identity/company-name';
import type { AskedItem } from '../../core/identity/read-item';
import { sitesOf } from '../../core/identity/weigh-person';
import { mostCandidates, type Crm, type Found, type IdentityKeys, type Result } from '../crm';
import { asCrmError, failed } from '../results';
import { employerKeys } from './ask';
import { candidatesOf, type LiveFound } from './live';
import { isTooMany } from './limits';

/** So many companies of one name are followed to their people. */
const mostEmployers = 5;

/** How much of the companies' records was seen; 'none' where the CRM has no such company. */
export type SeenOfEmployers = 'none' | 'all' | 'a part' | 'not';

export interface OfEmployers {
	readonly found: readonly LiveFound[];
	readonly seen: SeenOfEmployers;
}

/**
 * One answer per item, in order; undefined for those that name no company. Companies that cannot be asked for fail no item,
 * since they only add to what the search by name found. Throws CrmError where the credential is not accepted.
 */
export async function recordsOfEmployers(
	crm: Crm,
	object: string,
	items: readonly AskedItem[],
	fields: readonly string[],
): Promise<readonly (OfEmployers | undefined)[]> {
	const employers = new Map<AskedItem, Employers>();
	for (const item of items) {
		if (item.keys.companyId !== undefined) employers.set(item, Employers.of(item.keys.companyId));
	}
	const questions = items.flatMap((item) =>
		employers.has(item) ? [] : employerKeys(item).map((keys) => ({ item, keys })),
	);
	const companies = questions.map(({ keys }) => keys);
	const answers = companies.length === 0 ? [] : await ask(crm, 'company', companies, []);
	for (const [index, { item, keys }] of questions.entries()) {
		const known = employers.get(item) ?? new Employers();
		known.add(item, keys, answers[index]);
		employers.set(item, known);
	}
	const parents = [...new Set([...employers.values()].flatMap(({ ids }) => [...ids]))];
	const keys = parents.map((id): IdentityKeys => ({ parent: { object: 'company', id } }));
	const records = parents.length === 0 ? [] : await ask(crm, object, keys, fields);
	return items.map((item): OfEmployers | undefined => {
		const named = employers.get(item);
		if (named === undefined) return undefined;
		const own = [...named.ids].map((id) => parents.indexOf(id));
		return {
			found: own.flatMap((index) => {
				const [answer, by] = [records[index], keys[index]];
				return answer?.ok === true && by !== undefined ? answer.value.map((found) => ({ found, keys: by })) : [];
			}),
			seen: least([named.seen, ...own.map((index) => seenIn(records[index]))]),
		};
	});
}

/** The companies that one item names. */
class Employers {
	readonly ids = new Set<string>();
	seen: SeenOfEmployers = 'none';

	/** The item gives the record ID of its company. */
	static of(id: string): Employers {
		const employers = new Employers();
		employers.ids.add(id);
		return employers;
	}

	add(item: AskedItem, keys: IdentityKeys, answer: Result<readonly Found[]> | undefined): void {
		const companies = answer?.ok === true ? answer.value.filter((found) => isEmployer(item, found, keys)) : [];
		for (const company of companies.slice(0, mostEmployers)) this.ids.add(company.id);
		const seen = companies.length > mostEmployers ? 'a part' : seenIn(answer);
		// A company that is not there has no records that could be missed.
		this.seen = least([this.seen, seen === 'all' && companies.length === 0 ? 'none' : seen]);
	}
}

function seenIn(answer: Result<readonly Found[]> | undefined): SeenOfEmployers {
	if (answer?.ok === true) return answer.value.length >= mostCandidates ? 'a part' : 'all';
	return isTooMany(answer?.error) ? 'a part' : 'not';
}

const order: readonly SeenOfEmployers[] = ['not', 'a part', 'all', 'none'];

function least(all: readonly SeenOfEmployers[]): SeenOfEmployers {
	return order.find((one) => all.includes(one)) ?? 'none';
}

async function ask(
	crm: Crm,
	object: string,
	keys: readonly IdentityKeys[],
	fields: readonly string[],
): Promise<readonly Result<readonly Found[]>[]> {
	try {
		const answers = await crm.find(object, keys, fields);
		for (const answer of answers) if (!answer.ok && answer.error.kind === 'auth') throw new CrmError(answer.error);
		return answers;
	} catch (error) {
		const refused = asCrmError(error);
		if (refused.kind === 'auth') throw refused;
		return keys.map(() => failed(refused));
	}
}

/** The CRM's search is wide: only companies that really have the domain or the name are followed. */
function isEmployer({ sought }: AskedItem, found: Found, keys: IdentityKeys): boolean {
	const [company] = candidatesOf([{ found, keys }], 'company');
	if (company === undefined || company.archived === true) return false;
	if (keys.domain !== undefined) return sitesOf(company.facts).includes(keys.domain);
	return sought.facts.companies.some((name) =>
		company.facts.companies.some((stored) => {
			const closeness = compareCompanyNames(name, stored, () => false);
			return closeness === 'equal' || closeness === 'near';
		}),
	);
}
