/** Searches that find thousands of records: what they crowd out of the answer must not make others look unique. */
import { salesforceStage, type SalesforceStage } from './write/salesforce-stage';

let s: SalesforceStage;
beforeAll(async () => {
	s = await salesforceStage();
	for (let n = 0; n < 4_100; n++) s.contact({ Email: 'info@crowd.example', FirstName: `No ${n}` });
	s.contact({ Email: 'ann@engines.example', LastName: 'Lovelace' });
	s.contact({ Email: 'ann@engines.example', LastName: 'Lovelace' });
}, 60_000);
afterAll(async () => await s.close());

test('an address that thousands share hides no record of another address in the same run', async () => {
	const { crm } = s.connect();
	const answers = await crm.find('contact', [{ email: 'info@crowd.example' }, { email: 'ann@engines.example' }], []);
	expect(answers.map((answer) => answer.ok && answer.value.length)).toEqual([50, 2]);
}, 60_000);

test('half a character in one name fails nobody else', async () => {
	const { crm } = s.connect();
	const person = { first: 'A', last: '\ud800Lovelace' };
	const answers = await crm.find('contact', [{ person }, { email: 'ann@engines.example' }], []);
	expect(answers[1]?.ok && answers[1].value.length).toBe(2);
}, 60_000);
