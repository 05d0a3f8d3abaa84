/** The CRMs that the demo knows, by the value of `--crm`. */
import type { DemoCrm } from './crm';
import { hubspot } from './hubspot';
import { pipedrive } from './pipedrive';
import { salesforce } from './salesforce';

export type { DemoControl, DemoCrm, DemoSandbox } from './crm';

const crms = { hubspot, salesforce, pipedrive };

export type CrmName = keyof typeof crms;

/** Throws for a name that is none. */
export function demoCrm(name: string): DemoCrm {
	const crm = (crms as Readonly<Record<string, DemoCrm>>)[name];
	if (!crm) throw new Error(`--crm must be one of ${Object.keys(crms).join(', ')}, not "${name}".`);
	return crm;
}
