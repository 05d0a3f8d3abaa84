/**
 * Every fault at the moment where it hurts most, on every CRM: what is suggested is accounted for, each failure has its
 * class, and the same input again brings every value in without a second effect.
 */
import type { CrmErrorData } from '../../../../core/errors';
import { sumUp, type Sums } from '../../../../core/policy/sums';
import type { Outcome } from '../../../../core/record';
import type { Crm } from '../../../../crm/crm';
import type { WriteReport } from '../../../../crm/write/request';
import { write } from '../../../../crm/write/transaction';
import type { FaultRule } from '../../../../sandbox/core/faults';
import { policy, rules } from '../stage';
import { raceStage, type RaceCrm, type RaceStage } from './stages';

export interface ChaosReport {
	readonly crm: RaceCrm;
	readonly fault: string;
	readonly sums: Sums;
	/** Classes of the failures, each once. */
	readonly classes: readonly string[];
	/** The classes that this fault must have, the same on every CRM; none where it passes by itself. */
	readonly expected: readonly string[];
	/** suggested = written + unchanged + skipped + review + failed, and no failure without a class. */
	readonly accounted: boolean;
	/** Records into which the same value went twice. */
	readonly doubled: number;
	/** Records that the same input did not bring in, once the fault was over. */
	readonly missing: number;
	readonly ok: boolean;
}

const RECORDS = 12;

/** What the controls of all stand-ins have beyond the common ones. */
interface Breaking {
	writeRule(rule: {
		readonly object: string;
		readonly property: string;
		readonly effect: 'ignore' | 'change';
		readonly to?: string;
		readonly count?: number;
	}): void;
	merge(records: { readonly object: string; readonly winner: string; readonly loser: string }): void;
	delete(record: { readonly object: string; readonly id: string }): void;
	expireToken(token: { readonly token: string; readonly afterRecords?: number }): void;
	renewToken(token: { readonly token: string }): void;
	fault(rule: FaultRule): void;
	clearFaults(): void;
	setClockSkew(skew: { readonly ms: number }): void;
}

interface Scene {
	readonly s: RaceStage;
	readonly control: Breaking;
	readonly ids: readonly string[];
}

type When = 'before read' | 'before write' | 'before verify';

interface Chaos {
	readonly name: string;
	/** Done once, at that moment. */
	readonly at?: { readonly when: When; readonly act: (scene: Scene) => void } | undefined;
	/** Done before the run. */
	readonly first?: (scene: Scene) => void;
	/** Records that can hold nothing in the end: deleted and merged ones. */
	readonly gone?: number;
	/** The class of its failures; undefined where nothing may fail. */
	readonly fails?: CrmErrorData['kind'];
	readonly twice?: boolean;
	readonly killed?: boolean;
	readonly stale?: boolean;
}

const on = (when: When, rule: FaultRule): Chaos['at'] => ({ when, act: ({ control }) => control.fault(rule) });

const chaos: readonly Chaos[] = [
	{ name: '429 with Retry-After', at: on('before write', { kind: 'rate limit', retryAfterSeconds: 1, count: 2 }) },
	{ name: '429 without Retry-After', at: on('before write', { kind: 'rate limit', count: 2 }) },
	{ name: '5xx at the read', at: on('before read', { kind: 'error', status: 502, count: 2 }) },
	{
		name: '5xx at the write',
		fails: 'unavailable',
		at: on('before write', { kind: 'error', status: 503, count: 200 }),
	},
	{
		name: '5xx at the verifying read',
		fails: 'unavailable',
		at: on('before verify', { kind: 'error', status: 500, count: 200 }),
	},
	{ name: 'an HTML page instead of an answer', at: on('before write', { kind: 'html 503', count: 2 }) },
	{ name: 'reset before anything was applied', at: on('before write', { kind: 'reset before', count: 2 }) },
	{ name: 'reset after the commit', at: on('before write', { kind: 'reset after', count: 2 }) },
	{ name: 'an answer that is cut off', at: on('before verify', { kind: 'cut body', count: 1 }) },
	{
		name: '200 without effect',
		fails: 'conflict',
		first: ({ s, control }) =>
			control.writeRule({ object: 'contact', property: s.property, effect: 'ignore', count: RECORDS }),
	},
	{
		name: '200 with another value',
		fails: 'conflict',
		first: ({ s, control }) =>
			control.writeRule({ object: 'contact', property: s.property, effect: 'change', to: '7', count: RECORDS }),
	},
	{
		name: 'a partial batch: one record deleted mid-run',
		fails: 'not found',
		at: { when: 'before write', act: ({ control, ids }) => control.delete({ object: 'contact', id: ids[3] ?? '' }) },
		gone: 1,
	},
	{
		name: 'a record merged mid-run',
		fails: 'not found',
		at: {
			when: 'before write',
			act: ({ control, ids }) => control.merge({ object: 'contact', winner: ids[0] ?? '', loser: ids[5] ?? '' }),
		},
		gone: 1,
	},
	{ name: 'a stale read after the write', fails: 'conflict', stale: true },
	{
		name: 'the token dies mid-run',
		fails: 'auth',
		at: { when: 'before write', act: (scene) => scene.control.expireToken({ token: scene.s.token, afterRecords: 4 }) },
	},
	{
		name: 'the permission is taken away',
		fails: 'permission',
		at: on('before write', { kind: 'error', status: 403, code: 'INSUFFICIENT_ACCESS_OR_READONLY', count: 200 }),
	},
	{
		name: 'an option or rule refuses the value',
		fails: 'validation',
		at: on('before write', { kind: 'error', status: 400, code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', count: 200 }),
	},
	{ name: 'a clock ten minutes ahead', first: ({ control }) => control.setClockSkew({ ms: 600_000 }) },
	{ name: 'a clock ten minutes behind', first: ({ control }) => control.setClockSkew({ ms: -600_000 }) },
	{ name: 'two runs on the same records at once', twice: true },
	{ name: 'killed between write and verify', killed: true },
];

export const chaosNames = chaos.map(({ name }) => name);

export async function runChaos(crm: RaceCrm, seed: number, only?: string): Promise<ChaosReport[]> {
	const reports: ChaosReport[] = [];
	for (const fault of chaos) if (only === undefined || only === fault.name) reports.push(await one(crm, seed, fault));
	return reports;
}

async function one(crm: RaceCrm, seed: number, fault: Chaos): Promise<ChaosReport> {
	const s = await raceStage({ crm, history: true, latencyMs: 0, seed, waiting: 'skipped' });
	try {
		const control = s.control as unknown as Breaking;
		const ids = Array.from({ length: RECORDS }, () => s.contact());
		const scene: Scene = { s, control, ids };
		const since = s.journal(0).at(-1)?.seq ?? 0;
		fault.first?.(scene);
		const go = async (wrapped: Crm, execution: string) => await writeAll(s, wrapped, ids, execution);
		let outcomes: readonly Outcome[] = [];
		if (fault.killed) {
			await go(deadly(s.connect()), 'killed').catch(() => undefined);
		} else {
			const runs = [go(hooked(scene, fault), '1'), ...(fault.twice ? [go(s.connect(), '2')] : [])];
			outcomes = (await Promise.all(runs)).flatMap(({ requests }) => requests.flatMap((request) => request.outcomes));
		}
		const first = sumUp(outcomes);

		// The fault is over, and the same input runs again; what the CRM changed by itself may need one more.
		control.clearFaults();
		control.renewToken({ token: s.token });
		const again = await go(s.connect(), 'again');
		const last = await go(s.connect(), 'last');
		const all = [
			...outcomes,
			...[again, last].flatMap(({ requests }) => requests.flatMap((request) => request.outcomes)),
		];

		const entries = s.journal(since).filter(({ property, requestId }) => property === s.property && requestId !== null);
		const doubled = ids.filter((id) => {
			const values = entries.filter((entry) => entry.id === id).map(({ value }) => value);
			return new Set(values).size < values.length;
		}).length;
		const missing = ids.filter((id, n) => !holds(s, id, s.suggestion(n))).length - (fault.gone ?? 0);
		const accounted =
			first.suggested === (fault.killed ? 0 : RECORDS * (fault.twice ? 2 : 1)) &&
			first.suggested === first.written + first.unchanged + first.skipped + first.review + first.failed &&
			all.every(({ status, error }) => !['failed', 'rejected', 'not stored'].includes(status) || error !== undefined);
		const classes = [...new Set(outcomes.flatMap(({ error }) => (error ? [error.kind] : [])))];
		const expected = fault.fails === undefined ? [] : [fault.fails];
		const classed = classes.join() === expected.join() && first.failed > 0 === expected.length > 0;
		return {
			crm,
			fault: fault.name,
			sums: first,
			classes,
			expected,
			accounted,
			doubled,
			missing,
			ok: accounted && classed && doubled === 0 && missing === 0,
		};
	} finally {
		await s.close();
	}
}

function holds(s: RaceStage, id: string, value: number | string): boolean {
	try {
		return String(s.value(id)) === String(value);
	} catch {
		// Deleted or merged away.
		return false;
	}
}

async function writeAll(s: RaceStage, crm: Crm, ids: readonly string[], execution: string): Promise<WriteReport> {
	return await write(
		crm,
		'contact',
		ids.map((id, n) => ({
			account: s.account,
			id,
			proposals: [{ field: s.field, value: s.suggestion(n), scorer: rules }],
			decisions: [],
		})),
		policy,
		{ preview: false, execution, now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 },
	);
}

const over = (crm: Crm, parts: Pick<Crm, 'read' | 'write'>) => Object.assign(Object.create(crm) as Crm, crm, parts);

/** The port on which the fault happens at its moment, once. */
function hooked(scene: Scene, { at, stale }: Chaos): Crm {
	const crm = scene.s.connect();
	let written = false;
	let done = false;
	const reach = (when: When) => {
		if (done || at?.when !== when) return;
		done = true;
		at.act(scene);
	};
	let seen: Awaited<ReturnType<Crm['read']>> | undefined;
	return over(crm, {
		async read(...args) {
			reach(written ? 'before verify' : 'before read');
			const answer = await crm.read(...args);
			const shown = stale && written && seen ? seen : answer;
			seen = answer;
			return shown;
		},
		async write(...args) {
			reach('before write');
			written = true;
			return await crm.write(...args);
		},
	});
}

/** The port of a process that dies as soon as the CRM has the write. */
function deadly(crm: Crm): Crm {
	let written = false;
	return over(crm, {
		async read(...args) {
			if (written) throw new Error('killed');
			return await crm.read(...args);
		},
		async write(...args) {
			const answer = await crm.write(...args);
			written = true;
			return answer;
		},
	});
}
