/** HubSpot's search at its limits, and the fields in which it finds companies and mailboxes. */
import type { IdentityKeys } from '../../../crm/crm';
import { createHubSpot } from '../../../crm/hubspot/hubspot';
import { startSandbox } from '../../../sandbox/server';
import { fetchPort, type FetchPort } from '../fetch-port';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
let sandbox: Sandbox;
let port: FetchPort;
beforeEach(async () => {
	sandbox = await startSandbox({ limits: { tenSeconds: 1e9, searchPerSecond: 1e9 } });
	port = fetchPort(sandbox.url, { token: sandbox.token });
});
afterEach(async () => {
	await sandbox.close();
});

const make = (object: string, values: Readonly<Record<string, string>>) => sandbox.control.create({ object, values });
const found = async (object: string, queries: readonly IdentityKeys[]) => {
	const answers = await createHubSpot(port, { baseUrl: sandbox.url }).find(object, queries, []);
	return answers.map((answer) => (answer.ok ? answer.value.map(({ id }) => id).sort() : answer.error.code));
};
const sent = (path: RegExp) => port.sent.filter((request) => path.test(request.path)).length;
const person = (first: string, last: string): IdentityKeys => ({ person: { first, last } });

test('what a crowd pushes out of an answer that HubSpot cuts is asked for by itself', async () => {
	const first = make('contact', { firstname: 'Robert', lastname: 'Lindqvist' });
	for (let n = 0; n < 10_050; n++) make('contact', { firstname: 'John', lastname: 'Smith' });
	const second = make('contact', { firstname: 'Robert', lastname: 'Lindqvist' });
	const [robert, john] = await found('contact', [person('Robert', 'Lindqvist'), person('John', 'Smith')]);
	expect(robert).toEqual([first, second]);
	expect(john).toHaveLength(50);
	// The whole, each half, and what they gave.
	expect(sent(/search/)).toBe(3);
}, 60_000);

test('a name that more records resemble than HubSpot gives is no hit among a part of them', async () => {
	for (let n = 0; n < 10_050; n++) make('contact', { firstname: 'Xaver', lastname: 'Smith' });
	make('contact', { firstname: 'John', lastname: 'Smith' });
	// Only the last name is searched for where a first name is missing in the same search.
	const answers = await found('contact', [{ person: { last: 'Smith' } }, { person: { first: '', last: 'smith' } }]);
	expect(answers.map((answer) => answer?.length)).toEqual([50, 50]);
	expect(sent(/search/)).toBeLessThan(10);
	const number: IdentityKeys = { phone: '+4930901820' };
	for (let n = 0; n < 10_050; n++) make('company', { name: 'Call centre', phone: '+43 30 901820' });
	expect(await found('company', [number])).toEqual(['TOO_MANY_RECORDS']);
	for (let n = 0; n < 10_050; n++) make('company', { name: `Acme ${String(n)}`, website: 'https://notacme.test' });
	make('company', { name: 'Acme', website: 'https://acme.test' });
	const other = make('company', { name: 'Other', domain: 'other.test' });
	expect(await found('company', [{ domain: 'acme.test' }, { domain: 'other.test' }])).toEqual([
		'TOO_MANY_RECORDS',
		[other],
	]);
}, 120_000);

test('long names, domains and profiles are asked for in as many requests as they need', async () => {
	const letter = (n: number) => String.fromCharCode(97 + n);
	const names = Array.from({ length: 12 }, (_, n) => ({
		firstname: `Maria Fernanda Aparecida do Nascimento ${letter(n)}`,
		lastname: `Gonçalves de Albuquerque e Vasconcelos ${letter(n)}son`,
	}));
	const people = names.map((values) => make('contact', values));
	const asked = names.map(({ firstname, lastname }) => person(firstname, lastname));
	const answers = await found('contact', asked);
	expect(people.filter((id, n) => !(answers[n] ?? []).includes(id))).toEqual([]);
	const domains = Array.from({ length: 30 }, (_, n) => `the-very-long-name-of-some-company-${String(n)}-holding.de`);
	const companies = domains.map((domain) => make('company', { domain }));
	expect(
		await found(
			'company',
			domains.map((domain) => ({ domain })),
		),
	).toEqual(companies.map((id) => [id]));
	const profile = { linkedin: `in/${'é'.repeat(500)}` };
	expect(await found('contact', [profile, person('Nobody', 'Else')])).toEqual([[], []]);
});

test('a word that is too long for any field is no hit, and fails nobody beside it', async () => {
	const acme = make('company', { name: 'Acme' });
	const long = 'x'.repeat(4_000);
	expect(await found('company', [{ name: 'Acme' }, { name: long }, { domain: `${long}.test` }])).toEqual([
		[acme],
		[],
		[],
	]);
});

describe('a domain', () => {
	test('that one company has as its own and another as an additional one has two holders', async () => {
		const own = make('company', { name: 'Acme', domain: 'acme.test' });
		const services = make('company', {
			name: 'Acme Services',
			domain: 'services.test',
			hs_additional_domains: 'acme.test;acme.example',
		});
		make('company', { name: 'Acme No', domain: 'no.test', hs_additional_domains: 'other-acme.test;my.acme.testing' });
		const both = [own, services].sort();
		expect(await found('company', [{ domain: 'acme.test' }])).toEqual([both]);
		const many = Array.from({ length: 30 }, (_, n) => ({ domain: `d${String(n)}.test` }));
		for (const { domain } of many) make('company', { domain });
		const answers = await found('company', [...many, { domain: 'acme.test' }]);
		expect(answers.at(-1)).toEqual(both);
	});

	test('of a website leads to its company', async () => {
		const ids = ['https://www.acme.test/about?x=1', 'acme.test', 'http://shop.acme.test'].map((website) =>
			make('company', { name: 'Acme', website }),
		);
		for (const website of ['https://notacme.test', 'https://acme.testing', 'https://x.test/acme.test'])
			make('company', { website });
		expect(await found('company', [{ domain: 'acme.test' }])).toEqual([ids]);
		const others = Array.from({ length: 5 }, (_, n) => ({ domain: `none${String(n)}.test` }));
		expect((await found('company', [...others, { domain: 'acme.test' }])).at(-1)).toEqual(ids);
	});

	test('that is a part of many others costs no read of them', async () => {
		for (let n = 0; n < 300; n++) make('company', { website: `https://n${String(n)}x.test` });
		const id = make('company', { website: 'https://x.test' });
		expect(await found('company', [{ domain: 'x.test' }])).toEqual([[id]]);
		expect([sent(/search/), sent(/batch\/read/)]).toEqual([3, 1]);
	});

	test('costs a search for all and one for those who have more than one', async () => {
		const domains = Array.from({ length: 30 }, (_, n) => `d${String(n)}.test`);
		for (const domain of domains) make('company', { domain });
		make('company', { hs_additional_domains: 'more.test' });
		await found(
			'company',
			domains.map((domain) => ({ domain })),
		);
		expect(sent(/companies\/search/)).toBe(2);
		port = fetchPort(sandbox.url, { token: sandbox.token });
		await found('company', [{ domain: 'd1.test' }, { domain: 'd2.test' }]);
		expect(sent(/companies\/search/)).toBe(1);
	});

	test('is searched for where too many companies have more than one', async () => {
		for (let n = 0; n < 450; n++)
			make('company', { hs_additional_domains: `more${String(n)}.test;x${String(n)}.test` });
		const answers = await found(
			'company',
			['more1', 'x2', 'none1', 'none2', 'x400'].map((name) => ({ domain: `${name}.test` })),
		);
		expect(answers.map((answer) => answer?.length)).toEqual([1, 1, 0, 0, 1]);
	});
});

test('a mailbox at Gmail is found with and without its dots', async () => {
	const ids = ['robert.lindqvist+a@gmail.com', 'robertlindqvist@googlemail.com'].map((email) =>
		make('contact', { email }),
	);
	make('contact', { email: 'robert.lindqvist.jr@gmail.com' });
	expect(await found('contact', [{ mailbox: 'robert.lindqvist@gmail.com' }])).toEqual([ids]);
});

test('a mailbox that only resembles others costs no read of them', async () => {
	for (let n = 0; n < 30; n++) make('contact', { email: `ann${String(n)}@acme.test` });
	expect(await found('contact', [{ mailbox: 'ann@acme.test' }, { mailbox: 'bob@acme.test' }])).toEqual([[], []]);
	expect([sent(/search/), sent(/batch\/read/)]).toEqual([1, 0]);
});

describe('many mailboxes at once', () => {
	const domain = 'acme.test';
	const asked = Array.from({ length: 40 }, (_, n) => ({ mailbox: `p${String(n)}@${domain}` }));

	test('cost a search for tagged addresses and one for additional ones', async () => {
		for (const { mailbox } of asked) make('contact', { email: mailbox });
		const tagged = make('contact', { email: `p3+news@${domain}` });
		const second = make('contact', { email: 'x@other.test', hs_additional_emails: `y@other.test;p4+old@${domain}` });
		const answers = await found('contact', asked);
		expect([answers[3], answers[4], answers.flat().length]).toEqual([[tagged], [second], 2]);
		expect([sent(/search/), sent(/batch\/read/)]).toEqual([2, 2]);
	});

	test('are searched for one by one where no address with a + is found, since that may be no letter', async () => {
		expect((await found('contact', asked.slice(0, 20))).flat()).toEqual([]);
		expect(sent(/search/)).toBe(2 + 20 / 5);
	});

	test('are not searched for one by one where they are more, and no address with a + is found', async () => {
		expect((await found('contact', asked)).flat()).toEqual([]);
		expect(sent(/search/)).toBe(2);
	});

	test('of tagged addresses and at Gmail lead to other forms, too', async () => {
		const plain = make('contact', { email: `p1@${domain}` });
		make('contact', { email: `other+tag@${domain}` });
		const gmail = make('contact', { email: 'robertlindqvist@gmail.com' });
		const others = asked.slice(2, 10);
		const answers = await found('contact', [
			...others,
			{ mailbox: `p1+a@${domain}` },
			{ mailbox: 'robert.lindqvist@gmail.com' },
		]);
		expect(answers.slice(-2)).toEqual([[plain], [gmail]]);
	});

	test('are searched for where too many have a tagged or an additional address', async () => {
		for (let n = 0; n < 2_000; n++) {
			make('contact', { email: `q${String(n)}+a@${domain}`, hs_additional_emails: `r${String(n)}@${domain}` });
		}
		const tagged = make('contact', { email: `p3+news@${domain}` });
		const second = make('contact', { email: 'x@other.test', hs_additional_emails: `p4+old@${domain}` });
		const answers = await found('contact', asked);
		expect([answers[3], answers[4], answers.flat().length]).toEqual([[tagged], [second], 2]);
	});
});
