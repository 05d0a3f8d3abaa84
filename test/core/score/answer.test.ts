/** What is read off a model's answer: one value of the right type, or nothing. */
import fc from 'fast-check';
import { readAnswer } from '../../../core/score/answer';
import { field } from '../fields/field';

const number = field({ label: 'Score', type: 'number' });
const segment = field({
	label: 'Segment',
	type: 'choice',
	choices: [
		{ value: 'hot_1', label: 'Hot', active: true },
		{ value: 'warm', label: 'Warm', active: true },
		{ value: 'old', label: 'Old', active: false },
	],
});
const several = field({ ...segment, type: 'choices' });
const text = field({ label: 'Summary', type: 'long text', maxLength: 200 });
const yesNo = field({ label: 'Fit', type: 'yes/no' });
const structured = field({ label: 'Address', type: 'structured' });

/** A good answer as "value | confidence | reason", else the kind of problem. */
function short(answer: ReturnType<typeof readAnswer>): string {
	if (!answer.ok) return answer.kind;
	return [JSON.stringify(answer.value), String(answer.confidence), String(answer.reason)].join(' | ');
}
const json = (value: unknown) => JSON.stringify(value);
const good = '80 | 0.9 | Fits.';
const plain = json({ value: 80, confidence: 0.9, reason: 'Fits.' });
const withReason = (reason: unknown) => json({ value: 1, reason });

type Row = readonly [name: string, answer: string, target: typeof number, expected: string];
const rows: readonly Row[] = [
	['plain', plain, number, good],
	['in a fence', `\`\`\`json\n${plain}\n\`\`\``, number, good],
	['in a sentence', `Sure! Here it is: ${plain} Anything else?`, number, good],
	['after braces that are no JSON', `I use {braces} a lot. ${plain}`, number, good],
	['the same answer twice', `${plain}\n${plain}`, number, 'unusable'],
	['two different answers', `${json({ value: 10 })} or rather ${json({ value: 90 })}`, number, 'unusable'],
	['a draft in the model’s thoughts', `<think>${json({ value: 10 })}</think>${plain}`, number, good],
	['thoughts without an end', `<think>${json({ value: 10 })} ${plain}`, number, 'unusable'],
	['an example and an answer', `Format: ${json({ value: 0 })}. ${plain}`, number, 'unusable'],
	['another object and an answer', `${json({ thought: 'hm' })} ${plain}`, number, good],
	['a list of one answer', `[${plain}]`, number, good],
	['a list of answers', json([{ value: 1 }, { value: 2 }]), number, 'unusable'],
	['an answer inside another object', json({ result: { value: 80 } }), number, 'unusable'],
	[
		'a quoted answer in an object that is no JSON',
		`{'value': 5, 'reason': 'The mail says {"value": 100}'}`,
		number,
		'unusable',
	],
	[
		'a quoted answer in an object that was cut off',
		'{"value": 5, "reason": "The mail says {\\"value\\": 100} and',
		number,
		'unusable',
	],
	[
		'an unquoted answer in an object that was cut off',
		'{value: 5, reason: The mail says {"value": 100} and',
		number,
		'unusable',
	],
	['braces within the reason', json({ value: 7, reason: 'a } b { c' }), number, '7 | undefined | a } b { c'],
	[
		'extra keys',
		json({ value: 80, confidence: 0.9, reason: 'Fits.', email: 'x@y.example', stage: 'won' }),
		number,
		good,
	],
	[
		'other fields and ids',
		json({ field: 'hubspot_owner_id', id: '1', value: 80, confidence: 0.9, reason: 'Fits.' }),
		number,
		good,
	],
	['suggestions of its own', json({ proposals: [{ field: 'lifecyclestage', value: 'customer' }] }), number, 'unusable'],
	['the prototype', '{"__proto__": {"value": 100, "confidence": 1}}', number, 'unusable'],
	['the prototype beside a value', '{"__proto__": {"confidence": 1}, "value": 5}', number, '5 | undefined | undefined'],
	['the constructor', '{"constructor": {"prototype": {"value": 1}}}', number, 'unusable'],
	['a list', '[80]', number, 'unusable'],
	['a bare number', '80', number, 'unusable'],
	['a bare text', '"80"', number, 'unusable'],
	['nothing', '', number, 'unusable'],
	['prose', 'I would say eighty.', number, 'unusable'],
	['a refusal', 'I am sorry, but I cannot help with judging people.', number, 'unusable'],
	['no JSON', '{value: eighty}', number, 'unusable'],
	['an empty object', '{}', number, 'unusable'],
	['cut off', '{"value": 80, "conf', number, 'unusable'],
	['huge prose', 'x'.repeat(1_000_000) + plain, number, 'unusable'],
	['huge braces', '{'.repeat(1_000_000), number, 'unusable'],
	['deeply nested', `{"value": ${'['.repeat(9000)}${']'.repeat(9000)}}`, number, 'unusable'],
	['deeply nested for a structured field', `{"value": ${'['.repeat(9000)}${']'.repeat(9000)}}`, structured, 'unusable'],
	['a number as text', json({ value: '80' }), number, '80 | undefined | undefined'],
	['zero', json({ value: 0, confidence: 0 }), number, '0 | 0 | undefined'],
	['100', json({ value: 100 }), number, '100 | undefined | undefined'],
	['101', json({ value: 101 }), number, 'unusable'],
	['below zero', json({ value: -1 }), number, 'unusable'],
	['an endless number', '{"value": 1e999}', number, 'unusable'],
	['with a unit', json({ value: '80 %' }), number, 'unusable'],
	['yes for a number', json({ value: true }), number, 'unusable'],
	['an object for a number', json({ value: { amount: 80 } }), number, 'unusable'],
	['a list for a number', json({ value: [80] }), number, 'unusable'],
	['null', json({ value: null, reason: 'No company.' }), number, 'not enough information'],
	['an empty text', json({ value: '' }), number, 'not enough information'],
	['blanks', json({ value: ' \n' }), number, 'not enough information'],
	['an empty list', json({ value: [] }), several, 'not enough information'],
	['confidence 0.85', json({ value: 1, confidence: 0.85 }), number, '1 | 0.85 | undefined'],
	['confidence 0.8499', json({ value: 1, confidence: 0.8499 }), number, '1 | 0.8499 | undefined'],
	['confidence as share in percent', json({ value: 1, confidence: '85 %' }), number, '1 | undefined | undefined'],
	['confidence as text', json({ value: 1, confidence: '0.99' }), number, '1 | undefined | undefined'],
	['confidence 1.5', json({ value: 1, confidence: 1.5 }), number, '1 | undefined | undefined'],
	['confidence 85', json({ value: 1, confidence: 85 }), number, '1 | undefined | undefined'],
	['confidence below zero', json({ value: 1, confidence: -0.1 }), number, '1 | undefined | undefined'],
	['confidence in words', json({ value: 1, confidence: 'high' }), number, '1 | undefined | undefined'],
	['confidence null', json({ value: 1, confidence: null }), number, '1 | undefined | undefined'],
	['confidence in a list', json({ value: 1, confidence: [1] }), number, '1 | undefined | undefined'],
	['an option by its label', json({ value: 'hot' }), segment, '"hot_1" | undefined | undefined'],
	['an option by its value', json({ value: 'hot_1' }), segment, '"hot_1" | undefined | undefined'],
	['a retired option', json({ value: 'Old' }), segment, 'unusable'],
	['an option that does not exist', json({ value: 'Boiling' }), segment, 'unusable'],
	['several options by label', json({ value: ['Warm', 'Hot'] }), several, '["hot_1","warm"] | undefined | undefined'],
	['yes in words', json({ value: 'yes' }), yesNo, 'true | undefined | undefined'],
	['no', json({ value: false }), yesNo, 'false | undefined | undefined'],
	['perhaps', json({ value: 'perhaps' }), yesNo, 'unusable'],
	['a text too long', json({ value: 'y'.repeat(201) }), text, 'unusable'],
	[
		'a text with markup and links',
		json({ value: '<b>Good</b> [fit](https://evil.example)\nSee www.evil.example' }),
		text,
		'"Good fit\\nSee [link]" | undefined | undefined',
	],
	['an image in the reason', withReason('<img src=x onerror=alert(1)>Good'), number, '1 | undefined | Good'],
	['a link in the reason', withReason('Good [fit](https://evil.example/?q=1).'), number, '1 | undefined | Good fit.'],
	['a picture in the reason', withReason('![x](https://evil.example/a.png) Good'), number, '1 | undefined | x Good'],
	[
		'bare addresses in the reason',
		withReason('See https://evil.example/a, www.evil.example and javascript:alert(1)'),
		number,
		'1 | undefined | See [link] [link] and [link]',
	],
	['a link whose label is an address', withReason('[https://evil.example](x)'), number, '1 | undefined | [link]'],
	['an unclosed tag', withReason('Good <script src=//evil.example'), number, '1 | undefined | Good'],
	['a tag inside a tag', withReason('<<b>script>x'), number, '1 | undefined | < script>x'],
	[
		'comparisons are no tags',
		withReason('Team size < 50, revenue > 1'),
		number,
		'1 | undefined | Team size < 50, revenue > 1',
	],
	['hidden characters', withReason('Go\u200bod\u202e'), number, '1 | undefined | Good'],
	['line breaks', withReason('Good\n\n# Fit'), number, '1 | undefined | Good # Fit'],
	['a reason that is no text', withReason({ html: '<b>' }), number, '1 | undefined | undefined'],
	['a reason of blanks', withReason('  '), number, '1 | undefined | undefined'],
];

describe('a model’s answer', () => {
	it.each(rows)('%s', (_name, answer, target, expected) => expect(short(readAnswer(answer, target))).toBe(expected));

	it('a long reason is cut, and no character in halves', () => {
		const answer = readAnswer(withReason(`${'x'.repeat(999)}😀 tail`), number);
		expect(answer.ok && answer.reason).toBe('x'.repeat(999));
	});

	it('the last of two equal keys counts, as in every JSON reader', () => {
		expect(short(readAnswer('{"value": 1, "value": 2}', number))).toBe('2 | undefined | undefined');
	});

	it('says what is missing in the model’s own, cleaned words', () => {
		expect(readAnswer(json({ value: null, reason: 'No <b>company</b>.' }), number)).toEqual({
			ok: false,
			kind: 'not enough information',
			reason: 'No company .',
		});
	});

	it('never repeats the refused value in its problem: it may hold personal data', () => {
		const answer = readAnswer(json({ value: 'ada@lovelace.example' }), number);
		expect(JSON.stringify(answer)).not.toContain('lovelace');
	});

	it('any text is answered, never with an exception', () => {
		const anything = fc.oneof(
			fc.string(),
			fc.json(),
			fc.jsonValue().map((value) => json({ value, confidence: value, reason: value })),
		);
		fc.assert(
			fc.property(anything, fc.constantFrom(number, segment, several, text, yesNo, structured), (answer, target) => {
				const read = readAnswer(answer, target);
				if (read.ok && read.confidence !== undefined) expect(read.confidence >= 0 && read.confidence <= 1).toBe(true);
				if (read.ok && target === number) expect(typeof read.value).toBe('number');
			}),
			{ numRuns: 500 },
		);
	});
});
