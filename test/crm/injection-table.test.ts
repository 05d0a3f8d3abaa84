/** How many strings the injection tables of the three CRMs hold. */
import { attacks as hubspot } from './hubspot/attacks';
import { attacks as pipedrive } from './pipedrive/attacks';
import { attacks as salesforce } from './salesforce-attacks';

test('the injection tables hold at least 60 distinct strings, no string twice in one of them', () => {
	for (const attacks of [hubspot, pipedrive, salesforce]) expect(new Set(attacks).size).toBe(attacks.length);
	expect(new Set([...hubspot, ...pipedrive, ...salesforce]).size).toBeGreaterThanOrEqual(60);
});
