import fc from 'fast-check';
import { canonicalJson, hashValue, isBlank, sameValue, type CrmValue } from '../../core/value';
import { anyValue } from './policy/arbitraries';

describe('canonical values', () => {
	test.each<[string, CrmValue, CrmValue, boolean]>([
		['a number and its text differ', 42, '42', false],
		['0 and an empty field differ', 0, null, false],
		['no and an empty field differ', false, null, false],
		['text is compared with case and spaces', 'a', 'A ', false],
		['the order of keys does not count', { street: 'A', city: 'B' }, { city: 'B', street: 'A' }, true],
		['the order of a list counts: the writer sorts choices', ['a', 'b'], ['b', 'a'], false],
		['nested objects are compared by content', [{ v: [1, { b: 1, a: 2 }] }], [{ v: [1, { a: 2, b: 1 }] }], true],
	])('%s', (_name, a, b, same) => {
		expect(sameValue(a, b)).toBe(same);
		expect(hashValue(a) === hashValue(b)).toBe(same);
	});

	test.each<[CrmValue | undefined, boolean]>([
		[undefined, true],
		[null, true],
		['', true],
		[[], true],
		[0, false],
		[false, false],
		[' ', false],
		[[null], false],
		[{}, false],
	])('%j is blank: %j', (value, blank) => {
		expect(isBlank(value)).toBe(blank);
	});

	test('canonical JSON is JSON of the same value, whatever order the keys were given in', () => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const text = canonicalJson(value);
				expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
				expect(canonicalJson(JSON.parse(text) as CrmValue)).toBe(text);
			}),
		);
	});

	test('a hash is 16 hex digits and never shows the value', () => {
		expect(hashValue('jane@example.com')).toMatch(/^[0-9a-f]{16}$/);
		expect(hashValue('jane@example.com')).not.toBe(hashValue('jane@example.org'));
	});
});
