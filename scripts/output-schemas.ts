/**
 * `tsx scripts/output-schemas.ts`: runs the shipped workflow and writes what our nodes put out as JSON schema beside
 * them, so that n8n can show later nodes the fields before a first run. Run it after changing the item contract.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import { openStage } from './demo/run';

type Schema = { type: string; properties?: Record<string, Schema>; items?: Schema };

function schemaOf(value: unknown): Schema {
	if (Array.isArray(value))
		return { type: 'array', ...(value.length > 0 ? { items: value.map(schemaOf).reduce(merge) } : {}) };
	if (value === null) return { type: 'null' };
	if (typeof value === 'object') {
		return {
			type: 'object',
			properties: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaOf(inner)])),
		};
	}
	// The numbers of one run may all be whole; those of the next need not be.
	return { type: typeof value };
}

function merge(a: Schema, b: Schema): Schema {
	if (a.type === 'null') return b;
	if (a.type !== 'object' || b.type !== 'object') return a.items === undefined && b.items !== undefined ? b : a;
	const properties = { ...a.properties };
	for (const [key, inner] of Object.entries(b.properties ?? {})) {
		const known = properties[key];
		properties[key] = known ? merge(known, inner) : inner;
	}
	return { type: 'object', properties };
}

/** Values by field name are the user's own fields: their names say nothing about another workflow. */
function withoutOwnFields(crm: Schema): Schema {
	const snapshot = crm.properties?.['snapshot']?.properties;
	if (snapshot) {
		snapshot['values'] = { type: 'object' };
		snapshot['edits'] = { type: 'object' };
	}
	return crm;
}

function write(node: string, operation: string, items: readonly INodeExecutionData[], keys?: readonly string[]): void {
	if (items.length === 0) throw new Error(`${node} ${operation} put nothing out.`);
	const all = items.map(({ json }) => schemaOf(json)).reduce(merge);
	const properties = Object.fromEntries(
		Object.entries(all.properties ?? {}).filter(([key]) => keys?.includes(key) ?? true),
	);
	if (properties['crm']) properties['crm'] = withoutOwnFields(properties['crm']);
	const file = join(__dirname, '..', 'nodes', node, '__schema__', 'v1.0.0', `${operation}.json`);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify({ type: 'object', properties, version: 1 }, null, 2)}\n`);
}

async function main(): Promise<void> {
	const stage = await openStage({
		workflow: 'lead-scoring',
		contacts: 60,
		seed: 1,
		latencyMs: 0,
		repEdits: 2,
		progress: () => undefined,
	});
	try {
		const { execution } = await stage.run();
		write(
			'IdentityLookup',
			'find',
			[0, 1].flatMap((output) => execution.items('Find the Contact', output)),
			['crm'],
		);
		write('IdentityLookup', 'list', execution.items('Find the Contact', 0), ['crm']);
		write(
			'FieldSafeWrite',
			'write',
			[0, 1].flatMap((output) => execution.items('Write Safely', output)),
			['crm'],
		);
		const scored = ['Score by Model', 'Score by Rules'].flatMap((node) => execution.items(node, 0));
		write('AiScore', 'suggest', scored, ['crm']);
		write(
			'ConflictGate',
			'judge',
			[0, 1].flatMap((output) => execution.items('Conflict Gate', output)),
			['crm'],
		);
		write('FieldSafeWrite', 'setUp', execution.items('Set Up AI Fields', 0));
	} finally {
		await stage.close();
	}
}

void main();
