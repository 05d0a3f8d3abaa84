/** SOQL that cannot be injected: every text stands in a query as a literal, whatever it holds. */
import fc from 'fast-check';
import { CrmError } from '../../core/errors';
import { attacks } from './salesforce-attacks';
import { anything, date, join, like, name, soql, time } from '../../crm/salesforce/soql';

/** What Salesforce reads out of the first quoted literal, by its own escape rules, and what stands behind it. */
function readLiteral(text: string): { readonly value: string; readonly rest: string } {
	const unescaped: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
	let value = '';
	for (let at = text.indexOf("'") + 1; at < text.length; at++) {
		const letter = text[at] ?? '';
		if (letter === "'") return { value, rest: text.slice(at + 1) };
		if (letter !== '\\') value += letter;
		else {
			const next = text[++at] ?? '';
			value += unescaped[next] ?? next;
		}
	}
	throw new Error(`unterminated literal in ${text}`);
}

describe('SOQL', () => {
	test.each(attacks)('takes %j as a literal', (attack) => {
		const { text } = soql`SELECT Id FROM Contact WHERE Name = ${attack} LIMIT 1`;
		expect(readLiteral(text)).toEqual({ value: attack, rest: ' LIMIT 1' });
	});

	test('takes any text as a literal, alone and in a list', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, other) => {
				expect(readLiteral(soql`${one}|`.text)).toEqual({ value: one, rest: '|' });
				const first = readLiteral(soql`IN ${[one, other]}|`.text);
				expect(first.value).toBe(one);
				expect(readLiteral(first.rest)).toEqual({ value: other, rest: ')|' });
			}),
		);
	});

	test('the wildcards of LIKE are ours only', () => {
		expect(like(anything, '100%_a\\', anything).text).toBe("'%100\\%\\_a\\\\%'");
		expect(like("x' OR Id != '").text).toBe("'x\\' OR Id != \\''");
	});

	test.each(['Id, Name', 'Name FROM User', 'Id)', "Id'", '', '1Id', 'a.b.', '.a', 'Id--', 'Id\n', 'toLabel(Name)'])(
		'refuses %j as a name',
		(text) => {
			expect(() => name(text)).toThrow(CrmError);
		},
	);

	test('names, times, dates and numbers are written as Salesforce reads them', () => {
		expect(name('Account.Owner.Name').text).toBe('Account.Owner.Name');
		expect(time('2026-11-20T10:00:00+01:00').text).toBe('2026-11-20T09:00:00.000Z');
		expect(date('2026-11-20T10:00:00Z').text).toBe('2026-11-20');
		expect(() => time("2026-11-20' OR")).toThrow();
		expect(soql`${0} ${-1.5} ${1e-7}`.text).toBe('0 -1.5 0.0000001');
		expect(() => soql`${Number.NaN}`).toThrow();
		expect(join([soql`a`, soql`b`], ' OR ').text).toBe('a OR b');
	});
});
