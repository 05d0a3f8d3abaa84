import fc from 'fast-check';
import { asIntegration, holderOf, type Evidence, type Holder } from '../../../core/policy/holder';
import type { Edit } from '../../../core/record';
import type { FieldStamp } from '../../../core/stamp';
import { hashValue, type CrmValue } from '../../../core/value';
import * as any from './arbitraries';

const stamp = (value: CrmValue, more: Partial<FieldStamp> = {}): FieldStamp => ({
	hash: hashValue(value),
	readAt: '2026-01-01T00:00:00.000Z',
	writtenAt: '2026-01-01T00:00:01.000Z',
	run: '1',
	...more,
});
const by = (who: 'human' | 'automation' | 'integration' | 'unknown', at = '2026-02-01T00:00:00.000Z') =>
	({ at, by: who, evidence: 'history' }) as const;

describe('who holds a field', () => {
	test.each<[string, Partial<Evidence>, Holder]>([
		['an empty field without history is nobody’s', { historyKnown: false }, 'nobody'],
		['an empty field that nobody ever changed', { historyKnown: true }, 'nobody'],
		['a field that a person emptied', { edit: by('human') }, 'cleared'],
		['a field that an unknown editor emptied', { edit: by('unknown') }, 'cleared'],
		['a field that a workflow emptied', { edit: by('automation') }, 'nobody'],
		['a person’s value', { current: 'A', edit: by('human') }, 'person'],
		['an unknown editor’s value', { current: 'A', edit: by('unknown') }, 'person'],
		['a workflow’s value', { current: 'A', edit: by('automation') }, 'machine'],
		['another integration’s value', { current: 'A', edit: by('integration') }, 'machine'],
		['the value that we wrote', { current: 'A', stamp: stamp('A'), edit: by('integration') }, 'us'],
		['our value, typed again by a person, is no edit', { current: 'A', stamp: stamp('A'), edit: by('human') }, 'us'],
		['a field that we emptied', { stamp: stamp(null), edit: by('integration') }, 'nobody'],
		[
			'a field that we emptied, a person filled and emptied again',
			{ stamp: stamp(null), edit: by('human') },
			'cleared',
		],
		[
			'a field that we emptied, without field history',
			{ stamp: stamp(null), historyKnown: false, edit: { ...by('human'), evidence: 'record' } },
			'nobody',
		],
		['a value after ours', { current: 'B', stamp: stamp('A'), edit: by('human') }, 'person'],
		['a person’s value that was put back', { current: 'A', stamp: stamp('A', { restoredFor: 'human' }) }, 'person'],
		['a person’s clearing that was put back', { stamp: stamp(null, { restoredFor: 'human' }) }, 'cleared'],
		[
			'without history: a value other than the stamp’s',
			{ current: 'B', stamp: stamp('A'), historyKnown: false },
			'person',
		],
		['without history: an emptied value of ours', { stamp: stamp('A'), historyKnown: false }, 'cleared'],
		['without history: a value without stamp', { current: 'B', historyKnown: false }, 'unexplained'],
		['... where stamps are kept', { current: 'B', historyKnown: false, stampsKept: true }, 'person'],
		['... an empty field', { current: null, historyKnown: false, stampsKept: true }, 'nobody'],
		['with history: a value without stamp', { current: 'B', historyKnown: true, stampsKept: true }, 'machine'],
		['with history: a value that was never changed', { current: 'B', historyKnown: true }, 'machine'],
		[
			'the record’s own last change says nothing about a field',
			{ current: 'B', historyKnown: false, edit: { ...by('automation'), evidence: 'record' } },
			'unexplained',
		],
		[
			'an edit before the time from which edits count',
			{ current: 'A', edit: by('human'), editsCountFrom: '2026-03-01T00:00:00.000Z' },
			'machine',
		],
		[
			'an edit at exactly that time counts',
			{ current: 'A', edit: by('human'), editsCountFrom: '2026-02-01T00:00:00.000Z' },
			'person',
		],
	])('%s', (_name, given, expected) => {
		expect(holderOf({ current: null, historyKnown: true, ...given })).toBe(expected);
	});

	test.each<[string, string | undefined, string[], boolean]>([
		['the id itself', '7', ['7'], true],
		['an id behind “user:”, as CRMs tell it', 'user:7', ['7'], true],
		['an id behind “user:” on the panel', '7', ['user:7'], true],
		['spaces and case', 'user:00aB', [' User:00Ab '], true],
		['one of several', 'user:7', ['5', '7'], true],
		['another id', 'user:77', ['7'], false],
		['an app that has the user’s id', 'app:7', ['7'], false],
		['“user:” only stands at the start', '7user:', ['7'], false],
		['an editor without a name', undefined, ['undefined', ''], false],
		['nobody named', 'user:7', [], false],
	])('a person counts as an integration: %s', (_name, actor, users, integration) => {
		const edited: Edit = { ...by('human'), ...(actor === undefined ? {} : { actor }) };
		expect(asIntegration(edited, users)).toEqual(integration ? { ...edited, by: 'integration' } : edited);
	});

	test('a field with a value is never nobody’s, an empty one never anybody’s', () => {
		fc.assert(
			fc.property(any.evidence, (evidence) => {
				expect(['nobody', 'cleared'].includes(holderOf(evidence))).toBe(evidence.current === null);
			}),
			any.runs(2000),
		);
	});
});
