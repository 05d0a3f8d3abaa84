/** What the panels offer: objects, fields and mappings as the CRM has them, and readable words where it does not answer. */
import { aiFields } from '../../core/fields/ai-fields';
import type { ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { getMappingFields, searchObjects } from '../../n8n/dropdowns';
import { loadOptionsContext, type TestCredential } from './engine';
import {
	FieldSafeWrite,
	IdentityLookup,
	oAuth2Credential,
	openStage,
	type Stage,
	token,
	tokenCredential,
} from './stage';
import { allScopes } from '../../sandbox/hubspot/options';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

function panel(
	object = 'contact',
	credentials: readonly TestCredential[] = stage.credentials,
	authentication = 'accessToken',
) {
	return loadOptionsContext({
		type: FieldSafeWrite,
		parameters: { object: { __rl: true, mode: 'list', value: object }, authentication },
		credentials,
	});
}

type Method = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;
const load = async (method: string, context = panel()) => {
	const { loadOptions } = {
		loadOptions: { ...new IdentityLookup().methods.loadOptions, ...new FieldSafeWrite().methods.loadOptions },
	};
	return await (loadOptions as Record<string, Method>)[method]?.call(context);
};
const valuesOf = (options: INodePropertyOptions[] | undefined) => (options ?? []).map(({ value }) => value);

it('field lists begin with the AI fields, have labels, and leave out hidden fields', async () => {
	const options = (await load('getFields')) ?? [];
	expect(valuesOf(options.slice(0, aiFields.length)).every((name) => String(name).startsWith('ai_'))).toBe(true);
	expect(options).toContainEqual({ name: 'Job Title', value: 'jobtitle', description: 'jobtitle · text' });
	expect(valuesOf(options)).toContain('hs_object_id');
	expect(valuesOf(options)).not.toContain('hs_calculated_merged_vids');
	const others = options.slice(aiFields.length).map(({ name }) => name);
	expect(others).toEqual([...others].sort((a, b) => a.localeCompare(b)));
});

it('lists to write to leave out read-only and calculated fields', async () => {
	const names = valuesOf(await load('getWritableFields'));
	expect(names).toContain('jobtitle');
	for (const name of ['hs_object_id', 'score_total', 'createdate']) expect(names).not.toContain(name);
});

it('lists of unique fields and of dates hold nothing else', async () => {
	expect(valuesOf(await load('getUniqueFields'))).toEqual(['external_customer_id']);
	const dates = valuesOf(await load('getDateFields'));
	expect(dates).toEqual(expect.arrayContaining(['ai_updated_at', 'contract_start', 'closedate']));
	expect(dates).not.toContain('jobtitle');
});

it('lists follow the object of the panel, custom objects included', async () => {
	expect(valuesOf(await load('getFields', panel('company')))).toContain('erp_number');
	const typeId = stage.control.createObject({
		name: 'pets',
		labels: { singular: 'Pet', plural: 'Pets' },
		primaryDisplayProperty: 'pet_name',
		requiredProperties: ['pet_name'],
		properties: [{ name: 'pet_name', label: 'Pet name', type: 'string', fieldType: 'text' }],
		associatedObjects: ['CONTACT'],
	});
	expect(valuesOf(await load('getFields', panel(typeId)))).toContain('pet_name');
	const { results } = await searchObjects.call(panel(), 'pet');
	expect(results).toEqual([{ name: 'Pets', value: typeId }]);
});

it('objects are found by any part of their name', async () => {
	const all = (await searchObjects.call(panel())).results.map(({ value }) => value);
	expect(all).toEqual(expect.arrayContaining(['contact', 'company', 'deal', 'ticket']));
	expect((await searchObjects.call(panel(), 'COMP')).results).toEqual([{ name: 'Companies', value: 'company' }]);
});

it('the mapper knows types and options, and offers no field that cannot be written', async () => {
	const { fields }: ResourceMapperFields = await getMappingFields.call(panel());
	const field = (id: string) => fields.find((entry) => entry.id === id);
	expect(fields[0]?.id).toMatch(/^ai_/);
	expect(field('ai_lead_score')).toMatchObject({ type: 'number', required: false, display: true });
	expect(field('newsletter_consent')).toMatchObject({ type: 'boolean' });
	expect(field('contract_start')).toMatchObject({ type: 'dateTime' });
	expect(field('tier')).toMatchObject({
		type: 'options',
		options: [
			{ name: 'Gold', value: 'A' },
			{ name: 'Silver', value: 'B' },
			{ name: 'Bronze', value: 'C' },
		],
	});
	for (const name of ['hs_object_id', 'score_total', 'createdate', 'hs_calculated_merged_vids']) {
		expect(field(name)).toBeUndefined();
	}
});

it('work with an OAuth2 credential', async () => {
	stage.control.addToken({ token: 'oauth-panel', appId: 8, scopes: allScopes, kind: 'oauth' });
	const credentials = [oAuth2Credential(stage.url, 'oauth-panel', 'refresh')];
	expect(valuesOf(await load('getUniqueFields', panel('contact', credentials, 'oAuth2')))).toEqual([
		'external_customer_id',
	]);
});

it.each([
	[
		'a wrong token',
		() => [tokenCredential(stage.url, 'pat-wrong-one')],
		'did not accept the credential',
		'paste a new token',
	],
	['a CRM that does not run', () => [tokenCredential('http://127.0.0.1:9')], 'did not answer', 'Check the network'],
	['a test server elsewhere', () => [tokenCredential('http://crm.example')], 'not on this computer', 'Leave it empty'],
	['an object that does not exist', () => [tokenCredential(stage.url)], 'has no object', 'Choose contact'],
])(
	'say what is wrong and what to do about %s',
	async (what, credentials, message, description) => {
		const context = panel(what.startsWith('an object') ? 'unicorn' : 'contact', credentials());
		for (const answer of await Promise.allSettled([load('getFields', context), getMappingFields.call(context)])) {
			const error = answer.status === 'rejected' ? (answer.reason as Error & { description?: string }) : undefined;
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.message).toContain(message);
			expect(error?.description).toContain(description);
			expect(JSON.stringify([error?.message, error?.description])).not.toMatch(new RegExp(`${token}|pat-wrong`));
		}
	},
	60_000,
);
