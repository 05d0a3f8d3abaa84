/** From a node's first rows (CRM, Connect Using, credential) to a connected Crm. */
import { NodeOperationError, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import { approvalKey } from '../../core/policy/approval';
import type { CrmSystem } from '../../core/record';
import type { Crm } from '../../crm/crm';
import { createPort, type Caller } from '../http';
import { memoryOf } from '../memory';
import { panelValue } from '../panel-values';
import type { Connector } from './connector';

export interface Connection {
	readonly crm: Crm;
	/** The credential's name as the user gave it, for messages. */
	readonly credentialName: string;
	/** The key that approvals are signed with. */
	readonly approvalKey: Buffer | undefined;
	/** Requests by purpose, for the run's summary. */
	readonly requests: Readonly<Record<string, number>>;
}

/** Loaded on first use: an n8n that works with one CRM never reads the adapters of the others. */
const connectors: Readonly<Record<CrmSystem, () => Promise<Connector>>> = {
	hubspot: async () => (await import('./hubspot')).hubspot,
	salesforce: async () => (await import('./salesforce')).salesforce,
	pipedrive: async () => (await import('./pipedrive')).pipedrive,
};

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/;

/** Connects with the credential chosen on the panel. Throws NodeOperationError where it cannot be used. */
export async function connect(caller: Caller, itemIndex = 0): Promise<Connection> {
	const parameter = (name: string, fallback: string): string => {
		const value = panelValue(caller, name, itemIndex, fallback);
		return typeof value === 'string' && value !== '' ? value : fallback;
	};
	const system = parameter('crm', 'hubspot') as CrmSystem;
	const connector = Object.hasOwn(connectors, system) ? await connectors[system]() : undefined;
	if (connector === undefined) {
		throw new NodeOperationError(caller.getNode(), `This version cannot connect to ${system}`, {
			description: 'Choose one of the CRMs in the list.',
		});
	}
	// After the CRM was changed, n8n may still hold the old CRM's way.
	const way = connector.ways[parameter('authentication', '')] ?? Object.values(connector.ways)[0];
	if (way === undefined) throw new NodeOperationError(caller.getNode(), 'Connect Using is not set');
	const data = await caller.getCredentials(way.type);
	const chosen = caller.getNode().credentials?.[way.type];
	const baseUrl = baseUrlOf(caller, connector, data);
	// Two credentials with one id do not exist; a credential without id (a test run) is told apart by its host.
	const key = `${way.type}:${chosen?.id ?? 'none'}:${baseUrl}`;
	const port = createPort(caller, {
		credentialType: way.type,
		baseUrl,
		key,
		renewBy: way.renewable ? connector.renewBy : undefined,
	});
	const secret = [way.secret].flat().flatMap((name) => filled(data[name]))[0];
	// Panels ask anew every time: a person who has just made a field in the CRM looks for it now.
	const secrets = 'getInputData' in caller ? accountSecret(data, secret) : undefined;
	const shared = secrets === undefined ? undefined : memoryOf(key, secrets);
	const crm = connector.create(port, { baseUrl, data, way, shared });
	return {
		crm,
		credentialName: chosen?.name ?? connector.name,
		approvalKey: secret === undefined ? undefined : approvalKey(secret),
		requests: crm.requests,
	};
}

/** What tells one account's credential from another's; undefined where nothing does, and nothing is shared then. */
function accountSecret(data: ICredentialDataDecryptedObject, stable: string | undefined): string | undefined {
	const { refresh_token: refreshToken } = (data['oauthTokenData'] ?? {}) as { readonly refresh_token?: unknown };
	// An app's secret is the same for all accounts that signed in with it: with OAuth2 only the account's token tells.
	return 'oauthTokenData' in data ? filled(refreshToken)[0] : stable;
}

function filled(value: unknown): readonly string[] {
	return typeof value === 'string' && value !== '' ? [value] : [];
}

/** The CRM's host, or the loopback address of a test server: a token must never travel anywhere else. */
function baseUrlOf(caller: Caller, connector: Connector, data: ICredentialDataDecryptedObject): string {
	const address = data['testServer'];
	if (typeof address !== 'string' || address.trim() === '') {
		const own = connector.baseUrl(data);
		if (own !== undefined) return own;
		throw new NodeOperationError(caller.getNode(), `The credential does not say where this ${connector.name} is`, {
			description: 'Open the credential, fill in the address of your organisation or sign in again.',
		});
	}
	const trimmed = address.trim();
	if (!LOOPBACK.test(trimmed)) {
		throw new NodeOperationError(caller.getNode(), 'The credential’s Test Server address is not on this computer', {
			description: `Leave it empty for ${connector.name} itself. A test server must run on 127.0.0.1 or localhost.`,
		});
	}
	return trimmed.replace(/\/$/, '');
}
