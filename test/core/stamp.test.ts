import fc from 'fast-check';
import {
	emptyStamp,
	mergeStamps,
	readStamp,
	stampField,
	writeStamp,
	type FieldStamp,
	type Stamp,
} from '../../core/stamp';
import { askedAbout } from '../../core/review/asked';
import { hashValue } from '../../core/value';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const entry = (value: string, second: number, run = '1', more: Partial<FieldStamp> = {}): FieldStamp => ({
	hash: hashValue(value),
	readAt: at(second - 1),
	writtenAt: at(second),
	run,
	...more,
});
const stamp = (fields: Record<string, FieldStamp>): Stamp => ({ v: 1, fields });
const room = 65_536;

const fieldStamp: fc.Arbitrary<FieldStamp> = fc.record(
	{
		hash: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 }),
		readAt: fc.nat(500).map(at),
		writtenAt: fc.nat(500).map(at),
		run: fc.constantFrom('1', '2'),
		seen: fc.nat(500).map(at),
		confidence: fc.constantFrom(0, 0.85, 1),
		scorer: fc.string(),
		refused: fc.uniqueArray(fc.string({ minLength: 16, maxLength: 16 }), { maxLength: 20 }),
		restoredFor: fc.constant('human' as const),
	},
	{ requiredKeys: ['hash', 'readAt', 'writtenAt', 'run'], noNullPrototype: true },
);
const anyStamp = fc
	.dictionary(fc.string({ unit: fc.constantFrom(...'abc_"é'), minLength: 1, maxLength: 6 }), fieldStamp, {
		maxKeys: 8,
		noNullPrototype: true,
	})
	.map(stamp);

describe('the text of a stamp', () => {
	test('reads back as it was written', () => {
		fc.assert(fc.property(anyStamp, (given) => expect(readStamp(writeStamp(given, room))).toEqual(given)));
	});

	test('keeps what a later version of this package may add', () => {
		const text = '{"v":1,"note":"x","fields":{"a":{"hash":"h","readAt":"r","writtenAt":"w","run":"1","more":[1]}}}';
		expect(JSON.parse(writeStamp(readStamp(text), room))).toEqual(JSON.parse(text));
	});

	test.each([
		[undefined],
		[null],
		[''],
		['{'],
		['null'],
		['[]'],
		['{"v":2,"fields":{}}'],
		['{"v":1}'],
		['{"v":1,"fields":{"a":{"hash":5}}}'],
		['A note that a person typed'],
		[42],
		[['{"v":1,"fields":{}}']],
	])('%j is no stamp', (text) => {
		expect(readStamp(text)).toEqual(emptyStamp);
	});

	test('whatever the text, reading never throws', () => {
		fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => expect(readStamp(text).v).toBe(1)));
	});

	test('never grows beyond the field, and drops the fields written longest ago first', () => {
		fc.assert(
			fc.property(anyStamp, fc.integer({ min: 20, max: 2000 }), (given, length) => {
				const text = writeStamp(given, length);
				expect(text.length).toBeLessThanOrEqual(length);
				const kept = Object.entries(readStamp(text).fields);
				const dropped = Object.entries(given.fields).filter(([name]) => !kept.some(([other]) => other === name));
				for (const [, lost] of dropped)
					for (const [, still] of kept) expect(lost.writtenAt <= still.writtenAt).toBe(true);
			}),
		);
	});

	test('is empty where not even an empty stamp fits', () => {
		expect(writeStamp(stamp({ a: entry('x', 1) }), 5)).toBe('');
	});

	test('the order of fields written at once stays as it was', () => {
		const given = stamp({ b: entry('1', 5), a: entry('2', 5), c: entry('3', 5) });
		expect(Object.keys(readStamp(writeStamp(given, room)).fields)).toEqual(['b', 'a', 'c']);
	});
});

describe('two runs that stamp one record', () => {
	test('fields of both are kept', () => {
		const merged = mergeStamps(stamp({ a: entry('A', 1, '1') }), stamp({ b: entry('B', 2, '2') }));
		expect(Object.keys(merged.fields).sort()).toEqual(['a', 'b']);
	});

	test('that a run of ours made the record is kept, on either side', () => {
		const created = { at: '2026-11-20T10:00:00.000Z', run: '7' };
		const born = { ...stamp({ a: entry('A', 1, '1') }), created };
		const other = stamp({ b: entry('B', 2, '2') });
		expect(mergeStamps(born, other).created).toEqual(created);
		expect(mergeStamps(other, born).created).toEqual(created);
		expect(readStamp(writeStamp(born, 65_536)).created).toEqual(created);
	});

	test('of one field the later write stands, on either side', () => {
		const early = stamp({ a: entry('early', 1, '1') });
		const late = stamp({ a: entry('late', 2, '2') });
		expect(mergeStamps(early, late).fields['a']?.run).toBe('2');
		expect(mergeStamps(late, early).fields['a']?.run).toBe('2');
	});

	test('no refusal is lost, and at most 20 are kept', () => {
		const refused = (from: number, count: number) => Array.from({ length: count }, (_, i) => `r${from + i}`);
		const both = mergeStamps(
			stamp({ a: entry('x', 1, '1', { refused: refused(0, 2) }) }),
			stamp({ a: entry('y', 2, '2', { refused: refused(1, 3) }) }),
		);
		expect(both.fields['a']?.refused).toEqual(['r0', 'r1', 'r2', 'r3']);
		const many = mergeStamps(
			stamp({ a: entry('x', 1, '1', { refused: refused(0, 20) }) }),
			stamp({ a: entry('y', 2, '2', { refused: refused(100, 20) }) }),
		);
		expect(many.fields['a']?.refused).toEqual(refused(100, 20));
	});

	test('merging twice changes nothing more, and no field of either side is missing', () => {
		fc.assert(
			fc.property(anyStamp, anyStamp, (a, b) => {
				const once = mergeStamps(a, b);
				expect(mergeStamps(once, b)).toEqual(once);
				expect(Object.keys(once.fields).sort()).toEqual(
					[...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])].sort(),
				);
			}),
		);
	});
});

describe('what an open question keeps for the audit', () => {
	const asked = (suggested: string) => ({
		before: 'CEO',
		suggested,
		scorer: { method: 'model' as const, version: 'v1', inputHash: 'i' },
	});
	const open = (suggested: string): Stamp => ({
		...stamp({ a: entry('A', 1) }),
		reviews: { a: { hash: 'h', status: 'open', at: at(1), asked: asked(suggested) } },
	});

	test('comes back as it was, in characters that no CRM changes', () => {
		const given = open('<b>Müller & Söhne</b>\u2028👩‍💻');
		const text = writeStamp(given, room);
		expect(text).toMatch(/^[ -~]+$/);
		expect(text).not.toMatch(/[<>&]/);
		expect(readStamp(text)).toEqual(given);
	});

	test('is the first to go where room is short: the question itself is what must not be forgotten', () => {
		const given = open('x'.repeat(300));
		const left = readStamp(writeStamp(given, 400));
		expect(left.reviews?.['a']).toEqual({ hash: 'h', status: 'open', at: at(1) });
		expect(left.fields).toEqual(given.fields);
	});

	test('cannot make the whole stamp unreadable', () => {
		const text = JSON.stringify({ ...open('x'), reviews: { a: { hash: 'h', status: 'open', at: at(1), asked: 7 } } });
		expect(readStamp(text).reviews?.['a']).toMatchObject({ hash: 'h', status: 'open' });
	});

	test('is cut where it is long, an empty value stays one', () => {
		const made = askedAbout({ reason: 'r'.repeat(999), scorer: asked('').scorer }, '👩'.repeat(999), null, undefined);
		expect([made.before, [...(made.suggested ?? '')].length, made.reason?.length]).toEqual([null, 300, 300]);
		expect(made.suggested?.endsWith('👩…')).toBe(true);
	});
});

describe('the stamp of a write', () => {
	const writing = { stored: 'new', readAt: at(9), writtenAt: at(10), run: '2' };

	test('holds the hash, never the value', () => {
		const made = stampField(undefined, { ...writing, stored: 'jane@example.com' });
		expect(JSON.stringify(made)).not.toContain('jane');
		expect(made).toEqual({ hash: hashValue('jane@example.com'), readAt: at(9), writtenAt: at(10), run: '2' });
	});

	test('keeps earlier refusals, forgets the rest of the earlier entry', () => {
		const earlier = entry('old', 1, '1', { refused: ['r1'], restoredFor: 'human', confidence: 0.9, seen: at(0) });
		expect(stampField(earlier, { ...writing, refused: 'no' })).toEqual({
			hash: hashValue('new'),
			readAt: at(9),
			writtenAt: at(10),
			run: '2',
			refused: ['r1', hashValue('no')],
		});
	});

	test('remembers the earlier value of ours that a person replaced, never a person’s own', () => {
		const ours = stampField(entry('old', 1), { ...writing, replaced: true });
		expect(ours.refused).toEqual([hashValue('old')]);
		const theirs = stampField(entry('old', 1, '1', { restoredFor: 'human' }), { ...writing, replaced: true });
		expect(theirs.refused).toBeUndefined();
	});

	test('remembers a refused empty value, and each value once', () => {
		expect(stampField(undefined, { ...writing, refused: null }).refused).toEqual([hashValue(null)]);
		expect(
			stampField(entry('x', 1, '1', { refused: [hashValue('no')] }), { ...writing, refused: 'no' }).refused,
		).toEqual([hashValue('no')]);
	});

	test('forgets the oldest of more than 20 refusals', () => {
		const full = entry('x', 1, '1', { refused: Array.from({ length: 20 }, (_, i) => `r${i}`) });
		const refused = stampField(full, { ...writing, refused: 'no' }).refused;
		expect(refused).toHaveLength(20);
		expect(refused?.at(-1)).toBe(hashValue('no'));
		expect(refused?.[0]).toBe('r1');
	});

	test('marks a value that was put back as a person’s', () => {
		expect(stampField(undefined, { ...writing, restored: true }).restoredFor).toBe('human');
	});
});
