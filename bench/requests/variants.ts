/** The ways in which each CRM is measured, and which of them the command line asks for. */
import type { BenchVariant } from './bench-crm';
import { hubspot } from './hubspot';
import { pipedrive } from './pipedrive';
import { salesforce } from './salesforce';

const crms: Readonly<Record<string, readonly BenchVariant[]>> = { hubspot, salesforce, pipedrive };

/** What follows `--crm`; HubSpot without it. */
export function variantsAskedFor(): readonly BenchVariant[] {
	const at = process.argv.indexOf('--crm');
	const name = at === -1 ? 'hubspot' : (process.argv[at + 1] ?? '');
	const variants = crms[name];
	if (variants === undefined) throw new Error(`--crm is one of ${Object.keys(crms).join(', ')}`);
	return variants;
}
