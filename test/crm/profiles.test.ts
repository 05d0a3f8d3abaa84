/** What records say about who they are, where each CRM has its own fields for it. */
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { startSandbox } from '../../sandbox/server';
import { fetchPort } from './fetch-port';
import { openPipedrive } from './pipedrive/stage';
import { salesforceStage } from './write/salesforce-stage';
import type { Crm } from '../../crm/crm';

let close: () => Promise<void>;
afterEach(async () => {
	await close();
});

const profile = async (crm: Crm, object: string, id: string) => {
	const [found] = await crm.find(object, [{ id }], []);
	return found?.ok === true ? found.value[0]?.profile : found?.error;
};

test('Salesforce: the address of an account, a contact and a lead has its street and postal code', async () => {
	const stage = await salesforceStage();
	close = stage.close;
	const { crm } = stage.connect();
	const address = { Street: 'Hauptstr. 5', PostalCode: '10115', City: 'Berlin', Country: 'Germany' };
	const said = { street: 'Hauptstr. 5', postcode: '10115', city: 'Berlin', country: 'Germany' };
	const values = { LastName: 'Lee', Name: 'Acme', Company: 'Acme' };
	for (const [object, prefix, names] of [
		['company', 'Billing', ['Name']],
		['contact', 'Mailing', ['LastName']],
		['lead', '', ['LastName', 'Company']],
	] as const) {
		const id = stage.control.create({
			object,
			values: Object.fromEntries([
				...Object.entries(values).filter(([name]) => (names as readonly string[]).includes(name)),
				...Object.entries(address).map(([part, value]) => [`${prefix}${part}`, value]),
			]),
		});
		expect(await profile(crm, object, id)).toMatchObject(said);
	}
});

test('Pipedrive: the address of an organisation has its street with the house number, and its postal code', async () => {
	const stage = await openPipedrive();
	close = stage.close;
	const { crm } = stage.connect();
	const address = {
		value: 'Hauptstraße 5, 10115 Berlin, Germany',
		...{ route: 'Hauptstraße', street_number: '5', postal_code: '10115', locality: 'Berlin', country: 'Germany' },
	};
	const id = stage.control.create({ object: 'company', values: { name: 'Acme', address: JSON.stringify(address) } });
	expect(await profile(crm, 'company', id)).toMatchObject({
		...{ street: 'Hauptstraße 5', postcode: '10115', city: 'Berlin', country: 'Germany' },
	});
	const bare = stage.control.create({ object: 'company', values: { name: 'Bare' } });
	expect(await profile(crm, 'company', bare)).toMatchObject({ street: undefined, postcode: undefined });
});

test('HubSpot: of several LinkedIn fields the one with a profile of the record’s kind counts', async () => {
	const sandbox = await startSandbox({ limits: { tenSeconds: 1e9, searchPerSecond: 1e9 } });
	close = async () => await sandbox.close();
	const { control, url, token } = sandbox;
	for (const name of ['company_linkedin', 'hs_linkedin_url'])
		control.createProperty({ object: 'contact', name, type: 'string', fieldType: 'text' });
	const own = 'https://www.linkedin.com/in/ann-lee-1';
	const id = control.create({
		object: 'contact',
		values: { company_linkedin: 'https://www.linkedin.com/company/acme', hs_linkedin_url: own },
	});
	const crm = createHubSpot(fetchPort(url, { token }), { baseUrl: url });
	expect(await profile(crm, 'contact', id)).toMatchObject({ linkedin: own });
	const [found] = await crm.find('contact', [{ linkedin: 'in/ann-lee-1' }], []);
	expect(found?.ok === true && found.value.map((one) => one.id)).toEqual([id]);
});
