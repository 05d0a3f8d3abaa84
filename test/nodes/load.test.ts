/** What n8n loads: the time that it takes, and descriptions that hold together. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './engine/user-folder';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers } from 'n8n-workflow';

const root = join(__dirname, '../..');
const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};

/** Positions are what connections in people's workflows point at: they never change. */
const outputs: Readonly<Record<string, readonly string[]>> = {
	identityLookup: ['Matched', 'Ambiguous', 'Unmatched'],
	aiScore: ['Scored', 'Failed'],
	conflictGate: ['Write', 'Review', 'Skip', 'Audit'],
	humanReview: ['Undecided', 'Approved', 'Rejected', 'Audit'],
	fieldSafeWrite: ['Done', 'Review', 'Failed', 'Audit'],
	driftMonitor: ['All Good', 'Needs Attention'],
};

const className = (file: string) => /([A-Za-z0-9]+)\.(?:node|credentials)\.js$/.exec(file)?.[1] ?? '';

async function nodes(): Promise<INodeType[]> {
	return await Promise.all(
		n8n.nodes.map(async (file) => {
			const source = join(root, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
			const loaded = (await import(source)) as Record<string, new () => INodeType>;
			const Class = loaded[className(file)];
			if (!Class) throw new Error(`${file} exports no class ${className(file)}`);
			return new Class();
		}),
	);
}

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Every property, however deep, with the properties that stand beside it. */
function* deep(properties: readonly INodeProperties[]): Generator<[INodeProperties, readonly INodeProperties[]]> {
	for (const property of properties) {
		yield [property, properties];
		const entries: readonly Entry[] = property.type === 'options' ? [] : (property.options ?? []);
		for (const entry of entries) if ('values' in entry) yield* deep(entry.values);
		// The rows of a collection stand beside each other.
		yield* deep(entries.filter((entry): entry is INodeProperties => 'type' in entry));
	}
}

describe('the package', () => {
	it('costs n8n under 60 ms where its nodes are loaded (the best of five), and none is loaded at its start', () => {
		const missing = n8n.nodes.filter((file) => !existsSync(join(root, file)));
		if (missing.length > 0) throw new Error(`Run npm run build first: there is no ${missing.join(', ')}.`);
		const folder = mkdtempSync(join(tmpdir(), 'load-cost-'));
		try {
			const runs = Array.from({ length: 5 }, () => {
				const said = execFileSync(process.execPath, [join(root, 'scripts/load-cost.cjs'), root], {
					env: { ...process.env, N8N_USER_FOLDER: folder },
					encoding: 'utf8',
				});
				return JSON.parse(said.trim().split('\n').at(-1) ?? '') as { loadedAtStart: number; milliseconds: number };
			});
			expect(Math.min(...runs.map(({ milliseconds }) => milliseconds))).toBeLessThan(60);
			expect(runs.map(({ loadedAtStart }) => loadedAtStart)).toEqual([0, 0, 0, 0, 0]);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}, 60_000);
});

describe('the description of every node', () => {
	it('has version [1], fixed outputs in the promised order and one main input', async () => {
		for (const { description } of await nodes()) {
			expect(description.version).toEqual([1]);
			expect(description.outputNames).toEqual(outputs[description.name]);
			expect(description.outputs).toEqual((outputs[description.name] ?? []).map(() => NodeConnectionTypes.Main));
			// AI Score asks for a model only where its method needs one, so its inputs are an expression.
			const [first] = Array.isArray(description.inputs) ? description.inputs : [NodeConnectionTypes.Main];
			expect(first).toBe(NodeConnectionTypes.Main);
		}
	});

	it('has option defaults that exist, and shows rows only by properties and values that exist', async () => {
		const problems: string[] = [];
		for (const { description } of await nodes()) {
			for (const [property, beside] of deep(description.properties)) {
				const where = `${description.name}.${property.name}`;
				const choices = (property.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
				if (property.type === 'options' && choices.length > 0 && !choices.includes(property.default as never)) {
					problems.push(`${where}: default`);
				}
				for (const [path, values] of Object.entries(property.displayOptions?.show ?? {})) {
					// n8n's own words for the version and for a node that an agent calls.
					if (path === '@version' || path === '@tool') continue;
					// A slash starts at the panel's own rows.
					const name = path.replace(/^\//, '');
					const target = [...beside, ...description.properties].find((other) => other.name === name);
					const possible = (target?.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
					if (!target) problems.push(`${where}: shown by ${name}, which does not exist`);
					else if (target.type === 'options' && !(values ?? []).every((value) => possible.includes(value as never))) {
						problems.push(`${where}: shown by a value that ${name} does not have`);
					}
				}
			}
		}
		expect(problems).toEqual([]);
	});

	it('names dropdown, search and mapper methods that the node has', async () => {
		const problems: string[] = [];
		for (const { description, methods } of await nodes()) {
			for (const [property] of deep(description.properties)) {
				const options = property.typeOptions;
				const wanted: readonly (readonly [string | undefined, object | undefined])[] = [
					[options?.loadOptionsMethod, methods?.loadOptions],
					[options?.resourceMapper?.resourceMapperMethod, methods?.resourceMapping],
					...(property.modes ?? []).map((mode) => [mode.typeOptions?.searchListMethod, methods?.listSearch] as const),
				];
				for (const [name, group] of wanted) {
					if (name !== undefined && !(name in (group ?? {})))
						problems.push(`${description.name}.${property.name}: ${name}`);
				}
			}
		}
		expect(problems).toEqual([]);
	});

	// The editor moves every row that a credential's `show` names into the credential dialog: nobody could choose the CRM.
	it('keeps CRM and Connect Using on the panel, and offers one credential for each choice', async () => {
		for (const { description } of await nodes()) {
			const credentials = description.credentials ?? [];
			for (const { displayOptions } of credentials) expect(displayOptions?.show).toBeUndefined();
			for (const [crm, way, type] of [
				['hubspot', 'accessToken', 'crmAiHubSpotApi'],
				['hubspot', 'oAuth2', 'crmAiHubSpotOAuth2Api'],
				['salesforce', 'clientCredentials', 'crmAiSalesforceApi'],
				['salesforce', 'oAuth2', 'crmAiSalesforceOAuth2Api'],
				// The way of the CRM that was chosen before.
				['salesforce', 'accessToken', 'crmAiSalesforceApi'],
				['pipedrive', 'apiToken', 'crmAiPipedriveApi'],
				['pipedrive', 'oAuth2', 'crmAiPipedriveOAuth2Api'],
			]) {
				const parameters = { crm, authentication: way } as INodeParameters;
				const shown = credentials.filter((entry) => NodeHelpers.displayParameter(parameters, entry, null, description));
				expect([crm, way, shown.map(({ name }) => name)]).toEqual([crm, way, [type]]);
			}
		}
	});

	it('asks only for credentials of this package, with a picture for light and dark', async () => {
		const known = n8n.credentials.map((file) => {
			const name = className(file);
			return name.charAt(0).toLowerCase() + name.slice(1);
		});
		for (const { description } of await nodes()) {
			for (const { name } of description.credentials ?? []) expect(known).toContain(name);
			const icon = description.icon as { light: string; dark: string };
			for (const file of [icon.light, icon.dark]) {
				const folder = description.name.charAt(0).toUpperCase() + description.name.slice(1);
				expect(existsSync(join(root, 'nodes', folder, file.replace('file:', '')))).toBe(true);
			}
		}
	});
});
