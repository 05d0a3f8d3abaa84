/**
 * The real n8n killed where it hurts most, on all CRMs at once: SIGKILL between the commit of a note and its answer, and
 * between the commit of the write and the read that would verify it. Reps edit in that window; n8n starts again, and the
 * same input runs again.
 */
import type { IDataObject, INode } from 'n8n-workflow';
import { sumUp, type Sums } from '../../../../core/policy/sums';
import type { Outcome } from '../../../../core/record';
import type { JournalEntry } from '../../../../sandbox/core/journal';
import type { ScheduleOf } from '../../../../sandbox/core/control';
import { demoCrm } from '../../../../scripts/demo/crms';
import { createN8n, freePort, SignedIn, type Finished, type Tarball, type WorkflowFile } from '../../../../scripts/n8n';
import { raceStage, type RaceCrm, type RaceStage } from './stages';

export interface KilledReport {
	readonly crm: RaceCrm;
	/** Notes that stood on their record when n8n was killed the first time, and nobody had been told. */
	readonly notesUntold: number;
	/** Records into which the suggestion had been written when n8n was killed the second time, unverified. */
	readonly writtenUnverified: number;
	/** Of the run after both kills. */
	readonly sums: Sums;
	/** suggested = written + unchanged + skipped + review + failed. */
	readonly accounted: boolean;
	/** Records into which the same value went twice. */
	readonly doubled: number;
	/** Records without exactly one note. */
	readonly wrongNotes: number;
	/** What reps had typed between write and verify, and neither stands nor is named by an item in Review. */
	readonly lost: number;
	/** Changes that one more run with the same input made. */
	readonly changedAgain: number;
	readonly ok: boolean;
}

const RECORDS = 12;
/** Records that a rep changes between write and verify. */
const CHANGED = 2;
const EMPTIED = 7;

const pkg = 'n8n-nodes-crm-ai-layer';

interface Scene {
	readonly crm: RaceCrm;
	readonly s: RaceStage;
	readonly ids: readonly string[];
	/** The journal's end before the first run. */
	readonly since: number;
}

/** @param seconds that one run may take */
export async function killRealN8n(crms: readonly RaceCrm[], tarball: Tarball, seconds = 120): Promise<KilledReport[]> {
	const scenes = await Promise.all(crms.map(openScene));
	const n8n = await createN8n({ tarball });
	try {
		await n8n.importCredentials(scenes.map(({ crm, s }) => demoCrm(crm).credential(s.login)));
		const port = await freePort();
		const owner = await SignedIn.at(await n8n.start(port));
		const workflows = await Promise.all(scenes.map(async (scene) => await owner.add(workflowOf(scene))));
		/** Runs all, and kills n8n once each of them hangs at its moment. */
		const runAndKill = async (moment: (scene: Scene) => Promise<void>) => {
			const moments = scenes.map(moment);
			const runs = workflows.map(async (id) => await owner.run(id, 'Start', seconds));
			// A run that came to its end did not hang.
			const over = runs.map(async (run, index) => {
				const { status, error } = await run;
				throw new Error(`${crms[index] ?? ''} was not held: ${status} ${error ?? ''}`);
			});
			await Promise.race([Promise.all(moments), ...over]);
			for (const run of [...runs, ...over]) run.catch(() => undefined);
			await n8n.kill();
			for (const { s } of scenes) s.control.clearFaults();
		};

		await runAndKill(hangAfterNote);
		const notes = scenes.map(({ s, since }) => created(s, since).length);
		await n8n.start(port);
		await runAndKill(hangBeforeVerify);
		const written = scenes.map(({ s, since }) => new Set(ours(s, since).map(({ id }) => id)).size);
		for (const { s, ids } of scenes) {
			s.edit(ids[CHANGED] ?? '', repValue(s));
			s.edit(ids[EMPTIED] ?? '', null);
		}
		await n8n.start(port);
		const again = await Promise.all(workflows.map(async (id) => await owner.run(id, 'Start', seconds)));
		const before = scenes.map(({ s }) => end(s));
		const last = await Promise.all(workflows.map(async (id) => await owner.run(id, 'Start', seconds)));
		for (const { status, error } of [...again, ...last]) if (status !== 'success') throw new Error(error ?? status);
		return await Promise.all(
			scenes.map(
				async (scene, index) =>
					await report(scene, again[index], {
						notesUntold: notes[index] ?? 0,
						writtenUnverified: written[index] ?? 0,
						changedAgain: end(scene.s) - (before[index] ?? 0),
					}),
			),
		);
	} finally {
		await n8n.dispose();
		await Promise.all(scenes.map(async ({ s }) => await s.close()));
	}
}

async function openScene(crm: RaceCrm): Promise<Scene> {
	const s = await raceStage({ crm, history: true, latencyMs: 0 });
	const ids = Array.from({ length: RECORDS }, () => s.contact());
	return { crm, s, ids, since: end(s) };
}

const end = (s: RaceStage) => everything(s, 0).at(-1)?.seq ?? 0;
/** Of all objects: the stage's own journal tells of contacts only. */
const everything = (s: RaceStage, since: number): readonly JournalEntry[] =>
	(s.control as unknown as { journal(filter: { since: number }): readonly JournalEntry[] }).journal({ since });
const repValue = ({ field }: RaceStage) => (field === 'ai_lead_score' ? '999' : 'Chief Human');

/** Our writes of suggestions. */
const ours = (s: RaceStage, since: number) =>
	s.journal(since).filter(({ property, requestId }) => property === s.property && requestId !== null);

/** Notes that came by a request. */
const created = (s: RaceStage, since: number) =>
	everything(s, since).filter(
		({ kind, object, requestId }) => kind === 'created' && requestId !== null && /note/i.test(object),
	);

/** Acts at every request from the moment on: it is never answered, and whoever waits for it is told. */
async function hang(s: RaceStage, phases: readonly ('before' | 'after')[], come: () => boolean): Promise<void> {
	const control = s.control as unknown as { schedule(action: ScheduleOf<never>): void };
	await new Promise<void>((reached) => {
		for (const phase of phases) {
			const action = () => {
				if (!come()) return undefined;
				reached();
				return new Promise(() => undefined);
			};
			control.schedule({ phase, nth: 'every', action });
		}
	});
}

const hangAfterNote = async ({ s, since }: Scene) =>
	await hang(s, ['after', 'before'], () => created(s, since).length > 0);

const hangBeforeVerify = async ({ s, since, ids }: Scene) =>
	await hang(s, ['before'], () => new Set(ours(s, since).map(({ id }) => id)).size === ids.length);

async function report(
	{ crm, s, ids, since }: Scene,
	run: Finished | undefined,
	seen: Pick<KilledReport, 'notesUntold' | 'writtenUnverified' | 'changedAgain'>,
): Promise<KilledReport> {
	const outcomes = new Map<string, Outcome>();
	for (const output of [0, 1, 2]) {
		for (const { json } of run?.items('Write', output) ?? []) {
			const { id, outcomes: own } = json['crm'] as unknown as { id: string; outcomes: Outcome[] };
			for (const outcome of own) outcomes.set(`${id} ${outcome.field}`, outcome);
		}
	}
	const sums = sumUp([...outcomes.values()]);
	const accounted =
		sums.suggested === RECORDS &&
		sums.suggested === sums.written + sums.unchanged + sums.skipped + sums.review + sums.failed;
	const doubled = ids.filter((id) => {
		const values = ours(s, since).flatMap((entry) => (entry.id === id ? [entry.value] : []));
		return new Set(values).size < values.length;
	}).length;
	const context = await s.connect().context('contact', [...ids], { associated: [], activities: true, max: 20 });
	const wrongNotes = ids.filter((id) => {
		const found = context.get(id);
		return !found?.ok || found.value.activities.filter(({ kind }) => kind === 'note').length !== 1;
	}).length;
	const lost = [
		[CHANGED, repValue(s)],
		[EMPTIED, null],
	] as const;
	const gone = lost.filter(([n, value]) => {
		const id = ids[n] ?? '';
		const outcome = outcomes.get(`${id} ${s.field}`);
		const named = outcome?.status === 'review' && [outcome.before, outcome.after].map(String).includes(String(value));
		return (s.value(id) ?? '') !== (value ?? '') && !named;
	}).length;
	const ok =
		accounted &&
		sums.failed === 0 &&
		doubled + wrongNotes + gone + seen.changedAgain === 0 &&
		seen.notesUntold > 0 &&
		seen.writtenUnverified === RECORDS;
	return { crm, ...seen, sums, accounted, doubled, wrongNotes, lost: gone, ok };
}

/** Start, the records with a suggestion each, the record by its id, a note, and then the write. */
function workflowOf({ crm, s, ids }: Scene): Omit<WorkflowFile, 'id'> {
	const { authentication, credential } = demoCrm(crm);
	const { id, name, type } = credential(s.login);
	const common: IDataObject = { crm, authentication, object: { __rl: true, mode: 'list', value: 'contact' } };
	const leads = ids.map((record, n) => ({ record, value: s.suggestion(n) }));
	const node = (title: string, kind: string, y: number, parameters: IDataObject, typeVersion = 1): INode => ({
		id: title,
		name: title,
		type: kind,
		typeVersion,
		position: [0, y],
		parameters: parameters as INode['parameters'],
		...(kind.startsWith(pkg) ? { credentials: { [type]: { id, name } } } : {}),
	});
	const to = (...names: readonly string[]) => ({
		main: [names.map((target) => ({ node: target, type: 'main' as const, index: 0 }))],
	});
	return {
		name: `Killed on ${crm}`,
		// From top to bottom: the note comes before the write.
		settings: { executionOrder: 'v1' },
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 0, {}),
			node('Leads', 'n8n-nodes-base.set', 0, { mode: 'raw', jsonOutput: JSON.stringify({ leads }) }, 3.4),
			node('Each', 'n8n-nodes-base.splitOut', 0, { fieldToSplitOut: 'leads' }),
			node('Find', `${pkg}.identityLookup`, 0, {
				...common,
				matchUsing: 'define',
				keys: { key: [{ kind: 'id', value: '={{ $json.record }}' }] },
			}),
			node('Note', `${pkg}.fieldSafeWrite`, 0, {
				...common,
				operation: 'addNote',
				mode: 'write',
				noteFrom: 'map',
				noteText: '=About {{ $json.record }}',
			}),
			node('Write', `${pkg}.fieldSafeWrite`, 200, {
				...common,
				operation: 'write',
				mode: 'write',
				valuesFrom: 'map',
				fields: { mappingMode: 'defineBelow', value: { [s.field]: '={{ $json.value }}' }, schema: [] },
			}),
		],
		connections: { Start: to('Leads'), Leads: to('Each'), Each: to('Find'), Find: to('Note', 'Write') },
	};
}
