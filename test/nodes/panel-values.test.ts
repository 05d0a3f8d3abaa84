/** Values of a panel that are not what the panel asks for: empty expressions, wrong fields, expressions that fail. */
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from './engine';
import { counts, crmOf, hintsOf, openStage, outcomesAt, type Stage } from './stage';
import { DriftMonitor } from '../../nodes/DriftMonitor/DriftMonitor.node';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.changes());

const FAILED = 2;
const write = { mode: 'write' };

describe('Most Records Changed a Run (S1-18)', () => {
	it.each(['={{ $json.limit }}', '={{ "many" }}', '={{ NaN }}', '={{ "" }}', '={{ null }}'])(
		'writes nothing where it gives no number: %s',
		async (mostRecords) => {
			const items = stage.contacts(2).map((id) => stage.suggest(id));
			const run = await stage.write({ ...write, mostRecords }, items, { onError: 'continueRegularOutput' });
			expect(stage.changes()).toEqual([]);
			expect(counts(run)).toEqual([0, 0, 2, 0]);
			expect(run.outputs[FAILED]?.[0]?.json['error']).toContain('Most Records Changed a Run');
		},
	);

	it('takes a number that an expression gives as text', async () => {
		const items = stage.contacts(2).map((id) => stage.suggest(id));
		const run = await stage.write({ ...write, mostRecords: '={{ "2" }}' }, items);
		expect(counts(run).slice(0, 3)).toEqual([2, 0, 0]);
	});
});

describe('stamp fields', () => {
	it('a stamp field that was left empty is the default one, as in Conflict Gate and Drift Monitor', async () => {
		const id = stage.contact();
		const options = { provenanceField: '', updatedAtField: '' };
		await stage.write({ ...write, options }, [stage.suggest(id)]);
		expect(stage.value(id, 'ai_provenance')).toContain('ai_lead_score');
		expect(stage.value(id, 'ai_updated_at')).not.toBeNull();
	});

	it('a stamp never replaces what a person entered in a field that was chosen by mistake', async () => {
		const id = stage.contact();
		stage.control.edit({ object: 'contact', id, field: 'jobtitle', value: 'Head of Sales' });
		stage.control.edit({ object: 'contact', id, field: 'next_review_at', value: '2027-01-01T00:00:00Z' });
		const before = stage.value(id, 'next_review_at');
		const options = { provenanceField: 'jobtitle', updatedAtField: 'next_review_at' };
		const run = await stage.write({ ...write, options }, [stage.suggest(id)]);
		expect(stage.value(id, 'jobtitle')).toBe('Head of Sales');
		expect(stage.value(id, 'next_review_at')).toBe(before);
		expect(outcomesAt(run, 0)).toEqual(['ai_lead_score: written (ai field)']);
		const hints = hintsOf(run).join(' ');
		expect(hints).toContain('jobtitle holds something else');
		expect(hints).toContain('next_review_at holds something else');
		expect(hints).not.toContain('Head of Sales');
	});

	it('a stamp of ours is renewed in a field of any name', async () => {
		const id = stage.contact();
		const options = { provenanceField: 'sales_notes', updatedAtField: 'next_review_at' };
		await stage.write({ ...write, options }, [stage.suggest(id, { ai_lead_score: 70 })], { executionId: 'first-run' });
		const first = stage.value(id, 'next_review_at');
		await stage.write({ ...write, options }, [stage.suggest(id, { ai_lead_score: 71 })], { executionId: 'second-run' });
		expect(stage.value(id, 'sales_notes')).toContain('second-run');
		expect(stage.value(id, 'next_review_at')).not.toBe(first);
	});
});

describe('Keys of Identity Lookup', () => {
	it('uses the second e-mail row where the first is empty for an item', async () => {
		const id = stage.contact({ email: 'second.row@keys.example' });
		const parameters: INodeParameters = {
			matchUsing: 'define',
			keys: {
				key: [
					{ kind: 'email', value: '={{ $json.private ?? "" }}' },
					{ kind: 'email', value: '={{ $json.work }}' },
				],
			},
		};
		const run = await stage.lookup(parameters, [{ work: 'second.row@keys.example' }]);
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(crmOf(run.outputs[0]?.[0]).id).toBe(id);
	});
});

describe('Recognize Automatically of Identity Lookup', () => {
	it.each(['pipedrive_id', 'pipedrivePersonId', 'Salesforce ID'])(
		'takes no id of another CRM for one of this CRM, where the same number is another record: %s',
		async (column) => {
			const id = stage.contact();
			expect(counts(await stage.lookup({}, [{ [column]: Number(id) }]))).toEqual([0, 0, 1]);
		},
	);

	it.each(['contact_id', 'vid', 'hubspotContactId'])('takes no id of a contact for a company’s: %s', async (column) => {
		const id = stage.control.create({ object: 'company', values: { name: 'Initech' }, source: 'IMPORT' });
		const company: INodeParameters = { object: { __rl: true, mode: 'id', value: 'company' } };
		expect(counts(await stage.lookup(company, [{ [column]: Number(id) }]))).toEqual([0, 0, 1]);
		expect(counts(await stage.lookup(company, [{ hubspot_id: Number(id) }]))).toEqual([1, 0, 0]);
	});
});

describe('an expression of Drift Monitor that fails', () => {
	it.each(['check', 'capture'])('never leaves by All Good (%s)', async (operation) => {
		const run = await runNode({
			type: DriftMonitor,
			parameters: { operation, options: { sample: '={{ $("Nowhere").item.json.size }}' } },
			items: [{}],
			credentials: stage.credentials,
			onError: 'continueRegularOutput',
		});
		expect(counts(run)).toEqual([0, 1]);
	});

	it.each([
		{ silentDays: '={{ $json.days }}' },
		{ silentDays: '={{ "a week" }}' },
		{ options: { limits: { limit: [{ what: 'overridden', value: '={{ "few" }}' }] } } },
		{ options: { limits: { limit: [{ what: 'staleDays', value: '={{ NaN }}' }] } } },
	])('is no limit that nothing can break: %j', async (parameters) => {
		const run = await runNode({
			type: DriftMonitor,
			parameters: { operation: 'check', ...parameters },
			items: [{}],
			credentials: stage.credentials,
			onError: 'continueRegularOutput',
		});
		expect(counts(run)).toEqual([0, 1]);
		expect(run.outputs[1]?.[0]?.json['error']).toContain('is not a number');
	});
});
