/** A sandbox org, the official client, and plain requests for what the client cannot send. */
import { Connection } from 'jsforce';
import {
	startSalesforceSandbox,
	type SalesforceSandbox,
	type SalesforceSandboxOptions,
} from '../../../sandbox/salesforce/sandbox';

export const version = '66.0';

export interface Reply {
	readonly status: number;
	readonly body: unknown;
	readonly headers: Headers;
}

export interface Org {
	readonly sandbox: SalesforceSandbox;
	readonly control: SalesforceSandbox['control'];
	readonly client: Connection;
	/** Path below /services/data/vNN.N where it starts with a slash and a small word, else as given. */
	send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
	/** Records of a query by plain request; throws the errorCode. */
	query(soql: string, all?: boolean): Promise<Record<string, unknown>[]>;
	close(): Promise<void>;
}

export async function startOrg(options: SalesforceSandboxOptions = {}): Promise<Org> {
	const sandbox = await startSalesforceSandbox(options);
	const client = new Connection({ instanceUrl: sandbox.url, accessToken: sandbox.token, version });
	const send: Org['send'] = async (method, path, body, headers = {}) => {
		const reply = await fetch(
			sandbox.url + (path.startsWith('/services') ? path : `/services/data/v${version}${path}`),
			{
				method,
				headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json', ...headers },
				...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
			},
		);
		const text = await reply.text();
		const isJson = (reply.headers.get('content-type') ?? '').includes('json');
		return { status: reply.status, body: isJson ? (JSON.parse(text) as unknown) : text, headers: reply.headers };
	};
	return {
		sandbox,
		control: sandbox.control,
		client,
		send,
		async query(soql, all = false) {
			const { status, body } = await send('GET', `/${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`);
			if (status !== 200) throw new Error((body as { errorCode: string }[])[0]?.errorCode);
			return (body as { records: Record<string, unknown>[] }).records;
		},
		close: async () => await sandbox.close(),
	};
}

/** The code of the first error of an answer. */
export function codeOf({ body }: Reply): string | undefined {
	return Array.isArray(body) ? (body as { errorCode?: string }[])[0]?.errorCode : undefined;
}
