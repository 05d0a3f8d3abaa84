/** Contradictions that n8n names while the panel is filled in: the hints' conditions, as the editor evaluates them. */
import type { INodeParameters } from 'n8n-workflow';
import { ConflictGate } from '../../nodes/ConflictGate/ConflictGate.node';
import { runNode } from './engine';
import { FieldSafeWrite, openStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const owners = (...rows: readonly (readonly [string, string])[]): INodeParameters => ({
	owners: { rule: rows.map(([field, owner]) => ({ field, owner })) },
});

async function warnings(parameters: INodeParameters, type: typeof ConflictGate | typeof FieldSafeWrite = ConflictGate) {
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
		.filter((hint) => hint.type === 'warning' && shown(hint.displayCondition))
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

it('Field-Safe Write names two owners of one field, and a Trigger Field that AI may never write', async () => {
	const write = async (options: INodeParameters) => await warnings({ options }, FieldSafeWrite);
	expect(await write({})).toEqual([]);
	expect(await write({ ...owners(['city', 'people']), triggerField: 'jobtitle' })).toEqual([]);
	expect(await write({ ...owners(['city', 'people']), triggerField: 'city' })).toEqual([
		expect.stringContaining('Trigger Field is People Only'),
	]);
	expect(await write(owners(['city', 'people'], ['city', 'ai']))).toEqual([
		expect.stringContaining('two different owners'),
	]);
});
