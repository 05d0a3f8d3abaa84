/** Method AI Model: the named fields of each record, judged by the connected chat model. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { FieldSchema } from '../../core/fields/schema';
import type { Proposal, Scorer } from '../../core/record';
import { agreed, canAgree } from '../../core/score/agreement';
import { readAnswer, readAnswers, type Answer, type Answers } from '../../core/score/answer';
import { answerSchema, answersSchema } from '../../core/score/answer-schema';
import { calibrated } from '../../core/score/calibration/calibrate';
import { evidenceOf } from '../../core/score/evidence';
import { buildPrompt } from '../../core/score/prompt';
import { standing } from '../../core/score/standing';
import { suggestionsFor, type Destinations } from '../../core/score/suggest';
import { isWritten, LONGEST_WRITTEN } from '../../core/score/task';
import { scorerOf } from '../../core/score/version';
import { hashValue } from '../../core/value';
import { hint } from '../hints';
import { askAll, type Exchange, type Task } from './ask';
import { failure, type Failure } from './failures';
import { connectedModel } from './model';
import { askedOf, questionFor } from './question';
import type { Room, Scored, Subject } from './room';
import { budgetOf, keepBudget, spent } from './tokens';

export async function scoreByModel(
	caller: IExecuteFunctions,
	room: Room,
	subjects: readonly Subject[],
): Promise<Scored[]> {
	const { panel } = room;
	const { task, fields, model: settings, destinations } = panel;
	const { target } = destinations;
	const questions = subjects.map((subject): Task | Failure => {
		const asked = room.perItem(() => askedOf(caller, subject.index));
		return 'ok' in asked ? asked : questionFor(room, subject, asked);
	});
	if (questions.every((entry): entry is Failure => 'ok' in entry)) return questions;

	const several = task === 'extract';
	const longest = isWritten(task) ? LONGEST_WRITTEN : undefined;
	const schema = several ? answersSchema(fields) : answerSchema(target, settings.evidence);
	const model = await connectedModel(caller, settings.structured ? schema : undefined);
	const samples = canAgree(target) || several ? settings.samples : 1;
	const prompt = ({ instructions, data }: Task, fence: string) =>
		buildPrompt(data, {
			instructions,
			target,
			fence,
			task,
			evidence: settings.evidence,
			longest,
			...(several ? { fields } : {}),
		});
	const scorerFor = ({ instructions, data }: Task): Scorer => {
		const { system } = prompt({ instructions, data: '' }, '');
		const policy = [samples, settings.structured, settings.hidePersonalData, panel.minimumFilled, settings.source];
		const recipe = [task, model.name, system, ...policy];
		return { ...scorerOf('model', panel.promptName, recipe, data), promptHash: hashValue(system) };
	};
	const places = several ? fields.map(({ field }) => placeOf(field)) : [destinations];
	const prepared = questions.map((question, at): Task | Scored => {
		if ('ok' in question || settings.askAnew) return question;
		const proposals = standing(subjects[at]?.contract.snapshot, places, { ...scorerFor(question), tokens: 0 });
		return proposals ? { ok: true, proposals } : question;
	});
	const tasks = prepared.filter((entry): entry is Task => !('ok' in entry));
	const stood = prepared.filter((entry) => 'ok' in entry && entry.ok).length;
	if (stood > 0) {
		hint(
			caller,
			`${stood} ${stood === 1 ? 'record still holds' : 'records still hold'} what this model made of the same information, so it was not asked again.`,
		);
	}
	const budget = budgetOf(caller, settings.limits);
	const asking = { model, budget, samples, prompt, atOnce: settings.atOnce, pauseMs: settings.pauseMs };
	const judge = judgeFor(room, scorerFor);
	const answers: Scored[] = several
		? (await askAll({ ...asking, read: (text, last) => fitting(readAnswers(text, fields, longest), last) }, tasks)).map(
				(asked, at): Scored => (asked.ok ? judge.several(asked.samples, tasks[at], asked.exchange) : asked),
			)
		: (await askAll({ ...asking, read: (text) => readAnswer(text, target, longest) }, tasks)).map(
				(asked, at): Scored => (asked.ok ? judge.one(asked.samples, tasks[at], asked.exchange) : asked),
			);
	keepBudget(caller, budget);
	if (tasks.length > 0) hint(caller, spent(budget, tasks.length, settings.prices));
	if (samples > 1 && model.temperature === 0) {
		room.remarks.add(
			'The model’s temperature is 0, so all samples are the same answer and agree by themselves: raise it, or take one sample.',
		);
	}
	const byTask = new Map(tasks.map((entry, position) => [entry, answers[position]]));
	return prepared.map((entry): Scored => {
		if ('ok' in entry) return entry;
		return byTask.get(entry) ?? failure('model failed', 'The model was not asked.', 'Run the workflow again.');
	});
}

/** At the first try one value that does not fit is worth asking again; at the last the others are taken without it. */
function fitting(read: Answers, last: boolean): Answers {
	if (!read.ok || last) return read;
	const problems = [...read.answers].flatMap(([key, answer]) =>
		!answer.ok && answer.kind === 'unusable' ? [`${JSON.stringify(key)}: ${answer.problem}`] : [],
	);
	return problems.length === 0 ? read : { ok: false, kind: 'unusable', problem: problems.join(' ') };
}

/** One of several fields: a fact has no band, and its reason stands in the suggestion alone. */
const placeOf = (field: FieldSchema): Destinations => ({
	target: field,
	reason: undefined,
	band: undefined,
	bands: [],
});

function judgeFor(room: Room, scorerFor: (task: Task) => Scorer) {
	const { panel } = room;
	const { destinations, fields, model: settings, task } = panel;
	const { target } = destinations;
	const exchangeOf = (exchange: Exchange) => (settings.keepPrompt ? { exchange } : {});
	const proposalsFor = (
		question: Task,
		answer: Extract<Answer, { ok: true }>,
		exchange: Exchange,
		places: Destinations,
	): Proposal[] => {
		const { calibration } = settings;
		const { input, output } = exchange.tokens;
		const scorer = { ...scorerFor(question), tokens: input + output };
		const evidence = settings.evidence ? evidenceOf(answer.quote, question.data) : 'missing';
		if (evidence === 'made up') room.madeUp += 1;
		if (answer.confidence === undefined) room.withoutConfidence += 1;
		// A fact without its words in the record is a guess.
		const unfounded = evidence === 'made up' || (task === 'extract' && evidence === 'missing');
		const stated = unfounded ? 0 : answer.confidence;
		const fits = calibration !== undefined && (calibration.scorer === '' || calibration.scorer === scorer.version);
		if (calibration !== undefined && !fits) {
			room.remarks.add(
				`The calibration was learned from ${calibration.scorer}, and this is ${scorer.version}: until it is learned anew, confidence counts as uncalibrated.`,
			);
		}
		const confidence = stated === undefined || !fits || unfounded ? stated : calibrated(calibration.curve, stated);
		const reason =
			evidence === 'made up'
				? `${answer.reason ?? ''} (The words that the model quotes do not stand in the record.)`.trim()
				: (answer.reason ?? (answer.quote === undefined ? undefined : `“${answer.quote}”`));
		return suggestionsFor(
			{
				value: answer.value,
				confidence,
				reason,
				scorer: fits ? { ...scorer, calibrated: true } : scorer,
			},
			places,
		);
	};
	return {
		one(given: readonly Answer[], question: Task | undefined, exchange: Exchange): Scored {
			const [first] = given;
			const answer = given.length === 1 && first?.ok ? first : agreed(given, target);
			if (!question || !answer) return unanswered(given);
			return { ok: true, proposals: proposalsFor(question, answer, exchange, destinations), ...exchangeOf(exchange) };
		},
		several(given: readonly Answers[], question: Task | undefined, exchange: Exchange): Scored {
			const [first] = given;
			if (!question || !first) return unanswered([]);
			if (!first.ok) return unanswered([first]);
			const proposals = fields.flatMap(({ key, field }): Proposal[] => {
				const answer = first.answers.get(key);
				if (!answer?.ok) return [];
				return proposalsFor(question, answer, exchange, placeOf(field));
			});
			if (proposals.length > 0) return { ok: true, proposals, ...exchangeOf(exchange) };
			const unusable = [...first.answers.values()].filter((answer) => !answer.ok && answer.kind === 'unusable');
			return unanswered(unusable);
		},
	};
}

/** Why there is no answer: one that does not fit is worth a look at the instructions, none is worth more fields. */
function unanswered(answers: readonly (Answer | Answers)[]): Failure {
	for (const answer of answers) {
		if (answer.ok || answer.kind !== 'unusable') continue;
		return failure(
			'model answer',
			`The model’s answer cannot be used, not even at the second try. ${answer.problem}`,
			'Make the instructions clearer, or use a stronger model.',
		);
	}
	const said = answers.find((answer) => !answer.ok && answer.kind === 'not enough information');
	const reason = said && 'reason' in said ? said.reason : undefined;
	return failure(
		'too little context',
		`The model finds the information too little to judge${reason === undefined ? '' : `: ${reason}`}`,
		'Pick more fields, have Identity Lookup read activities too, or leave such records out.',
	);
}
