/** tsx sandbox/cli.ts --crm salesforce --port 4600 --seed 1 --contacts 200 --latency 50 --ai-fields */
import { parseArgs } from 'node:util';
import { startPipedriveSandbox } from './pipedrive/sandbox';
import { startSalesforceSandbox } from './salesforce/sandbox';
import { startSandbox } from './server';

const crms = {
	hubspot: ['HubSpot', startSandbox],
	salesforce: ['Salesforce', startSalesforceSandbox],
	pipedrive: ['Pipedrive', startPipedriveSandbox],
} as const;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			crm: { type: 'string', default: 'hubspot' },
			port: { type: 'string', default: '4600' },
			host: { type: 'string', default: '127.0.0.1' },
			seed: { type: 'string', default: '1' },
			contacts: { type: 'string', default: '200' },
			latency: { type: 'string', default: '0' },
			'ai-fields': { type: 'boolean', default: false },
		},
	});
	const known = Object.entries(crms).find(([key]) => key === values.crm);
	if (!known) throw new Error(`--crm must be one of ${Object.keys(crms).join(', ')}.`);
	const [name, start] = known[1];
	const sandbox = await start({
		port: Number(values.port),
		host: values.host,
		seed: Number(values.seed),
		seedContacts: Number(values.contacts),
		latencyMs: Number(values.latency),
		aiFields: values['ai-fields'],
	});
	console.log(`Sandbox ${name}: ${sandbox.url} (open it in a browser), token ${sandbox.token}`);
	const stop = (): void => {
		void sandbox.close().then(() => process.exit(0));
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
