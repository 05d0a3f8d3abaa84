import fc from 'fast-check';
import { piecesOf, rowsIn, rowsOf } from '../../../core/identity/table-text';

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

	const cell = fc.oneof(
		fc.string({ unit: 'grapheme', maxLength: 6 }),
		fc.constantFrom('', '"', '""', 'a,b', 'a;b', 'x\ny', 'x\r\ny', '\r', ' é漢😀 '),
	);
	/** The same text cut anywhere, also between \r and \n or two quotes. */
	const cut = (text: string, sizes: readonly number[]): string[] => {
		const pieces: string[] = [];
		let at = 0;
		for (let turn = 0; at < text.length; turn++) {
			const size = sizes[turn % sizes.length] ?? 1;
			pieces.push(text.slice(at, at + size));
			at += size;
		}
		return pieces;
	};
	const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

	test('a CSV file that comes in pieces gives what was written into it', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
				fc.constantFrom('\n', '\r\n', '\r'),
				fc.boolean(),
				sizes,
				(rows, lineEnd, endsWithLine, pieces) => {
					const quoted = (line: readonly string[]) => line.map((one) => `"${one.replaceAll('"', '""')}"`).join(',');
					const lines = ['one,two,three', ...rows.map(quoted)];
					const text = lines.join(lineEnd) + (endsWithLine ? lineEnd : '');
					const wanted = rows.map(([one, two, three]) => ({ one, two, three }));
					expect([...rowsOf(text)]).toEqual(wanted);
					expect([...rowsOf(cut(text, pieces))]).toEqual(wanted);
				},
			),
			{ numRuns: 500 },
		);
	});

	test('any text gives the same rows, or the same kind of error, in one piece and in many', () => {
		const read = (source: string | Iterable<string>): unknown => {
			try {
				return [...rowsOf(source)];
			} catch (error) {
				return error instanceof SyntaxError ? 'no JSON' : error;
			}
		};
		const fragments = fc.constantFrom('[', ']', '{"a":1}', '{"b":"x,]"}', ',', '\n', '"', 'x', '\\', ' ', '\r\n', ';');
		fc.assert(
			fc.property(fc.array(fragments, { maxLength: 12 }), sizes, (parts, pieces) => {
				const text = `a${parts.join('')}`;
				expect(read(cut(text, pieces))).toEqual(read(text));
				for (const start of ['[', '{"a":2}']) {
					const json = start + parts.join('');
					expect(read(cut(json, pieces))).toEqual(read(json));
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('bytes are never cut within a character', () => {
		const text = `id,name\n${'1,漢😀é\n'.repeat(300_000)}`;
		const bytes = Buffer.from(text);
		const pieces = [...piecesOf(bytes)];
		expect(pieces.length).toBeGreaterThan(3);
		expect(pieces.join('') === text).toBe(true);
		let rows = 0;
		for (const row of rowsOf(piecesOf(bytes))) if (row['name'] === '漢😀é') rows++;
		expect(rows).toBe(300_000);
	});
});

describe('the number of rows of a file', () => {
	test.each([
		['short lines', 'ann@acme.com,Ann\n'.repeat(50_000), 50_000],
		['long lines', `${'x'.repeat(300)}\n`.repeat(30_000), 36_000],
		['JSON in one line', `[${'{"id":"1","email":"ann@acme.com","name":"Ann Lee"},'.repeat(50_000)}`, 10_000],
		['nothing', '', 0],
	])('%s are counted by a sample', (_, text, about) => {
		const rows = rowsIn(Buffer.from(text));
		expect(Math.abs(rows - about)).toBeLessThanOrEqual(about * 0.05);
	});
});
