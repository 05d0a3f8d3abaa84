/** A bare HTTP client for the sandbox: what any program without our code would send. */
import type { Sandbox } from '../../sandbox/server';

export interface Reply {
	readonly status: number;
	readonly headers: Headers;
	/** Parsed JSON, or the text where it is none. */
	readonly body: unknown;
}

/** The part of an answer at a path of keys and indexes; undefined where there is none. */
export function at(body: unknown, ...path: readonly (string | number)[]): unknown {
	let part = body;
	for (const key of path)
		part = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined;
	return part;
}

/** The list at a path; empty where there is none. */
export function listAt(body: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
	const part = at(body, ...path);
	return Array.isArray(part) ? (part as unknown[]) : [];
}

export type Send = (method: string, path: string, body?: unknown) => Promise<Reply>;

export function client(sandbox: Sandbox, token = sandbox.token): Send {
	return async (method, path, body) => {
		const response = await fetch(sandbox.url + path, {
			method,
			headers: {
				authorization: `Bearer ${token}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, body: parse(text) };
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
