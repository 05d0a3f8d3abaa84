/** Get Records: the start of a scheduled workflow. Records leave by Matched with their snapshot. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Filter } from '../../crm/crm';
import { fieldsToRead, fieldsWithEdits, listedContract } from '../../crm/lookup/find';
import { leave } from '../agent';
import { connect } from '../connect';
import { withContract } from '../contract';
import { errorData, failRun } from '../errors';
import { hint } from '../hints';
import { objectOf } from '../object';
import { withContexts } from './context';

const HOUR = 3_600_000;

export async function getRecords(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let credentialName = '';
	try {
		const object = objectOf(caller);
		const limit = caller.getNodeParameter('maxRecords', 0, 100) as number;
		const connection = await connect(caller);
		credentialName = connection.credentialName;
		const { crm } = connection;
		const { account } = await crm.whoAmI();
		const fields = await fieldsToRead(crm, object, caller.getNodeParameter('fields', 0, []) as string[]);

		const ids: string[] = [];
		for await (const snapshot of crm.list(object, filterOf(caller), [], limit)) ids.push(snapshot.id);
		// Listing tells no edits, and a search index lags: the values come from a read of the records themselves.
		const snapshots = await crm.read(object, ids, fields, { edits: true, editsOf: fieldsWithEdits(fields) });
		const listed = ids.flatMap((id) => {
			const read = snapshots.get(id);
			return read?.ok ? [listedContract(crm, account, object, read.value)] : [];
		});
		const matched = (await withContexts(caller, crm, object, listed)).map((contract): INodeExecutionData => {
			const json: IDataObject = {
				id: contract.id ?? '',
				name: contract.match.candidates[0]?.label ?? '',
				...(contract.snapshot?.values as IDataObject),
			};
			return { json: withContract(json, contract), pairedItem: { item: 0 } };
		});
		const gone = ids.length - matched.length;
		hint(
			caller,
			`${matched.length} records${ids.length === limit ? ` (the limit of ${limit} was reached; more may wait)` : ''}.` +
				(gone > 0
					? ` ${gone} could not be read: they were deleted or merged just now, or the CRM did not answer.`
					: ''),
			gone > 0 || ids.length === limit ? 'warning' : 'info',
		);
		return [matched, [], []];
	} catch (error) {
		return leave(caller, [[], [], failRun(caller, caller.getInputData(), errorData(error), credentialName)]);
	}
}

function filterOf(caller: IExecuteFunctions): Filter {
	switch (caller.getNodeParameter('listBy', 0)) {
		case 'empty':
			return { empty: caller.getNodeParameter('emptyField', 0) as string };
		case 'olderThan': {
			const days = caller.getNodeParameter('days', 0, 30) as number;
			const before = new Date(Date.now() - days * 24 * HOUR).toISOString();
			return { olderThan: { field: caller.getNodeParameter('dateField', 0) as string, before } };
		}
		default: {
			const hours = caller.getNodeParameter('hours', 0, 24) as number;
			return { changedSince: new Date(Date.now() - hours * HOUR).toISOString() };
		}
	}
}
