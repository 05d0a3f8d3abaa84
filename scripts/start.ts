/**
 * `npm start`: the same scene as the demo, to play with: n8n's editor with the workflow ready to click, and the
 * sandbox's web page where you can edit records as a rep would. `-- --crm salesforce` or `pipedrive` for another CRM
 * than HubSpot. Runs until Ctrl+C.
 */
import { parseArgs } from 'node:util';
import { freePort, isFree } from './n8n';
import { demoCrm } from './demo/crms';
import { openStage } from './demo/run';

const owner = { email: 'demo@example.com', firstName: 'Demo', lastName: 'Owner', password: 'Demo4crm-ai' };

/** The usual port where it is free, so that addresses can be remembered. */
async function preferred(port: number): Promise<number> {
	return (await isFree(port)) ? port : await freePort();
}

async function main(): Promise<void> {
	const say = (message: string) => process.stderr.write(`${message}\n`);
	const { values } = parseArgs({ options: { crm: { type: 'string', default: 'hubspot' } } });
	const stage = await openStage({
		workflow: 'lead-scoring',
		crm: demoCrm(values.crm).system,
		contacts: 200,
		seed: 1,
		latencyMs: 20,
		repEdits: 0,
		aiFields: true,
		progress: say,
		sandboxPort: await preferred(4600),
	});
	try {
		say('Starting n8n’s editor');
		const url = await stage.n8n.start(await preferred(5678));
		const setUp = await fetch(`${url}/rest/owner/setup`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(owner),
		});
		if (!setUp.ok) throw new Error(`n8n did not take the owner account (${setUp.status}).`);
		process.stdout.write(
			[
				'',
				`  n8n          ${url}/workflow/${stage.workflowId}`,
				`               sign in as ${owner.email} with ${owner.password}`,
				`  sandbox CRM  ${stage.sandbox.url} (${stage.crm.name})`,
				'',
				'  Click "Execute workflow", then open a contact in the sandbox. Edit a field there and execute again.',
				'  Ctrl+C ends both; nothing is kept.',
				'',
			].join('\n'),
		);
		await new Promise<void>((resolve) => {
			process.once('SIGINT', () => resolve());
			process.once('SIGTERM', () => resolve());
		});
	} finally {
		await stage.close();
	}
}

void main();
