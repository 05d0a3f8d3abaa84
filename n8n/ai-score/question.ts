/** One record as a question to the model: what it may see, and whether that is enough to judge by. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { ItemContext } from '../../core/record';
import type { Fact } from '../../core/score/conditions';
import { factOf, labelsOf } from '../../core/score/facts';
import { dataOf } from '../../core/score/prompt';
import { filledOf, neededOf } from '../../core/score/rules';
import { isWritten } from '../../core/score/task';
import type { Task as Question } from './ask';
import { failure, tooLittle, type Failure } from './failures';
import type { Source } from './model-settings';
import { labelIn } from './panel';
import { setting } from './setting';
import type { Room, Subject } from './room';
import { namesOf, textOf } from './values';

/** Most characters of a record's data in one prompt, and of one text in it where whole conversations are read. */
const MOST_DATA = 24_000;
const LONGEST_CONVERSATION = 16_000;

export interface Asked {
	readonly instructions: string;
	readonly information: readonly string[];
}

/** What the panel asks about one item. */
export function askedOf(caller: IExecuteFunctions, index: number): Asked {
	return {
		instructions: textOf(caller.getNodeParameter('instructions', index, '')),
		information: namesOf(caller.getNodeParameter('information', index, [])),
	};
}

export function questionFor(
	room: Room,
	{ contract, item }: Subject,
	{ information, instructions }: Asked,
): Question | Failure {
	const { panel, schema, now } = room;
	const { task, model } = panel;
	if (task === 'score' && information.length === 0) {
		throw setting('No field is chosen for the model to look at.', 'Pick the fields under Field Names or IDs to Use.');
	}
	if (instructions.trim() === '') {
		throw setting('The model has no instructions.', 'Say in Instructions what you want to know.');
	}
	for (const name of information) room.wanted.add(name);
	const context = chosen(contract.context, model.source);
	const fact = (name: string): Fact => ({ value: factOf({ ...contract, item }, name, now) });
	const told = task === 'score' ? 0 : (context?.activities.length ?? 0);
	const filled = filledOf(information, fact) + told;
	const needed = isWritten(task)
		? 1
		: Math.max(task === 'score' ? 0 : 1, neededOf(panel.minimumFilled, information.length));
	if (filled < needed) {
		return told === 0 && task !== 'score' && information.length === 0
			? failure(
					'too little context',
					'Not enough information: there is no activity to read.',
					'Have Identity Lookup read Recent Activities, or pick fields under Field Names or IDs to Use.',
				)
			: tooLittle(filled, needed);
	}
	const fields = information.map((name) => {
		const { value } = fact(name);
		const labels = labelsOf(schema.get(name), value);
		return {
			label: labelIn(schema, name),
			value: labels.length > 0 ? labels.join(', ') : value,
			type: schema.get(name)?.type,
		};
	});
	const data = dataOf(
		{ object: contract.object, fields, context },
		{
			hidePersonalData: model.hidePersonalData,
			most: MOST_DATA,
			...(task === 'score' ? {} : { longestValue: LONGEST_CONVERSATION }),
		},
	);
	return { instructions, data };
}

/** The activities that the panel chose; related records stay. */
function chosen(context: ItemContext | undefined, source: Source): ItemContext | undefined {
	if (!context || source === 'all') return context;
	const { activities } = context;
	const conversations = activities.filter(({ kind }) => kind === 'call' || kind === 'meeting');
	switch (source) {
		case 'latest conversation': {
			// Oldest first.
			const latest = conversations.at(-1);
			return { ...context, activities: latest ? [latest] : [] };
		}
		case 'conversations':
			return { ...context, activities: conversations };
		case 'mails':
			return { ...context, activities: activities.filter(({ kind }) => kind === 'email') };
		case 'notes':
			return { ...context, activities: activities.filter(({ kind }) => kind === 'note') };
	}
}
