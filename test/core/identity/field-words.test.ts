import { entriesOf, isAliasField, isDomainsField } from '../../../core/identity/field-words';

describe('fields that customers add, told by their label', () => {
	test.each([
		'Aliases',
		'Trading Name',
		'Trading_Names__c',
		'tradingName',
		'Tradestyle',
		'Former company names',
		'DBA',
	])('%s holds other names of a company', (label) => expect(isAliasField(label)).toBe(true));
	test.each(['Name', 'First Name', 'Trade Show', 'Brand', 'Legal Form', 'Account Owner Alias Id', 'Domain', ''])(
		'%j holds none',
		(label) => expect(isAliasField(label)).toBe(false),
	);
	test.each(['Domain', 'Additional Domains', 'Additional_Domains__c', 'otherWebsites', 'E-Mail Domains'])(
		'%s holds domains',
		(label) => expect(isDomainsField(label)).toBe(true),
	);
	test.each(['Domain Expert', 'Website Visits', 'Domain Expiry Date', ''])('%j holds no domain', (label) =>
		expect(isDomainsField(label)).toBe(false),
	);
	test('several entries stand on lines of their own or between ; , and |', () => {
		expect(entriesOf('acme.de; acme.fr\nacme.it,|acme.es ')).toEqual(['acme.de', 'acme.fr', 'acme.it', 'acme.es']);
		expect(entriesOf(undefined)).toEqual([]);
	});
});
