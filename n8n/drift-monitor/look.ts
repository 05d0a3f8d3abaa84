/** One look at the CRM: who we are, the AI fields, the newest records. What fails is told as checks, never thrown. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Check } from '../../core/drift/check';
import type { RecordRead } from '../../core/drift/observe';
import type { TaskStates } from '../../core/drift/reviews';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import { readStamp, type Stamp } from '../../core/stamp';
import type { Crm } from '../../crm/crm';
import { openReviews } from '../../crm/review/answers';
import { connect } from '../connect';
import { errorData, explain } from '../errors';
import { newestWrite } from '../../core/drift/observe';
import { DAY } from '../../core/drift/words';
import { gather, stampsOf, writeSince } from './gather';
import type { Panel } from './panel';

export interface Look {
	/** The account's id; undefined where the CRM did not tell. */
	readonly account: string | undefined;
	/** What stands for the credential in memory: never a secret. */
	readonly credential: string;
	/** The watched fields that exist. */
	readonly fields: readonly FieldSchema[];
	/** The outcome field, where the panel names one that exists. */
	readonly outcome: FieldSchema | undefined;
	readonly records: readonly RecordRead[];
	/** What became of the CRM tasks that ask about these records. */
	readonly tasks: TaskStates;
	/** True where records could be read, be it some of them. */
	readonly read: boolean;
	/** ISO time of the newest write by AI that the CRM tells of. */
	readonly newestWrite: string | undefined;
	/** The stamps of further records, most of them `sample`; undefined for one that is no more. */
	readonly stampsOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, Stamp | undefined>>;
	readonly checks: readonly Check[];
}

/** `now` is in milliseconds. */
export async function look(caller: IExecuteFunctions, panel: Panel, now: number): Promise<Look> {
	const checks: Check[] = [];
	let credentialName = '';
	let account: string | undefined;
	const credential = credentialKey(caller);
	const nothing = (): Look => ({
		account,
		credential,
		fields: [],
		outcome: undefined,
		records: [],
		tasks: new Map(),
		read: false,
		newestWrite: undefined,
		stampsOf: async () => await Promise.resolve(new Map()),
		checks,
	});
	try {
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		account = (await crm.whoAmI()).account;
		const schema = new Map(
			(await crm.describe(panel.object)).map((field): [string, FieldSchema] => [field.name, field]),
		);
		const missing = panel.fields.filter((name) => !schema.has(name));
		const fields = panel.fields.flatMap((name) => schema.get(name) ?? []);
		const stampFields = [panel.stampFields.provenance, panel.stampFields.updatedAt].filter((name) => schema.has(name));
		const outcome = panel.outcome && schema.get(panel.outcome.field);
		const gathered = await gather(crm, {
			object: panel.object,
			fields: fields.map(({ name }) => name),
			more: outcome ? [outcome.name] : [],
			stampFields,
			sample: panel.sample,
			now,
		});
		checks.push(...(await credentialChecks(gathered.problem, credentialName, crm, panel.object)));
		if (panel.outcome && !outcome) missing.push(panel.outcome.field);
		if (missing.length > 0) checks.push(missingFields(missing));
		if (!stampFields.includes(panel.stampFields.provenance)) checks.push(noStamp(panel));
		const { records, problem } = gathered;
		let written = newestWrite(records, panel.stampFields);
		const from = new Date(now - panel.limits.silentDays * DAY).toISOString();
		const silent = written === undefined || Date.parse(written) < Date.parse(from);
		if (silent && problem === undefined && stampFields.includes(panel.stampFields.updatedAt)) {
			written = (await writeSince(crm, panel.object, panel.stampFields, stampFields, from, panel.sample)) ?? written;
		}
		return {
			account,
			credential,
			fields,
			outcome,
			records,
			tasks: await openTasks(crm, records, panel),
			read: problem === undefined || records.length > 0,
			newestWrite: written,
			stampsOf: async (ids) => await stampsOf(crm, panel, ids),
			checks,
		};
	} catch (error) {
		checks.push(...failedCheck(errorData(error), credentialName));
		return nothing();
	}
}

/** Read only where questions are open; a task that cannot be read counts as open. */
async function openTasks(crm: Crm, records: readonly RecordRead[], panel: Panel): Promise<TaskStates> {
	const asked = records.flatMap(({ values }) =>
		openReviews(readStamp(values[panel.stampFields.provenance])).flatMap(([, { task }]) => task ?? []),
	);
	if (asked.length === 0) return new Map();
	const states = await crm.taskStates([...new Set(asked)]);
	return new Map([...states].flatMap(([id, state]) => (state.ok ? [[id, state.value] as const] : [])));
}

async function credentialChecks(
	problem: CrmErrorData | undefined,
	credentialName: string,
	crm: Crm,
	object: string,
): Promise<Check[]> {
	if (problem) return failedCheck(problem, credentialName);
	const lacking = await crm.missingPermissions(object);
	const excess = await crm.excessPermissions?.();
	const works =
		lacking.length === 0
			? credential('good', `The credential "${credentialName}" works.`)
			: credential(
					'warning',
					`The credential "${credentialName}" works for reading, but lacks ${lacking.join(' and ')}: Field-Safe Write cannot write with it.`,
				);
	return excess === undefined ? [works] : [works, permissions(excess, credentialName)];
}

function permissions(excess: readonly string[], credentialName: string): Check {
	return {
		check: 'permissions',
		status: excess.length === 0 ? 'good' : 'warning',
		value: excess.length,
		limit: 0,
		sentence:
			excess.length === 0
				? `The credential "${credentialName}" has no permission that these nodes never need.`
				: `The credential "${credentialName}" may do more than these nodes ever need: ${excess.join(', ')}. Take it away in the CRM, so that a leaked credential can do less.`,
	};
}

/** The credential that the panel chose, by its id in n8n. */
function credentialKey(caller: IExecuteFunctions): string {
	const chosen = Object.entries(caller.getNode().credentials ?? {});
	return chosen.map(([type, { id, name }]) => `${type}=${id ?? name}`).join(' ');
}

/** A failure as a finding: of the credential where that has to be mended, else of the reading. */
function failedCheck(error: CrmErrorData, credentialName: string): Check[] {
	const { message, description } = explain(error, credentialName);
	const sentence = `${message} ${description}`.trim();
	if (error.kind === 'auth' || error.kind === 'permission') return [credential('alarm', sentence, error.kind)];
	return [{ check: 'reading', status: 'alarm', value: error.kind, limit: null, sentence }];
}

const credential = (status: Check['status'], sentence: string, value: string | null = null): Check => ({
	check: 'credential',
	status,
	value,
	limit: null,
	sentence,
});

function missingFields(names: readonly string[]): Check {
	return {
		check: 'reading',
		status: 'alarm',
		value: names.length,
		limit: 0,
		sentence: `The CRM has no field called ${names.map((name) => `"${name}"`).join(', ')} on this object: it was deleted or renamed, or Set Up AI Fields of Field-Safe Write never ran.`,
	};
}

function noStamp(panel: Panel): Check {
	return {
		check: 'reading',
		status: 'warning',
		value: null,
		limit: null,
		sentence: `The CRM has no field "${panel.stampFields.provenance}", which remembers what AI wrote: changes by people cannot be counted. Create it with Set Up AI Fields of Field-Safe Write.`,
	};
}
