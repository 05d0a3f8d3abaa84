/** The review page: GET shows it, its form posts the decisions. No script; it works by keyboard and without colours. */
import { hashValue } from '../value';
import type { Present, ReviewRow } from './decisions';
import { longestComment, longestName, type Form } from './form';
import { Markup, markup, safeLink } from './html';
import { controlFor, type Control } from './input';
import { showConfidence, showEdit, showValue } from './show';
import { style } from './style';
import { countOf } from './tasks';

/**
 * What a browser may do with our pages: show them and post their form; links to the CRM open in a tab of their own.
 * No script, picture or frame, whatever a value may have smuggled in.
 */
export const contentSecurityPolicy = [
	'sandbox allow-forms allow-popups allow-popups-to-escape-sandbox',
	"default-src 'none'",
	"style-src 'unsafe-inline'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
].join('; ');

export interface PageModel {
	readonly rows: readonly ReviewRow[];
	/** One per row. */
	readonly present: readonly Present[];
	readonly nonce: string;
	/** As people read it. */
	readonly until: string;
	/** Suggestions of this run that did not fit on the page. */
	readonly left: number;
	/** Why the page is shown again, and what is wrong with single rows. */
	readonly problem?: string | undefined;
	readonly problems?: ReadonlyMap<number, string> | undefined;
	/** What was sent and is shown again. */
	readonly form?: Form | undefined;
	/** Said on top, for example that the page can be reached inside of a network only. */
	readonly remark?: string | undefined;
}

export function renderPage(model: PageModel): string {
	const { rows, present } = model;
	const records = [...new Set(rows.map(({ id }) => id))];
	const decidable = present.filter((one) => one.ok).length;
	return document(
		`Review ${countOf(rows.length, 'AI suggestion')}`,
		markup`<h1>Review ${countOf(rows.length, 'AI suggestion')}</h1>
			<p>
				For ${countOf(records.length, 'record')}. Nothing changes until you approve it. What you leave open, and
				everything after ${model.until}, stays as it is in the CRM.
			</p>
			${note(model.problem, 'bad', 'alert')}${note(model.remark, 'warn')}${note(
				model.left > 0
					? `${countOf(model.left, 'more suggestion')} did not fit on this page and left the workflow undecided.`
					: undefined,
				'warn',
			)}
			<form method="post" accept-charset="utf-8">
				<input type="hidden" name="nonce" value="${model.nonce}" />
				${records.map((id) => recordPart(id, model))} ${sendPart(model, decidable)}
				<input type="hidden" name="count" value="${rows.length}" />
			</form>`,
	);
}

/** A page that only says something: thank you, too late, try again. Nothing from the CRM stands on it. */
export function renderMessage(
	title: string,
	sentences: readonly string[],
	tone: 'good' | 'bad' | 'warn' = 'good',
): string {
	return document(
		title,
		markup`<h1>${title}</h1>
			${sentences.map((sentence) => note(sentence, tone))}`,
	);
}

/** The question of an agent: one text, yes or no. */
export function renderApproval(model: {
	readonly message: string;
	readonly nonce: string;
	readonly until: string;
	readonly problem?: string | undefined;
}): string {
	return document(
		'An AI agent asks for approval',
		markup`<h1>An AI agent asks for approval</h1>
			<p>It does nothing until you answer; after ${model.until} it counts as no.</p>
			${note(model.problem, 'bad', 'alert')}
			<form method="post" accept-charset="utf-8">
				<input type="hidden" name="nonce" value="${model.nonce}" />
				<fieldset>
					<legend>What the agent wants to do</legend>
					<div class="value"><bdi>${model.message}</bdi></div>
					<div class="choices">
						${radio('d0', 'approve', 'Approve', false)}${radio('d0', 'reject', 'Reject', false)}${commentInput(0, '')}
					</div>
				</fieldset>
				<div class="send">
					${nameInput('')}
					<div></div>
					<button type="submit">Send decision</button>
				</div>
				<input type="hidden" name="count" value="1" />
			</form>`,
	);
}

function document(title: string, body: Markup): string {
	const page = markup`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<title>${title}</title>
				<meta name="viewport" content="width=device-width,initial-scale=1" />
				<meta name="robots" content="noindex,nofollow" />
				<meta name="referrer" content="no-referrer" />
				<meta name="color-scheme" content="light dark" />
				<style>
					${new Markup(style)}
				</style>
			</head>
			<body>
				<main>${body}</main>
			</body>
		</html>`;
	return page.text;
}

function note(sentence: string | undefined, tone: string, role?: string): Markup | undefined {
	if (sentence === undefined) return undefined;
	return markup`<div class="note ${tone}" ${role === 'alert' ? markup` role="alert"` : undefined}><p>${sentence}</p></div>`;
}

function recordPart(id: string, model: PageModel): Markup {
	const { rows, present } = model;
	const positions = rows.flatMap((row, position) => (row.id === id ? [position] : []));
	const first = present[positions[0] ?? -1];
	const link = first?.ok === true ? safeLink(first.url) : undefined;
	const name = markup`<bdi>${first?.label ?? id}</bdi>`;
	return markup`<section>
		<h2>
			${link === undefined ? name : markup`<a href="${link}" target="_blank" rel="noopener noreferrer">${name}<span class="soft"> (opens the CRM)</span></a>`}
		</h2>
		${positions.map((position) => rowPart(position, model))}
	</section>`;
}

function rowPart(position: number, model: PageModel): Markup | undefined {
	const row = model.rows[position];
	const now = model.present[position];
	if (!row || !now) return undefined;
	if (!now.ok) {
		return markup`<fieldset>
			<legend>${row.field}</legend>
			${note(now.why, 'warn')}
		</fieldset>`;
	}
	const problem = model.problems?.get(position);
	const sent = model.form?.answers[position];
	const { field } = now;
	const control = controlFor(field, row.value);
	// What changed meanwhile has to be decided anew.
	const choice = sent?.shown === hashValue(now.current) ? sent.choice : undefined;
	return markup`<fieldset${problem === undefined ? undefined : markup` class="trouble"`}><legend>${field.label}${now.protectedBecause === undefined ? undefined : markup`<span class="tag">decide this one by itself</span>`}</legend>
${note(problem, 'bad')}
<div class="sides">
<div class="side"><h3>Value now</h3><div class="value"><bdi>${showValue(field, now.current)}</bdi></div><p class="soft"><bdi>${showEdit(now.edit)}</bdi></p></div>
<div class="side"><h3>AI suggests: <bdi>${showValue(field, row.value)}</bdi></h3>${control === undefined ? undefined : controlPart(position, field.label, control, sent?.entered)}</div>
</div>
<dl>${row.confidence === undefined ? undefined : markup`<dt>Confidence</dt><dd>${showConfidence(row.confidence)}</dd>`}${
		row.reason === undefined || row.reason === ''
			? undefined
			: markup`<dt>Reason given by AI</dt>
					<dd><bdi>${row.reason}</bdi></dd>`
	}<dt>Why you are asked</dt><dd><bdi>${row.why}</bdi> (rule: ${row.rule})</dd></dl>
<input type="hidden" name="s${position}" value="${hashValue(now.current)}">
<div class="choices">${radio(`d${position}`, 'approve', control === undefined ? 'Approve' : 'Approve the value above', choice === 'approve')}${radio(`d${position}`, 'reject', 'Reject', choice === 'reject')}${radio(`d${position}`, '', 'Leave open', choice === undefined)}${commentInput(position, sent?.comment ?? '')}</div>
</fieldset>`;
}

function controlPart(position: number, label: string, control: Control, sent: readonly string[] | undefined): Markup {
	const name = `v${position}`;
	const aria = `Value to write into ${label}`;
	if ('options' in control) {
		const chosen = (option: (typeof control.options)[number]) => (sent ? sent.includes(option.value) : option.chosen);
		if (control.kind === 'some of') {
			return markup`<div class="several" role="group" aria-label="${aria}">
				<input type="hidden" name="${name}" value="" />${control.options.map(
					(option) =>
						markup`<label
							><input
								type="checkbox"
								name="${name}"
								value="${option.value}"
								${chosen(option) ? markup` checked` : undefined}
							/>
							${option.label}</label
						>`,
				)}
			</div>`;
		}
		return markup`<select name="${name}" aria-label="${aria}">
			${control.options.map(
				(option) =>
					markup`<option value="${option.value}" ${chosen(option) ? markup` selected` : undefined}>
						${option.label}
					</option>`,
			)}
		</select>`;
	}
	const text = sent?.[0] ?? control.text;
	if (control.kind === 'long text') {
		// HTML drops the first line break of a text area.
		return markup`<textarea name="${name}" aria-label="${aria}" rows="4">${'\n'}${text}</textarea>`;
	}
	const types = {
		text: 'text',
		number: 'number',
		date: 'date',
		time: 'datetime-local',
		email: 'email',
		url: 'url',
		tel: 'tel',
	};
	const step =
		control.kind === 'number' ? markup` step="any"` : control.kind === 'time' ? markup` step="0.001"` : undefined;
	return markup`<input
			type="${types[control.kind]}"
			name="${name}"
			value="${text}"
			aria-label="${aria}"
			${step}
			autocomplete="off"
		/>${control.kind === 'time' ? markup`<p class="soft">Time in UTC</p>` : undefined}`;
}

function radio(name: string, value: string, label: string, checked: boolean): Markup {
	return markup`<label
		><input type="radio" name="${name}" value="${value}" ${checked ? markup` checked` : undefined} /> ${label}</label
	>`;
}

function commentInput(position: number, text: string): Markup {
	return markup`<label class="comment"
		><span>Comment (optional)</span
		><input type="text" name="c${position}" value="${text}" maxlength="${longestComment}" autocomplete="off"
	/></label>`;
}

function nameInput(text: string): Markup {
	return markup`<label class="who"
		><span>Your name (stands in the record of this decision)</span
		><input type="text" name="name" value="${text}" required maxlength="${longestName}" autocomplete="name"
	/></label>`;
}

function sendPart(model: PageModel, decidable: number): Markup {
	const guarded = model.present.some((one) => one.ok && one.protectedBecause !== undefined);
	const bulk = model.form?.bulk;
	const option = (value: string, label: string) =>
		markup`<option value="${value}" ${(bulk ?? '') === value ? markup` selected` : undefined}>${label}</option>`;
	return markup`<div class="send">
			${nameInput(model.form?.name ?? '')}
			<label class="bulk"
				><span>Everything left open above${guarded ? ' (not the ones to decide by themselves)' : ''}</span
				><select name="bulk">
					${option('', 'stays open')}${option('approve', 'Approve')}${option('reject', 'Reject')}
				</select></label
			>
			<button type="submit" ${decidable === 0 ? markup` disabled` : undefined}>Send decisions</button>
		</div>
		<p class="soft">
			Sending ends this review: what is still open then leaves undecided. The CRM is read once more before anything is
			written.
		</p>`;
}
