/** Names and addresses that more records have than a search gives. */
import { fillable, type CrmName, type Filled } from '../../../bench/identity/crms';
import type { CrmLine } from '../../../bench/identity/files';
import { defaultThresholds } from '../../../core/identity/confidence';
import { readItem } from '../../../core/identity/read-item';
import { createUnmatched } from '../../../crm/lookup/create';
import { lookUp } from '../../../crm/lookup/find';
import { judged, rawKeys, unseen } from './judged';

let filled: Filled;

afterEach(async () => {
	await filled.close();
});

const john = { firstName: 'John', lastName: 'Smith' } as const;
const johnAtAcme = { ...john, company: 'Acme' } as const;

/** So many John Smiths, those at the places at Acme. Answers their ids. */
function smiths(object: CrmLine['object'], total: number, places: readonly number[], company?: string): string[] {
	const ids: string[] = [];
	for (let n = 0; n < total; n++) {
		const isOne = places.includes(n);
		const companyName = isOne ? 'Acme' : `Other ${String(n)}`;
		const id = filled.add({ object, id: '', ...john, companyName }, isOne ? company : undefined);
		if (isOne) ids.push(id);
	}
	return ids;
}

describe.each<[CrmName, CrmLine['object'], string]>([
	['hubspot', 'contact', 'contact'],
	['salesforce', 'lead', 'lead'],
	['salesforce', 'lead', 'person'],
])('%s, %ss among %s records', (name, object, searched) => {
	test.each([[[0, 119]], [[30, 90]], [[80, 100]]])(
		'of two people of a frequent name at one company none is matched: %s',
		async (places) => {
			filled = await fillable(name);
			smiths(object, 120, places);
			const [verdict] = await judged(filled, searched, johnAtAcme);
			expect(verdict).not.toMatch(/^(?:matched|error)/);
		},
	);

	test('the one whom the search gave is a candidate, and the reason says that there are others', async () => {
		filled = await fillable(name);
		const [id] = smiths(object, 120, [0, 119]);
		const [verdict] = await judged(filled, searched, johnAtAcme);
		expect(verdict).toContain(`ambiguous ${String(id)}`);
		expect(verdict).toContain(unseen);
	});
});

test('hubspot: people who name their company in words leave the choice to a person, beside others who are linked', async () => {
	filled = await fillable('hubspot');
	const company = filled.add({ object: 'company', id: '', name: 'Acme', domain: 'acme.test' }, undefined);
	const id = filled.add({ object: 'contact', id: '', ...john }, company);
	smiths('contact', 120, [119]);
	const [verdict] = await judged(filled, 'contact', johnAtAcme);
	expect(verdict).toMatch(new RegExp(`^ambiguous .*${id}.*: ${unseen}$`));
});

test('leads of a frequent name beside a contact at the company leave the choice to a person', async () => {
	filled = await fillable('salesforce');
	const company = filled.add({ object: 'company', id: '', name: 'Acme', domain: 'acme.test' }, undefined);
	const id = filled.add({ object: 'contact', id: '', ...john }, company);
	smiths('lead', 120, [119]);
	const [verdict] = await judged(filled, 'person', johnAtAcme);
	expect(verdict).toMatch(new RegExp(`^ambiguous .*${id}.*: ${unseen}$`));
});

test('thirty contacts and thirty leads of a name are all of them', async () => {
	filled = await fillable('salesforce');
	smiths('contact', 30, []);
	const [id] = smiths('lead', 30, [20]);
	expect(await judged(filled, 'person', johnAtAcme)).toEqual([`matched ${String(id)}`]);
});

describe.each<CrmName>(['hubspot', 'salesforce', 'pipedrive'])('%s', (name) => {
	/** A John Smith at each of so many other companies. */
	function elsewhere(total: number): void {
		const company = filled.add({ object: 'company', id: '', name: 'Nordwind', domain: 'nordwind.test' }, undefined);
		for (let n = 0; n < total; n++)
			filled.add({ object: 'contact', id: '', ...john, companyName: 'Nordwind' }, company);
	}

	async function doubtOfAcme(): Promise<readonly [status: string, doubt: string | undefined]> {
		const asked = [readItem(rawKeys(johnAtAcme), 'person')];
		const [looked] = await lookUp(filled.crm, 'contact', asked, [], defaultThresholds);
		if (looked?.ok !== true) return ['error', looked?.error.message];
		return [looked.contract.match.status, looked.verdict?.unseen];
	}

	test('a person of a frequent name is matched where all people of the company were seen', async () => {
		filled = await fillable(name);
		elsewhere(90);
		const company = filled.add({ object: 'company', id: '', name: 'Acme', domain: 'acme.test' }, undefined);
		const id = filled.add({ object: 'contact', id: '', ...john, companyName: 'Acme' }, company);
		elsewhere(30);
		expect(await judged(filled, 'contact', johnAtAcme)).toEqual([`matched ${id}`]);
	});

	test('a new person of a frequent name is no doubt where all people of the company were seen', async () => {
		filled = await fillable(name);
		elsewhere(60);
		filled.add({ object: 'company', id: '', name: 'Acme', domain: 'acme.test' }, undefined);
		expect(await doubtOfAcme()).toEqual(['unmatched', undefined]);
	});

	test('without the company in the CRM a new person of a frequent name may be there', async () => {
		filled = await fillable(name);
		elsewhere(60);
		const [status, doubt] = await doubtOfAcme();
		expect(status).toBe('unmatched');
		expect(doubt).toMatch(/^so many records have this name/);
	});

	test('a company of a frequent name asks a person, and a new one is no such company', async () => {
		filled = await fillable(name);
		const ids = [filled.add({ object: 'company', id: '', name: 'Nordwind' }, undefined)];
		for (let n = 0; n < 60; n++)
			filled.add({ object: 'company', id: '', name: `Nordwind Lager ${String(n)}` }, undefined);
		ids.push(filled.add({ object: 'company', id: '', name: 'Nordwind' }, undefined));
		const [verdict] = await judged(filled, 'company', { company: 'Nordwind' });
		expect(verdict).not.toMatch(/^(?:matched|error)/);
	});
});

describe('pipedrive, many people of one first name', () => {
	const willem = { fullName: 'Willem Zuidersteeg', company: 'Acme' };
	beforeEach(async () => {
		filled = await fillable('pipedrive');
		for (let n = 0; n < 60; n++) {
			filled.add({ object: 'contact', id: '', firstName: 'Willem', lastName: `Jansen ${String(n)}` }, undefined);
		}
	});

	test('a new person of that first name is no doubt', async () => {
		const asked = [readItem(rawKeys(willem), 'person')];
		const [looked] = await lookUp(filled.crm, 'contact', asked, [], defaultThresholds);
		expect(looked?.ok === true && [looked.contract.match.status, looked.verdict?.unseen]).toEqual([
			'unmatched',
			undefined,
		]);
	});

	test('the one of the whole name is matched', async () => {
		const company = filled.add({ object: 'company', id: '', name: 'Acme', domain: 'acme.test' }, undefined);
		const line = { object: 'contact', id: '', firstName: 'Willem', lastName: 'Zuidersteeg' } as const;
		const id = filled.add(line, company);
		for (let n = 0; n < 60; n++) {
			filled.add({ object: 'contact', id: '', firstName: 'Ann', lastName: `Lee ${String(n)}` }, company);
		}
		expect(await judged(filled, 'contact', willem)).toEqual([`matched ${id}`]);
	});
});

describe.each<CrmName>(['hubspot', 'salesforce'])('%s, companies that share one word of the name', (name) => {
	beforeEach(async () => {
		filled = await fillable(name);
		for (let n = 0; n < 60; n++) {
			const first = String.fromCharCode(97 + (n % 26)).repeat(5 + n / 26);
			filled.add({ object: 'company', id: '', name: `${first} Networks`, city: 'Hamburg' }, undefined);
		}
	});

	test('a new company is unmatched without any doubt', async () => {
		const asked = [readItem([{ key: 'company', value: 'Wander Networks GmbH' }], 'company')];
		const looked = await lookUp(filled.crm, 'company', asked, [], defaultThresholds);
		expect(looked).toMatchObject([{ ok: true, contract: { match: { status: 'unmatched' } } }]);
		expect(looked[0]?.ok === true && looked[0].verdict?.unseen).toBeUndefined();
	});

	test('the very name among them is matched', async () => {
		const id = filled.add({ object: 'company', id: '', name: 'Wander Networks' }, undefined);
		expect(await judged(filled, 'company', { company: 'Wander Networks GmbH' })).toEqual([`matched ${id}`]);
	});
});

test('hubspot: a company whose name holds a slip is left to a person where similar names are many', async () => {
	filled = await fillable('hubspot');
	const id = filled.add(
		{ object: 'company', id: '', name: 'Halcyon Textiles', city: 'Hamburg', country: 'DE' },
		undefined,
	);
	const item = { company: 'Halcyom Textiles GmbH', city: 'Hamburg', country: 'DE' };
	const before = await judged(filled, 'company', item);
	for (let n = 0; n < 60; n++) filled.add({ object: 'company', id: '', name: `Nord ${String(n)} Textiles` }, undefined);
	expect([...before, ...(await judged(filled, 'company', item))]).toEqual([
		`matched ${id}`,
		`ambiguous ${id}: ${unseen}`,
	]);
});

describe('pipedrive, more people of the last name than can be looked at', () => {
	const robert = { firstName: 'Robert', lastName: 'Lind', company: 'Acme' } as const;
	beforeEach(async () => {
		filled = await fillable('pipedrive');
		for (let n = 0; n < 600; n++) {
			const email = `r${String(n)}@else.test`;
			filled.add({ object: 'contact', id: '', firstName: 'Robert', lastName: 'Lindqvist', email }, undefined);
		}
	});

	test('the one at the company is matched', async () => {
		const company = filled.add({ object: 'company', id: '', name: 'Acme', domain: 'acme.test' }, undefined);
		const id = filled.add({ object: 'contact', id: '', firstName: 'Robert', lastName: 'Lind' }, company);
		expect(await judged(filled, 'contact', robert)).toEqual([`matched ${id}`]);
	});

	test('without the company nobody is found, which is no error', async () => {
		filled.add({ object: 'contact', id: '', firstName: 'Robert', lastName: 'Lind' }, undefined);
		expect(await judged(filled, 'contact', robert)).toEqual(['unmatched']);
	});
});

test('nobody is created whom the records of a frequent name may hold, and the reason says so', async () => {
	filled = await fillable('hubspot');
	smiths('contact', 120, []);
	const asked = [readItem(rawKeys(johnAtAcme), 'person')];
	const looked = await lookUp(filled.crm, 'contact', asked, [], defaultThresholds, { deletedByEmail: true });
	const run = { execution: '1', at: '2026-11-27T10:00:00.000Z' };
	const choice = { object: 'contact', most: 50, before: [], more: [{}], run };
	const { created, looked: after } = await createUnmatched(
		filled.crm,
		'contact',
		asked,
		looked,
		[],
		defaultThresholds,
		choice,
	);
	expect(created).toEqual([]);
	expect(after).toMatchObject([{ contract: { match: { status: 'unmatched' } } }]);
	expect(after[0]?.ok === true && after[0].contract.match.why).toMatch(
		/So many records have this name that not all of them were seen\. Not created: a record that was not seen may be the one\.$/,
	);
});

describe('salesforce, an address that seventy people have', () => {
	const email = 'the.lees@gmail.com';
	const ann = { object: 'contact', id: '', firstName: 'Ann', lastName: 'Lee' } as const;
	function holders(places: readonly number[]): string[] {
		const ids: string[] = [];
		for (let n = 0; n < 70; n++) {
			const isOne = places.includes(n);
			const line = isOne ? ann : { ...ann, firstName: `F${String(n)}`, lastName: `L${String(n)}` };
			const id = filled.add({ ...line, email }, undefined);
			if (isOne) ids.push(id);
		}
		return ids;
	}

	test.each([[[0, 69]], [[10, 60]], [[30, 55]]])('two of them with one name: %s', async (places) => {
		filled = await fillable('salesforce');
		const ids = holders(places);
		const [verdict] = await judged(filled, 'contact', { email, firstName: 'Ann', lastName: 'Lee' });
		expect(verdict).toMatch(/^ambiguous/);
		for (const id of ids) expect(verdict).toContain(id);
	});

	test('the only one of the name is matched, wherever it stands', async () => {
		filled = await fillable('salesforce');
		const [id] = holders([60]);
		expect(await judged(filled, 'contact', { email, firstName: 'Ann', lastName: 'Lee' })).toEqual([
			`matched ${String(id)}`,
		]);
	});

	test('where the search by name is refused, a person chooses', async () => {
		let refused = false;
		filled = await fillable('salesforce', async (send, request) => {
			const asked = decodeURIComponent(`${request.path} ${JSON.stringify([request.query, request.body])}`);
			if (!refused || !/LastName LIKE/.test(asked)) return await send(request);
			return { status: 400, headers: {}, body: [{ errorCode: 'INVALID_FIELD', message: 'no' }] };
		});
		holders([10, 60]);
		refused = true;
		const [verdict] = await judged(filled, 'contact', { email, firstName: 'Ann', lastName: 'Lee' });
		expect(verdict).toMatch(new RegExp(`^ambiguous .*${unseen}$`));
	});

	test('where the name is frequent too, a person chooses', async () => {
		filled = await fillable('salesforce');
		for (let n = 0; n < 60; n++) filled.add(ann, undefined);
		holders([10, 60]);
		const [verdict] = await judged(filled, 'contact', { email, firstName: 'Ann', lastName: 'Lee' });
		expect(verdict).toMatch(new RegExp(`^ambiguous .*${unseen}$`));
	});
});
