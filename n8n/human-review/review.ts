/** What Human Review does when the workflow reaches it. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { askForApproval, isApprovalGate } from './approval-page';
import { askPeople } from './ask-people';
import { closeReviews } from './close-reviews';

export async function reviewSuggestions(caller: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (isApprovalGate(caller)) return await askForApproval(caller);
	switch (caller.getNodeParameter('operation', 0, 'task')) {
		case 'sendAndWait':
			return await askPeople(caller, 'page');
		case 'close':
			return await closeReviews(caller);
		default:
			return await askPeople(caller, 'task');
	}
}
