/** Identity Lookup on a reference list and on a sample, in n8n's engine against the sandbox HubSpot. */
import { IdentityLookup, counts, crmOf, hintsOf, openStage, type Stage } from './stage';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** Stands for a node that hands out rows, or one file. */
class Rows implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rows',
		name: 'rows',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Rows' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Rows', name: 'rows', type: 'string', default: '' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const text = this.getNodeParameter('rows', 0) as string;
		if (text.startsWith('[')) return [(JSON.parse(text) as INodeExecutionData['json'][]).map((json) => ({ json }))];
		return [
			[{ json: {}, binary: { file: await this.helpers.prepareBinaryData(Buffer.from(text), 'list.csv', 'text/csv') } }],
		];
	}
}

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const withList = async (
	rows: readonly object[] | string,
	items: readonly object[],
	parameters: INodeParameters = {},
) => {
	const run = await stage.workflow(
		[
			{ name: 'Rows', type: Rows, parameters: { rows: typeof rows === 'string' ? rows : JSON.stringify(rows) } },
			{
				name: 'Lookup',
				type: IdentityLookup,
				parameters: { options: { referenceList: true }, ...parameters },
			},
		],
		items.map((json) => ({ ...json })),
		[
			{ from: 'Start', to: 'Lookup' },
			{ from: 'Start', to: 'Rows' },
			{ from: 'Rows', to: 'Lookup', input: 1 },
		],
	);
	return run;
};

describe('Reference List', () => {
	it('matches against the rows of the second input, and reads the record from the CRM', async () => {
		const id = stage.contact({ firstname: 'Grace', lastname: 'Hopper', jobtitle: 'Admiral' });
		const run = await withList(
			[
				{ id, 'First Name': 'Grace', 'Last Name': 'Hopper', Company: 'Navy Yard' },
				{ id: '1', 'First Name': 'Grace', 'Last Name': 'Hooper', Company: 'Other Yard' },
			],
			[
				{ name: 'HOPPER, Grace', company: 'Navy-Yard Inc.' },
				{ name: 'Nobody Else', company: 'Navy Yard' },
			],
			{ fields: ['jobtitle'] },
		);
		const [matched, , unmatched] = run.outputs('Lookup');
		expect(matched?.map((item) => crmOf(item))).toMatchObject([{ id, snapshot: { values: { jobtitle: 'Admiral' } } }]);
		expect(unmatched).toHaveLength(1);
	});

	it('takes one CSV file, and 20,000 rows of it do not stop the process for long', async () => {
		const id = stage.contact({ email: 'row7@list.example' });
		const lines = Array.from(
			{ length: 20_000 },
			(_, row) => `${row === 7 ? id : `9${row}`};row${row}@list.example;"Person ""${row}"""`,
		);
		let longest = 0;
		let last = performance.now();
		const timer = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		const run = await withList(`Record ID;Email;Name\r\n${lines.join('\r\n')}\r\n`, [{ email: 'ROW7@list.example' }]);
		clearInterval(timer);
		expect(run.outputs('Lookup')[0]?.map((item) => crmOf(item).id)).toEqual([id]);
		// 200 ms on a free machine; other tests run beside.
		expect(longest).toBeLessThan(1000);
	});

	it('hands a deleted record of the list to a person where Include Archived is on, and never matches it', async () => {
		const rows = [
			{ id: '71', 'First Name': 'Ada', 'Last Name': 'Gone', Email: 'ada.gone@list.example', Archived: 'true' },
			{ id: '72', 'First Name': 'Bo', 'Last Name': 'Stays', Email: 'bo.stays@list.example' },
			{ id: '73', 'First Name': 'Bo', 'Last Name': 'Stays', Email: 'bo.stays@list.example', Archived: 'true' },
		];
		const items = [{ email: 'ada.gone@list.example' }];
		const without = await withList(rows, items);
		expect(without.outputs('Lookup').map((list) => list?.length ?? 0)).toEqual([0, 0, 1]);
		const run = await withList(rows, items, { options: { referenceList: true, includeArchived: true } });
		const [item] = run.outputs('Lookup')[1] ?? [];
		expect(item === undefined ? undefined : crmOf(item).match).toMatchObject({
			status: 'ambiguous',
			heldBackBy: 'deleted record',
			candidates: [{ id: '71', archived: true }],
		});
	});

	it('says what to connect where the list is empty', async () => {
		const run = await stage.lookup({ options: { referenceList: true } }, [{ email: 'a@b.example' }]);
		expect(run.error?.message ?? '').toContain('reference list is empty');
	});
});

describe('Check Matching on a Sample', () => {
	it('reports shares, classes and wrong matches, and neither reads nor writes records', async () => {
		const right = stage.contact({ firstname: 'Ines', lastname: 'Ito', email: 'ines.ito@sample.example' });
		const other = stage.contact({ firstname: 'Paul', lastname: 'Quist', email: 'paul.quist@sample.example' });
		const writes = stage.writes();
		const run = await stage.lookup({ operation: 'sample', knownId: '={{ $json.right }}' }, [
			{ email: 'ines.ito@sample.example', right },
			{ email: 'paul.quist@sample.example', right: '999' },
			{ email: 'paul.quist@sample.example', first_name: 'Somebody', last_name: 'Else' },
			{ email: 'nobody@sample.example' },
		]);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 0]);
		const [item] = run.outputs[0] ?? [];
		expect(item?.json).toMatchObject({
			items: 4,
			matched: 2,
			ambiguous: 1,
			unmatched: 1,
			knownRecords: 2,
			wrongMatches: 1,
		});
		const report = item?.json['report'] as string;
		expect(report).toContain('| Matched | 2 | 50 % | 15 % and 85 % |');
		expect(report).toContain('Matched, wrong record');
		expect(report).toContain('Ambiguous: another name');
		expect(report).toContain(other);
		expect(Object.keys(item?.binary ?? {})).toEqual(['report', 'table']);
		expect(stage.writes()).toBe(writes);
		expect(hintsOf(run)).toEqual(['Sample of 4: 2 matched, 1 ambiguous, 1 unmatched. Nothing was written.']);
	});

	it('spreads the sample over all items', async () => {
		const items = Array.from({ length: 40 }, (_, n) => ({ email: `spread${n}@sample.example` }));
		const run = await stage.lookup({ operation: 'sample', sampleSize: 4 }, items);
		expect(run.outputs[0]?.[0]?.json).toMatchObject({ items: 4, unmatched: 4 });
		const csv = Buffer.from(run.outputs[0]?.[0]?.binary?.['table']?.data ?? '', 'base64').toString('utf8');
		expect(csv.match(/spread\d+/g)).toEqual(['spread0', 'spread10', 'spread20', 'spread30']);
	});
});
