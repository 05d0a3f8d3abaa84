/** A sandbox Pipedrive over real HTTP with the adapter in front of it. */
import type { IdentityKeys } from '../../../crm/crm';
import { createPipedrive, type PipedriveCrm } from '../../../crm/pipedrive/pipedrive';
import {
	startPipedriveSandbox,
	type PipedriveSandbox,
	type PipedriveSandboxOptions,
} from '../../../sandbox/pipedrive/sandbox';
import { fetchPort, type FetchPort } from '../fetch-port';

export interface PipedriveStage {
	readonly sandbox: PipedriveSandbox;
	readonly control: PipedriveSandbox['control'];
	/** A new connection, as every run of a node makes one. */
	connect(): { readonly crm: PipedriveCrm; readonly port: FetchPort };
	/** Ids of the candidates of one query, with the keys that led to them. */
	find(object: string, query: IdentityKeys): Promise<readonly (readonly [string, readonly string[]])[]>;
	/** The canonical value as a fresh connection reads it. */
	read(object: string, id: string, field: string): Promise<unknown>;
	close(): Promise<void>;
}

export async function openPipedrive(options: PipedriveSandboxOptions = {}): Promise<PipedriveStage> {
	const sandbox = await startPipedriveSandbox({
		aiFields: true,
		...options,
		limits: { burst: 100_000, search: 100_000, dailyTokens: 1e9, ...options.limits },
	});
	const connect = () => {
		const port = fetchPort(sandbox.url, { token: sandbox.oauthToken });
		return { port, crm: createPipedrive(port, { baseUrl: sandbox.url }) };
	};
	return {
		sandbox,
		control: sandbox.control,
		connect,
		async find(object, query) {
			const [found] = await connect().crm.find(object, [query], []);
			if (found?.ok !== true) throw new Error(found?.error.message ?? 'no answer');
			return found.value.map(({ id, via }) => [id, via] as const);
		},
		async read(object, id, field) {
			const result = (await connect().crm.read(object, [id], [field], { edits: false })).get(id);
			if (result?.ok !== true) throw new Error(result?.error.message ?? 'no answer');
			return result.value.values[field];
		},
		close: async () => await sandbox.close(),
	};
}
