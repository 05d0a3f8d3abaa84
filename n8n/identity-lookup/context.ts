/** The panel's Context to Read, for both operations. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Contract } from '../../core/record';
import type { Crm } from '../../crm/crm';
import { readContexts } from '../../crm/lookup/context';
import { hint } from '../hints';

const DAYS = 90;

/** The same contracts, with the context that the panel asks for. Records whose context cannot be read go on without. */
export async function withContexts<T extends Pick<Contract, 'id' | 'context'>>(
	caller: IExecuteFunctions,
	crm: Crm,
	object: string,
	contracts: readonly T[],
): Promise<T[]> {
	const wanted = caller.getNodeParameter('context', 0, []) as string[];
	const ids = [...new Set(contracts.flatMap((contract) => contract.id ?? []))];
	const { contracts: contexts, failures } = await readContexts(crm, object, ids, {
		related: wanted.includes('related'),
		activities: wanted.includes('activities'),
		since: new Date(Date.now() - DAYS * 86_400_000).toISOString(),
	});
	const [first] = failures;
	if (first)
		hint(
			caller,
			`The context of ${failures.length} records could not be read: ${first.message} ${first.hint}`,
			'warning',
		);
	return contracts.map((contract) => {
		const context = contract.id === undefined ? undefined : contexts.get(contract.id);
		return context === undefined ? contract : { ...contract, context };
	});
}
