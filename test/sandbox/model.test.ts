/** The stand-in model: the same words get the same answer, over the API that OpenAI-compatible servers speak. */
import { startModel, type ModelServer } from '../../sandbox/model/server';

let model: ModelServer;
beforeAll(async () => {
	model = await startModel({ slowMs: 60 });
});
afterAll(async () => await model.close());
beforeEach(() => {
	model.mode('good');
	model.reset();
});

const post = async (content: string, more: object = {}) =>
	await fetch(`${model.url}/chat/completions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
		body: JSON.stringify({ model: 'stand-in', messages: [{ role: 'user', content }], ...more }),
	});

interface Completion {
	readonly choices: readonly [{ readonly message: { readonly content: string }; readonly finish_reason: string }];
	readonly usage: { readonly total_tokens: number };
}
const ask = async (content: string) => (await (await post(content)).json()) as Completion;
const answer = async (content: string) =>
	JSON.parse((await ask(content)).choices[0].message.content) as Record<string, unknown>;

it('lists its model', async () => {
	const listed = (await (await fetch(`${model.url}/models`)).json()) as { data: { id: string }[] };
	expect(listed.data.map(({ id }) => id)).toEqual(['stand-in']);
});

it('gives the same score for the same data, whatever the fence, and a higher one for words of interest', async () => {
	const plain = await answer('=== 1a ===\nBuyer\n=== 1a ===');
	expect(await answer('=== 2b ===\nBuyer\n=== 2b ===')).toEqual(plain);
	const keen = await answer('Head of Sales asked for a demo');
	expect(Number(keen['value'])).toBeGreaterThan(Number(plain['value']) + 20);
	expect(keen['reason']).toBe('The record mentions head and demo.');
});

it.each([
	['[confidence 0.8499]', 0.8499],
	['[confidence 0.85]', 0.85],
	['[confidence none]', undefined],
])('a mark in the data sets the confidence: %s', async (mark, expected) => {
	expect((await answer(`Ada ${mark}`))['confidence']).toBe(expected);
});

it('a mark in the data sets score and mood for that record alone', async () => {
	expect(await answer('Ada [score 73]')).toMatchObject({ value: 73 });
	expect((await ask('Ada [model refusing]')).choices[0].message.content).toContain('sorry');
	expect(await answer('Ada')).toHaveProperty('value');
});

it('streams the same answer in pieces, with usage where it is asked for', async () => {
	const whole = (await ask('Head of Sales')).choices[0].message.content;
	const events = await (await post('Head of Sales', { stream: true, stream_options: { include_usage: true } })).text();
	const lines = events.split('\n\n').filter((line) => line !== '');
	expect(lines.at(-1)).toBe('data: [DONE]');
	const chunks = lines
		.slice(0, -1)
		.map((line) => JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[]; usage?: object });
	expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(whole);
	expect(chunks.length).toBeGreaterThan(3);
	expect(chunks.at(-1)?.usage).toBeDefined();
});

it.each([
	['rate limited', 429],
	['unavailable', 503],
	['unauthorized', 401],
] as const)('%s answers %d with an error object', async (mode, status) => {
	model.mode(mode);
	const response = await post('Ada');
	expect(response.status).toBe(status);
	expect(await response.json()).toHaveProperty('error.message');
});

it('a hostile answer really carries a __proto__ key', async () => {
	model.mode('hostile');
	expect((await ask('Ada')).choices[0].message.content).toContain('"__proto__"');
});

it('careless gives no JSON first and a good answer when told so; slow takes its time; scripts win', async () => {
	model.mode('careless');
	expect((await ask('Ada')).choices[0].message.content).not.toContain('{');
	const repair = [
		{ role: 'user', content: 'Ada' },
		{ role: 'assistant', content: 'hm' },
		{ role: 'user', content: 'Answer with JSON.' },
	];
	const second = (await (await post('', { messages: repair })).json()) as Completion;
	expect(JSON.parse(second.choices[0].message.content)).toHaveProperty('value');
	model.mode('slow');
	const begin = performance.now();
	await ask('Ada');
	expect(performance.now() - begin).toBeGreaterThanOrEqual(50);
	model.say(() => 'exactly this');
	expect((await ask('Ada')).choices[0].message.content).toBe('exactly this');
	model.say(undefined);
});

it('remembers what it was asked, and how much at once', async () => {
	await Promise.all([ask('A'), ask('B'), ask('C')]);
	expect(model.requests.map(({ messages }) => messages[0]?.content).sort()).toEqual(['A', 'B', 'C']);
	expect(model.mostAtOnce()).toBeGreaterThanOrEqual(1);
	model.reset();
	expect(model.requests).toEqual([]);
});
