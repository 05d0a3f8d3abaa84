/** The people and deals of the company that an item names, where they are many or cannot be looked at. */
import { fillable, type Between, type CrmName, type Filled } from '../../../bench/identity/crms';
import { createHubSpot } from '../../../crm/hubspot/hubspot';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { fetchPort } from '../fetch-port';
import { judged, unseen } from './judged';

let filled: Filled | undefined;

afterEach(async () => {
	await filled?.close();
	filled = undefined;
});

const acme = { object: 'company', id: '', name: 'Acme', domain: 'acme.test' } as const;
const pat = { firstName: 'Pat', lastName: 'Miller', company: 'Acme' } as const;

function person(firstName: string, lastName: string) {
	return { object: 'contact', id: '', firstName, lastName } as const;
}

function crowd(to: Filled, company: string): void {
	for (let n = 0; n < 60; n++) to.add(person(`First${String(n)}`, `Last${String(n)}`), company);
}

describe.each<CrmName>(['hubspot', 'salesforce', 'pipedrive'])(
	'%s, a company of more people than are given',
	(name) => {
		test('a form of a name that two of its people may have matches none of them', async () => {
			filled = await fillable(name);
			const company = filled.add(acme, undefined);
			filled.add(person('Patrick', 'Miller'), company);
			crowd(filled, company);
			filled.add(person('Patricia', 'Miller'), company);
			const verdicts = await judged(filled, 'contact', pat, { ...pat, domain: 'acme.test' });
			for (const verdict of verdicts) expect(verdict).toMatch(/^ambiguous/);
		});

		test('the very name is matched, also beside somebody whose name has the same short form', async () => {
			filled = await fillable(name);
			const company = filled.add(acme, undefined);
			const id = filled.add(person('Patrick', 'Miller'), company);
			crowd(filled, company);
			filled.add(person('Patricia', 'Miller'), company);
			expect(await judged(filled, 'contact', { ...pat, firstName: 'Patrick' })).toEqual([`matched ${id}`]);
		});

		test('two people of one name of whom one was given are both shown', async () => {
			filled = await fillable(name);
			const company = filled.add(acme, undefined);
			const ids = [filled.add(person('Patrick', 'Miller'), company)];
			crowd(filled, company);
			ids.push(filled.add(person('Patrick', 'Miller'), company));
			const [verdict] = await judged(filled, 'contact', { ...pat, firstName: 'Patrick' });
			expect(verdict).toMatch(/^ambiguous/);
			for (const id of ids) expect(verdict).toContain(id);
		});

		test('a form of a name is matched where nobody else of the last name may be of the company', async () => {
			filled = await fillable(name);
			const company = filled.add(acme, undefined);
			const other = filled.add({ ...acme, name: 'Nordwind', domain: 'nordwind.test' }, undefined);
			const id = filled.add(person('Patrick', 'Miller'), company);
			crowd(filled, company);
			const elsewhere = { ...person('Patricia', 'Miller'), companyName: 'Nordwind', email: 'p.miller@nordwind.test' };
			filled.add(elsewhere, other);
			expect(await judged(filled, 'contact', pat)).toEqual([`matched ${id}`]);
		});

		test('a new colleague is unmatched without any doubt', async () => {
			filled = await fillable(name);
			crowd(filled, filled.add(acme, undefined));
			expect(await judged(filled, 'contact', pat)).toEqual(['unmatched']);
		});
	},
);

describe('hubspot, a company of more deals than are given', () => {
	let sandbox: Sandbox;
	beforeEach(async () => {
		sandbox = await startSandbox({ limits: { tenSeconds: 1e9, searchPerSecond: 1e9 } });
	});
	afterEach(async () => {
		await sandbox.close();
	});

	async function verdict(...places: readonly number[]): Promise<readonly string[]> {
		const { control, url, token } = sandbox;
		const company = control.create({ object: 'company', values: { name: 'Acme', domain: 'acme.test' } });
		for (let n = 0; n < 62; n++) {
			const dealname = places.includes(n) ? 'Renewal 2026' : `Deal ${String(n)}`;
			control.create({ object: 'deal', values: { dealname }, associate: [{ object: 'company', id: company }] });
		}
		const accessToken = async () => await Promise.resolve(token);
		const crm = createHubSpot(fetchPort(url, { token }), { baseUrl: url, accessToken });
		return await judged({ crm }, 'deal', { dealName: 'Renewal 2026', company: 'Acme' });
	}

	test('of two deals of one name none is matched', async () => {
		expect((await verdict(0, 61))[0]).toMatch(new RegExp(`^ambiguous .*${unseen}$`));
	});

	test('the only one of the name is matched', async () => {
		expect((await verdict(0))[0]).toMatch(/^matched/);
	});
});

describe.each(['lead', 'person'])('salesforce, leads, whom no company leads to, among %s records', (object) => {
	const lead = { object: 'lead', id: '', lastName: 'Miller', companyName: 'Acme' } as const;
	const rob = { ...pat, firstName: 'Rob' } as const;

	test.each([[[]], [[acme]]])('two forms of one name at a company are a choice for a person: %j', async (companies) => {
		filled = await fillable('salesforce');
		for (const company of companies) filled.add(person('Ann', 'Lee'), filled.add(company, undefined));
		const ids = ['Robert', 'Bob'].map((firstName) => filled?.add({ ...lead, firstName }, undefined));
		expect(await judged(filled, object, rob)).toEqual([
			`ambiguous ${ids.sort().join(' ')}: another record fits as well`,
		]);
	});

	test('the only one that a form of the name may mean is matched', async () => {
		filled = await fillable('salesforce');
		const id = filled.add({ ...lead, firstName: 'Robert' }, undefined);
		filled.add({ ...lead, firstName: 'Bob', companyName: 'Nordwind' }, undefined);
		filled.add({ ...lead, firstName: 'Anna' }, undefined);
		expect(await judged(filled, object, rob)).toEqual([`matched ${id}`]);
	});

	test('where the last name is frequent, a person chooses', async () => {
		filled = await fillable('salesforce');
		const id = filled.add({ ...lead, firstName: 'Robert' }, undefined);
		for (let n = 0; n < 60; n++)
			filled.add({ ...lead, firstName: 'Anna', companyName: `Other ${String(n)}` }, undefined);
		filled.add({ ...lead, firstName: 'Bob' }, undefined);
		expect(await judged(filled, object, rob)).toEqual([`ambiguous ${id}: ${unseen}`]);
	});
});

/** Refuses all that is asked about companies once it is switched on. */
function withoutCompanies(name: CrmName, status: number): { readonly between: Between; refuse: () => void } {
	const company = {
		hubspot: /properties\/[\d-]+\/compan|companies/i,
		salesforce: /sobjects\/Account|FROM Account/i,
		pipedrive: /organization/i,
	}[name];
	let on = false;
	return {
		refuse: () => (on = true),
		between: async (send, request) => {
			const asked = decodeURIComponent(`${request.path} ${JSON.stringify(request.query ?? {})}`);
			if (!on || !company.test(asked)) return await send(request);
			const body =
				name === 'salesforce'
					? [{ errorCode: status === 401 ? 'INVALID_SESSION_ID' : 'INSUFFICIENT_ACCESS', message: 'no' }]
					: { category: 'MISSING_SCOPES', message: 'no', success: false, error: 'no' };
			return { status, headers: {}, body };
		},
	};
}

describe.each<CrmName>(['hubspot', 'salesforce', 'pipedrive'])('%s without access to companies', (name) => {
	const bo = { firstName: 'Bo', lastName: 'Ek', company: 'Acme' } as const;
	const ann = { ...person('Ann', 'Lee'), email: 'ann.lee@acme.test' };

	test('items that need no company keep their match, others are answered without it', async () => {
		const companies = withoutCompanies(name, 403);
		filled = await fillable(name, companies.between);
		const id = filled.add(ann, undefined);
		companies.refuse();
		expect(await judged(filled, 'contact', { email: ann.email }, bo)).toEqual([`matched ${id}`, 'unmatched']);
	});

	test('a credential that is not accepted any more stops everything', async () => {
		const companies = withoutCompanies(name, 401);
		filled = await fillable(name, companies.between);
		filled.add(ann, undefined);
		companies.refuse();
		await expect(judged(filled, 'contact', { email: ann.email }, bo)).rejects.toMatchObject({ kind: 'auth' });
	});
});

describe('hubspot, where the search for companies is refused', () => {
	let refused = false;
	beforeEach(async () => {
		refused = false;
		filled = await fillable('hubspot', async (send, request) => {
			if (!refused || !/companies\/search/.test(request.path)) return await send(request);
			return { status: 403, headers: {}, body: { category: 'MISSING_SCOPES', message: 'no scope' } };
		});
	});

	test('a frequent name is held back', async () => {
		const company = filled?.add(acme, undefined);
		for (let n = 0; n < 120; n++) {
			const isOne = n === 0 || n === 119;
			filled?.add(
				{ ...person('John', 'Smith'), companyName: isOne ? 'Acme' : `Other ${String(n)}` },
				isOne ? company : undefined,
			);
		}
		refused = true;
		const [verdict] =
			filled === undefined ? [] : await judged(filled, 'contact', { ...pat, firstName: 'John', lastName: 'Smith' });
		expect(verdict).toMatch(new RegExp(`^ambiguous .*${unseen}$`));
	});
});

/** Refuses questions about accounts. */
const noAccounts: Between = async (send, request) => {
	const asked = decodeURIComponent(`${request.path} ${JSON.stringify([request.query, request.body])}`);
	if (!/FROM Account/.test(asked)) return await send(request);
	return { status: 403, headers: {}, body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }] };
};

test('salesforce: where the people of the company cannot be looked at, everybody of the last name is', async () => {
	filled = await fillable('salesforce', noAccounts);
	const rob = { ...pat, firstName: 'Rob' };
	const company = filled.add(acme, undefined);
	const robert = filled.add(person('Robert', 'Miller'), company);
	expect(await judged(filled, 'contact', rob)).toEqual([`matched ${robert}`]);
	const both = [robert, filled.add(person('Bob', 'Miller'), company)].sort().join(' ');
	expect(await judged(filled, 'contact', rob)).toEqual([`ambiguous ${both}: another record fits as well`]);
});

test('salesforce: where neither the people of the company nor all of the last name are seen, a person chooses', async () => {
	filled = await fillable('salesforce', noAccounts);
	const company = filled.add(acme, undefined);
	const robert = filled.add(person('Robert', 'Miller'), company);
	for (let n = 0; n < 60; n++) filled.add(person('Anna', 'Miller'), undefined);
	filled.add(person('Bob', 'Miller'), company);
	const [verdict] = await judged(filled, 'contact', { ...pat, firstName: 'Rob' });
	expect(verdict).toBe(`ambiguous ${robert}: ${unseen}`);
});
