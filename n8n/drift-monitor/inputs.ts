/** The node's further inputs, which the panel shows: a baseline's items, and audit rows. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Panel } from './panel';

export interface Inputs {
	/** Undefined where the panel does not ask for them. */
	readonly baseline: readonly IDataObject[] | undefined;
	readonly audit: readonly IDataObject[] | undefined;
}

/** The order is the one in which the description lists the inputs. */
export function readInputs(caller: IExecuteFunctions, panel: Panel): Inputs {
	let next = 1;
	const input = (wanted: boolean) => (wanted ? itemsAt(caller, next++) : undefined);
	const baseline = input(panel.baseline.from === 'input');
	return { baseline, audit: input(panel.auditRows) };
}

/** Nothing where nothing is connected, or nothing came: an agent's tool has no inputs at all. */
function itemsAt(caller: IExecuteFunctions, index: number): IDataObject[] {
	try {
		return caller.getInputData(index).map(({ json }) => json);
	} catch {
		return [];
	}
}
