import fc from 'fast-check';
import { isPersons, newVersions, type Version } from '../../../core/policy/versions';

const version = (value: string, second: number, by: Version['by'] = 'human', actor = 'user:1'): Version => ({
	value,
	at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
	by,
	actor,
	own: false,
});

describe('versions since an earlier look', () => {
	const [a, b, c, d] = [version('a', 1), version('b', 2), version('c', 3), version('d', 4)];

	test.each<[string, Version[], Version[], Version[]]>([
		['nothing new', [b, a], [b, a], []],
		['what is on top is new', [d, c, b, a], [b, a], [d, c]],
		['everything is new in a field that had none', [b, a], [], [b, a]],
		['the CRM forgot the oldest', [d, c, b], [b, a], [d, c]],
		['the CRM forgot everything that was seen: times decide', [d, c], [b, a], [d, c]],
		['... also where a seen time comes again', [d, version('x', 2)], [b, a], [d]],
		[
			'the same value by somebody else is new',
			[version('b', 2, 'human', 'user:2'), b, a],
			[b, a],
			[version('b', 2, 'human', 'user:2')],
		],
		['the same value again later is new', [version('b', 9), b, a], [b, a], [version('b', 9)]],
		['the newest seen version is gone, an older one stays: a merge or a purge', [d, a], [b, a], [d]],
	])('%s', (_name, now, seen, fresh) => {
		expect(newVersions(now, seen)).toEqual(fresh);
	});

	test('what we learn about own writes meanwhile makes no version new', () => {
		const ours = { ...b, by: 'integration' as const };
		expect(newVersions([{ ...ours, own: true }, a], [ours, a])).toEqual([]);
	});

	test('finds exactly what was added, however much the CRM forgets at the end', () => {
		fc.assert(
			fc.property(fc.nat(6), fc.nat(6), fc.nat(12), (old, added, cap) => {
				const all = Array.from({ length: old + added }, (_, i) => version(`v${i % 3}`, i)).reverse();
				const seen = all.slice(added).slice(0, Math.max(cap, 1));
				const now = all.slice(0, Math.max(cap, 1));
				expect(newVersions(now, seen)).toEqual(all.slice(0, added).slice(0, Math.max(cap, 1)));
			}),
		);
	});
});

test.each<[Version['by'], boolean, boolean]>([
	['human', false, true],
	['unknown', false, true],
	['automation', false, false],
	['integration', false, false],
	['human', true, false],
	['unknown', true, false],
])('an edit by %s (own: %j) is a person’s: %j', (by, own, persons) => {
	expect(isPersons({ by, own })).toBe(persons);
});
