/** Other addresses of a mailbox, in both readings of what Pipedrive's search makes of a +. */
import { fillable, type Between, type Filled } from '../../../bench/identity/crms';

let filled: Filled;
afterEach(async () => {
	await filled.close();
});

const add = (email: string) =>
	filled.add({ object: 'contact', id: '', firstName: 'A', lastName: 'B', email }, undefined);
const found = async (mailbox: string) => {
	const [answer] = await filled.crm.find('contact', [{ mailbox }], []);
	return answer?.ok === true ? answer.value.map(({ id }) => id) : answer?.error.code;
};

/** As if the + were a space at the end of the term. */
const withoutPlus: Between = async (send, request) =>
	await send(
		typeof request.query?.['term'] === 'string'
			? { ...request, query: { ...request.query, term: request.query['term'].replaceAll('+', ' ') } }
			: request,
	);

test('one request is enough where few addresses contain the name', async () => {
	filled = await fillable('pipedrive');
	add('joann@acme.test');
	const before = filled.requests();
	expect(await found('ann@acme.test')).toEqual([]);
	const described = filled.requests() - before;
	expect(await found('ann@acme.test')).toEqual([]);
	expect(filled.requests() - before - described).toBe(1);
});

test('among more addresses than are looked at, those with a tag are asked for', async () => {
	filled = await fillable('pipedrive');
	for (let n = 0; n < 520; n++) add(`joann${String(n)}@acme.test`);
	const id = add('ann+news@acme.test');
	expect(await found('ann@acme.test')).toEqual([id]);
});

test('where a + counts for nothing, a crowd is no answer', async () => {
	filled = await fillable('pipedrive', withoutPlus);
	for (let n = 0; n < 520; n++) add(`joann${String(n)}@acme.test`);
	add('ann+news@acme.test');
	expect(await found('ann@acme.test')).toBe('TOO_MANY_RECORDS');
	const id = add('barbara+news@acme.test');
	expect(await found('barbara@acme.test')).toEqual([id]);
});

test('a mailbox at Gmail is found with and without its dots', async () => {
	filled = await fillable('pipedrive');
	const ids = ['robert.lindqvist@gmail.com', 'robertlindqvist+a@googlemail.com'].map(add);
	add('robert.lindqvist@acme.test');
	expect(await found('robert.lindqvist+b@gmail.com')).toEqual(ids);
});
