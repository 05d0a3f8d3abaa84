/**
 * A rep edits at random moments while a run goes on, on Pipedrive. The sandbox's journal is the oracle. With changelog
 * (Shared field) no edit may be lost; without (AI-owned field) the panel says which ones cannot be seen: those before our
 * write, and no others.
 */
import type { Outcome } from '../../../core/record';
import type { CrmValue } from '../../../core/value';
import { createPipedrive } from '../../../crm/pipedrive/pipedrive';
import { write } from '../../../crm/write/transaction';
import { Random } from '../../../sandbox/core/random';
import { startPipedriveSandbox, type PipedriveSandboxOptions } from '../../../sandbox/pipedrive/sandbox';
import { fetchPort } from '../fetch-port';
import { policy, rules } from '../write/stage';

const FIELD = 'ai_lead_score';

export interface PipedriveRaceOptions {
	readonly seed: number;
	/** Edits that the rep makes in all. */
	readonly edits: number;
	readonly persons: number;
	readonly latencyMs: number;
	/** True: the field is Shared, so that edits are looked up. */
	readonly changelog: boolean;
	readonly sandbox?: PipedriveSandboxOptions;
}

export interface PipedriveRaceReport {
	readonly runs: number;
	readonly edits: number;
	readonly hitsPerWindow: { readonly readToWrite: number; readonly afterWrite: number; readonly outside: number };
	readonly repaired: number;
	readonly review: number;
	/** Edits on AI-owned fields before our write that nothing tells of, as the panel says. */
	readonly unseen: number;
	/** Latest edits that neither stand, nor are named by an outcome, nor belong to the unseen ones. */
	readonly lost: number;
	readonly changelogCalls: number;
	readonly seconds: number;
}

interface HumanEdit {
	readonly seq: number;
	readonly id: string;
	readonly value: string | null;
}

export async function racePipedrive(options: PipedriveRaceOptions): Promise<PipedriveRaceReport> {
	const started = Date.now();
	const sandbox = await startPipedriveSandbox({
		aiFields: true,
		latencyMs: options.latencyMs,
		limits: { burst: 100_000, search: 100_000, dailyTokens: 1e9 },
		...options.sandbox,
	});
	const { control } = sandbox;
	const random = new Random(options.seed);
	const totals = { repaired: 0, review: 0, unseen: 0, lost: 0 };
	const hits = { readToWrite: 0, afterWrite: 0, outside: 0 };
	let edits = 0;
	let runs = 0;
	try {
		for (; edits < options.edits && runs < 10; runs++) {
			const longAgo = Date.now() - 400 * 86_400_000;
			const ids = Array.from({ length: options.persons }, (_, n) =>
				control.create({ object: 'person', values: { name: `No ${n}` }, source: 'import', at: longAgo }),
			);
			const since = control.journal({ since: 0 }).at(-1)?.seq ?? 0;
			/** Where the journal stood when each fresh read was answered, by record. */
			const readAt = new Map<string, number>();
			const rep = startRep();
			const port = fetchPort(sandbox.url, { token: sandbox.oauthToken });
			const crm = createPipedrive(
				{
					...port,
					async send(request) {
						const answer = await port.send(request);
						const asked = request.query?.['ids'];
						if (typeof asked === 'string')
							for (const id of asked.split(',')) if (!readAt.has(id)) readAt.set(id, now());
						return answer;
					},
				},
				{ baseUrl: sandbox.url },
			);
			const report = await write(
				crm,
				'contact',
				ids.map((id, n) => ({
					account: String(sandbox.companyId),
					id,
					proposals: [{ field: FIELD, value: n % 100, scorer: rules }],
					decisions: [],
				})),
				{ ...policy, owners: options.changelog ? [{ field: FIELD, owner: 'shared' }] : [] },
				{ preview: false, execution: `r${runs}`, now: () => new Date().toISOString(), changedBefore: 0, waiting: 0 },
			);
			await rep.stop();
			const journal = control.journal({ since, object: 'person', property: FIELD });
			ids.forEach((id, index) => {
				const own = journal.filter((entry) => entry.id === id);
				const human = own
					.filter(({ requestId }) => requestId === null)
					.map(({ seq, value }): HumanEdit => ({ seq, id, value: value === '' ? null : value }));
				const written = own.find(({ requestId }) => requestId !== null)?.seq;
				for (const edit of human) hits[windowOf(edit, readAt.get(id), written)]++;
				edits += human.length;
				const outcome = report.requests[index]?.outcomes[0];
				if (outcome?.status === 'repaired') totals.repaired++;
				if (outcome?.status === 'review') totals.review++;
				const latest = human.at(-1);
				if (!latest || stands(latest) || names(outcome, latest)) return;
				// What belongs to AI is written, whoever typed there before: the panel says so.
				const cannotBeSeen = !options.changelog && written !== undefined && latest.seq < written;
				totals[cannotBeSeen ? 'unseen' : 'lost']++;
			});
		}
		const changelogCalls = control.stats().byPurpose['changelog'] ?? 0;
		return { runs, edits, hitsPerWindow: hits, ...totals, changelogCalls, seconds: (Date.now() - started) / 1000 };
	} finally {
		await sandbox.close();
	}

	function now(): number {
		return control.journal({ since: 0 }).at(-1)?.seq ?? 0;
	}

	function stands(edit: HumanEdit): boolean {
		return control.value({ object: 'person', id: edit.id, field: FIELD }) === edit.value;
	}

	/** Edits at random moments around random requests, on the records that those requests are about where they say so. */
	function startRep() {
		let planned = edits;
		let made = 0;
		let stopped = false;
		const running = new Set<Promise<void>>();
		const edit = (id: string): void => {
			const value = random.chance(0.1) ? null : String(1_000 + edits + ++made);
			control.edit({ object: 'person', id, field: FIELD, value, user: 501 + random.int(3) });
		};
		const soon = (share: number) => (): void => {
			const path = control.requests().at(-1)?.path ?? '';
			const id = /\/persons\/(\d+)/.exec(path)?.[1];
			if (stopped || planned >= options.edits || id === undefined || !random.chance(share)) return;
			planned++;
			const wait = random.int(options.latencyMs * 2);
			running.add(new Promise((resolve) => setTimeout(resolve, wait)).then(() => edit(id)));
		};
		const listed = (): void => {
			const all = control.ids({ object: 'person' }).slice(-options.persons);
			for (let n = 0; n < 8 && planned < options.edits && !stopped; n++) {
				planned++;
				const wait = random.int(options.latencyMs * 8);
				running.add(new Promise((resolve) => setTimeout(resolve, wait)).then(() => edit(random.pick(all))));
			}
		};
		const every = { nth: 'every' } as const;
		control.schedule({ ...every, phase: 'after', purpose: 'list', action: listed });
		control.schedule({ ...every, phase: 'before', purpose: 'update', action: soon(0.3) });
		control.schedule({ ...every, phase: 'after', purpose: 'update', action: soon(0.3) });
		return {
			async stop() {
				stopped = true;
				await Promise.all(running);
				control.clearFaults();
			},
		};
	}
}

function windowOf(edit: HumanEdit, read: number | undefined, written: number | undefined) {
	if (written === undefined || (read !== undefined && edit.seq <= read)) return 'outside';
	return edit.seq < written ? 'readToWrite' : 'afterWrite';
}

const numeric = (value: string | null): CrmValue => (value === null ? null : Number(value));

/** An outcome for a person to look at, or one that says that something else stands there. */
function names(outcome: Outcome | undefined, edit: HumanEdit): boolean {
	if (!outcome || !['review', 'repaired', 'not stored'].includes(outcome.status)) return false;
	const value = numeric(edit.value);
	return [outcome.before, outcome.after, ...(outcome.restored ? [outcome.restored.value] : [])].includes(value);
}
