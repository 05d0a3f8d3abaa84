/** n8n's own nodes and credential types, taken from the real n8n that is installed for the end-to-end tests. */
import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';

interface Known {
	readonly className: string;
	readonly sourcePath: string;
}

const realN8n = join(__dirname, '../../e2e/n8n/node_modules/n8n/package.json');

// Resolved on first use: most tests need none of n8n's nodes, and loading them costs time.
const requireFromN8n = () => createRequire(realpathSync(realN8n));

function load<T>(kind: 'nodes' | 'credentials', name: string): T {
	const require = requireFromN8n();
	const known = require(`n8n-nodes-base/dist/known/${kind}.json`) as Record<string, Known | undefined>;
	const entry = known[name];
	if (!entry) throw new Error(`n8n-nodes-base has no ${kind} named '${name}'.`);
	const exported = require(`n8n-nodes-base/${entry.sourcePath}`) as Record<string, new () => T>;
	const Class = exported[entry.className];
	if (!Class) throw new Error(`${entry.sourcePath} does not export ${entry.className}.`);
	return new Class();
}

/** @param name without the package prefix: `splitInBatches`, `set`, `merge`, ... */
export const builtinNode = (name: string): INodeType | IVersionedNodeType => load('nodes', name);

/** @param name the credential type: `oAuth2Api`, ... */
export const builtinCredential = (name: string): ICredentialType => load('credentials', name);
