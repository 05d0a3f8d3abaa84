/** From a node's first rows (CRM, Connect Using, credential) to a connected Crm. */
import { NodeOperationError, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import { approvalKey } from '../core/policy/approval';
import type { CrmSystem } from '../core/record';
import type { Crm } from '../crm/crm';
import { createHubSpot } from '../crm/hubspot/hubspot';
import { createPort, type Caller } from './http';
import { memoryOf } from './memory';

export interface Connection {
	readonly crm: Crm;
	/** The credential's name as the user gave it, for messages. */
	readonly credentialName: string;
	/** The key that approvals are signed with. */
	readonly approvalKey: Buffer | undefined;
	/** Requests by purpose, for the run's summary. */
	readonly requests: Readonly<Record<string, number>>;
}

const HUBSPOT = 'https://api.hubapi.com';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/;

const credentialTypes: Record<string, { readonly type: string; readonly secret: string; readonly renewable: boolean }> =
	{
		accessToken: { type: 'crmAiHubSpotApi', secret: 'accessToken', renewable: false },
		oAuth2: { type: 'crmAiHubSpotOAuth2Api', secret: 'clientSecret', renewable: true },
	};

/** Connects with the credential chosen on the panel. Throws NodeOperationError where it cannot be used. */
export async function connect(caller: Caller, itemIndex = 0): Promise<Connection> {
	const parameter = (name: string, fallback: string): string => {
		const value =
			'getInputData' in caller
				? caller.getNodeParameter(name, itemIndex, fallback)
				: caller.getCurrentNodeParameter(name);
		return typeof value === 'string' && value !== '' ? value : fallback;
	};
	const system = parameter('crm', 'hubspot') as CrmSystem;
	const way = credentialTypes[parameter('authentication', 'accessToken')] ?? credentialTypes['accessToken'];
	if (system !== 'hubspot' || !way) {
		throw new NodeOperationError(caller.getNode(), `This version cannot connect to ${system}`, {
			description: 'Choose HubSpot as CRM.',
		});
	}
	const data = await caller.getCredentials(way.type);
	const chosen = caller.getNode().credentials?.[way.type];
	const baseUrl = baseUrlOf(caller, data);
	// Two credentials with one id do not exist; a credential without id (a test run) is told apart by its host.
	const key = `${way.type}:${chosen?.id ?? 'none'}:${baseUrl}`;
	const port = createPort(caller, {
		credentialType: way.type,
		baseUrl,
		key,
		renewBy: way.renewable ? '/account-info/2026-09/details' : undefined,
	});
	const secret = data[way.secret];
	// Panels ask anew every time: a person who has just made a field in the CRM looks for it now.
	const secrets = 'getInputData' in caller ? secretsOf(data) : undefined;
	const crm = createHubSpot(port, {
		baseUrl,
		...(secrets === undefined ? {} : { shared: memoryOf(key, secrets) }),
		...(way.renewable ? {} : { accessToken: () => Promise.resolve(tokenOf(data)) }),
	});
	return {
		crm,
		credentialName: chosen?.name ?? 'HubSpot',
		approvalKey: typeof secret === 'string' && secret !== '' ? approvalKey(secret) : undefined,
		requests: crm.requests,
	};
}

/** What tells one account's credential from another's; undefined where nothing does, and nothing is shared then. */
function secretsOf(data: ICredentialDataDecryptedObject): string | undefined {
	const { refresh_token: refreshToken } = (data['oauthTokenData'] ?? {}) as { readonly refresh_token?: unknown };
	for (const secret of [data['accessToken'], refreshToken]) {
		if (typeof secret === 'string' && secret !== '') return secret;
	}
	return undefined;
}

function tokenOf(data: ICredentialDataDecryptedObject): string | undefined {
	const token = data['accessToken'];
	return typeof token === 'string' ? token : undefined;
}

/** HubSpot's host, or the loopback address of a test server: a token must never travel anywhere else. */
function baseUrlOf(caller: Caller, data: ICredentialDataDecryptedObject): string {
	const address = data['testServer'];
	if (typeof address !== 'string' || address.trim() === '') return HUBSPOT;
	const trimmed = address.trim();
	if (!LOOPBACK.test(trimmed)) {
		throw new NodeOperationError(caller.getNode(), 'The credential’s Test Server address is not on this computer', {
			description: 'Leave it empty for HubSpot itself. A test server must run on 127.0.0.1 or localhost.',
		});
	}
	return trimmed.replace(/\/$/, '');
}
