/** One look at the CRM: who we are, the AI fields, the newest records. What fails is told as checks, never thrown. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Check } from '../../core/drift/checks';
import type { RecordRead } from '../../core/drift/observe';
import type { CrmErrorData } from '../../core/errors';
import type { FieldSchema } from '../../core/fields/schema';
import { connect } from '../connect';
import { errorData, explain } from '../errors';
import { gather } from './gather';
import type { Panel } from './panel';

export interface Look {
	/** The account's id; undefined where the CRM did not tell. */
	readonly account: string | undefined;
	/** The watched fields that exist. */
	readonly fields: readonly FieldSchema[];
	readonly records: readonly RecordRead[];
	/** True where records could be read, be it some of them. */
	readonly read: boolean;
	readonly checks: readonly Check[];
}

/** `now` is in milliseconds. */
export async function look(caller: IExecuteFunctions, panel: Panel, now: number): Promise<Look> {
	const checks: Check[] = [];
	let credentialName = '';
	let account: string | undefined;
	const nothing = (): Look => ({ account, fields: [], records: [], read: false, checks });
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
		const gathered = await gather(crm, {
			object: panel.object,
			fields: fields.map(({ name }) => name),
			stampFields,
			sample: panel.sample,
			now,
		});
		checks.push(
			...(await credentialChecks(gathered.problem, credentialName, () => crm.missingPermissions(panel.object))),
		);
		if (missing.length > 0) checks.push(missingFields(missing));
		if (!stampFields.includes(panel.stampFields.provenance)) checks.push(noStamp(panel));
		const { records, problem } = gathered;
		return { account, fields, records, read: problem === undefined || records.length > 0, checks };
	} catch (error) {
		checks.push(...failedCheck(errorData(error), credentialName));
		return nothing();
	}
}

async function credentialChecks(
	problem: CrmErrorData | undefined,
	credentialName: string,
	missingPermissions: () => Promise<readonly string[]>,
): Promise<Check[]> {
	if (problem) return failedCheck(problem, credentialName);
	const lacking = await missingPermissions();
	if (lacking.length === 0) {
		return [credential('good', `The credential "${credentialName}" works.`)];
	}
	return [
		credential(
			'warning',
			`The credential "${credentialName}" works for reading, but lacks ${lacking.join(' and ')}: Field-Safe Write cannot write with it.`,
		),
	];
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
