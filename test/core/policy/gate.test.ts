/** Conflict Gate's judgement by itself: what a snapshot can say, what is passed on, what an earlier decision still says. */
import fc from 'fast-check';
import { fit } from '../../../core/policy/fit';
import { judgeSuggestions, minimumFor, type GatePolicy, type GateRoom } from '../../../core/policy/gate';
import type { Owner } from '../../../core/policy/owners';
import type { Contract, Decision, Edit, Proposal } from '../../../core/record';
import { hashValue, type CrmValue } from '../../../core/value';
import { field } from '../fields/field';
import * as any from './arbitraries';

const policy: GatePolicy = {
	owners: [],
	protectedFields: [],
	minimumConfidence: 0.85,
	confidenceByField: [],
	clearEmptyValues: false,
	integrationUsers: [],
	provenanceField: 'ai_provenance',
};

const schema = new Map(
	[
		field({ name: 'ai_score', label: 'AI Score', type: 'number' }),
		field({ name: 'city', label: 'City' }),
		field({ name: 'amount', label: 'Amount', type: 'number' }),
		field({ name: 'total', label: 'Total', type: 'number', calculated: true }),
		field({ name: 'ai_provenance', label: 'Stamp', type: 'long text' }),
	].map((entry) => [entry.name, entry]),
);
const room: GateRoom = {
	system: 'hubspot',
	schema,
	kept: ['ai_provenance'],
	predict: (_, value) => (typeof value === 'string' ? value.toUpperCase() : value),
};

const suggest = (name: string, value: CrmValue, more: Partial<Proposal> = {}): Proposal => ({
	field: name,
	value,
	scorer: { method: 'rules', version: '1', inputHash: 'x' },
	...more,
});

const readAt = '2026-02-01T00:00:00.000Z';
const snapshot = (values: Record<string, CrmValue>, edits: NonNullable<Contract['snapshot']>['edits'] = {}) => ({
	readAt,
	values,
	edits,
});
const stampText = (fields: object) => JSON.stringify({ v: 1, fields });
const stamped = (value: CrmValue, more: object = {}) => ({
	hash: hashValue(value),
	readAt,
	writtenAt: readAt,
	run: '1',
	...more,
});

function judge(
	proposals: Proposal[],
	read: Contract['snapshot'],
	more: Partial<GatePolicy> = {},
	decisions: Decision[] = [],
): Decision[] {
	return judgeSuggestions({ proposals, decisions, snapshot: read }, { ...policy, ...more }, room);
}
const short = (list: readonly Decision[]) =>
	list.map(({ field: name, action, rule }) => `${name}: ${action} (${rule})`);

describe('the least confidence for a field', () => {
	const rows = [
		{ field: 'ai_*', minimum: 0.5 },
		{ field: 'ai_sc*', minimum: 0.6 },
		{ field: 'ai_score', minimum: 0.7 },
		{ field: 'ai_score', minimum: 0.9 },
		{ field: ' *_x ', minimum: 0.4 },
		{ field: 'ai_sl*', minimum: 0.1 },
		{ field: 'ai_t', minimum: 0.2 },
		{ field: '*a*i*_*t', minimum: 0.3 },
	];
	test.each([
		['ai_score', 0.9],
		['ai_scale', 0.6],
		['ai_other', 0.5],
		['city', 0.85],
		['b_x', 0.4],
		// A longer pattern and a name may also ask for less.
		['ai_slow', 0.1],
		['ai_t', 0.2],
	])('%s: %d', (name, minimum) =>
		expect(minimumFor(name, { minimumConfidence: 0.85, confidenceByField: rows })).toBe(minimum),
	);
	test('a minimum of 0 is a minimum', () =>
		expect(minimumFor('city', { minimumConfidence: 0.85, confidenceByField: [{ field: 'city', minimum: 0 }] })).toBe(
			0,
		));
	test('spaces around a pattern give it no weight', () => {
		const padded = [
			{ field: '   ai_*   ', minimum: 0.3 },
			{ field: 'ai_sc*', minimum: 0.6 },
		];
		expect(minimumFor('ai_score', { minimumConfidence: 0.85, confidenceByField: padded })).toBe(0.6);
	});
});

describe('one decision per field', () => {
	test('in the order of the suggestions, with the terms that Write will judge by', () => {
		const terms = { editsCountFrom: '2026-01-01T00:00:00.000Z', integrationUsers: ['7'] };
		const found = judge(
			[suggest('city', 'Bonn'), suggest('ai_score', 5)],
			snapshot({ city: null, ai_score: null }),
			terms,
		);
		expect(short(found)).toEqual(['city: write (empty field)', 'ai_score: write (ai field)']);
		expect(found[0]).toEqual({
			field: 'city',
			action: 'write',
			rule: 'empty field',
			why: expect.stringContaining('City') as string,
			owner: 'shared',
			minimumConfidence: 0.85,
			editsCountFrom: '2026-01-01T00:00:00.000Z',
			integrationUsers: ['7'],
		});
	});

	test('an AI field’s value whose writer the snapshot does not tell is for Write to judge, a Shared field’s is not', () => {
		const read = snapshot({ city: 'Bonn', ai_score: 4, ai_provenance: null });
		const found = judge([suggest('ai_score', 5), suggest('city', 'Köln')], read);
		expect(short(found)).toEqual(['ai_score: write (ai field)', "city: review (a person's value)"]);
	});

	test('terms that the panel does not set do not stand in the decision', () => {
		const [found] = judge([suggest('city', 'Bonn')], snapshot({ city: null }));
		expect(found && Object.keys(found).sort()).toEqual([
			'action',
			'field',
			'minimumConfidence',
			'owner',
			'rule',
			'why',
		]);
	});

	test('two different values are for a person, two equal ones are one', () => {
		const empty = snapshot({ city: null });
		expect(short(judge([suggest('city', 'Bonn'), suggest('city', 'Rome')], empty))).toEqual([
			'city: review (review asked for)',
		]);
		expect(short(judge([suggest('city', 'Bonn'), suggest('city', 'bonn')], empty))).toEqual([
			'city: write (empty field)',
		]);
		expect(short(judge([suggest('ai_score', 5), suggest('ai_score', 'much')], snapshot({ ai_score: null })))).toEqual([
			'ai_score: review (review asked for)',
		]);
		expect(judge([suggest('city', 'Bonn'), suggest('city', 'Rome')], empty)[0]?.why).toContain('"City"');
		// Nobody is asked to choose what may not be written anyway.
		const people = { owners: [{ field: 'city', owner: 'people' as const }] };
		expect(short(judge([suggest('city', 'Bonn'), suggest('city', 'Rome')], empty, people))).toEqual([
			'city: skip (people only)',
		]);
	});

	test.each([
		['nope', 1, 'skip (unknown field)', 'nope'],
		['total', 1, 'skip (read-only field)', 'Total'],
		['ai_provenance', 'x', 'skip (read-only field)', 'Stamp'],
		['ai_score', 'much', 'skip (value does not fit)', 'AI Score'],
	])('%s = %j: %s', (name, value, verdict, named) => {
		const [found] = judge([suggest(name, value)], snapshot({}));
		expect(`${found?.action ?? ''} (${found?.rule ?? ''})`).toBe(verdict);
		expect(found?.why).toContain(named);
		// What happened, and what to do.
		expect(found?.why.match(/[.!]/g)?.length).toBeGreaterThanOrEqual(2);
	});

	test('protected and low confidence by the panel’s own numbers', () => {
		const unsure = suggest('ai_score', 5, {
			confidence: 0.7,
			scorer: { method: 'model', version: '1', inputHash: '' },
		});
		expect(short(judge([unsure], snapshot({ ai_score: null })))).toEqual(['ai_score: review (low confidence)']);
		const rows = { confidenceByField: [{ field: 'ai_score', minimum: 0.7 }] };
		expect(short(judge([unsure], snapshot({ ai_score: null }), rows))).toEqual(['ai_score: write (ai field)']);
		expect(short(judge([suggest('amount', 5)], snapshot({ amount: null })))).toEqual([
			'amount: review (protected field)',
		]);
		expect(short(judge([suggest('city', 'x')], snapshot({ city: null }), { protectedFields: ['ci*'] }))).toEqual([
			'city: review (protected field)',
		]);
		expect(short(judge([suggest('city', '')], snapshot({ city: 'X' })))).toEqual(['city: skip (blank suggestion)']);
	});
});

describe('what the snapshot says', () => {
	const human = { at: readAt, by: 'human', actor: 'user:7', evidence: 'history' } as const;
	const machine = { at: readAt, by: 'integration', evidence: 'history' } as const;
	const ours = (value: CrmValue, more: object = {}) => stampText({ city: stamped(value, more) });

	const asked = JSON.stringify({
		v: 1,
		fields: {},
		reviews: { city: { hash: hashValue('BONN'), status: 'open', at: readAt, until: '2026-02-03' } },
	});

	test.each<[string, Contract['snapshot'], Partial<GatePolicy>, string]>([
		[
			'a person’s value',
			snapshot({ city: 'X', ai_provenance: null }, { city: human }),
			{},
			"review (a person's value)",
		],
		[
			'an edit before the panel’s time',
			snapshot({ city: 'X', ai_provenance: null }, { city: human }),
			{ editsCountFrom: '2026-03-01', owners: [{ field: 'city', owner: 'ai' }] },
			'write (ai field)',
		],
		[
			'a user that is an integration',
			snapshot({ city: 'X', ai_provenance: null }, { city: human }),
			{ integrationUsers: ['7'], owners: [{ field: 'city', owner: 'ai' }] },
			'write (ai field)',
		],
		['our own value', snapshot({ city: 'X', ai_provenance: ours('X') }), {}, 'write (our own value)'],
		[
			'a refused value',
			snapshot({ city: 'X', ai_provenance: ours('X', { refused: [hashValue('BONN')] }) }),
			{},
			'skip (refused before)',
		],
		['an unread value', snapshot({ ai_provenance: null }), {}, 'write (not read)'],
		[
			'an unread value of an AI field',
			snapshot({ ai_provenance: null }),
			{ owners: [{ field: 'city', owner: 'ai' }] },
			'write (not read)',
		],
		[
			'an unread value that was refused',
			snapshot({ ai_provenance: ours('X', { refused: [hashValue('BONN')] }) }),
			{},
			'skip (refused before)',
		],
		[
			'an unread value, and AI wrote the same before',
			snapshot({ ai_provenance: ours('BONN') }),
			{},
			'write (not read)',
		],
		['an unread stamp', snapshot({ city: 'X' }, { city: machine }), {}, 'write (not read)'],
		[
			'a review that is still open',
			{ ...snapshot({ city: 'X', ai_provenance: asked }, { city: human }), readAt: '2026-02-02' },
			{},
			'skip (review already open)',
		],
		[
			'a review whose time was over at the read',
			{ ...snapshot({ city: 'X', ai_provenance: asked }, { city: human }), readAt: '2026-02-04' },
			{},
			"review (a person's value)",
		],
		[
			'an empty field that a person emptied',
			snapshot({ city: null }, { city: human }),
			{},
			'review (cleared by a person)',
		],
		[
			'a user that is no integration',
			snapshot({ city: 'X', ai_provenance: null }, { city: human }),
			{ integrationUsers: ['8'], owners: [{ field: 'city', owner: 'ai' }] },
			"review (a person's value)",
		],
		['an unread stamp of a person’s value', snapshot({ city: 'X' }, { city: human }), {}, "review (a person's value)"],
		[
			'a machine’s value',
			snapshot({ city: 'X', ai_provenance: null }, { city: machine }),
			{},
			"review (a person's value)",
		],
		['no snapshot', undefined, {}, 'write (not read)'],
		[
			'no snapshot of a People Only field',
			undefined,
			{ owners: [{ field: 'city', owner: 'people' }] },
			'skip (people only)',
		],
		['the very value', snapshot({ city: 'BONN' }), {}, 'skip (equal value)'],
	])('%s', (_, read, more, verdict) => {
		const [found] = judge([suggest('city', 'Bonn')], read, more);
		expect(`${found?.action ?? ''} (${found?.rule ?? ''})`).toBe(verdict);
		expect(found?.why).not.toBe('');
	});

	test('what is passed on says what was not read, and who judges it', () => {
		const why = (read: Contract['snapshot'], more: Partial<GatePolicy> = {}) =>
			judge([suggest('city', 'Bonn')], read, more)[0]?.why;
		expect(why(undefined)).toBe('"City" was not read before this node. Field-Safe Write reads it and decides.');
		expect(why(snapshot({ city: 'X', ai_provenance: null }), { owners: [{ field: 'city', owner: 'ai' }] })).toBe(
			'"City" is an AI field. Field-Safe Write asks the CRM who entered its value, and decides.',
		);
		expect(why(snapshot({ city: 'X' }))).toBe(
			'"City" may still hold what AI wrote: the field that remembers it was not read before this node. Field-Safe Write reads it and decides.',
		);
	});

	test('what does not depend on the value or the stamp is not passed on, whatever was not read', () => {
		const unsure = suggest('city', 'Bonn', {
			confidence: 0.5,
			scorer: { method: 'model', version: '1', inputHash: '' },
		});
		const reads = [undefined, snapshot({ city: 'X' }), snapshot({ city: 'X', ai_provenance: null })];
		for (const read of reads) {
			for (const owner of ['ai', 'shared'] as const) {
				const owners = [{ field: 'city', owner }];
				expect(short(judge([unsure], read, { owners }))).toEqual(['city: review (low confidence)']);
				expect(short(judge([suggest('city', 'Bonn')], read, { owners, protectedFields: ['city'] }))).toEqual([
					'city: review (protected field)',
				]);
			}
		}
	});

	test('without a stamp field in the CRM nothing is unread', () => {
		const bare = { ...room, schema: new Map([...schema].filter(([name]) => name !== 'ai_provenance')) };
		const item = {
			proposals: [suggest('city', 'Bonn')],
			decisions: [],
			snapshot: snapshot({ city: 'X' }, { city: machine }),
		};
		expect(short(judgeSuggestions(item, policy, bare))).toEqual(["city: review (a person's value)"]);
	});

	test('field names that JavaScript knows, too, are only names', () => {
		expect(short(judge([suggest('constructor', 1)], snapshot({})))).toEqual(['constructor: skip (unknown field)']);
	});
});

const earlier = (more: Partial<Decision>): Decision => ({
	field: 'city',
	action: 'review',
	rule: 'low confidence',
	why: 'Earlier.',
	...more,
});

describe('an earlier decision', () => {
	const empty = snapshot({ city: null });
	const typed = { at: readAt, by: 'human', evidence: 'history' } as const;

	test('a no stands, a yes does not widen', () => {
		expect(short(judge([suggest('city', 'Bonn')], empty, {}, [earlier({})]))).toEqual([
			'city: review (low confidence)',
		]);
		expect(
			short(judge([suggest('city', 'Bonn')], empty, {}, [earlier({ action: 'skip', rule: 'people only' })])),
		).toEqual(['city: skip (people only)']);
		const write = earlier({ action: 'write', rule: 'ai field' });
		expect(short(judge([suggest('city', 'Bonn')], empty, {}, [write]))).toEqual(['city: write (empty field)']);
		const people = { owners: [{ field: 'city', owner: 'people' as const }] };
		expect(short(judge([suggest('city', 'Bonn')], empty, people, [write]))).toEqual(['city: skip (people only)']);
		expect(short(judge([suggest('city', 'Bonn')], empty, people, [earlier({})]))).toEqual(['city: skip (people only)']);
		expect(short(judge([suggest('city', 'Bonn')], empty, {}, [earlier({ field: 'other' })]))).toEqual([
			'city: write (empty field)',
		]);
	});

	test.each<[string, Contract['snapshot'], Partial<Decision>, Partial<GatePolicy>, string]>([
		[
			'“leave it alone” does not become a question',
			snapshot({ city: 'X' }, { city: typed }),
			{ action: 'skip', rule: 'rejected by a person' },
			{},
			'skip (rejected by a person)',
		],
		[
			'a question may become “leave it alone”',
			snapshot({ city: 'BONN' }),
			{ action: 'review' },
			{},
			'skip (equal value)',
		],
		[
			'a field that was People Only stays so, whatever this Gate’s row says',
			empty,
			{ action: 'review', owner: 'people' },
			{ owners: [{ field: 'city', owner: 'ai' }] },
			'skip (people only)',
		],
		[
			'a field that was Shared is not refreshed as an AI field',
			snapshot({ city: 'X', ai_provenance: null }, { city: { ...typed, by: 'automation' } }),
			{ action: 'write', rule: 'empty field', owner: 'shared' },
			{ owners: [{ field: 'city', owner: 'ai' }] },
			"review (a person's value)",
		],
		[
			'a field that was the AI’s may become Shared',
			snapshot({ city: 'X', ai_provenance: null }, { city: { ...typed, by: 'automation' } }),
			{ action: 'write', rule: 'ai field', owner: 'ai' },
			{ owners: [{ field: 'city', owner: 'shared' }] },
			"review (a person's value)",
		],
	])('%s', (_name, read, before, more, verdict) => {
		const [found] = judge([suggest('city', 'Bonn')], read, more, [earlier(before)]);
		expect(`${found?.action ?? ''} (${found?.rule ?? ''})`).toBe(verdict);
	});

	test('the ownership that is handed on is the more careful one, also where the earlier no stands', () => {
		const ownerAfter = (before: Owner | undefined, row: Owner, action: Decision['action']) =>
			judge([suggest('city', 'Bonn')], empty, { owners: [{ field: 'city', owner: row }] }, [
				earlier({ action, ...(before && { owner: before }) }),
			])[0]?.owner;
		for (const action of ['write', 'review'] as const) {
			expect(ownerAfter('shared', 'ai', action)).toBe('shared');
			expect(ownerAfter('ai', 'shared', action)).toBe('shared');
			expect(ownerAfter('people', 'ai', action)).toBe('people');
			expect(ownerAfter(undefined, 'ai', action)).toBe('ai');
		}
	});

	test('a person’s yes is handed on for Write to verify, but never for People Only', () => {
		const yes = earlier({ action: 'write', rule: 'approved by a person', approvedBy: 'Eve' });
		expect(judge([suggest('amount', 5)], snapshot({ amount: 1 }), {}, [{ ...yes, field: 'amount' }])[0]).toMatchObject({
			approvedBy: 'Eve',
			action: 'write',
		});
		const people = { owners: [{ field: 'city', owner: 'people' as const }] };
		expect(short(judge([suggest('city', 'Bonn')], empty, people, [yes]))).toEqual(['city: skip (people only)']);
		// Not even where another rule speaks first.
		expect(short(judge([suggest('city', ['Bonn'])], empty, people, [yes]))).toEqual([
			'city: skip (value does not fit)',
		]);
	});
});

describe('whether a value can stand in its field', () => {
	test('it comes out as the CRM will hold it', () => {
		expect(fit({ field: 'city', value: 'Bonn' }, room)).toMatchObject({ ok: true, value: 'BONN' });
	});
	test('an earlier value that comes back is taken exactly, but not into a closed field', () => {
		expect(fit({ field: 'city', value: ' Bonn ', undo: {} }, room)).toMatchObject({ ok: true, value: ' Bonn ' });
		expect(fit({ field: 'total', value: 1, undo: {} }, room)).toMatchObject({ ok: false, rule: 'read-only field' });
	});
	test.each<[string, unknown, string, string]>([
		[
			'nope',
			1,
			'The CRM has no field called "nope" on this object.',
			'Choose the field from the list, or create it with the operation Set Up AI Fields.',
		],
		['ai_provenance', 'x', '"Stamp" is kept by Field-Safe Write itself.', 'Remove it from the values to write.'],
		[
			'total',
			1,
			'Total (total) is calculated by the CRM.',
			'Write to the fields that it is calculated from, or choose another field.',
		],
	])('%s is refused with what to do next', (name, value, message, hint) => {
		expect(fit({ field: name, value }, room)).toMatchObject({ ok: false, message, hint });
	});
});

describe('whatever the item carries', () => {
	const value = fc.constantFrom<CrmValue[]>(null, 'A', 'B', 'C');
	const stamp = fc.record({
		hash: value.map(hashValue),
		readAt: any.isoTime,
		writtenAt: any.isoTime,
		run: fc.constant('1'),
		refused: fc.array(value.map(hashValue), { maxLength: 1 }),
	});
	const read = fc.record({
		value: fc.option(value, { nil: undefined, freq: 4 }),
		stamp: fc.option(
			fc.oneof(
				fc.constant(null),
				stamp.map((city) => stampText({ city })),
			),
			{ nil: undefined, freq: 4 },
		),
		edit: fc.option(any.edit, { nil: undefined, freq: 2 }),
	});
	const item = fc.record({
		suggested: fc.array(value, { minLength: 1, maxLength: 2 }),
		confidence: fc.option(any.confidence, { nil: undefined, freq: 2 }),
		scorer: any.scorer,
		read: fc.option(read, { nil: undefined, freq: 10 }),
	});
	const panel = fc.record({
		owner: any.owner,
		protectedFields: fc.constantFrom([], [], ['city']),
		clearEmptyValues: fc.boolean(),
		editsCountFrom: any.seldom(any.isoTime),
	});
	const before = fc.record({
		action: fc.constantFrom<Decision['action'][]>('write', 'review', 'skip'),
		owner: fc.option(any.owner, { nil: undefined, freq: 3 }),
		approvedBy: any.seldom(fc.constant('Eve')),
	});
	type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

	function verdict(given: Of<typeof item>, { owner, ...more }: Of<typeof panel>, was?: Of<typeof before>): Decision {
		const { suggested, confidence, scorer } = given;
		const { value: current, stamp: text, edit } = given.read ?? {};
		const values = {
			...(current === undefined ? {} : { city: current }),
			...(text === undefined ? {} : { ai_provenance: text }),
		};
		const proposals = suggested.map((one) => suggest('city', one, { confidence, scorer }));
		const [found] = judge(
			proposals,
			given.read && snapshot(values, edit ? { city: edit } : {}),
			{ ...more, owners: [{ field: 'city', owner }] },
			was ? [earlier({ ...was, rule: 'review asked for' })] : [],
		);
		if (!found) throw new Error('No decision.');
		return found;
	}
	const reach = { skip: 0, review: 1, write: 2 };
	const runs = any.runs(1000);

	test('a People Only field is left alone, whoever says that it is one', () => {
		fc.assert(
			fc.property(item, panel, before, (given, policyNow, was) => {
				expect(verdict(given, { ...policyNow, owner: 'people' }, was).action).toBe('skip');
				expect(verdict(given, policyNow, { ...was, owner: 'people' }).action).toBe('skip');
			}),
			runs,
		);
	});

	test('an earlier decision without a person’s yes never makes an action go further, nor its owner less careful', () => {
		const careful: Record<Owner, number> = { ai: 0, shared: 1, people: 2 };
		fc.assert(
			fc.property(item, panel, before, (given, policyNow, was) => {
				const found = verdict(given, policyNow, { ...was, approvedBy: undefined });
				expect(reach[found.action]).toBeLessThanOrEqual(
					Math.min(reach[was.action], reach[verdict(given, policyNow).action]),
				);
				for (const owner of [policyNow.owner, was.owner ?? 'ai']) {
					expect(careful[found.owner ?? 'ai']).toBeGreaterThanOrEqual(careful[owner]);
				}
			}),
			runs,
		);
	});

	test('a person’s edit that counts never lets a suggestion pass that would not pass without it', () => {
		const byPerson = fc.constantFrom('human' as const, 'unknown' as const);
		let stopped = 0;
		fc.assert(
			fc.property(item, panel, any.edit, byPerson, (given, policyNow, edit, by) => {
				if (policyNow.editsCountFrom !== undefined && edit.at < policyNow.editsCountFrom) return;
				const withEdit = (other: Edit | undefined) =>
					verdict({ ...given, read: given.read && { ...given.read, edit: other } }, policyNow).action;
				const [person, machine, nobody] = [{ ...edit, by }, { ...edit, by: 'automation' as const }, undefined].map(
					withEdit,
				);
				if (person === 'write') expect([machine, nobody]).toEqual(['write', 'write']);
				if (person !== 'write' && nobody === 'write') stopped++;
			}),
			{ ...runs, seed: 6 },
		);
		expect(stopped).toBeGreaterThan(runs.numRuns / 200);
	});

	test('a lower confidence never makes an action go further', () => {
		fc.assert(
			fc.property(item, panel, any.confidence, any.confidence, (given, policyNow, a, b) => {
				const at = (confidence: number) => reach[verdict({ ...given, confidence }, policyNow).action];
				expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
			}),
			runs,
		);
	});
});
