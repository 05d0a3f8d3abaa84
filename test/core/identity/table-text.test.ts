import fc from 'fast-check';
import { rowsOf } from '../../../core/identity/table-text';

describe('rows of a file', () => {
	test('a JSON array gives the same objects as parsing it in one go', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue())),
				fc.constantFrom(0, 1, '\t'),
				(values, indent) => {
					const objects = values.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
					const text = JSON.stringify(values, null, indent);
					expect([...rowsOf(text)]).toEqual(JSON.parse(JSON.stringify(objects)));
				},
			),
			{ numRuns: 500 },
		);
	});

	test('a JSON array that ends too early is an error, after the rows before it', () => {
		const rows = rowsOf('[{"a": 1}, {"a": 2}')[Symbol.iterator]();
		expect(rows.next().value).toEqual({ a: 1 });
		expect(rows.next().value).toEqual({ a: 2 });
		expect(() => rows.next()).toThrow(SyntaxError);
		expect(() => [...rowsOf('[{"a": 1},, {"a": 2}]')]).toThrow(SyntaxError);
		expect([...rowsOf(' [ ] ')]).toEqual([]);
	});

	test('CSV cells may hold quotes, separators and line breaks', () => {
		const text = '\ufeffid;name\r\n1;"A ""B"";\nC"\r\n\r\n2;D';
		expect([...rowsOf(text)]).toEqual([
			{ id: '1', name: 'A "B";\nC' },
			{ id: '2', name: 'D' },
		]);
	});
});
