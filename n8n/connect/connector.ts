/** What connecting to one CRM needs to know: its credentials, its host, its adapter. One file per CRM beside this. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Crm } from '../../crm/crm';
import type { HttpPort } from '../../crm/http-port';
import type { SharedMemory } from '../../crm/shared-memory';

/** One choice of Connect Using. */
export interface Way {
	/** The credential type's name. */
	readonly type: string;
	/**
	 * The credential's property that never changes while the connection is the same: approvals are signed with it. Of
	 * several the first that is filled.
	 */
	readonly secret: string | readonly string[];
	/** True where n8n renews an expired token by itself. */
	readonly renewable: boolean;
}

/** A Crm that also tells how many requests it sent, by purpose. */
export interface CountingCrm extends Crm {
	readonly requests: Readonly<Record<string, number>>;
}

export interface Connector {
	/** The CRM's name as people know it. */
	readonly name: string;
	/** By the value of Connect Using. The first one is the panel's default. */
	readonly ways: Readonly<Record<string, Way>>;
	/** Where the CRM's API is, without a slash at the end; undefined while the credential does not say it. */
	baseUrl(data: ICredentialDataDecryptedObject): string | undefined;
	/** A cheap GET that shows whether the token still works; n8n renews it on a 401. */
	readonly renewBy: string;
	create(port: HttpPort, context: ConnectContext): CountingCrm;
}

export interface ConnectContext {
	readonly baseUrl: string;
	readonly data: ICredentialDataDecryptedObject;
	readonly way: Way;
	/** Account and field lists that other nodes of this process read a moment ago. */
	readonly shared: SharedMemory | undefined;
}
