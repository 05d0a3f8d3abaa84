/** The main job, once: sandbox CRM, real n8n with the packed package, the workflow, and what came of it. */
import fastify from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startModel, type ModelServer } from '../../sandbox/model/server';
import { bind, createN8n, pack, type CredentialFile, type Execution, type RealN8n, type WorkflowFile } from '../n8n';
import { count, type Counted } from './count';
import { demoCrm, type CrmName, type DemoCrm, type DemoSandbox } from './crms';
import { incomingLeads, type IncomingLeads } from './leads';
import { retarget } from './retarget';

const root = join(__dirname, '..', '..');
/** The templates that the demo can run, and the id under which each is imported. */
const workflows = { 'lead-scoring': 'LeadScoring', 'lookup-and-write': 'LookupAndWrite' } as const;

export interface DemoOptions {
	readonly workflow: keyof typeof workflows;
	/** Default: HubSpot, for which the templates are made. */
	readonly crm?: CrmName | undefined;
	readonly contacts: number;
	readonly seed: number;
	readonly latencyMs: number;
	/** Fields that reps change in the very moment between the node's read and its write. */
	readonly repEdits: number;
	readonly progress: (message: string) => void;
	/** The AI fields exist from the start, so that the editor's dropdowns show them. */
	readonly aiFields?: boolean | undefined;
	/** The sandbox's port; default: any free one. */
	readonly sandboxPort?: number | undefined;
}

export interface DemoSummary extends Counted {
	readonly leads: number;
	readonly matched: number;
	readonly ambiguous: number;
	readonly unmatched: number;
	readonly fieldsRead: number;
	readonly recordsChanged: number;
	/** Writes that landed in another record than the lead's, by the sandbox's journal. */
	readonly wrongRecord: number;
	/** Rep edits during the run, and how many of them still stand. */
	readonly repEdits: number;
	readonly repEditsIntact: number;
	readonly requests: number;
	readonly requestsByPurpose: Readonly<Record<string, number>>;
	readonly seconds: number;
	readonly status: string;
	/** What Drift Monitor said. */
	readonly health: string;
	readonly hints: readonly string[];
}

/** A prepared stage: the workflow can be run on it several times. */
export interface Stage {
	readonly crm: DemoCrm;
	readonly sandbox: DemoSandbox;
	readonly n8n: RealN8n;
	readonly incoming: IncomingLeads;
	/** The stand-in behind n8n's own chat model node. */
	readonly model: ModelServer;
	readonly workflowId: string;
	/** Runs the workflow once; `repEdits` instead of the scene's own number. */
	run(change?: {
		readonly repEdits: number;
	}): Promise<{ readonly summary: DemoSummary; readonly execution: Execution }>;
	close(): Promise<void>;
}

export async function openStage(options: DemoOptions): Promise<Stage> {
	const { progress } = options;
	progress('Packing the package');
	const tarball = pack();
	progress(`Starting the sandbox ${demoCrm(options.crm ?? 'hubspot').name} with ${options.contacts} contacts`);
	const crm = demoCrm(options.crm ?? 'hubspot');
	const sandbox = await crm.start({
		port: options.sandboxPort,
		contacts: options.contacts,
		seed: options.seed,
		aiFields: options.aiFields ?? false,
		latencyMs: options.latencyMs,
	});
	const incoming = incomingLeads(crm, sandbox);
	const feed = fastify();
	feed.get('/leads.json', () => incoming.leads);
	const feedUrl = await feed.listen({ host: '127.0.0.1', port: 0 });
	const model = await startModel();
	const workflowId = workflows[options.workflow];

	progress('Preparing n8n (a fresh database takes a few seconds)');
	const n8n = await createN8n({ tarball });
	const credential = crm.credential(sandbox);
	const credentials: CredentialFile[] = [
		credential,
		{ id: 'standInModel', name: 'Stand-in model', type: 'openAiApi', data: { apiKey: 'none', url: model.url } },
	];
	await n8n.importCredentials(credentials);
	const workflow = retarget(template(options.workflow, feedUrl), crm, credential.type);
	await n8n.importWorkflows(bind(workflow, workflowId, credentials));

	return {
		crm,
		sandbox,
		n8n,
		incoming,
		workflowId,
		model,
		async run(change) {
			sandbox.control.resetStats();
			const since = sandbox.control.journal({}).length;
			const edits = planRepEdits(crm, sandbox, incoming, change?.repEdits ?? options.repEdits);
			progress(`Running the workflow in n8n with ${incoming.leads.length} leads`);
			const execution = await n8n.execute(workflowId, 300);
			return { summary: summarise(crm, sandbox, incoming, execution, since, edits), execution };
		},
		async close() {
			await n8n.dispose();
			await model.close();
			await feed.close();
			await sandbox.close();
		},
	};
}

/** The template as shipped, with the address of this run's lead feed. */
function template(name: string, feedUrl: string): WorkflowFile {
	const workflow = JSON.parse(readFileSync(join(root, 'workflows', `${name}.json`), 'utf8')) as WorkflowFile;
	const nodes = workflow.nodes.map((node) =>
		node.name === 'Incoming Leads'
			? { ...node, parameters: { ...node.parameters, url: `${feedUrl}/leads.json` } }
			: node,
	);
	return { ...workflow, nodes };
}

interface RepEdit {
	readonly id: string;
	readonly field: string;
	readonly value: string;
}

/** Reps change a few fields after the node has read them and before its first update arrives. */
function planRepEdits(crm: DemoCrm, sandbox: DemoSandbox, incoming: IncomingLeads, count: number): RepEdit[] {
	const edits: RepEdit[] = [];
	const ids = [...incoming.truth.values()].slice(0, 40);
	for (let index = 0; index < count; index++) {
		const id = ids[(index * 3) % ids.length];
		if (id === undefined) break;
		const edit = {
			id,
			field: index % 2 === 0 ? 'ai_lead_score' : 'ai_score_reason',
			value: index % 2 === 0 ? String(11 + index) : `Called on the phone, note ${index}`,
		};
		edits.push(edit);
	}
	// Whichever kind of write comes first.
	let done = false;
	for (const purpose of crm.writes) {
		sandbox.control.schedule({
			phase: 'before',
			purpose,
			action: () => {
				if (!done) for (const edit of edits) sandbox.control.edit({ object: 'contact', ...edit, user: 502 });
				done = true;
			},
		});
	}
	return edits;
}

function summarise(
	crm: DemoCrm,
	sandbox: DemoSandbox,
	incoming: IncomingLeads,
	execution: Execution,
	since: number,
	edits: readonly RepEdit[],
): DemoSummary {
	const matched = execution.items('Find the Contact', 0);
	const stats = sandbox.control.stats();
	const own = sandbox.control
		.journal({})
		.slice(since)
		.filter((entry) => entry.kind === 'value' && crm.isOwn(entry));
	const truthOf = writtenFor(execution, incoming);
	return {
		leads: incoming.leads.length,
		matched: matched.length,
		ambiguous: execution.items('Find the Contact', 1).length,
		unmatched: execution.items('Find the Contact', 2).length,
		fieldsRead: matched.reduce(
			(sum, { json }) =>
				sum + Object.keys((json['crm'] as { snapshot?: { values: object } }).snapshot?.values ?? {}).length,
			0,
		),
		...count(execution),
		recordsChanged: new Set(own.map((entry) => entry.id)).size,
		wrongRecord: own.filter((entry) => !truthOf.has(entry.id)).length,
		repEdits: edits.length,
		repEditsIntact: edits.filter(
			(edit) => sandbox.control.value({ object: 'contact', id: edit.id, field: edit.field }) === edit.value,
		).length,
		requests: stats.total,
		requestsByPurpose: stats.byPurpose,
		seconds: Math.round(execution.seconds * 10) / 10,
		status: execution.status,
		health:
			execution.items('Check Health', 0).length > 0
				? 'all good'
				: execution.items('Check Health', 1).length > 0
					? 'needs attention'
					: 'not checked',
		hints: [
			'Set Up AI Fields',
			'Find the Contact',
			'Score by Model',
			'Score by Rules',
			'Conflict Gate',
			'Write Safely',
			'Check Health',
		].flatMap((node) => execution.hints(node).map((hint) => `${node}: ${hint}`)),
	};
}

/** The contacts that the matched leads really are: a write to any other one is a write to a wrong record. */
function writtenFor(execution: Execution, incoming: IncomingLeads): Set<string> {
	const right = new Set<string>();
	for (const { json } of execution.items('Find the Contact', 0)) {
		const truth = incoming.truth.get(json['lead'] as string);
		const id = (json['crm'] as { id?: string }).id;
		if (truth !== undefined && truth === id) right.add(truth);
	}
	return right;
}
