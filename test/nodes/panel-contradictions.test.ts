/** Contradictions that n8n names while the panel is filled in: the hints' conditions, as the editor evaluates them. */
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { panelContradictions } from '../../core/policy/contradictions';
import type { OwnerRule } from '../../core/policy/owners';
import type { CrmSystem } from '../../core/record';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { runNode } from './engine';
import { FieldSafeWrite, hintsOf, openStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const owners = (...rows: readonly (readonly [string, string])[]): INodeParameters => ({
	owners: { rule: rows.map(([field, owner]) => ({ field, owner })) },
});

async function warnings(
	parameters: INodeParameters,
	type: typeof ConflictGate | typeof FieldSafeWrite = ConflictGate,
	kinds: readonly string[] = ['warning'],
) {
	const { workflow } = (await runNode({ type, parameters, items: [{}], credentials: stage.credentials })).all;
	const { description } = new type();
	const node = Object.values(workflow.nodes).find((one) => one.type.endsWith(description.name));
	if (!node)
		throw new Error(
			`No ${description.name} among ${Object.values(workflow.nodes)
				.map((one) => one.type)
				.join()}`,
		);
	const shown = (condition: string | undefined) =>
		condition === undefined || workflow.expression.getSimpleParameterValue(node, condition, 'internal', {}) === true;
	return (description.hints ?? [])
		.filter(
			(hint) => kinds.includes(hint.type ?? 'info') && hint.whenToDisplay === 'always' && shown(hint.displayCondition),
		)
		.map(({ message }) => message);
}

it('says nothing about a panel without contradiction', async () => {
	expect(await warnings({})).toEqual([]);
	expect(await warnings(owners(['city', 'ai'], ['jobtitle', 'people'], ['city', 'ai']))).toEqual([]);
});

it('names two owners of one field', async () => {
	expect(await warnings(owners(['city', 'ai'], [' City', 'people']))).toEqual([
		expect.stringContaining('two different owners'),
	]);
});

it('names a threshold for a field that is People Only', async () => {
	const options = { confidenceByField: { rule: [{ field: 'jobtitle', minimum: 0.9 }] } };
	expect(await warnings({ ...owners(['jobtitle', 'people']), options })).toEqual([
		expect.stringContaining('Confidence by Field'),
	]);
	expect(await warnings({ ...owners(['jobtitle', 'shared']), options })).toEqual([]);
});

const base: INodeParameters = {
	crm: 'hubspot',
	authentication: 'accessToken',
	object: { __rl: true, mode: 'list', value: 'contact' },
};
const rows = (...all: readonly (readonly [string, 'ai' | 'shared' | 'people'])[]) =>
	all.map(([field, owner]) => ({ field, owner }));
const panel = (crm: CrmSystem, all: readonly OwnerRule[], options: INodeParameters = {}): INodeParameters => ({
	...base,
	crm,
	owners: { rule: all.map(({ field, owner }) => ({ field, owner })) },
	options,
});
const allKinds = ['warning', 'info'];

describe('the editor and the run name the same', () => {
	test.each<[string, CrmSystem, readonly OwnerRule[], string, string | undefined]>([
		['a pattern over a field of another owner', 'hubspot', rows(['=cit*', 'ai'], ['city', 'people']), '', 'same field'],
		['two patterns that can meet', 'hubspot', rows(['=a*', 'shared'], ['=*z', 'people']), '', 'same field'],
		['two patterns that can never meet', 'hubspot', rows(['=a*', 'shared'], ['=b*', 'people']), '', undefined],
		['a pattern over a field of the same owner', 'hubspot', rows(['=cit*', 'ai'], ['city', 'ai']), '', undefined],
		['a built-in protected field that is set to AI', 'hubspot', rows(['dealstage', 'ai']), '', 'approval'],
		['the same in Salesforce', 'salesforce', rows(['StageName', 'ai']), '', 'approval'],
		['a name that is protected in another CRM only', 'hubspot', rows(['stagename', 'ai']), '', undefined],
		['a pattern over protected fields that is set to AI', 'pipedrive', rows(['=*_id', 'ai']), '', 'approval'],
		['a protected field that people share', 'hubspot', rows(['amount', 'shared']), '', undefined],
		['a field of AI with a protected word in its name', 'hubspot', rows(['ai_amount', 'ai']), '', undefined],
		['a field that the panel itself protects', 'hubspot', rows(['jobtitle', 'ai']), 'city; job*', 'approval'],
		['an AI field that the panel itself protects', 'hubspot', rows(['ai_summary', 'ai']), 'ai_sum*', 'approval'],
		['the stamp as People Only', 'hubspot', rows(['ai_provenance', 'people']), '', 'stamp'],
		['the stamp as People Only by a pattern', 'hubspot', rows(['=ai_*', 'people']), '', 'stamp'],
		['another AI field as People Only', 'hubspot', rows(['ai_summary', 'people']), '', undefined],
		['an expression, which only the run can judge', 'hubspot', rows(['={{ "x" }}', 'ai']), '', undefined],
	])('%s', async (_name, crm, all, additionalProtected, expected) => {
		const said = await warnings(
			panel(crm, all, additionalProtected ? { additionalProtected } : {}),
			ConflictGate,
			allKinds,
		);
		const run = panelContradictions({
			system: crm,
			owners: all.map(({ field, owner }) => ({ field: field.replace(/^=/, ''), owner })),
			protectedFields: additionalProtected.split(/[,;]/).filter((name) => name !== ''),
			stampFields: ['ai_provenance', 'ai_updated_at'],
		});
		for (const messages of [said, run]) {
			if (expected === undefined) expect(messages).toEqual([]);
			else expect(messages).toEqual([expect.stringContaining(expected)]);
		}
	});

	it('of random panels', async () => {
		const piece = fc.constantFrom('a', 'b', '_', '*', 'ai_', 'city', 'amount');
		const field = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => `=${parts.join('')}`);
		const owner = fc.constantFrom('ai', 'shared', 'people');
		const random = fc.sample(fc.array(fc.record({ field, owner }), { minLength: 2, maxLength: 3 }), {
			numRuns: 60,
			seed: 7,
		});
		const kinds = [/two different owners|has \d owners/, /same field/, /stamp/, /approval/];
		let named = 0;
		for (const all of random) {
			const rules = all as readonly OwnerRule[];
			const said = await warnings(panel('hubspot', rules), ConflictGate, allKinds);
			const run = panelContradictions({
				system: 'hubspot',
				owners: rules.map((row) => ({ ...row, field: row.field.slice(1) })),
				protectedFields: [],
				stampFields: ['ai_provenance', 'ai_updated_at'],
			});
			const found = (messages: readonly string[]) =>
				kinds.filter((kind) => messages.some((message) => kind.test(message)));
			expect([all, found(said)]).toEqual([all, found(run)]);
			named += run.length;
		}
		expect(named).toBeGreaterThan(20);
	});
});

it('names a confidence that is no share, and none that is one', async () => {
	const rule = (minimum: number | string) => ({ confidenceByField: { rule: [{ field: 'city', minimum }] } });
	const said = async (parameters: INodeParameters) => await warnings({ ...base, ...parameters });
	for (const minimum of [85, -0.1, 'much']) {
		expect(await said({ options: rule(minimum) })).toEqual([expect.stringContaining('0.85')]);
		expect(await said({ minimumConfidence: minimum })).toEqual([expect.stringContaining('0.85')]);
	}
	for (const minimum of [0, 0.85, 1, '={{ $json.x }}']) expect(await said({ options: rule(minimum) })).toEqual([]);
});

it('says with the run what it said in the panel', async () => {
	const parameters = panel('hubspot', rows(['=job*', 'ai'], ['jobtitle', 'people'], ['amount', 'ai']));
	const run = await runNode({ type: ConflictGate, parameters, items: [{}], credentials: stage.credentials });
	expect(hintsOf(run)).toEqual(
		expect.arrayContaining([
			expect.stringContaining('"job*" (AI) and "jobtitle" (People Only)'),
			expect.stringContaining('"amount" is set to AI and is a protected field'),
		]),
	);
});

it('Field-Safe Write names two owners of one field, and a Trigger Field that AI may never write', async () => {
	const write = async (options: INodeParameters) => await warnings({ options }, FieldSafeWrite);
	expect(await write({})).toEqual([]);
	expect(await write({ ...owners(['city', 'people']), triggerField: 'jobtitle' })).toEqual([]);
	expect(await write({ ...owners(['city', 'people']), triggerField: 'city' })).toEqual([
		expect.stringContaining('Trigger Field is People Only'),
	]);
	expect(await write({ ...owners(['=cit*', 'people']), triggerField: 'city' })).toEqual([
		expect.stringContaining('Trigger Field is People Only'),
	]);
	expect(await write({ ...owners(['=cit*', 'people'], ['city', 'ai']), triggerField: 'city' })).toEqual([]);
	expect(await write({ triggerField: 'hs_lead_status' })).toEqual([
		expect.stringContaining('Trigger Field is a protected field'),
	]);
	expect(await write({ triggerField: 'ai_lead_status' })).toEqual([]);
	expect(await write(owners(['city', 'people'], ['city', 'ai']))).toEqual([
		expect.stringContaining('two different owners'),
	]);
});
