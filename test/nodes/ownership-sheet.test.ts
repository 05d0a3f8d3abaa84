/** Export Ownership Sheet in n8n's engine, with the labels of the sandbox CRM. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { runNode } from './engine';
import { hintsOf, openStage, tokenCredential, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const panel: INodeParameters = {
	owners: {
		rule: [
			{ field: 'jobtitle', owner: 'people' },
			{ field: 'city', owner: 'ai' },
			{ field: 'firstname', owner: 'ai' },
			{ field: 'no_such_*', owner: 'shared' },
		],
	},
	minimumConfidence: 0.85,
	options: {
		additionalProtected: 'website',
		confidenceByField: { rule: [{ field: 'ai_lead_score', minimum: 0.57 }] },
		editCountsFor: { period: { counts: 'days', days: 60 } },
	},
};
const sheet = async (parameters: INodeParameters = panel, items: readonly IDataObject[] = [{}, {}]) =>
	await runNode({
		type: ConflictGate,
		parameters: { operation: 'ownershipSheet', ...parameters },
		items,
		credentials: stage.credentials,
	});

/** The lines below a heading, up to the next one. */
function below(markdown: string, heading: string): string {
	const part = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
	if (part === undefined) throw new Error(`No ${heading} in ${markdown}`);
	return part;
}

it('is one document for the sales team, whatever comes in, and nothing is written', async () => {
	const before = stage.writes();
	const run = await sheet();
	expect(run.outputs.map((items) => items.length)).toEqual([1, 0, 0, 0]);
	const [item] = run.outputs[0] ?? [];
	const markdown = item?.json['markdown'] as string;
	expect(markdown).toMatch(/^# Who writes what: Contacts in HubSpot\n/);
	expect(markdown).toContain(`Account ${stage.account}`);
	expect(markdown).toContain('at least 85 %');
	expect(markdown).toContain('60 days');
	expect(below(markdown, 'AI')).toContain('| AI Lead Score | ai\\_lead\\_score | number | 57 % |');
	expect(below(markdown, 'AI')).toContain('| City | city | text | 85 % |');
	expect(below(markdown, 'Shared')).toContain('while the field is empty or still holds what AI wrote');
	expect(below(markdown, 'Shared')).not.toContain('Job Title');
	expect(below(markdown, 'People Only')).toContain('Job Title');
	expect(below(markdown, 'Protected')).toMatch(/- The name: .*First Name/);
	expect(below(markdown, 'Protected')).toMatch(/- Something you protected in this node: Website URL/);
	expect(below(markdown, 'Protected')).toMatch(/- An id that must stay unique: Email/);
	expect(below(markdown, 'Also good to know')).toContain('AI Updated At, Written by AI');
	expect(below(markdown, 'Also good to know')).toContain('no\\_such\\_\\*');
	expect(item?.binary?.['sheet']).toMatchObject({ fileName: 'who-writes-what-contact.md', mimeType: 'text/markdown' });
	expect(item?.json).not.toHaveProperty('crm');
	expect(hintsOf(run).join(' ')).toContain('No field of this object is called no_such_*');
	expect(stage.writes()).toBe(before);
});

it('is one item per field, with its owner and what that means', async () => {
	const run = await sheet({ ...panel, sheetAs: 'items' });
	const rows = (run.outputs[0] ?? []).map(({ json }) => json);
	const row = (name: string) => rows.find((entry) => entry['name'] === name);
	expect(rows.length).toBeGreaterThan(10);
	expect(row('jobtitle')).toMatchObject({ field: 'Job Title', owner: 'People Only', minimumConfidence: null });
	expect(row('city')).toMatchObject({ owner: 'AI', ownRow: true, protected: false, minimumConfidence: 0.85 });
	expect(row('firstname')).toMatchObject({ owner: 'AI', protected: true, protectedBecause: 'the name' });
	expect(row('company')).toMatchObject({ owner: 'Shared', ownRow: false });
	expect(row('ai_provenance')).toBeUndefined();
	expect(rows.every((entry) => (entry['meaning'] as string).length > 10)).toBe(true);
});

it('a dead credential fails the run, and names the credential', async () => {
	const run = await runNode({
		type: ConflictGate,
		parameters: { operation: 'ownershipSheet' },
		items: [{}],
		credentials: [tokenCredential(stage.url, 'wrong')],
	});
	expect(run.error?.message).toContain('did not accept the credential');
});
