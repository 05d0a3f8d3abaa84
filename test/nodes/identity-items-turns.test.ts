/** Many incoming items: n8n gets its turns while they are read. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { askAll } from '../../n8n/identity-lookup/items';

const count = 2_000;
const panel: Readonly<Record<string, unknown>> = { crm: 'hubspot', object: 'contact', matchUsing: 'auto', options: {} };

test('reading many items gives others their turns, and keeps the order', async () => {
	const items = Array.from({ length: count }, (_, n): INodeExecutionData => ({
		json: { email: `anna${n}@acme.com` },
	}));
	const caller = {
		getInputData: () => items,
		getNodeParameter: (name: string, _index: number, fallback?: unknown) => panel[name] ?? fallback,
	} as unknown as IExecuteFunctions;
	// Each look at the clock is a millisecond later, so that the number of turns does not depend on the machine.
	let now = 0;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now++);
	let turns = 0;
	let isOver = false;
	const tick = (): void => {
		turns++;
		if (!isOver) setImmediate(tick);
	};
	setImmediate(tick);
	const asked = await askAll(caller, items, 'contact');
	isOver = true;
	clock.mockRestore();

	expect(asked.map((one) => (one.ok ? one.asked.keys.emails : one.error))).toEqual(
		items.map(({ json }) => [json['email']]),
	);
	// One item a millisecond: a turn at least every 40 of them.
	expect(turns).toBeGreaterThan(count / 40);
});
