/** Two records of one person, one of them under a tagged address: no CRM's exact search shows both. */
import { fillable, type CrmName, type Filled } from '../../bench/identity/crms';
import { defaultThresholds } from '../../core/identity/confidence';
import { readItem, type RawKey } from '../../core/identity/read-item';
import { judgeLive } from '../../crm/lookup/find';

let filled: Filled;

afterEach(async () => {
	await filled.close();
});

const person = { object: 'contact', id: '', firstName: 'Robert', lastName: 'Lindqvist' } as const;
const robert = { ...person, email: 'robert.lindqvist@acme.test' };

async function judged(...items: readonly RawKey[][]) {
	const asked = items.map((keys) => readItem(keys, 'person'));
	const answers = await judgeLive(filled.crm, 'contact', asked, defaultThresholds);
	return answers.map((answer) =>
		answer.ok ? [answer.value.status, answer.value.candidates.map(({ id }) => id).sort()] : answer.error.code,
	);
}

const address: RawKey = { key: 'email', value: robert.email };

describe.each<CrmName>(['hubspot', 'salesforce', 'pipedrive'])('%s', (name) => {
	test('an address alone asks a person where its mailbox has a second record', async () => {
		filled = await fillable(name);
		const ids = [robert, { ...person, email: 'robert.lindqvist+crm@acme.test' }].map((line) =>
			filled.add(line, undefined),
		);
		filled.add({ ...person, email: 'r.lindqvist@other.test' }, undefined);
		expect(await judged([address])).toEqual([['ambiguous', ids.sort()]]);
	});

	test('a record under another form of the first name leads to its double too', async () => {
		filled = await fillable(name);
		const ids = [robert, { ...person, email: 'robert.lindqvist+crm@acme.test' }].map((line) =>
			filled.add(line, undefined),
		);
		const item: RawKey[] = [address, { key: 'firstName', value: 'Bob' }, { key: 'lastName', value: 'Lindqvist' }];
		expect(await judged(item)).toEqual([['ambiguous', ids.sort()]]);
	});

	test('a namesake with another mailbox is no double', async () => {
		filled = await fillable(name);
		const id = filled.add(robert, undefined);
		filled.add({ ...person, email: 'robert.lindqvist.2@acme.test' }, undefined);
		filled.add({ ...person, email: 'robert.lindqvist+crm@other.test' }, undefined);
		expect(await judged([address])).toEqual([['matched', [id]]]);
	});

	test('an address stands where more names contain the last name than can be looked at', async () => {
		filled = await fillable(name);
		const id = filled.add({ ...robert, lastName: 'Lind' }, undefined);
		for (let n = 0; n < 600; n++) filled.add({ ...person, email: `r${String(n)}@acme.test` }, undefined);
		const names: RawKey[] = [
			{ key: 'firstName', value: 'Robert' },
			{ key: 'lastName', value: 'Lind' },
		];
		expect(await judged([address], [address, ...names])).toEqual([
			['matched', [id]],
			['matched', [id]],
		]);
	});
});

/** Salesforce can be asked for what other addresses of a mailbox look like. */
describe('salesforce', () => {
	test('a double whose name was typed wrongly is found by its mailbox', async () => {
		filled = await fillable('salesforce');
		const ids = [
			filled.add(robert, undefined),
			filled.add({ ...person, lastName: 'Indqvist', email: 'Robert.Lindqvist+old@acme.test' }, undefined),
		];
		filled.add({ ...person, lastName: 'Other', email: 'robert_lindqvist+a@acme.test' }, undefined);
		expect(await judged([address])).toEqual([['ambiguous', ids.sort()]]);
	});

	test.each(['robertlindqvist@gmail.com', 'r.o.b.ertlindqvist+a@googlemail.com', 'robert.lindqvist+b@gmail.com'])(
		'a mailbox at Gmail is found in spite of dots: %s',
		async (email) => {
			filled = await fillable('salesforce');
			const id = filled.add({ ...person, email: 'robert.lindqvist@gmail.com' }, undefined);
			filled.add({ ...person, email: 'robert.j.lindqvist@gmail.com' }, undefined);
			expect(await judged([{ key: 'email', value: email }])).toEqual([['matched', [id]]]);
		},
	);

	test('where addresses are encrypted, so that no pattern may be asked for, the address itself still matches', async () => {
		filled = await fillable('salesforce', async (send, request) => {
			const asked = JSON.stringify([request.query, request.body]);
			if (!/Email LIKE/.test(asked)) return await send(request);
			const body = [{ errorCode: 'INVALID_FIELD', message: 'field Email can not be filtered in a query call' }];
			return { status: 400, headers: {}, body };
		});
		const id = filled.add(robert, undefined);
		expect(await judged([address])).toEqual([['matched', [id]]]);
	});
});

/** Salesforce answers for both kinds of addresses, or not at all. */
describe('salesforce, when the question for the mailbox fails', () => {
	const failing = (status: number, errorCode: string) =>
		fillable('salesforce', async (send, request) => {
			const asked = JSON.stringify([request.query, request.body, decodeURIComponent(request.path)]);
			if (!/Email LIKE/.test(asked)) return await send(request);
			return { status, headers: {}, body: [{ errorCode, message: 'An error occurred' }] };
		});

	test.each([
		[500, 'UNKNOWN_EXCEPTION'],
		[400, 'QUERY_TIMEOUT'],
		[403, 'REQUEST_LIMIT_EXCEEDED'],
	])('in passing (%i %s), no record is called the only one', async (status, code) => {
		filled = await failing(status, code);
		filled.add(robert, undefined);
		filled.add({ ...person, lastName: 'Indqvist', email: 'robert.lindqvist+old@acme.test' }, undefined);
		const [found] = await filled.crm.find('contact', [{ email: robert.email }], []);
		expect(found?.ok).toBe(false);
		const [mailbox] = await filled.crm.find('contact', [{ mailbox: robert.email }], []);
		expect(mailbox?.ok).toBe(false);
	});

	test('since addresses are encrypted, there are no others', async () => {
		filled = await failing(400, 'INVALID_FIELD');
		const id = filled.add(robert, undefined);
		const answers = await filled.crm.find('contact', [{ email: robert.email }, { mailbox: robert.email }], []);
		expect(answers.map((answer) => answer.ok && answer.value.map((one) => one.id))).toEqual([[id], []]);
	});
});

/** Pipedrive searches names by the last one alone. */
describe('pipedrive', () => {
	test('a double is seen among more people of the last name than there are candidates', async () => {
		filled = await fillable('pipedrive');
		const ids = [filled.add(robert, undefined)];
		for (let n = 0; n < 60; n++)
			filled.add({ ...person, firstName: 'Anna', email: `a${String(n)}@acme.test` }, undefined);
		ids.push(filled.add({ ...person, email: 'robert.lindqvist+crm@acme.test' }, undefined));
		expect(await judged([address])).toEqual([['ambiguous', ids.sort()]]);
	});

	test('a name in Cyrillic letters leads to its record', async () => {
		filled = await fillable('pipedrive');
		const company = filled.add({ object: 'company', id: '', name: 'Северный Ветер', domain: 'veter.test' }, undefined);
		const id = filled.add({ object: 'contact', id: '', firstName: 'Сергей', lastName: 'Щукин' }, company);
		filled.add({ object: 'contact', id: '', firstName: 'Сергей', lastName: 'Щавелев' }, company);
		const [found] = await filled.crm.find('contact', [{ person: { first: 'Сергей', last: 'Щукин' } }], []);
		expect(found?.ok && found.value.map((one) => one.id)).toEqual([id]);
		const [named] = await filled.crm.find('company', [{ name: 'ООО «Северный ветер»' }], []);
		expect(named?.ok && named.value.map((one) => one.id)).toEqual([company]);
	});
});
