/**
 * What runs of this node remember in the workflow's static data: the last successful write (with a dead credential it
 * cannot be read any more, and that is when it is asked for), last run's findings, and baselines that began when the
 * scoring changed. All by account. n8n does not keep static data in test runs.
 */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { fieldBaselineSchema } from '../../core/drift/baseline';
import type { OwnBaseline } from '../../core/drift/segment';
import type { Panel } from './panel';

export interface Memory {
	/** The account; of a credential that no longer works, the one that it used to open. */
	readonly account: string | undefined;
	/** ISO time; undefined where no run saw a write. */
	readonly lastWrite: string | undefined;
	rememberWrite(time: string): void;
	/** Keys of what the last run found; undefined in test runs, where nothing is remembered. */
	readonly breaches: readonly string[] | undefined;
	rememberBreaches(keys: readonly string[]): void;
	ownBaseline(field: string): OwnBaseline | undefined;
	rememberBaseline(field: string, own: OwnBaseline): void;
}

/** `account`: undefined where the CRM did not tell; `credential`: what stands for the credential, never a secret. */
export function memoryFor(
	caller: IExecuteFunctions,
	panel: Panel,
	account: string | undefined,
	credential: string,
): Memory {
	const data = caller.getWorkflowStaticData('node');
	const accountKey = `account:${panel.system}:${credential}`;
	const known = data[accountKey];
	const owner = account ?? (typeof known === 'string' ? known : undefined);
	if (account !== undefined) set(data, accountKey, account);
	const key = (what: string) => `${what}:${panel.system}:${owner ?? 'unknown'}:${panel.object}`;
	const kept = data[key('lastWrite')];
	const breaches = data[key('breaches')];
	return {
		account: owner,
		lastWrite: owner !== undefined && typeof kept === 'string' && !Number.isNaN(Date.parse(kept)) ? kept : undefined,
		rememberWrite: (time) => {
			if (owner !== undefined) set(data, key('lastWrite'), time);
		},
		breaches:
			caller.getMode() === 'manual'
				? undefined
				: Array.isArray(breaches)
					? breaches.filter((one) => typeof one === 'string')
					: [],
		rememberBreaches: (keys) => set(data, key('breaches'), [...keys]),
		ownBaseline: (field) => readOwn(data[`${key('baseline')}:${field}`]),
		rememberBaseline: (field, own) => set(data, `${key('baseline')}:${field}`, own),
	};
}

/** n8n writes the whole static data to its database whenever any of it was set. */
function set(data: IDataObject, key: string, value: IDataObject[string]): void {
	if (JSON.stringify(data[key]) !== JSON.stringify(value)) data[key] = value;
}

function readOwn(kept: unknown): OwnBaseline | undefined {
	if (typeof kept !== 'object' || kept === null) return undefined;
	const { scorer, takenAt, field } = kept as Record<string, unknown>;
	const parsed = fieldBaselineSchema.safeParse(field);
	return typeof scorer === 'string' && typeof takenAt === 'string' && parsed.success
		? { scorer, takenAt, field: parsed.data }
		: undefined;
}

/** The later of two times, either of which may be unknown. */
export function later(a: string | undefined, b: string | undefined): string | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Date.parse(a) >= Date.parse(b) ? a : b;
}
