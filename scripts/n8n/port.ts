/** Ports for programs that must be told theirs before they start. */
import { createServer } from 'node:net';

/**
 * Below the ports that systems hand out by themselves, for connections that go out as well (Linux begins at 32768, others
 * at 49152): one of those could be taken again before the program that is told of it has started.
 */
const [FIRST, LAST] = [20_000, 31_999];

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
	for (let tries = 0; tries < 100; tries++) {
		const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
		if (await isFree(port)) return port;
	}
	throw new Error(`No free port from ${FIRST} to ${LAST}.`);
}

export async function isFree(port: number): Promise<boolean> {
	return await new Promise<boolean>((resolve) => {
		const probe = createServer();
		probe.once('error', () => resolve(false));
		probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
	});
}
