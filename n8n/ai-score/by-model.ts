/** Method AI Model: the named fields of each record, judged by the connected chat model. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fact } from '../../core/score/conditions';
import { factOf, labelsOf } from '../../core/score/facts';
import { buildPrompt, dataOf } from '../../core/score/prompt';
import { filledOf, neededOf } from '../../core/score/rules';
import { scorerOf } from '../../core/score/version';
import { hint } from '../hints';
import { askAll, type Task } from './ask';
import { failure, tooLittle } from './failures';
import { connectedModel } from './model';
import { labelIn, questionOf, setting, type Question } from './panel';
import type { Room, Scored, Subject } from './room';

/** Most characters of a record's data in one prompt. */
const MOST_DATA = 24_000;

export async function scoreByModel(
	caller: IExecuteFunctions,
	room: Room,
	subjects: readonly Subject[],
): Promise<Scored[]> {
	const { panel } = room;
	const { target } = panel.destinations;
	const prepared = subjects.map((subject): Task | Scored => {
		const question = room.perItem(() => questionOf(caller, subject.index));
		return 'ok' in question ? question : prepare(room, subject, question);
	});
	const tasks = prepared.filter((entry): entry is Task => !('ok' in entry));
	if (tasks.length === 0) return prepared.filter((entry): entry is Scored => 'ok' in entry);

	const model = await connectedModel(caller);
	const memory = caller.getContext('node');
	// A loop calls the node once per batch; the limit is for all of them.
	const before = typeof memory['modelCalls'] === 'number' ? memory['modelCalls'] : 0;
	const budget = { most: panel.mostCalls, used: before };
	const answers = await askAll({ model, target, budget }, tasks);
	memory['modelCalls'] = budget.used;
	hint(caller, `${budget.used - before} model calls for ${tasks.length} records.`);

	const byTask = new Map(tasks.map((task, position) => [task, answers[position]]));
	return prepared.map((entry): Scored => {
		if ('ok' in entry) return entry;
		const answer = byTask.get(entry);
		if (!answer) return failure('model failed', 'The model was not asked.', 'Run the workflow again.');
		if (!answer.ok) return answer;
		const { value, confidence, reason } = answer;
		if (confidence === undefined) room.withoutConfidence += 1;
		const { system } = buildPrompt('', { instructions: entry.instructions, target, fence: '' });
		const scorer = scorerOf('model', panel.promptName, [model.name, system], entry.data);
		return { ok: true, judgement: { value, confidence, reason, scorer } };
	});
}

function prepare(room: Room, { contract, item }: Subject, question: Question): Task | Scored {
	const { panel, schema, now } = room;
	const { information, instructions } = question;
	if (information.length === 0) {
		throw setting('No field is chosen for the model to look at.', 'Pick the fields under Field Names or IDs to Use.');
	}
	if (instructions.trim() === '') {
		throw setting('The model has no instructions.', 'Say in Instructions what a good record looks like.');
	}
	for (const name of information) room.wanted.add(name);
	const fact = (name: string): Fact => ({ value: factOf({ ...contract, item }, name, now) });
	const filled = filledOf(information, fact);
	const needed = neededOf(panel.minimumFilled, information.length);
	if (filled < needed) return tooLittle(filled, needed);
	const fields = information.map((name) => {
		const { value } = fact(name);
		const labels = labelsOf(schema.get(name), value);
		return {
			label: labelIn(schema, name),
			value: labels.length > 0 ? labels.join(', ') : value,
			type: schema.get(name)?.type,
		};
	});
	const subject = { object: contract.object, fields, context: contract.context };
	return { instructions, data: dataOf(subject, { hidePersonalData: panel.hidePersonalData, most: MOST_DATA }) };
}
