/**
 * Account and field lists for the nodes of one run: four nodes in a row need them once, not four times. Kept for half
 * a minute and per token, so that a credential that was changed to another account never meets the old account.
 */
import { createHash } from 'node:crypto';
import type { SharedMemory } from '../crm/shared-memory';

const KEEP_MS = 30_000;
const MOST_ENTRIES = 200;

const entries = new Map<string, { readonly value: unknown; readonly until: number }>();

/** The memory of one account: by host, credential and a fingerprint of its secret. */
export function memoryOf(key: string, secret: string): SharedMemory {
	const owner = createHash('sha256').update(`${key}\n${secret}`).digest('hex');
	const full = (name: string) => `${owner} ${name}`;
	return {
		get(name) {
			const entry = entries.get(full(name));
			return entry !== undefined && entry.until > Date.now() ? entry.value : undefined;
		},
		set(name, value) {
			const now = Date.now();
			for (const [known, { until }] of entries) {
				if (until <= now || entries.size >= MOST_ENTRIES) entries.delete(known);
			}
			entries.set(full(name), { value, until: now + KEEP_MS });
		},
		delete: (name) => void entries.delete(full(name)),
	};
}
