/** Searches that a CRM refuses cost no match that another key gave. */
import { fillable, type CrmName, type Filled } from '../../../bench/identity/crms';
import { defaultThresholds } from '../../../core/identity/confidence';
import { readItem } from '../../../core/identity/read-item';
import { lookUp } from '../../../crm/lookup/find';
import { judged, rawKeys } from './judged';

let filled: Filled;

afterEach(async () => {
	await filled.close();
});

const ann = { object: 'contact', id: '', firstName: 'Ann', lastName: 'Lee', email: 'ann.lee@acme.test' } as const;
const item = { email: ann.email, firstName: 'Ann', lastName: 'Lee' };
const crms: readonly CrmName[] = ['hubspot', 'salesforce', 'pipedrive'];

const byName: Readonly<Record<CrmName, RegExp>> = {
	hubspot: /contacts\/search/,
	salesforce: /LastName LIKE/,
	pipedrive: /persons\/search.*"fields":"name"/,
};

describe.each(crms)('%s', (name) => {
	let answer: number | undefined;
	async function answering(status: number): Promise<string> {
		answer = undefined;
		filled = await fillable(name, async (send, request) => {
			const asked = decodeURIComponent(`${request.path} ${JSON.stringify([request.query, request.body])}`);
			if (answer === undefined || !byName[name].test(asked)) return await send(request);
			const body =
				name === 'salesforce'
					? [{ errorCode: answer === 400 ? 'INVALID_FIELD' : 'UNKNOWN_EXCEPTION', message: 'no' }]
					: { category: 'MISSING_SCOPES', message: 'no', success: false, error: 'no' };
			return { status: answer, headers: {}, body };
		});
		const id = filled.add(ann, undefined);
		answer = status;
		return id;
	}

	test('a match by address stands where the search by name is not allowed', async () => {
		const id = await answering(name === 'salesforce' ? 400 : 403);
		expect(await judged(filled, 'contact', item)).toEqual([`matched ${id}`]);
	});

	test('an outage of the search by name hides no double', async () => {
		await answering(503);
		expect(await judged(filled, 'contact', item)).toEqual(['error unavailable']);
	}, 60_000);
});

describe.each(crms)('%s', (name) => {
	test.each(['CUST-17', '99999999999999999999999'])(
		'beside a good address a record id like %s asks a person',
		async (id) => {
			filled = await fillable(name);
			const record = filled.add(ann, undefined);
			expect(await judged(filled, 'contact', { id, email: ann.email }, { email: ann.email })).toEqual([
				`ambiguous ${record}: id leads nowhere`,
				`matched ${record}`,
			]);
		},
	);

	test('a record id alone that no record can have is nobody’s', async () => {
		filled = await fillable(name);
		filled.add(ann, undefined);
		const asked = [readItem(rawKeys({ id: 'CUST-17' }), 'person')];
		const looked = await lookUp(filled.crm, 'contact', asked, [], defaultThresholds);
		expect(looked).toMatchObject([
			{ ok: true, contract: { match: { status: 'unmatched', why: 'No record has this record ID.' } } },
		]);
	});
});
