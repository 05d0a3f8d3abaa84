import fc from 'fast-check';
import type { Edit } from '../../../core/record';
import { settle, unsettled, type Settlement } from '../../../core/policy/settle';
import { isPersons, type Version } from '../../../core/policy/versions';
import { canonicalJson, hashValue, sameValue, type CrmValue } from '../../../core/value';
import { runs } from './arbitraries';

let second = 0;
const version = (value: CrmValue, by: Version['by'], own = false): Version => ({
	value,
	by,
	own,
	at: new Date(Date.UTC(2026, 0, 1, 0, 0, second++)).toISOString(),
});
const person = (value: CrmValue) => version(value, 'human');
const workflow = (value: CrmValue) => version(value, 'automation');
const ours = (value: CrmValue) => version(value, 'integration', true);
/** Our write in an account whose credential does not tell its app. */
const someApp = (value: CrmValue) => version(value, 'integration');

/** Versions are given oldest first, as things happened. */
function short(settlement: Settlement): string {
	return 'version' in settlement
		? `${settlement.kind}: ${canonicalJson(settlement.version.value).replaceAll(`"`, '')}`
		: settlement.kind;
}
const after = (happened: readonly Version[], sent: CrmValue = 'S', seen: readonly Version[] = []) =>
	short(
		settle({ sent, seen }, { stored: happened.at(-1)?.value ?? null, versions: [...happened].reverse().concat(seen) }),
	);

describe('verify and settle', () => {
	test('where the CRM keeps no versions, the last editor tells a person’s later value from one that was not kept', () => {
		const reread = (stored: CrmValue, by?: Version['by']) =>
			short(
				settle(
					{ sent: 'S', seen: [] },
					{ stored, ...(by === undefined ? {} : { edit: { at: '2026-01-01T00:00:00.000Z', by, evidence: 'record' } }) },
				),
			);
		expect(reread('S')).toBe('stored');
		expect(reread('S', 'human')).toBe('stored');
		expect(reread('P', 'human')).toBe('kept: P');
		expect(reread('P', 'unknown')).toBe('kept: P');
		expect(reread('P', 'integration')).toBe('not stored');
		expect(reread('P')).toBe('not stored');
	});

	test.each<[string, Version[], string]>([
		['our write stands', [ours('S')], 'stored'],
		['our write stands, credential unknown', [someApp('S')], 'stored'],
		['a person was faster', [person('P'), ours('S')], 'put back: P'],
		['an unknown editor was faster', [version('P', 'unknown'), ours('S')], 'put back: P'],
		['the latest of several persons is put back', [person('P'), person('Q'), ours('S')], 'put back: Q'],
		['a person emptied the field first', [person('P'), person(null), ours('S')], 'put back: null'],
		['a repeated write of ours covers a person between the two', [ours('S'), person('P'), ours('S')], 'put back: P'],
		['a person came after us', [ours('S'), person('P')], 'kept: P'],
		['persons before and after: the later one stands', [person('P'), ours('S'), person('Q')], 'kept: Q'],
		['a person typed the very same value first', [person('S')], 'stored'],
		['... and we wrote it again', [person('S'), ours('S')], 'stored'],
		['a workflow went back to the person’s value', [person('P'), ours('S'), workflow('P')], 'changed by automation: P'],
		['a workflow came to our value between a person and us', [person('P'), workflow('S'), ours('S')], 'put back: P'],
		['a person changed it and came back to it', [ours('S'), person('P'), person('S')], 'stored'],
		['a workflow was faster than we', [workflow('W'), ours('S')], 'stored'],
		['a workflow changed it right after us', [ours('S'), workflow('W')], 'changed by automation: W'],
		['... and had covered nobody else', [person('P'), ours('S'), workflow('W')], 'put back: P'],
		[
			'a workflow reworked a person’s value before us: our doing alone is undone',
			[person('P'), workflow('W'), ours('S')],
			'put back: W',
		],
		['a workflow reworked a person’s value after us', [ours('S'), person('P'), workflow('W')], 'kept: P'],
		['nothing was stored', [], 'not stored'],
		['the CRM changed our value', [ours('s')], 'not stored'],
		['the CRM changed our value, and a person was faster', [person('P'), ours('s')], 'put back: P'],
		['... where the credential does not tell its app', [person('P'), someApp('s')], 'put back: P'],
		[
			'another integration was between a person and us: the person wins',
			[person('P'), someApp('X'), ours('S')],
			'put back: P',
		],
		['our write was dropped and a person wrote', [person('P')], 'kept: P'],
		['our write was dropped and a workflow wrote', [workflow('W')], 'not stored'],
		['a workflow came to our value by itself after a person', [person('P'), workflow('S')], 'put back: P'],
		[
			'another integration came to our value after a person who was later than we',
			[ours('S'), person('P'), someApp('S')],
			'stored',
		],
		['the CRM changed our value, then another integration', [ours('s'), someApp('X')], 'changed by automation: X'],
		[
			'what we surely wrote counts before what another integration did',
			[ours('s'), person('P'), someApp('X')],
			'kept: P',
		],
	])('%s', (_name, happened, expected) => {
		expect(after(happened)).toBe(expected);
	});

	test('the version that is kept without history says all that the CRM tells about the editor', () => {
		const at = '2026-01-01T00:00:00.000Z';
		const kept = (edit: Edit) => settle({ sent: 'S', seen: [] }, { stored: 'P', edit });
		expect(kept({ at, by: 'human', actor: 'user:7', evidence: 'record' })).toEqual({
			kind: 'kept',
			version: { value: 'P', at, by: 'human', actor: 'user:7', own: false },
		});
		const nameless = kept({ at, by: 'unknown', evidence: 'record' });
		expect('version' in nameless && Object.keys(nameless.version)).toEqual(['value', 'at', 'by', 'own']);
	});

	test('what was seen before the write is no reason to put anything back', () => {
		const seen = [person('P'), person('Q')].reverse();
		expect(after([ours('S')], 'S', seen)).toBe('stored');
		expect(after([person('R'), ours('S')], 'S', seen)).toBe('put back: R');
	});

	test.each<[CrmValue, string]>([
		['S', 'stored'],
		['other', 'not stored'],
		[null, 'not stored'],
	])('without history only the value tells: %j', (stored, expected) => {
		expect(short(settle({ sent: 'S', seen: [] }, { stored, versions: undefined }))).toBe(expected);
	});

	test('an emptied field is verified like any other value', () => {
		const seen = [ours('old')];
		expect(after([ours(null)], null, seen)).toBe('stored');
		expect(after([person('P'), ours(null)], null, seen)).toBe('put back: P');
	});
});

describe('what a killed run left behind', () => {
	/** Versions oldest first; "seen" names the one that the run had seen last. */
	function left(happened: readonly Version[], seen?: Version, withHash = true): string {
		const found = unsettled(
			{
				isOurs: (value) => value === 'S',
				seen: seen?.at,
				seenHash: seen && withHash ? hashValue(seen.value) : undefined,
			},
			[...happened].reverse(),
		);
		return found ? `${found.by}: ${canonicalJson(found.value).replaceAll('"', '')}` : 'nothing';
	}
	const seen = person('seen');
	const atOnce = { ...person('P'), at: seen.at };

	test.each<[string, Parameters<typeof left>, string]>([
		['in an untouched field', [[]], 'nothing'],
		['where only our write came', [[seen, ours('S')], seen], 'nothing'],
		['where a person came before us', [[seen, person('P'), ours('S')], seen], 'human: P'],
		['where an unknown editor did', [[seen, version('P', 'unknown'), ours('S')], seen], 'unknown: P'],
		['where two persons did', [[seen, person('P'), person('Q'), ours('S')], seen], 'human: Q'],
		['where a person emptied the field', [[seen, person(null), ours('S')], seen], 'human: null'],
		['where a person came after us', [[seen, person('P'), ours('S'), person('Q')], seen], 'nothing'],
		['where a person typed our value after us', [[seen, person('P'), ours('S'), person('S')], seen], 'nothing'],
		['where something else stands', [[seen, person('P'), ours('S'), workflow('W')], seen], 'nothing'],
		['where a person had typed our value', [[seen, person('P'), person('S'), ours('S')], seen], 'nothing'],
		['where only a workflow came before us', [[seen, workflow('W'), ours('S')], seen], 'nothing'],
		['a workflow made something of a person’s', [[seen, person('P'), workflow('W'), ours('S')], seen], 'automation: W'],
		['a workflow came to our value', [[seen, person('P'), workflow('S'), ours('S')], seen], 'human: P'],
		['a person came back to what was seen', [[seen, person('P'), person('seen'), ours('S')], seen], 'human: seen'],
		['another integration did', [[seen, person('P'), someApp('X'), ours('S')], seen], 'human: P'],
		['our value twice, a person between', [[seen, ours('S'), person('P'), ours('S')], seen], 'human: P'],
		['our value twice, a person before', [[seen, person('P'), ours('S'), ours('S')], seen], 'human: P'],
		['a person within the seen version’s millisecond', [[seen, atOnce, ours('S')], seen], 'human: P'],
		['... for a stamp that keeps no hash', [[seen, atOnce, ours('S')], seen, false], 'nothing'],
		['the seen version has left the history', [[person('P'), ours('S')], seen], 'human: P'],
		['older ones than it are still there', [[{ ...person('P'), at: '2025' }, ours('S')], seen], 'nothing'],
		['a field that had no version', [[person('P'), ours('S')]], 'human: P'],
		[
			'the seen version stands on top again',
			[[person('P'), ours('S')].map((one) => ({ ...one, at: seen.at })), { ...ours('S'), at: seen.at }],
			'nothing',
		],
	])('%s', (_name, given, expected) => {
		expect(left(...given)).toBe(expected);
	});
});

type Happening = 'person' | 'workflow' | 'unknown';
const happening = fc.record({
	who: fc.constantFrom<Happening[]>('person', 'workflow', 'unknown'),
	value: fc.constantFrom<CrmValue[]>('S', 'P', 'Q', null),
});
type Happenings = readonly { readonly who: Happening; readonly value: CrmValue }[];

/** A field of a CRM: a change to the value that is there adds no version. */
class Field {
	versions: Version[] = [];
	get value(): CrmValue {
		return this.versions[0]?.value ?? null;
	}
	add(change: Version): void {
		if (!sameValue(this.value, change.value)) this.versions.unshift(change);
	}
	play(happenings: Happenings): void {
		for (const { who, value } of happenings) {
			this.add(version(value, who === 'person' ? 'human' : who === 'workflow' ? 'automation' : 'unknown'));
		}
	}
}

const races = runs(5000);
const crashes = runs(3000);

describe('in whatever order persons, workflows and we write', () => {
	const few = fc.array(happening, { maxLength: 3 });
	const crm = fc.record({
		app: fc.boolean(),
		stores: fc.constantFrom<('as sent' | 'normalised' | 'not at all')[]>(
			'as sent',
			'as sent',
			'normalised',
			'not at all',
		),
	});

	test('the latest person’s value stands in the end, or a settlement names it', () => {
		let putBacks = 0;
		fc.assert(
			fc.property(
				few,
				fc.array(fc.record({ before: few, after: few }), { minLength: 4, maxLength: 4 }),
				crm,
				(past, rounds, { app, stores }) => {
					const field = new Field();
					field.play(past);
					const atFirst = [...field.versions];
					const named: Version[] = [];
					let sent: CrmValue = 'S';
					for (const [index, { before, after: later }] of rounds.entries()) {
						const seen = [...field.versions];
						field.play(before);
						const stored = stores === 'normalised' && typeof sent === 'string' ? `~${sent}` : sent;
						if (stores !== 'not at all') field.add(version(stored, 'integration', app));
						// In the last round nobody disturbs, as every race ends in the end.
						if (index < rounds.length - 1) field.play(later);
						const settlement = settle({ sent, seen }, { stored: field.value, versions: field.versions });
						if (settlement.kind === 'stored') expect(field.value).toEqual(sent);
						if (settlement.kind === 'kept' || settlement.kind === 'put back') named.push(settlement.version);
						if (settlement.kind !== 'put back') break;
						putBacks++;
						sent = settlement.version.value;
					}
					const fresh = field.versions.slice(0, field.versions.length - atFirst.length);
					const latest = fresh.findIndex(isPersons);
					if (latest === -1) return;
					const theirs = fresh[latest];
					if (!theirs) return;
					// A workflow that replaced the person's value is the CRM's own doing: its value may stand instead.
					const successors = fresh.slice(0, latest).filter((later) => later.by === 'automation');
					const safe = [theirs, ...successors].some(
						(good) => sameValue(field.value, good.value) || named.some((one) => sameValue(one.value, good.value)),
					);
					expect(safe ? 'safe' : { fresh, named }).toBe('safe');
				},
			),
			races,
		);
		expect(putBacks).toBeGreaterThan(races.numRuns / 10);
	});

	test('after a crash between write and verify the next read finds what was covered', () => {
		let found = 0;
		fc.assert(
			fc.property(few, few, few, (past, between, since) => {
				const field = new Field();
				field.play(past);
				const seen = field.versions[0]?.at;
				const known = field.versions.length;
				field.play(between);
				field.add(ours('S'));
				const window = field.versions.slice(0, field.versions.length - known);
				field.play(since);
				const hash = hashValue('S');
				const covered = unsettled({ isOurs: (value) => hashValue(value) === hash, seen }, field.versions);

				const top = field.versions[0];
				const untouched = top?.own === true && top === window[0];
				const below = window.slice(1).filter((change) => !sameValue(change.value, 'S') || isPersons(change));
				const theirs = below.find(isPersons);
				const expected = untouched && theirs && !sameValue(theirs.value, 'S') ? below[0] : undefined;
				if (untouched) expect(covered).toEqual(expected);
				if (expected) found++;
				// A person or a workflow after us: nothing of theirs is touched.
				if (top && isPersons(top)) expect(covered).toBeUndefined();
				if (top && !sameValue(top.value, 'S')) expect(covered).toBeUndefined();
			}),
			crashes,
		);
		expect(found).toBeGreaterThan(crashes.numRuns / 30);
	});
});
