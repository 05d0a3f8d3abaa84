/** Asks the connected model: a few questions at once, equal ones only once, a second try for an answer that does not fit. */
import { randomBytes } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import type { Answer } from '../../core/score/answer';
import type { Prompt } from '../../core/score/prompt';
import { hashValue } from '../../core/value';
import { failure, modelFailure, type Failure } from './failures';
import type { Model } from './model';
import type { Budget, Tokens } from './tokens';

/** So many failures in a row are no coincidence: the rest would only wait for the same. */
const MOST_FAILURES = 5;

export interface Task {
	readonly instructions: string;
	/** The record as the model sees it (dataOf). Never two records in one prompt: one's text would speak about the other. */
	readonly data: string;
}

/** What was said, for people who want to see it. */
export interface Exchange {
	readonly prompt: Prompt;
	/** One per sample, the last try of each. */
	readonly answers: readonly string[];
	readonly tokens: Tokens;
}

/** An answer that can be used, or that says why not. */
type Read = { readonly ok: true } | Exclude<Answer, { ok: true }>;

export type Asked<A> = { readonly ok: true; readonly samples: readonly A[]; readonly exchange: Exchange } | Failure;

export interface Asking<A extends Read> {
	readonly model: Model;
	/** Counted on while asking. */
	readonly budget: Budget;
	readonly atOnce: number;
	/** Milliseconds to wait after each call. */
	readonly pauseMs: number;
	/** How often every question is asked. */
	readonly samples: number;
	/** The fence is a random text that the data cannot know. */
	readonly prompt: (task: Task, fence: string) => Prompt;
	/** `last` is true where the model is not asked again. */
	readonly read: (text: string, last: boolean) => A;
}

/** The answers to each task, in order. Never throws for a single task. */
export async function askAll<A extends Read>(asking: Asking<A>, tasks: readonly Task[]): Promise<Asked<A>[]> {
	const room: Room<A> = { ...asking, failures: 0, stop: undefined };
	const asked = new Map<string, Promise<Asked<A>>>();
	const answers: Asked<A>[] = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < tasks.length; index = next++) {
			const task = tasks[index];
			if (!task) return;
			const key = hashValue([task.instructions, task.data]);
			const known = asked.get(key);
			const answer = known ?? askOften(room, task);
			asked.set(key, answer);
			answers[index] = known ? free(await known) : await answer;
		}
	};
	await Promise.all(Array.from({ length: Math.min(asking.atOnce, tasks.length) }, worker));
	return answers;
}

/** The answer for a record whose equal was paid for. */
function free<A>(asked: Asked<A>): Asked<A> {
	return asked.ok ? { ...asked, exchange: { ...asked.exchange, tokens: { input: 0, output: 0 } } } : asked;
}

interface Room<A extends Read> extends Asking<A> {
	failures: number;
	/** Set where asking on is of no use. */
	stop: Failure | undefined;
}

async function askOften<A extends Read>(room: Room<A>, task: Task): Promise<Asked<A>> {
	const samples: A[] = [];
	const answers: string[] = [];
	const tokens = { input: 0, output: 0 };
	let prompt: Prompt | undefined;
	for (let sample = 0; sample < room.samples; sample++) {
		const one = await ask(room, task);
		// A sample that could not be asked says nothing about the record.
		if ('class' in one) return one;
		prompt ??= one.prompt;
		samples.push(one.read);
		answers.push(one.text);
		tokens.input += one.tokens.input;
		tokens.output += one.tokens.output;
	}
	return { ok: true, samples, exchange: { prompt: prompt ?? { system: '', human: '' }, answers, tokens } };
}

interface One<A> {
	readonly read: A;
	readonly text: string;
	readonly prompt: Prompt;
	readonly tokens: Tokens;
}

async function ask<A extends Read>(room: Room<A>, task: Task): Promise<One<A> | Failure> {
	const prompt = room.prompt(task, `=== ${randomBytes(12).toString('hex')} ===`);
	const tokens = { input: 0, output: 0 };
	let repair: readonly (readonly [string, string])[] = [];
	for (;;) {
		const reply = await call(room, async (again) => await room.model.ask(prompt, repair, again));
		if ('class' in reply) return reply;
		tokens.input += reply.tokens.input;
		tokens.output += reply.tokens.output;
		const read = room.read(reply.text, repair.length > 0);
		if (read.ok || read.kind === 'not enough information' || repair.length > 0) {
			return { read, text: reply.text, prompt, tokens };
		}
		repair = [
			['assistant', reply.text.slice(0, 2000)],
			['human', `That answer cannot be used. ${read.problem} Answer again with one JSON object and nothing else.`],
		];
	}
}

/** One call, counted before it is made; one that the model makes again is another. */
async function call<A extends Read, T extends { readonly tokens: Tokens }>(
	room: Room<A>,
	send: (again: () => boolean) => Promise<T>,
): Promise<T | Failure> {
	if (room.stop) return room.stop;
	const { budget } = room;
	let limit = budget.take();
	if (limit) return usedUp(budget, limit);
	try {
		const reply = await send(() => (limit = budget.take()) === undefined);
		budget.used(reply.tokens);
		room.failures = 0;
		return reply;
	} catch (error) {
		if (limit) return usedUp(budget, limit);
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
	} finally {
		if (room.pauseMs > 0) await sleep(room.pauseMs);
	}
}

function usedUp({ limits }: Budget, limit: 'calls' | 'tokens'): Failure {
	return limit === 'calls'
		? failure(
				'budget',
				`The ${limits.mostCalls} model calls that this run may make are used up.`,
				'Raise Most Model Calls a Run, or score fewer records at a time.',
			)
		: failure(
				'budget',
				`The ${limits.mostTokens} tokens that this run may use are used up.`,
				'Raise Most Tokens a Run, pick fewer fields, or score fewer records at a time.',
			);
}
