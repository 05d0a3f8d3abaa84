/** Export Ownership Sheet: who writes which field, in words and labels that the sales team knows. Reads no record. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { are, sheetMarkdown } from '../../core/policy/sheet-markdown';
import { sheetOf, type Sheet } from '../../core/policy/sheet-rows';
import type { CrmSystem } from '../../core/record';
import { leave } from '../agent';
import { connect } from '../connect';
import { errorData, failRun } from '../errors';
import { hint } from '../hints';
import { objectOf } from '../object';
import { policyOf } from './policy';

const OUTPUTS = 4;
const SKIP = 2;
const names: Readonly<Record<CrmSystem, string>> = {
	hubspot: 'HubSpot',
	salesforce: 'Salesforce',
	pipedrive: 'Pipedrive',
};

/** Once per run, however many items come in: the sheet, or one item per field, leaves by the first output. */
export async function exportSheet(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const outputs = Array.from({ length: OUTPUTS }, (): INodeExecutionData[] => []);
	let credentialName = '';
	try {
		const now = Date.now();
		const object = objectOf(caller);
		const policy = policyOf(caller, now);
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const [{ account }, schema, objects] = await Promise.all([crm.whoAmI(), crm.describe(object), crm.objects()]);
		const sheet = sheetOf(crm.system, schema, policy, [policy.provenanceField, policy.updatedAtField]);
		const label = objects.find(({ name }) => name === object)?.label ?? object;
		const at = new Date(now).toISOString();
		const facts = {
			object: label,
			crm: names[crm.system],
			account,
			at,
			minimumConfidence: policy.minimumConfidence,
			editsCountDays: policy.editsCountDays,
			clearEmptyValues: policy.clearEmptyValues,
			integrations: policy.integrationUsers.length,
		};
		const pairedItem = caller.getInputData().map((_, item) => ({ item }));
		if (caller.getNodeParameter('sheetAs', 0, 'markdown') === 'items') {
			outputs[0] = sheet.rows.map((row) => ({ json: { object: label, ...row }, pairedItem }));
		} else {
			const markdown = sheetMarkdown(sheet, facts);
			const file = await caller.helpers.prepareBinaryData(
				Buffer.from(markdown, 'utf8'),
				`who-writes-what-${object}.md`,
				'text/markdown',
			);
			const json = { object: label, account, exportedAt: at, ...countsOf(sheet), markdown };
			outputs[0] = [{ json, binary: { sheet: file }, pairedItem }];
		}
		tell(caller, sheet);
	} catch (error) {
		outputs[SKIP] = failRun(caller, caller.getInputData(), errorData(error), credentialName);
	}
	return leave(caller, outputs);
}

function countsOf({ rows }: Sheet) {
	const open = rows.filter((row) => !row.protected);
	const of = (owner: string) => open.filter((row) => row.owner === owner).length;
	return {
		ai: of('AI'),
		shared: of('Shared'),
		peopleOnly: of('People Only'),
		protected: rows.length - open.length,
	};
}

function tell(caller: IExecuteFunctions, sheet: Sheet): void {
	const counts = countsOf(sheet);
	hint(
		caller,
		`AI writes ${counts.ai} ${counts.ai === 1 ? 'field' : 'fields'}, ${are(counts.shared)} Shared, ${are(counts.peopleOnly)} People Only, ${are(counts.protected)} protected. The sheet left by the first output.`,
	);
	if (sheet.unmatched.length > 0) {
		hint(
			caller,
			`No field of this object is called ${sheet.unmatched.join(', ')}: ${sheet.unmatched.length === 1 ? 'this row does' : 'these rows do'} nothing.`,
			'warning',
		);
	}
}
