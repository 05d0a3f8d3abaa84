/** People by names that Pipedrive's search is not made for: alike, short, without a space. */
import type { IdentityKeys } from '../../../crm/crm';
import { openPipedrive, type PipedriveStage } from './stage';

let stage: PipedriveStage;
beforeEach(async () => {
	stage = await openPipedrive();
});
afterEach(async () => {
	await stage.close();
});

const person = (name: string) => stage.control.create({ object: 'person', values: { name } });
const found = async (queries: readonly IdentityKeys[]) => {
	const answers = await stage.connect().crm.find('contact', queries, []);
	return answers.map((answer) => (answer.ok ? answer.value.map(({ id }) => id).sort() : answer.error.code));
};

test('two people whose names read alike as one text each get their own answer', async () => {
	const ids = [person('Anna Lee')];
	const lee = { person: { first: 'Anna Maria', last: 'Lee' } };
	const mariaLee = { person: { first: 'Anna', last: 'Maria Lee' } };
	expect(await found([lee])).toEqual([ids]);
	expect(await found([lee, mariaLee])).toEqual([ids, []]);
});

test('a last name that reads as a legal form of companies is a name', async () => {
	const [sa, as] = [person('Mário Sá'), person('Kim As')];
	person('Mário Lopes');
	expect(await found([{ person: { first: 'Mário', last: 'Sá' } }, { person: { first: 'Kim', last: 'As' } }])).toEqual([
		[sa],
		[as],
	]);
});

test('a last name of one character is found by the whole name, in either order and without a space', async () => {
	const ids = ['李明', '明 李', '李 明'].map(person);
	person('李华');
	person('王明');
	expect(await found([{ person: { first: '明', last: '李' } }])).toEqual([ids]);
	const o = person('Sandra O');
	expect(await found([{ person: { first: 'Sandra', last: 'O' } }])).toEqual([[o]]);
});

test('a name of two characters in one field is found without a space, too', async () => {
	const id = person('欧阳明');
	person('欧阳华');
	expect(await found([{ person: { first: '明', last: '欧阳' } }])).toEqual([[id]]);
});

test('where the account’s pages are read, a name that no search takes is found among them', async () => {
	const id = person('O');
	const ids = ['李明', '李 明'].map(person);
	const others = Array.from({ length: 12 }, (_, n) => ({ email: `nobody${String(n)}@acme.test` }));
	expect(
		(await found([...others, { person: { last: 'O' } }, { person: { first: '明', last: '李' } }])).slice(-2),
	).toEqual([[id], ids]);
});
