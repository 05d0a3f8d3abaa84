/** LinkedIn profiles as people and browsers write them, and fields for the page of somebody's company. */
import { fillable, type CrmName, type Filled } from '../../bench/identity/crms';
import { linkedInNames } from '../../crm/linkedin';

let filled: Filled;
afterEach(async () => {
	await filled.close();
});

const found = async (object: string, linkedin: string) => {
	const [answer] = await filled.crm.find(object, [{ linkedin }], []);
	if (answer?.ok !== true) throw new Error(answer?.error.message);
	return answer.value.map(({ id, via, profile }) => [id, via, profile?.linkedin]);
};
const person = (linkedinUrl: string) =>
	filled.add({ object: 'contact', id: '', firstName: 'Jürgen', lastName: 'Meier', linkedinUrl }, undefined);

describe.each<CrmName>(['hubspot', 'salesforce', 'pipedrive'])('%s', (name) => {
	test('a profile is found as it reads and as a browser writes it', async () => {
		filled = await fillable(name);
		const urls = [
			'https://www.linkedin.com/in/j%C3%BCrgen-meier-1a2b/',
			'https://de.linkedin.com/in/Jürgen-Meier-1a2b',
			'https://www.linkedin.com/in/j%c3%bcrgen-meier-1a2b?trk=x',
		];
		const ids = urls.map((url): [string, string[], string] => [person(url), ['linkedin'], url]);
		person('https://www.linkedin.com/in/j%C3%BCrgen-meier-9z');
		expect((await found('contact', 'in/jürgen-meier-1a2b')).sort()).toEqual(ids.sort());
	});

	test('an old public address is a profile', async () => {
		filled = await fillable(name);
		const url = 'https://www.linkedin.com/pub/ann-lee/1/2b/3c';
		expect(await found('contact', 'in/ann-lee')).toEqual([]);
		const id = person(url);
		expect(await found('contact', 'in/ann-lee')).toEqual([[id, ['linkedin'], url]]);
	});

	test('the page of a company is no profile of a person', async () => {
		filled = await fillable(name);
		const id = person('https://www.linkedin.com/company/acme');
		expect(await found('contact', 'company/acme')).toEqual([]);
		const [answer] = await filled.crm.find('contact', [{ id }], []);
		expect(answer?.ok === true && answer.value[0]?.profile?.linkedin).toBeUndefined();
	});
});

test.each<CrmName>(['hubspot', 'salesforce'])('%s: a company has its page', async (name) => {
	filled = await fillable(name);
	const linkedinUrl = 'https://www.linkedin.com/company/acme/about';
	const company = filled.add({ object: 'company', id: '', name: 'Acme', linkedinUrl }, undefined);
	expect(await found('company', 'company/acme')).toEqual([[company, ['linkedin'], linkedinUrl]]);
});

test('half a character in a profile has one spelling', async () => {
	filled = await fillable('salesforce');
	expect(linkedInNames('in/a\ud800')).toHaveLength(1);
	expect(await found('contact', 'in/a\ud800')).toEqual([]);
});
