import { protectedBecause } from '../../../core/policy/protected';
import type { FieldSchema } from '../../../core/fields/schema';
import type { CrmSystem } from '../../../core/record';
import { field } from '../fields/field';

const because = (system: CrmSystem, over: Partial<FieldSchema>, additional: string[] = []) =>
	protectedBecause(system, field(over), additional);

describe('protected fields (S1-02, S1-03, S1-30)', () => {
	test.each<[CrmSystem, string, string]>([
		['hubspot', 'hubspot_owner_id', 'the owner'],
		['hubspot', 'lifecyclestage', 'the lifecycle'],
		['hubspot', 'hs_pipeline_stage', 'the pipeline or stage'],
		['hubspot', 'dealstage', 'the pipeline or stage'],
		['hubspot', 'hs_lead_status', 'the status'],
		['hubspot', 'amount', 'an amount of money'],
		['hubspot', 'hs_deal_stage_probability', 'the probability or forecast'],
		['hubspot', 'retail_ai_amount', 'an amount of money'],
		['hubspot', 'closedate', 'the close date'],
		['hubspot', 'email', 'an e-mail address'],
		['hubspot', 'firstname', 'the name'],
		['hubspot', 'hs_email_optout', 'consent or opt-out'],
		['hubspot', 'newsletter_consent', 'consent or opt-out'],
		['hubspot', 'associatedcompanyid', 'a parent link'],
		['hubspot', 'salesforcecontactid', 'an external id'],
		['hubspot', 'erp_external_id', 'an external id'],
		['salesforce', 'OwnerId', 'the owner'],
		['salesforce', 'StageName', 'the pipeline or stage'],
		['salesforce', 'Status', 'the status'],
		['salesforce', 'HasOptedOutOfEmail', 'consent or opt-out'],
		['salesforce', 'RecordTypeId', 'the record type'],
		['salesforce', 'AccountId', 'a parent link'],
		['salesforce', 'Billing_External_Id__c', 'an external id'],
		['pipedrive', 'stage_id', 'the pipeline or stage'],
		['pipedrive', 'value', 'an amount of money'],
		['pipedrive', 'marketing_status', 'consent or opt-out'],
	])('%s: %s holds %s', (system, name, group) => {
		expect(because(system, { name })).toBe(group);
		expect(because(system, { name: name.toUpperCase() })).toBe(group);
	});

	test.each<[CrmSystem, string]>([
		['hubspot', 'industry'],
		['hubspot', 'jobtitle'],
		['hubspot', 'description'],
		['hubspot', 'ai_lead_score'],
		['hubspot', 'ai_deal_amount'],
		['hubspot', 'adoption_level'],
		['salesforce', 'Industry'],
		['salesforce', 'AI_Amount__c'],
		['pipedrive', 'ai_status'],
	])('%s: %s is not protected', (system, name) => {
		expect(because(system, { name })).toBeUndefined();
	});

	test('money and unique ids are told by the field, not by its name', () => {
		expect(because('hubspot', { name: 'budget', currency: true })).toBe('an amount of money');
		expect(because('hubspot', { name: 'customer_number', unique: true })).toBe('an id that must stay unique');
		expect(because('hubspot', { name: 'ai_key', unique: true })).toBe('an id that must stay unique');
	});

	test("the user's own names and patterns count for ai_ fields, too", () => {
		expect(because('hubspot', { name: 'ai_lead_score' }, ['ai_*'])).toBe('something you protected in this node');
		expect(because('hubspot', { name: 'Industry' }, ['industry'])).toBe('something you protected in this node');
	});
});
