/**
 * What every adapter promises (crm/crm.ts), as tests: the same for HubSpot, Salesforce and Pipedrive. `setup` starts an
 * empty stand-in CRM for each test.
 */
import { describeCreating } from './contract/creating';
import { describeFinding } from './contract/finding';
import { describeListing } from './contract/listing';
import { describeNotes } from './contract/notes';
import { describeReading } from './contract/reading';
import { describeSchema } from './contract/schema';
import { describeWriting } from './contract/writing';
import type { ContractCrm } from './contract/setup';

export function contractSuite(name: string, setup: () => Promise<ContractCrm>): void {
	describe(`${name} keeps the contract of the port`, () => {
		const holder: { crm?: ContractCrm } = {};
		const crm = (): ContractCrm => {
			if (holder.crm === undefined) throw new Error('The stand-in CRM did not start.');
			return holder.crm;
		};
		beforeEach(async () => {
			holder.crm = await setup();
		});
		afterEach(async () => {
			await holder.crm?.close();
			delete holder.crm;
		});
		describeSchema(crm);
		describeReading(crm);
		describeFinding(crm);
		describeWriting(crm);
		describeCreating(crm);
		describeListing(crm);
		describeNotes(crm);
	});
}
