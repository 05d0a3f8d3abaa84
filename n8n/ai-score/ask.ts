/** Asks the connected model: a few questions at once, equal ones only once, a second try for an answer that does not fit. */
import { randomBytes } from 'node:crypto';
import type { FieldSchema } from '../../core/fields/schema';
import { readAnswer, type Answer } from '../../core/score/answer';
import { buildPrompt } from '../../core/score/prompt';
import { hashValue } from '../../core/value';
import { failure, modelFailure, type Failure } from './failures';
import type { Model } from './model';

const AT_ONCE = 5;
/** So many failures in a row are no coincidence: the rest would only wait for the same. */
const MOST_FAILURES = 5;

export type Judged = Extract<Answer, { ok: true }> | Failure;

export interface Task {
	readonly instructions: string;
	/** The record as the model sees it (dataOf). */
	readonly data: string;
}

export interface Asking {
	readonly model: Model;
	readonly target: FieldSchema;
	/** Calls that are allowed, and how many of them are used; counted on while asking. */
	readonly budget: { readonly most: number; used: number };
}

/** One answer per task, in order. Never throws for a single task. */
export async function askAll(asking: Asking, tasks: readonly Task[]): Promise<Judged[]> {
	const room: Room = { ...asking, failures: 0, stop: undefined };
	const asked = new Map<string, Promise<Judged>>();
	const answers: Judged[] = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < tasks.length; index = next++) {
			const task = tasks[index];
			if (!task) return;
			const key = hashValue([task.instructions, task.data]);
			const answer = asked.get(key) ?? ask(room, task);
			asked.set(key, answer);
			answers[index] = await answer;
		}
	};
	await Promise.all(Array.from({ length: Math.min(AT_ONCE, tasks.length) }, worker));
	return answers;
}

interface Room extends Asking {
	failures: number;
	/** Set where asking on is of no use. */
	stop: Failure | undefined;
}

async function ask(room: Room, task: Task): Promise<Judged> {
	const { target } = room;
	const fence = `=== ${randomBytes(12).toString('hex')} ===`;
	const prompt = buildPrompt(task.data, { instructions: task.instructions, target, fence });
	let repair: readonly (readonly [string, string])[] = [];
	for (;;) {
		const text = await call(room, async () => await room.model.ask(prompt, repair));
		if (typeof text !== 'string') return text;
		const answer = readAnswer(text, target);
		if (answer.ok) return answer;
		if (answer.kind === 'not enough information') {
			return failure(
				'too little context',
				`The model finds the information too little to judge${answer.reason === undefined ? '' : `: ${answer.reason}`}`,
				'Pick more fields, have Identity Lookup read activities too, or leave such records out.',
			);
		}
		if (repair.length > 0) {
			return failure(
				'model answer',
				`The model’s answer cannot be used, not even at the second try. ${answer.problem}`,
				'Make the instructions clearer, or use a stronger model.',
			);
		}
		repair = [
			['assistant', text.slice(0, 2000)],
			['human', `That answer cannot be used. ${answer.problem} Answer again with one JSON object and nothing else.`],
		];
	}
}

/** One call, counted before it is made. */
async function call(room: Room, send: () => Promise<string>): Promise<string | Failure> {
	if (room.stop) return room.stop;
	const { budget } = room;
	if (budget.used >= budget.most) {
		return failure(
			'budget',
			`The ${budget.most} model calls that this run may make are used up.`,
			'Raise Most Model Calls a Run, or score fewer records at a time.',
		);
	}
	budget.used += 1;
	try {
		const text = await send();
		room.failures = 0;
		return text;
	} catch (error) {
		const { final, ...reason } = modelFailure(error);
		room.failures += 1;
		if (final) room.stop = reason;
		else if (room.failures >= MOST_FAILURES) {
			room.stop = {
				...reason,
				hint: `${reason.hint} After ${MOST_FAILURES} failures in a row nothing more was asked.`,
			};
		}
		return reason;
	}
}
