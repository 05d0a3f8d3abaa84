/** tsx sandbox/cli.ts --port 4600 --seed 1 --contacts 200 --latency 50 --ai-fields */
import { parseArgs } from 'node:util';
import { startSandbox } from './server';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4600' },
			host: { type: 'string', default: '127.0.0.1' },
			seed: { type: 'string', default: '1' },
			contacts: { type: 'string', default: '200' },
			latency: { type: 'string', default: '0' },
			'ai-fields': { type: 'boolean', default: false },
		},
	});
	const sandbox = await startSandbox({
		port: Number(values.port),
		host: values.host,
		seed: Number(values.seed),
		seedContacts: Number(values.contacts),
		latencyMs: Number(values.latency),
		aiFields: values['ai-fields'],
	});
	console.log(`Sandbox HubSpot: ${sandbox.url} (open it in a browser), token ${sandbox.token}`);
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
