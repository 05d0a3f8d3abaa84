/** The query language: what it finds, what it refuses, and that a well-quoted value is only ever a value. */
import { codeOf, startOrg, type Org } from './api';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(async () => {
	await org.close();
});

const make = (values: Record<string, string>) =>
	org.control.create({ object: 'contact', values: { LastName: 'x', ...values } });
const names = async (where: string, all = false) =>
	(await org.query(`SELECT LastName FROM Contact ${where}`, all)).map(({ LastName }) => LastName);
const refuse = async (soql: string) => codeOf(await org.send('GET', `/query?q=${encodeURIComponent(soql)}`));

describe('Conditions', () => {
	beforeEach(() => {
		make({
			LastName: 'Abel',
			Title: 'CTO',
			Seats__c: '5',
			Newsletter__c: 'true',
			Renewal_Date__c: '2026-03-01',
			Interests__c: 'Hardware;Analytics',
		});
		make({ LastName: 'Berg', Title: 'cto', Seats__c: '10', Renewal_Date__c: '2026-04-01', Interests__c: 'Training' });
		make({ LastName: 'Conti' });
	});

	it.each([
		["WHERE Title = 'CTO'", ['Abel', 'Berg']],
		["WHERE Title != 'CTO'", ['Conti']],
		['WHERE Title = null', ['Conti']],
		["WHERE Title = ''", ['Conti']],
		["WHERE Title IN ('cto', 'x')", ['Abel', 'Berg']],
		["WHERE Title NOT IN ('cto')", ['Conti']],
		['WHERE Seats__c > 5', ['Berg']],
		['WHERE Seats__c >= 5', ['Abel', 'Berg']],
		['WHERE Seats__c < 10', ['Abel']],
		['WHERE Newsletter__c = TRUE', ['Abel']],
		['WHERE Newsletter__c = false', ['Berg', 'Conti']],
		['WHERE Renewal_Date__c = 2026-03-01', ['Abel']],
		['WHERE Renewal_Date__c > 2026-03-01', ['Berg']],
		['WHERE CreatedDate = TODAY', ['Abel', 'Berg', 'Conti']],
		['WHERE CreatedDate < LAST_N_DAYS:3', []],
		[
			'WHERE CreatedDate >= 2020-01-01T00:00:00Z AND CreatedDate < 2120-01-01T02:00:00+02:00',
			['Abel', 'Berg', 'Conti'],
		],
		["WHERE Interests__c INCLUDES ('Analytics;Hardware', 'Nothing')", ['Abel']],
		["WHERE Interests__c EXCLUDES ('Training')", ['Abel', 'Conti']],
		["WHERE LastName LIKE '_e%'", ['Berg']],
		["WHERE NOT LastName LIKE '%e%'", ['Conti']],
		["WHERE (Title = 'cto' AND Seats__c = 5) OR LastName = 'conti'", ['Abel', 'Conti']],
		["WHERE Owner.Name = 'Robin Hale' ORDER BY LastName DESC LIMIT 1 OFFSET 1", ['Berg']],
		['ORDER BY Seats__c DESC NULLS LAST', ['Berg', 'Abel', 'Conti']],
		['ORDER BY Seats__c', ['Conti', 'Abel', 'Berg']],
		['WHERE Id IN (SELECT ConvertedContactId FROM Lead WHERE IsConverted = true)', []],
	])('%s', async (where, expected) => {
		expect(await names(where)).toEqual(expected);
	});

	it('counts and groups', async () => {
		expect(
			await org.query('SELECT Title, COUNT(Id) n, MAX(Seats__c) FROM Contact WHERE Title != null GROUP BY Title'),
		).toMatchObject([{ Title: 'CTO', n: 2, expr0: 10 }]);
	});

	it('shows deleted and merged records to queryAll only', async () => {
		const [loser, winner, gone] = [
			make({ LastName: 'Loser' }),
			make({ LastName: 'Winner' }),
			make({ LastName: 'Gone' }),
		];
		org.control.merge({ object: 'contact', winner, loser });
		org.control.delete({ object: 'contact', id: gone });
		const soql = `SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE Id IN ('${loser}', '${gone}')`;
		expect(await org.query(soql)).toEqual([]);
		expect(await org.query(soql, true)).toMatchObject([
			{ IsDeleted: true, MasterRecordId: winner },
			{ IsDeleted: true, MasterRecordId: null },
		]);
	});

	it('takes ids of 15 and 18 characters for the same record, and tells upper from lower case', async () => {
		const id = make({ LastName: 'Id' });
		expect(await names(`WHERE Id = '${id.slice(0, 15)}'`)).toEqual(['Id']);
		expect(await names(`WHERE Id = '${id}'`)).toEqual(['Id']);
		const swapped = id
			.slice(0, 15)
			.replace(/[a-z]$/i, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));
		if (swapped !== id.slice(0, 15)) expect(await names(`WHERE Id = '${swapped}'`)).toEqual([]);
	});
});

describe('Refusals', () => {
	it.each([
		['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY'],
		["SELECT Id FROM Contact WHERE LastName = 'a", 'MALFORMED_QUERY'],
		["SELECT Id FROM Contact WHERE LastName = 'a\\x'", 'MALFORMED_QUERY'],
		["SELECT Id FROM Contact WHERE LastName = 'a' OR Title = 'b' AND Email = 'c'", 'MALFORMED_QUERY'],
		["SELECT Id FROM Contact WHERE LastName = 'a' ; DELETE", 'MALFORMED_QUERY'],
		['SELECT Id FROM Contact LIMIT x', 'MALFORMED_QUERY'],
		['SELECT FROM Contact', 'MALFORMED_QUERY'],
		['', 'MALFORMED_QUERY'],
		[`SELECT Id FROM Contact WHERE LastName = '${'a'.repeat(8_000)}'`, undefined],
		['SELECT Nope FROM Contact', 'INVALID_FIELD'],
		['SELECT Id FROM Contact WHERE Nope = 1', 'INVALID_FIELD'],
		['SELECT Nope.Name FROM Contact', 'INVALID_FIELD'],
		['SELECT Id FROM Nope', 'INVALID_TYPE'],
		['SELECT Id FROM CustomField', 'INVALID_TYPE'],
		['SELECT Id FROM ContactHistory', 'INVALID_TYPE'],
		['SELECT Id FROM Contact WHERE LastName = 5', 'INVALID_FIELD'],
		["SELECT Id FROM Contact WHERE CreatedDate > '2026-01-01'", 'INVALID_FIELD'],
		["SELECT Id FROM Contact WHERE Seats__c = '5'", 'INVALID_FIELD'],
		["SELECT Id FROM Contact WHERE Sales_Notes__c = 'x'", 'INVALID_FIELD'],
		['SELECT Id FROM Contact ORDER BY Sales_Notes__c', 'INVALID_FIELD'],
		["SELECT Id FROM Contact WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR'],
		['SELECT Id FROM Contact OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE'],
	])('%#: %s', async (soql, code) => {
		expect(await refuse(soql)).toBe(code);
	});
});

describe('Quoting', () => {
	const quote = (value: string) => `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
	const nasty = [
		"O'Brien",
		"a\\' OR LastName != '",
		'\\',
		"'",
		'"',
		"x' LIMIT 1 --",
		'%',
		'_',
		'a\\nb',
		'\\u0027',
		'{x}',
		'null',
		'Ünï–©ode 🦊',
	];

	it.each(nasty)(
		'a value %j that is quoted with backslash first is found literally, and nothing else',
		async (value) => {
			make({ LastName: 'Other' });
			make({ LastName: value });
			expect(await names(`WHERE LastName = ${quote(value)}`)).toEqual([value]);
		},
	);

	it('a quote that is escaped without its backslash ends the string: the official client’s query falls apart here, too', async () => {
		make({ LastName: "a\\' OR LastName != '" });
		const attack = org.client.sobject('Contact').find({ LastName: "a\\' OR LastName != '" });
		await expect(attack).rejects.toMatchObject({ errorCode: 'MALFORMED_QUERY' });
	});

	it('LIKE takes escaped wildcards literally', async () => {
		make({ LastName: '100%' });
		make({ LastName: '100 apples' });
		expect(await names("WHERE LastName LIKE '100\\%'")).toEqual(['100%']);
		expect(await names("WHERE LastName LIKE '100%' ORDER BY LastName")).toEqual(['100 apples', '100%']);
	});

	it.each(['a(b', 'a}b', 'a-b', 'a"b', "it's", 'a\\b', 'a+b', 'a:b', 'a*b', 'a?b', 'a&b|c', '[x]^~!'])(
		'a search text %j with every reserved character escaped is searched literally',
		async (text) => {
			const id = make({ LastName: text });
			make({ LastName: 'Other' });
			const escaped = text.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&');
			const { body, status } = await org.send(
				'GET',
				`/search?q=${encodeURIComponent(`FIND {${escaped} OR nothing} IN NAME FIELDS RETURNING Contact(Id)`)}`,
			);
			expect(status).toBe(200);
			const { searchRecords } = body as { searchRecords: { Id: string }[] };
			expect(searchRecords.map(({ Id }) => Id)).toEqual([id]);
		},
	);

	it.each(['a(b', 'a-b', 'a"b', 'a}b', 'a'])('an unescaped or too short search text %j is refused', async (text) => {
		expect(codeOf(await org.send('GET', `/search?q=${encodeURIComponent(`FIND {${text}} RETURNING Contact`)}`))).toBe(
			'MALFORMED_SEARCH',
		);
	});
});
