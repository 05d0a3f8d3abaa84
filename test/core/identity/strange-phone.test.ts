import fc from 'fast-check';
import { comparePhones, readPhoneFacts, roughPhoneKey, strangePhone } from '../../../core/identity/phone-facts';

const digits = (least: number, most: number) =>
	fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((all) => all.join(''));
const gap = fc.constantFrom('', ' ', '-', '.', '/', ') ', ' (0)');
const lead = fc.constantFrom('', '+', '00', '0', '+49 ', '+1 ', '+376 ', '+54 9 ', '+39 0', '011 44 ', 'tel:+33 ', '(');
const tail = fc.constantFrom('', '', '', ' ext. 12', ' x7', '#3', ' FLOWERS');
const number = fc.tuple(lead, digits(2, 5), gap, digits(2, 6), gap, digits(0, 4), tail).map((parts) => parts.join(''));
const country = fc.constantFrom(undefined, 'de', 'us', 'ad', 'ar', 'it', 'gb');

describe('a number that nobody asked for', () => {
	it('is one that reading would find to differ from each that is sought, and to be a number but for carrier codes', () => {
		let told = 0;
		let unread = 0;
		fc.assert(
			fc.property(number, number, country, country, (asked, stored, asking, at) => {
				const sought = readPhoneFacts(asked, asking);
				if (sought === undefined) return;
				const strange = strangePhone(stored, new Set([roughPhoneKey(sought.digits) ?? '']));
				if (strange === undefined) return;
				told++;
				const read = readPhoneFacts(stored, at);
				if (read === undefined) unread++;
				else expect(comparePhones(sought, read)).toBe('different');
				expect(comparePhones(sought, strange)).toBe('different');
			}),
			{ numRuns: 5000 },
		);
		expect(told).toBeGreaterThan(300);
		// Zeros behind a carrier's code, dialled within Korea or Belarus, are no number: some ten in a million.
		expect(unread).toBeLessThanOrEqual(1);
	});

	it.each([
		['the ends are the same', '+49 30 1234567', '1234567'],
		['there is an extension', '+49 30 7654321 ext 4', '1234567'],
		['letters stand for digits', '1 800 FLOWERS 55', '1234567'],
		['it is short', '765 4321', '1234567'],
		['it is a placeholder', '000 000 0000', '1234567'],
		['it goes up', '+49 123456789', '1234567'],
		['it goes up with gaps', '+49 12 345 67 89', '1234567'],
		['it is zeros behind a country code', '003860000001', '1234567'],
		['it is a placeholder behind a country code', '011 44 555 (0)000', '1234567'],
	])('is not told without reading where %s', (_, text, sought) => {
		expect(strangePhone(text, new Set([sought]))).toBeUndefined();
	});
});
