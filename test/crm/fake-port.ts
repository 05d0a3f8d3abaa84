/** An HttpPort without a network: answers come from a function, time only passes in sleep. */
import type { HttpPort, HttpRequest, HttpResponse } from '../../crm/http-port';

export interface FakePort extends HttpPort {
	readonly sent: readonly (HttpRequest & { readonly at: number })[];
	readonly slept: readonly number[];
	/** Lets time pass. */
	pass(milliseconds: number): void;
}

export type Answer = Partial<HttpResponse> | Error;

let ports = 0;

/** `reply` is called for every request; a thrown or returned Error stands for a missing answer. */
export function fakePort(
	reply: (request: HttpRequest, count: number) => Answer | Promise<Answer>,
	options: { readonly key?: string; readonly random?: () => number; readonly start?: number } = {},
): FakePort {
	const sent: (HttpRequest & { at: number })[] = [];
	const slept: number[] = [];
	let time = options.start ?? Date.UTC(2026, 10, 20);
	return {
		key: options.key ?? `fake ${ports++}`,
		sent,
		slept,
		pass(milliseconds) {
			time += milliseconds;
		},
		now: () => time,
		random: options.random ?? (() => 0.5),
		async sleep(milliseconds) {
			slept.push(milliseconds);
			const until = time + milliseconds;
			await Promise.resolve();
			// Sleepers that run side by side wake up at their own times.
			time = Math.max(time, until);
		},
		async send(request) {
			sent.push({ ...request, at: time });
			const answer = await reply(request, sent.length);
			if (answer instanceof Error) throw answer;
			return { status: 200, headers: {}, body: {}, ...answer };
		},
	};
}
