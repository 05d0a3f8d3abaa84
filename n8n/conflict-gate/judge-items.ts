/** Conflict Gate: judges the suggestions on each item and sends the item out per verdict: Write, Review, Skip. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { decisionRows } from '../../core/audit/row';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import { judgeSuggestions } from '../../core/policy/gate';
import type { Contract, Decision } from '../../core/record';
import type { CrmValue } from '../../core/value';
import { calledByAgent, leave } from '../agent';
import { auditItems, auditRun, tellUnkept } from '../audit';
import { connect } from '../connect';
import { errorData, expressionProblem, failedItem, failRun } from '../errors';
import { counted, hint } from '../hints';
import { copyWith } from '../leave';
import { objectOf } from '../object';
import { usableContract } from '../usable';
import { mappedProposals } from './mapped';
import { policyOf } from './policy';

const order: readonly Decision['action'][] = ['write', 'review', 'skip'];
const SKIP = 2;
const AUDIT = 3;
const HOUR = 3_600_000;

/** An item with suggestions to judge, or the reason why there is nothing to judge. */
type Prepared =
	| { readonly ok: true; readonly contract: Contract; readonly withoutConfidence: boolean; readonly left: number }
	| { readonly ok: false; readonly error: CrmErrorData };

export async function judgeItems(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = caller.getInputData();
	const outputs: INodeExecutionData[][] = [[], [], [], []];
	const now = Date.now();
	let credentialName = '';
	try {
		const object = objectOf(caller);
		const policy = policyOf(caller, now);
		const audit = auditRun(caller, { ...policy, editsCountFrom: undefined });
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const { account } = await crm.whoAmI();
		const room = {
			system: crm.system,
			schema: new Map((await crm.describe(object)).map((field): [string, FieldSchema] => [field.name, field])),
			kept: [policy.provenanceField, policy.updatedAtField],
			predict: (field: FieldSchema, value: CrmValue) => crm.predict(field, value),
		};

		const prepared = items.map((item, index) => prepare(caller, item, index, object, account));
		const decided: Decision[] = [];
		prepared.forEach((entry, index) => {
			const item = items[index];
			if (!item) return;
			if (!entry.ok) {
				outputs[SKIP]?.push(failedItem(item, index, entry.error));
				return;
			}
			const decisions = judgeSuggestions(entry.contract, policy, room).map((decision) => ({
				policyHash: audit.policyHash,
				...decision,
			}));
			decided.push(...decisions);
			order.forEach((action, output) => {
				const mine = decisions.filter((decision) => decision.action === action);
				const fields = mine.map(({ field }) => field);
				const copy = copyWith(item, index, entry.contract, fields, { decisions: mine });
				if (copy) outputs[output]?.push(copy);
			});
			outputs[AUDIT]?.push(...auditItems(decisionRows(entry.contract, decisions, audit), index));
		});
		tell(caller, prepared, decided, now);
		tellUnkept(caller, outputs[AUDIT]?.length ?? 0, AUDIT);
	} catch (error) {
		return leave(caller, [[], [], failRun(caller, items, errorData(error), credentialName), []]);
	}
	// An agent has no use for audit rows.
	return leave(caller, outputs, AUDIT);
}

function prepare(
	caller: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	object: string,
	account: string,
): Prepared {
	try {
		return read(caller, item, index, object, account);
	} catch (error) {
		return { ok: false, error: expressionProblem(error) };
	}
}

function read(
	caller: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	object: string,
	account: string,
): Prepared {
	const refuse = (message: string, whatNext: string): Prepared => ({
		ok: false,
		error: { kind: 'validation', message, hint: whatNext, status: 0 },
	});
	const found = usableContract(caller, item, index, object);
	if (!found.ok) return refuse(found.message, found.hint);
	const { contract } = found;
	if (contract.account !== account) {
		return refuse(
			`The item was read from account ${contract.account}, but this node's credential belongs to account ${account}.`,
			'Choose the same credential in all CRM nodes of this workflow.',
		);
	}
	const mapping = caller.getNodeParameter('suggestionsFrom', index, 'item') === 'map';
	const { proposals, withoutConfidence } = mapping
		? mappedProposals(caller, index)
		: { proposals: contract.proposals, withoutConfidence: false };
	if (proposals.length === 0) {
		return refuse(
			'The item carries no suggestion to judge.',
			mapping
				? 'Add fields under Suggested Values.'
				: 'Put an AI Score before this node, or set Suggestions to Map Myself.',
		);
	}
	// An agent may claim any earlier decision; here only this panel speaks.
	const decisions = calledByAgent(caller) ? [] : contract.decisions;
	return {
		ok: true,
		contract: { ...contract, proposals, decisions },
		withoutConfidence,
		left: mapping ? contract.proposals.length : 0,
	};
}

/** What left where, and what the user has to know about it. */
function tell(
	caller: IExecuteFunctions,
	prepared: readonly Prepared[],
	decided: readonly Decision[],
	now: number,
): void {
	const count = (test: (decision: Decision) => boolean) => decided.filter(test).length;
	const skipped = count(({ action }) => action === 'skip');
	const equal = count(({ action, rule }) => action === 'skip' && rule === 'equal value');
	const review = count(({ action }) => action === 'review');
	const unusable = prepared.filter((entry) => !entry.ok).length;
	const parts = counted({
		'to write': count(({ action }) => action === 'write'),
		'to review': review,
		'to skip': skipped,
	});
	hint(
		caller,
		`Of ${decided.length} suggested fields: ${parts}${equal > 0 ? ` (${equal} of them hold the value already)` : ''}.`,
		review + unusable > 0 ? 'warning' : 'info',
	);
	if (unusable > 0) {
		hint(
			caller,
			`${unusable} items could not be judged. They left by Skip with the reason under "crmError": nothing will be written for them.`,
			'danger',
		);
	}
	const misfits = count(({ rule }) => misfit.includes(rule));
	if (misfits > 0) {
		hint(caller, `${misfits} suggestions cannot stand in their field and left by Skip: see "why".`, 'warning');
	}
	tellUnread(caller, decided);
	const given = prepared.flatMap((entry) => (entry.ok ? [entry] : []));
	const bare = given.filter((entry) => entry.withoutConfidence).length;
	if (bare > 0) {
		hint(caller, `${bare} items give no Confidence from 0 to 1: for them it counts as 0.`, 'warning');
	}
	const left = given.reduce((sum, entry) => sum + entry.left, 0);
	if (left > 0) {
		hint(
			caller,
			`${left} suggestions of earlier nodes were left out, since Suggestions is set to Map Myself.`,
			'warning',
		);
	}
	const readAt = given.flatMap(({ contract }) => (contract.snapshot ? [Date.parse(contract.snapshot.readAt)] : []));
	const hours = Math.floor((now - Math.min(now, ...readAt.filter((time) => !Number.isNaN(time)))) / HOUR);
	if (hours >= 1) {
		hint(
			caller,
			`The records were read up to ${hours} ${hours === 1 ? 'hour' : 'hours'} ago. Edits since then show only to Field-Safe Write, which reads again.`,
		);
	}
}

const misfit: readonly Decision['rule'][] = ['unknown field', 'read-only field', 'value does not fit'];

function tellUnread(caller: IExecuteFunctions, decided: readonly Decision[]): void {
	const fields = [...new Set(decided.filter(({ rule }) => rule === 'not read').map(({ field }) => field))];
	if (fields.length === 0) return;
	hint(
		caller,
		`${fields.join(', ')}: not read before this node, so their suggestions leave by Write for Field-Safe Write to judge. Add them (and the stamp field) under Fields to Read of Identity Lookup to have them judged here. Do not connect any other writing node.`,
		'warning',
	);
}
