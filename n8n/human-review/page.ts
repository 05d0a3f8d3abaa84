/**
 * The review page as n8n's waiting webhook: GET shows, POST decides. A link that somebody only opens, follows ahead or
 * sends twice decides nothing; the record is read once more at the moment of the decision.
 */
import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { protectedBecause } from '../../core/policy/protected';
import { judgeForm, type Present, type Verdict } from '../../core/review/decisions';
import { readForm, type Form } from '../../core/review/form';
import { renderMessage, renderPage } from '../../core/review/page';
import { showTime } from '../../core/review/show';
import { countOf } from '../../core/review/tasks';
import { readSettled, type Answer } from '../../crm/review/answers';
import { readReviewRecords, type ReviewNote } from '../../crm/review/records';
import { rememberReviews } from '../../crm/review/remember';
import { auditRun } from '../audit';
import { connect, type Connection } from '../connect';
import { errorData } from '../errors';
import { objectOf } from '../object';
import { noteOf, resultOf } from './answer';
import { approvalPage } from './approval-page';
import { toldAnswers, toldNo, withAudit, type Told } from './audit';
import { leaveBy, type FieldResult } from './leave';
import { claim, release } from './once';
import { panelOf, type Panel } from './panel';
import type { Prepared } from './questions';
import { decidedAlready, finish, send } from './response';
import { readWaiting, waitingItems, type Waiting } from './waiting';

export async function reviewPage(caller: IWebhookFunctions): Promise<IWebhookResponseData> {
	const waiting = readWaiting(caller);
	if (!waiting || Date.parse(waiting.until) <= Date.now()) {
		return send(caller, 410, renderMessage('This review is over', ['The values in the CRM stay as they are.'], 'warn'));
	}
	if (waiting.message !== undefined) return approvalPage(caller, waiting, waiting.message);
	let connection: Connection | undefined;
	try {
		connection = await connect(caller);
		const room = { caller, waiting, connection, object: objectOf(caller), panel: panelOf(caller) };
		const present = await readPresent(room);
		const posted = caller.getRequestObject().method === 'POST';
		return posted ? await decide(room, present) : send(caller, 200, pageOf(room, present, {}));
	} catch (error) {
		// The CRM's own words may name records; the reviewer needs to know only that nothing happened.
		const auth = errorData(error).kind === 'auth';
		const why = auth ? 'The CRM does not accept n8n’s credential any more.' : 'The CRM did not answer.';
		const what = ['Nothing was decided. Please open the link again later, or tell whoever looks after n8n.'];
		return send(caller, 503, renderMessage('The CRM cannot be asked now', [why, ...what], 'bad'));
	}
}

interface Room {
	readonly caller: IWebhookFunctions;
	readonly waiting: Waiting;
	readonly connection: Connection;
	readonly object: string;
	readonly panel: Panel;
}

async function readPresent({ waiting, connection, object, panel }: Room): Promise<Present[]> {
	const { crm } = connection;
	const schema = new Map((await crm.describe(object)).map((field) => [field.name, field]));
	const ids = waiting.rows.map(({ id }) => id);
	const fields = [...new Set(waiting.rows.map(({ field }) => field))];
	const records = await readReviewRecords(crm, object, ids, fields, panel.places);
	const broken = [...records.values()].find((record) => !record.ok && record.error.kind !== 'not found');
	if (broken && !broken.ok) throw new Error(broken.error.message);
	return waiting.rows.map((row): Present => {
		const record = records.get(row.id);
		const field = schema.get(row.field);
		if (record?.ok !== true) {
			return { ok: false, label: `Record ${row.id}`, why: record?.error.message ?? 'The record is gone.' };
		}
		const { snapshot } = record.value;
		if (!field || field.readOnly || field.calculated) {
			return { ok: false, label: snapshot.label, why: `The field ${row.field} cannot be written any more.` };
		}
		return {
			ok: true,
			field,
			current: snapshot.values[row.field] ?? null,
			edit: snapshot.edits[row.field],
			label: snapshot.label,
			url: snapshot.url,
			protectedBecause: protectedBecause(crm.system, field, panel.protectedFields),
		};
	});
}

function pageOf(
	{ waiting }: Room,
	present: readonly Present[],
	again: { readonly problem?: string; readonly problems?: ReadonlyMap<number, string>; readonly form?: Form },
): string {
	return renderPage({
		rows: waiting.rows,
		present,
		nonce: waiting.nonce,
		until: showTime(waiting.until),
		left: waiting.left,
		remark: waiting.remark,
		...again,
	});
}

async function decide(room: Room, present: readonly Present[]): Promise<IWebhookResponseData> {
	const { caller, waiting, connection, object } = room;
	const { crm, approvalKey } = connection;
	const read = readForm(caller.getBodyData(), { rows: waiting.rows.length, nonce: waiting.nonce });
	if (!read.ok) return send(caller, 400, pageOf(room, present, { problem: read.problem }));
	const { form } = read;
	const judged = judgeForm(form, waiting.rows, present, (field, value) => crm.predict(field, value));
	if (!judged.ok) {
		return send(caller, 422, pageOf(room, present, { problem: judged.problem, problems: judged.rows, form }));
	}
	if (!approvalKey) throw new Error('The credential has no lasting secret.');
	// Of requests that arrive together one decides; n8n itself turns away those that reach another process.
	if (!claim(waiting.nonce)) return send(caller, 409, decidedAlready());
	try {
		const now = Date.now();
		const execution = caller.getExecutionId();
		const signing = { key: approvalKey, object, execution, name: form.name, now };
		const run = auditRun(caller, room.panel);
		const told: Told[] = [...waiting.told];
		const results = waiting.rows.flatMap((row, index): FieldResult[] => {
			const verdict = judged.verdicts[index];
			const entry = waiting.items[row.item];
			const one = present[index];
			if (!verdict || entry?.ok !== true) return [];
			const [field, current] = one?.ok === true ? [one.field, one.current] : [undefined, null];
			const result = resultOf(row, verdict, entry.contract, field, current, signing);
			if (result.kind === 'rejected') {
				told.push(toldNo(row, result.decision, form.name, entry.contract, current, run));
			}
			return [result];
		});
		const notes = waiting.rows.flatMap((row, index) => {
			const verdict = judged.verdicts[index];
			return (verdict && noteOf(row, verdict, now)) ?? [];
		});
		// The decision stands even where the CRM cannot take the note of it: Write verifies the signature, not the note.
		const answers = await remember(room, notes, now).catch(() => []);
		told.push(...toldAnswers(waiting.items, answers, run));
		return finish(caller, thanks(judged.verdicts), withAudit(outputsOf(caller, waiting, results), told));
	} catch (error) {
		release(waiting.nonce);
		throw error instanceof Error ? error : new Error('The review could not be finished.');
	}
}

/**
 * Notes the decisions, and what reps answered meanwhile to other questions about these records: the review status is
 * about to change, and a no that stands in it would be forgotten. Returns those answers.
 */
async function remember(room: Room, notes: readonly ReviewNote[], now: number): Promise<readonly Answer[]> {
	const { waiting, connection, object, panel } = room;
	const { crm } = connection;
	const ids = waiting.rows.map(({ id }) => id);
	const settled = await readSettled(crm, object, ids, [], panel.places, new Date(now).toISOString());
	const isNew = ({ id, field }: Pick<ReviewNote, 'id' | 'field'>) =>
		!notes.some((note) => note.id === id && note.field === field);
	const all = [...notes, ...settled.notes.filter(isNew)];
	const { closed } = await rememberReviews(crm, object, all, panel.places);
	return settled.answers.filter((answer) => isNew(answer) && closed(answer));
}

function outputsOf(
	caller: IWebhookFunctions,
	waiting: Waiting,
	results: readonly FieldResult[],
): INodeExecutionData[][] {
	const prepared = waiting.items.map((entry): Prepared => (entry.ok ? { ...entry, questions: [] } : entry));
	return leaveBy(waitingItems(caller), prepared, [...waiting.leaving, ...results]);
}

function thanks(verdicts: readonly Verdict[]): string {
	const count = (kind: Verdict['kind']) => verdicts.filter((verdict) => verdict.kind === kind).length;
	return renderMessage('Thank you', [
		`${countOf(count('approved'), 'suggestion')} approved, ${count('rejected')} rejected, ${count('undecided')} left open.`,
		'The workflow goes on now. Approved values are checked once more and written; everything else stays as it is in the CRM.',
		'You can close this page.',
	]);
}
