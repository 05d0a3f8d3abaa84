/** Identity Lookup in n8n's engine against the sandbox HubSpot. */
import type { INodeParameters } from 'n8n-workflow';
import { aiFields } from '../../core/fields/ai-fields';
import {
	counts,
	crmOf,
	hintsOf,
	itemsAt,
	oAuth2Credential,
	openStage,
	reasonOf,
	type Stage,
	tokenCredential,
} from './stage';
import type { NodeRun } from './engine';
import { allScopes } from '../../sandbox/hubspot/options';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const MATCHED = 0;
const AMBIGUOUS = 1;
const UNMATCHED = 2;

const keys = (...rows: readonly { kind: string; field?: string; value: string }[]): INodeParameters => ({
	matchUsing: 'define',
	keys: { key: rows.map((row) => ({ ...row })) },
});

/** The match of the only item, wherever it left. */
function onlyMatch(run: NodeRun) {
	const items = run.outputs.flat();
	if (items.length !== 1) throw new Error(`${items.length} items instead of one: ${JSON.stringify(items)}`);
	return crmOf(items[0]).match;
}

describe('Find the Record for Each Item', () => {
	it('recognises e-mail, record id and phone by the names of the incoming fields', async () => {
		const byMail = stage.contact({ email: 'grace@hopper.example' });
		const byId = stage.contact({ lastname: 'By Id' });
		const byPhone = stage.contact({ phone: '+1 202 555 0143' });
		const run = await stage.lookup({}, [
			{ 'Work E-Mail': ' Grace@Hopper.example ' },
			{ hubspotId: Number(byId) },
			{ Telephone: '+1 (202) 555-0143' },
		]);
		expect(counts(run)).toEqual([3, 0, 0]);
		expect(run.outputs[MATCHED]?.map((item) => [crmOf(item).id, crmOf(item).match.via])).toEqual([
			[byMail, ['email']],
			[byId, ['record id']],
			[byPhone, ['phone']],
		]);
	});

	it('matches a secondary e-mail address, and refuses it where more certainty is asked for', async () => {
		const id = stage.contact({ email: 'first@second.example', hs_additional_emails: 'other@second.example' });
		const run = await stage.lookup({}, [{ email: 'other@second.example' }]);
		expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({ id, match: { via: ['secondary email'] } });
		const strict = await stage.lookup({ options: { certainty: 0.96 } }, [{ email: 'other@second.example' }]);
		expect(counts(strict)).toEqual([0, 1, 0]);
		expect(onlyMatch(strict).why).toContain('96 % is needed');
	});

	it('reads chosen keys by expression for each item', async () => {
		const ids = [stage.contact({ email: 'one@chosen.example' }), stage.contact({ email: 'two@chosen.example' })];
		const run = await stage.lookup(
			keys({ kind: 'email', value: '={{ $json.who.toLowerCase() + "@chosen.example" }}' }),
			[{ who: 'ONE' }, { who: 'TWO' }],
		);
		expect(run.outputs[MATCHED]?.map((item) => crmOf(item).id)).toEqual(ids);
	});

	it('uses the country for phone numbers without country code, and says that it is missing', async () => {
		const id = stage.contact({ phone: '+49 30 90182000' });
		const phone = keys({ kind: 'phone', value: '={{ $json.call }}' });
		const without = await stage.lookup(phone, [{ call: '030 90182000' }]);
		expect(counts(without)).toEqual([0, 0, 1]);
		expect(onlyMatch(without).why).toContain('Country for Phone Numbers');
		const run = await stage.lookup({ ...phone, options: { country: ' de ' } }, [{ call: '030 90182000' }]);
		expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({ id, match: { via: ['phone'] } });
	});

	it('finds by a unique field and by record id', async () => {
		const id = stage.contact({ external_customer_id: 'K-77' });
		const run = await stage.lookup(keys({ kind: 'unique', field: 'external_customer_id', value: '={{ $json.no }}' }), [
			{ no: 'K-77' },
		]);
		expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({ id, match: { via: ['unique field'] } });
		const byId = await stage.lookup(keys({ kind: 'id', value: '={{ $json.no }}' }), [{ no: ` ${id} ` }]);
		expect(crmOf(byId.outputs[MATCHED]?.[0])).toMatchObject({ id, match: { via: ['record id'] } });
	});

	it('takes an e-mail address that is chosen as unique field for the e-mail address that it is', async () => {
		stage.contact({ email: 'sales@uniquely.example' });
		const run = await stage.lookup(keys({ kind: 'unique', field: 'email', value: 'sales@uniquely.example' }), [{}]);
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(onlyMatch(run).why).toContain('shared mailbox');
	});

	it('sends role mailboxes, two candidates and disagreeing keys to Ambiguous with the candidates and the reason', async () => {
		const role = stage.contact({ email: 'info@roles.example' });
		const twins = [stage.contact({ phone: '+1 303 555 0177' }), stage.contact({ phone: '+1 303 555 0177' })];
		const mail = stage.contact({ email: 'ida@disagree.example' });
		const other = stage.contact({ lastname: 'Somebody Else' });
		const run = await stage.lookup({}, [
			{ email: 'info@roles.example' },
			{ phone: '+13035550177' },
			{ email: 'ida@disagree.example', record_id: other },
		]);
		expect(counts(run)).toEqual([0, 3, 0]);
		const matches = run.outputs[AMBIGUOUS]?.map((item) => crmOf(item).match) ?? [];
		expect(matches.map(({ candidates }) => candidates.map(({ id }) => id).sort())).toEqual([
			[role],
			twins.sort(),
			[mail, other].sort(),
		]);
		expect(matches.map(({ why }) => why)).toEqual([
			expect.stringContaining('shared mailbox'),
			expect.stringContaining('2 records have this phone number'),
			expect.stringContaining('lead to different records'),
		]);
		for (const item of run.outputs[AMBIGUOUS] ?? []) expect(crmOf(item)).not.toHaveProperty('id');
	});

	it('sends items without record, without key and with an unreadable key to Unmatched with the reason', async () => {
		const run = await stage.lookup({}, [
			{ email: 'nobody@nowhere.example' },
			{ note: 'Ada' },
			{ name: 'Zebedee Nobody' },
			{ email: 'not an address' },
		]);
		expect(counts(run)).toEqual([0, 0, 4]);
		expect(run.error).toBeUndefined();
		expect(run.outputs[UNMATCHED]?.map((item) => crmOf(item).match.why)).toEqual([
			'No record has this e-mail address.',
			'The item has nothing to look a record up by, such as an e-mail address, a phone number, a name or a record ID.',
			'No record has this name.',
			'The item’s e-mail address cannot be read.',
		]);
		expect(hintsOf(run)).toEqual(['4 unmatched.']);
	});

	it('sends a deleted record to Unmatched, and follows a merged one', async () => {
		const deleted = stage.contact();
		const [winner, loser] = [stage.contact(), stage.contact()];
		stage.control.delete({ object: 'contact', id: deleted });
		stage.control.merge({ object: 'contact', winner, loser });
		const run = await stage.lookup({}, [{ record_id: deleted }, { record_id: loser }]);
		expect(counts(run)).toEqual([1, 0, 1]);
		expect(crmOf(run.outputs[UNMATCHED]?.[0]).match.why).not.toBe('');
		expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({
			id: winner,
			match: { candidates: [{ id: winner, mergedFrom: loser }] },
		});
		expect(crmOf(run.outputs[MATCHED]?.[0]).match.why).toContain(`merged from record ${loser}`);
	});

	it('reads the named fields with who changed them last and when', async () => {
		const id = stage.contact({ jobtitle: 'Buyer', city: 'Leeds' });
		const at = Date.parse('2026-02-03T04:05:06.000Z');
		stage.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'CTO', user: 502, at });
		const run = await stage.lookup({ fields: ['jobtitle', 'city', 'jobtitle', 'zip'] }, [{ record_id: id }]);
		const { snapshot } = crmOf(run.outputs[MATCHED]?.[0]);
		expect(snapshot?.values).toEqual({ jobtitle: 'CTO', city: 'Leeds', zip: null, ai_provenance: null });
		expect(snapshot?.edits['jobtitle']).toMatchObject({
			by: 'human',
			at: '2026-02-03T04:05:06.000Z',
			evidence: 'history',
		});
		expect(snapshot?.edits['jobtitle']?.actor).toContain('502');
		expect(snapshot?.edits).not.toHaveProperty('zip');
	});

	it('reads only the AI fields where none is named', async () => {
		const id = stage.contact({ email: 'plain@fields.example', jobtitle: 'Buyer' });
		const run = await stage.lookup({}, [{ record_id: id }]);
		expect(Object.keys(crmOf(run.outputs[MATCHED]?.[0]).snapshot?.values ?? {}).sort()).toEqual(
			aiFields.map(({ name }) => name).sort(),
		);
	});

	it('keeps the user’s other data, binary data and pairs, and writes one key', async () => {
		const id = stage.contact({ email: 'keep@data.example' });
		const binary = { file: { data: 'aGk=', mimeType: 'text/plain' } };
		const items = [
			{ json: { email: 'nobody@data.example', n: 0, deep: { a: [1, null] } }, binary },
			{ json: { email: 'keep@data.example', n: 1, falsy: 0, empty: '' }, binary },
		];
		const run = await stage.lookup({}, items);
		const [hit] = run.outputs[MATCHED] ?? [];
		const [miss] = run.outputs[UNMATCHED] ?? [];
		expect({ ...hit?.json, crm: crmOf(hit).id }).toEqual({ ...items[1]?.json, crm: id });
		expect({ ...miss?.json, crm: crmOf(miss).match.status }).toEqual({ ...items[0]?.json, crm: 'unmatched' });
		expect([hit?.pairedItem, miss?.pairedItem]).toEqual([{ item: 1 }, { item: 0 }]);
		expect([hit?.binary, miss?.binary]).toEqual([binary, binary]);
	});

	it('keeps the time of the event that an item tells of, for the audit', async () => {
		const id = stage.contact({ lastname: 'Event' });
		const run = await stage.lookup({}, [{ hubspotId: id, occurredAt: 1_795_176_000_000 }, { hubspotId: id }]);
		expect(run.outputs[0]?.map((item) => crmOf(item).eventAt)).toEqual(['2026-11-20T12:00:00.000Z', undefined]);
	});

	it('leaves an item with data of its own under "crm" untouched, and says why', async () => {
		stage.contact({ email: 'foreign@crm.example' });
		const foreign = { email: 'foreign@crm.example', crm: { system: 'mine' } };
		const run = await stage.lookup({}, [foreign, { email: 'foreign@crm.example' }]);
		expect(counts(run)).toEqual([1, 0, 1]);
		const [item] = run.outputs[UNMATCHED] ?? [];
		expect(item?.json).toMatchObject(foreign);
		expect(reasonOf(item)).toContain('Rename that key');
		expect(hintsOf(run)).toEqual(['1 matched, 1 not looked up.']);
	});

	it('looks an item up anew that was looked up before', async () => {
		const id = stage.contact({ email: 'again@lookup.example' });
		const first = await stage.lookup({}, [{ email: 'again@lookup.example' }]);
		const again = await stage.lookup(
			{ fields: ['city'] },
			itemsAt(first, MATCHED).map(({ json }) => json),
		);
		expect(crmOf(again.outputs[MATCHED]?.[0])).toMatchObject({ id, snapshot: { values: { city: null } } });
	});

	it('recognises the next column of a kind where the best-known one is empty', async () => {
		const id = stage.contact({ email: 'second@column.example' });
		const run = await stage.lookup({}, [{ email: '', work_email: 'second@column.example' }]);
		expect(crmOf(run.outputs[MATCHED]?.[0]).id).toBe(id);
	});

	it('fails only the item whose key expression fails', async () => {
		stage.contact({ email: 'fine@expression.example' });
		const run = await stage.lookup(
			keys({ kind: 'email', value: '={{ $json.bad ? $("Gone").item.json.x : $json.email }}' }),
			[{ email: 'fine@expression.example' }, { email: 'fine@expression.example', bad: true }],
		);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 1]);
		expect(reasonOf(run.outputs[UNMATCHED]?.[0])).toContain('expression');
	});

	it('names a field to read that does not exist, and asks the CRM for no record', async () => {
		stage.control.resetStats();
		const run = await stage.lookup({ fields: ['jobtitle', 'no_such_field'] }, [{ record_id: '1' }]);
		expect(run.error?.message).toContain('"no_such_field"');
		expect(run.error?.message).not.toContain('jobtitle');
		expect(Object.keys(stage.control.stats().byPurpose)).not.toContain('batch read');
	});

	it('names a unique field that does not exist', async () => {
		const run = await stage.lookup(keys({ kind: 'unique', field: 'no_such_key', value: 'x' }), [{}]);
		expect(run.error?.message).toContain('"no_such_key"');
	});

	it('finds companies and records of a custom object', async () => {
		const company = stage.control.create({ object: 'company', values: { name: 'Alder', erp_number: 'E-1' } });
		const run = await stage.lookup(
			{
				...keys({ kind: 'unique', field: 'erp_number', value: 'E-1' }),
				object: { __rl: true, mode: 'list', value: 'company' },
			},
			[{}],
		);
		expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({ id: company, object: 'company' });
	});

	it('names the object in one way, however the panel spells it', async () => {
		const id = stage.contact({ email: 'spelled@object.example' });
		for (const value of ['contacts', '0-1', 'Contact']) {
			const run = await stage.lookup({ object: { __rl: true, mode: 'id', value } }, [
				{ email: 'spelled@object.example' },
				{},
			]);
			expect(run.error).toBeUndefined();
			expect(crmOf(run.outputs[MATCHED]?.[0])).toMatchObject({ id, object: 'contact' });
			expect(crmOf(run.outputs[UNMATCHED]?.[0]).object).toBe('contact');
		}
	});

	it('names an object that the CRM does not have', async () => {
		const run = await stage.lookup({ object: { __rl: true, mode: 'id', value: 'unicorn' } }, [{}]);
		expect(run.error?.message).toContain('unicorn');
	});

	it('passes an empty input on without asking the CRM', async () => {
		stage.control.resetStats();
		const run = await stage.lookup({}, []);
		expect(run.error).toBeUndefined();
		expect(run.outputs.flat()).toEqual([]);
		expect(stage.control.stats().total).toBe(0);
	});

	it('works with an OAuth2 credential', async () => {
		const id = stage.contact({ email: 'oauth@signed.example' });
		stage.control.addToken({ token: 'oauth-live', appId: 7, scopes: [...allScopes], kind: 'oauth' });
		const credentials = [oAuth2Credential(stage.url, 'oauth-live', 'refresh')];
		const run = await stage.lookup({ authentication: 'oAuth2' }, [{ email: 'oauth@signed.example' }], { credentials });
		expect(run.error).toBeUndefined();
		expect(crmOf(run.outputs[MATCHED]?.[0]).id).toBe(id);
	});

	it('accepts a Test Server address with a slash at the end', async () => {
		const credentials = [tokenCredential(`${stage.url}/`)];
		const run = await stage.lookup({}, [{}], { credentials });
		expect(counts(run)).toEqual([0, 0, 1]);
	});

	it('asks in batches: 300 items by e-mail take at most 16 requests, and every item leaves once', async () => {
		const items = Array.from({ length: 300 }, (_, index) => ({ email: `p${index}@economy.example`, index }));
		for (const [index, { email }] of items.entries()) if (index % 60 > 0) stage.contact({ email });
		stage.control.resetStats();
		const run = await stage.lookup({ fields: ['jobtitle'] }, items);
		expect(counts(run)).toEqual([295, 0, 5]);
		const leaving = run.outputs.flat();
		expect(leaving.every((item) => item.json['index'] === (item.pairedItem as { item: number }).item)).toBe(true);
		expect(new Set(leaving.map((item) => item.json['index'])).size).toBe(300);
		expect(new Set(run.outputs[MATCHED]?.map((item) => crmOf(item).id)).size).toBe(295);
		const { total, byPurpose } = stage.control.stats();
		// Two of the searches are for tagged and for additional addresses of all the mailboxes together.
		expect(byPurpose).toMatchObject({ 'batch read': 3, 'batch read with history': 6, search: 6 });
		expect(total).toBeLessThanOrEqual(16);
		expect(hintsOf(run)).toEqual(['295 matched, 5 unmatched.']);
	});
});

describe('Get Records', () => {
	let own: Stage;
	beforeAll(async () => {
		own = await openStage();
		own.control.createProperty({ object: 'contact', name: 'crm', type: 'string', fieldType: 'text' });
	});
	afterAll(async () => await own.close());

	const day = 86_400_000;
	const list = async (parameters: INodeParameters) =>
		await own.lookup({ operation: 'list', ...parameters }, [{ trigger: true }]);
	const idsOf = (run: NodeRun) => run.outputs[MATCHED]?.map((item) => crmOf(item).id);

	it('lists what changed since, what AI has not filled, and what AI filled long ago', async () => {
		const old = own.contact();
		const fresh = own.contact({ ai_lead_score: '40' });
		own.control.edit({ object: 'contact', id: fresh, field: 'city', value: 'Leeds', at: Date.now() - 3_600_000 });
		expect(idsOf(await list({}))).toEqual([fresh]);
		expect(idsOf(await list({ hours: 24 * 500 }))).toEqual([old, fresh]);
		expect(idsOf(await list({ listBy: 'empty' }))).toEqual([old]);

		const stale = own.contact();
		const set = (id: string, days: number) => {
			const at = Date.now() - days * day;
			own.control.edit({ object: 'contact', id, field: 'ai_updated_at', value: String(at), source: 'INTEGRATION', at });
		};
		set(stale, 40);
		set(fresh, 3);
		expect(idsOf(await list({ listBy: 'olderThan' }))?.sort()).toEqual([old, stale].sort());
		expect(idsOf(await list({ listBy: 'olderThan', days: 2 }))).toContain(fresh);
	});

	it('gives each record its snapshot with edits, its values beside it and a pair', async () => {
		const id = own.contact({ lastname: 'Lovelace' });
		own.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'CTO', user: 503 });
		const run = await list({ fields: ['jobtitle'] });
		const item = run.outputs[MATCHED]?.find((entry) => entry.json['id'] === id);
		expect(item?.json).toMatchObject({ name: 'Ada Lovelace', jobtitle: 'CTO' });
		expect(item?.pairedItem).toEqual({ item: 0 });
		expect(crmOf(item)).toMatchObject({
			match: { status: 'matched', via: ['listed'] },
			snapshot: { values: { jobtitle: 'CTO' }, edits: { jobtitle: { by: 'human' } } },
		});
	});

	it('stops at the limit and says that more may wait', async () => {
		for (let index = 0; index < 5; index++)
			own.control.edit({ object: 'contact', id: own.contact(), field: 'city', value: 'x' });
		const run = await list({ maxRecords: 3 });
		expect(counts(run)).toEqual([3, 0, 0]);
		expect(hintsOf(run)).toEqual(['3 records (the limit of 3 was reached; more may wait).']);
		const all = await list({});
		expect(hintsOf(all)[0]).toMatch(/^\d+ records\.$/);
	});

	it('never lets a CRM field called crm or id hide the contract or the record id', async () => {
		const id = own.contact({ crm: 'a field of the customer' });
		own.control.edit({ object: 'contact', id, field: 'city', value: 'x' });
		const run = await list({ fields: ['crm'], maxRecords: 1000 });
		const item = run.outputs[MATCHED]?.find((entry) => crmOf(entry).id === id);
		expect(crmOf(item).snapshot?.values).toEqual({ crm: 'a field of the customer', ai_provenance: null });
	});

	it('names a field that does not exist', async () => {
		const run = await list({ listBy: 'empty', emptyField: 'ai_no_such' });
		expect(run.error?.message).toContain('ai_no_such');
	});
});
