/** Workflow and credential files as n8n's import commands take them. */
import type { ICredentialDataDecryptedObject, IConnections, INode } from 'n8n-workflow';

export interface WorkflowFile {
	/** At most 21 characters; templates have none. */
	readonly id?: string;
	readonly name: string;
	readonly nodes: readonly INode[];
	readonly connections: IConnections;
	readonly settings?: Readonly<Record<string, unknown>>;
}

export interface CredentialFile {
	readonly id: string;
	readonly name: string;
	/** The credential type: `crmAiHubSpotApi`. */
	readonly type: string;
	/** Plain: n8n encrypts it while importing. */
	readonly data: ICredentialDataDecryptedObject;
}

/** A template made ready to run: with an id, and its nodes' credentials pointed at the ones that were imported. */
export function bind(workflow: WorkflowFile, id: string, credentials: readonly CredentialFile[]): WorkflowFile {
	const byType = new Map(credentials.map((credential) => [credential.type, credential]));
	const nodes = workflow.nodes.map((node) => {
		if (!node.credentials) return node;
		const bound = Object.keys(node.credentials).map((type) => {
			const credential = byType.get(type);
			if (!credential) throw new Error(`Node '${node.name}' needs a credential of type ${type}.`);
			return [type, { id: credential.id, name: credential.name }] as const;
		});
		return { ...node, credentials: Object.fromEntries(bound) };
	});
	return { ...workflow, id, nodes };
}
