/** Remembering what was read: once per connection, and for a short while for the other connections of the process. */
import type { SharedMemory } from './shared-memory';

export interface Once {
	/** The remembered result of the key, else what `read` gives. A failure is not remembered: a later call may succeed. */
	<T>(key: string, read: () => Promise<T>): Promise<T>;
	forget(key: string): void;
}

export function createOnce(): Once {
	const known = new Map<string, Promise<unknown>>();
	const once = async <T>(key: string, read: () => Promise<T>): Promise<T> => {
		const running = known.get(key);
		if (running !== undefined) return (await running) as T;
		const started = read();
		known.set(key, started);
		started.catch(() => known.delete(key));
		return await started;
	};
	return Object.assign(once, { forget: (key: string) => void known.delete(key) });
}

/** From the shared memory, else read and kept there. The keys name what is read, so its type is known. */
export async function sharedly<T>(shared: SharedMemory | undefined, key: string, read: () => Promise<T>): Promise<T> {
	const kept = shared?.get(key);
	if (kept !== undefined) return kept as T;
	const value = await read();
	shared?.set(key, value);
	return value;
}
