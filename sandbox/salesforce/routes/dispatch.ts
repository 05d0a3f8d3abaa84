/** Finds and runs the route of a subrequest. */
import type { Answer, Call, Route } from '../../core/stand-in';
import { notFound } from '../errors';

export class Dispatcher {
	constructor(
		private readonly routes: readonly Route[],
		private readonly failed: (error: unknown, call: Call) => Answer,
	) {}

	/** As part of the outer request: its session, and the subrequest's own headers. */
	run(outer: Call, method: string, url: string, body: unknown, headers: Readonly<Record<string, string>>): Answer {
		const call: Call = {
			...outer,
			method,
			path: url,
			params: {},
			headers: { authorization: outer.headers.authorization, ...headers },
			body,
			rawBody: JSON.stringify(body ?? ''),
		};
		try {
			const address = new URL(url, 'http://sandbox');
			const segments = address.pathname.split('/').filter((part) => part !== '');
			const found = this.find(method, segments);
			if (!found) throw notFound();
			return found.route.run({ ...call, params: found.params, query: address.searchParams });
		} catch (error) {
			return this.failed(error, call);
		}
	}

	/** The route with the most fixed parts wins, as in the server. */
	private find(method: string, segments: readonly string[]) {
		let best: { readonly route: Route; readonly params: Record<string, string>; readonly fixed: number } | undefined;
		for (const route of this.routes) {
			const parts = route.path.split('/').filter((part) => part !== '');
			if (route.method !== method || parts.length !== segments.length) continue;
			const params: Record<string, string> = {};
			let fixed = 0;
			const fits = parts.every((part, index) => {
				const segment = decodeURIComponent(segments[index] ?? '');
				if (part.startsWith(':')) params[part.slice(1)] = segment;
				else fixed++;
				return part.startsWith(':') || part === segment;
			});
			if (fits && (!best || fixed > best.fixed)) best = { route, params, fixed };
		}
		return best;
	}
}
