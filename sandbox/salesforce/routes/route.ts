/** A short way to write routes: each has a session, and the version of its path. */
import type { Answer, Call, Route } from '../../core/stand-in';
import { notFound } from '../errors';
import type { Org } from '../org';
import { sessionOf, type Session } from '../session';

export interface Asked {
	readonly call: Call;
	readonly session: Session;
	/** v66.0 */
	readonly version: string;
}

/** Below /services/data/{version}. */
export function route(
	org: Org,
	method: Route['method'],
	path: string,
	purpose: Route['purpose'],
	run: (asked: Asked) => Answer,
): Route {
	return {
		method,
		path: `/services/data/:version${path}`,
		purpose,
		run: (call) => {
			const version = call.params.version ?? '';
			if (!org.options.versions.includes(version.replace(/^v/, '')) || !version.startsWith('v')) throw notFound();
			return run({ call, session: sessionOf(org, call), version });
		},
	};
}

export const param = (call: Call, name: string): string => call.params[name] ?? '';

export const ok = (body: unknown): Answer => ({ status: 200, body });
