/** Personal data is hidden; dates, years and amounts stay. All persons and numbers are made up. */
import fc from 'fast-check';
import { hidePersonalData, hideSecretLinks } from '../../../core/score/mask';
import { ownTime } from '../../own-time';

describe('personal data in free text', () => {
	it.each([
		['Mail ada@lovelace.example today', 'Mail [e-mail] today'],
		['<ada.b+news@sub.lovelace.example>, or call', '<[e-mail]>, or call'],
		['Jürgen.Müller@büro.example', '[e-mail]'],
		['Call +44 20 7946 0958.', 'Call [phone].'],
		['Call (415) 555-0100 now', 'Call [phone] now'],
		['030/901820-15', '[phone]'],
		['4155550100', '[phone]'],
		['415.555.0100', '[phone]'],
		['+1 415 555 0100 or +1 415 555 0101', '[phone] or [phone]'],
		['IBAN DE89 3704 0044 0532 0130 00', 'IBAN [IBAN]'],
		['DE89370400440532013000', '[IBAN]'],
		['IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF', 'IBAN [IBAN] BIC COBADEFF'],
		['iban gb82 west 1234 5698 7654 32 please', 'iban [IBAN] please'],
		['both GB82WEST12345698765432 DE89370400440532013000', 'both [IBAN] [IBAN]'],
	])('%s', (text, expected) => expect(hidePersonalData(text)).toBe(expected));

	it.each([
		'Met on 2026-11-20.',
		'Met on 2026-11-20 10:30, again 2026-12-01.',
		'Met on 20.11.2026 and 1/12/2026.',
		'Customer 2019-2024',
		'Plans for 2026/2027',
		'In 2024 2025 2026',
		'Budget 1.234.567,89 EUR',
		'Budget 1,234,567.89',
		'Budget € 1 500 000',
		'Budget $1500000 a year',
		'Budget 1500000 EUR',
		'Budget 12345.67',
		'200 people, 12 offices, 99.5 %',
		'Order AB12 CDEF',
		'at 5pm @ the office',
	])('stays: %s', (text) => expect(hidePersonalData(text)).toBe(text));

	it('an IBAN with a wrong checksum is no IBAN', () => {
		expect(hidePersonalData('DE88370400440532013000')).not.toContain('[IBAN]');
	});

	it('leaves text without digits and at signs as it is, and answers for any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const hidden = hidePersonalData(text);
				if (!/[\d@]/.test(text)) expect(hidden).toBe(text);
			}),
		);
	});

	it('4,000 characters of any one kind take no time', () => {
		const took = ownTime(() => {
			for (const piece of ['a', '1', 'a@', 'DE89 ', '1 (', '@', 'a.', '1,', '€1', '2024 ', '1.00'])
				hidePersonalData(piece.repeat(4000 / piece.length));
		});
		expect(took).toBeLessThan(1000);
	});
});

describe('links that are secrets', () => {
	const signature = 'a3'.repeat(32);
	it.each([
		[`Decide: https://n8n.example/webhook-waiting/123/abc?signature=${signature} today`, 'Decide: [link] today'],
		[`<a href="https://n8n.example/webhook-waiting/1?signature=${signature}">page</a>`, '<a href="[link]">page</a>'],
		[`https://n8n.example/base/form-waiting/17`, '[link]'],
		[`n8n.example:5678/webhook-waiting/123?x=1&amp;signature=${signature}`, '[link]'],
		[`https://n8n.example/other-path/123/abc?signature=${signature}.`, '[link]'],
		[`https://n8n.example/webhook-waiting/1/n?signature=\n${signature} soon`, '[link] soon'],
		[`https://t.example/c?u=https%3A%2F%2Fn8n.example%2Fwebhook-waiting%2F1%3Fsignature%3D${signature}`, '[link]'],
		[`{"url":"https://n8n.example/webhook-waiting/1"}`, '{"url":"[link]"}'],
	])('%s', (text, expected) => expect(hideSecretLinks(text)).toBe(expected));

	it.each([
		'See https://acme.example/pricing?plan=pro and https://n8n.example/webhook/1',
		'He is waiting for the webhook; the signature = pending',
		'https://acme.example/webhook-waiting-list',
	])('stays: %s', (text) => expect(hideSecretLinks(text)).toBe(text));

	it('100,000 characters without a blank take no time', () => {
		const took = ownTime(() => {
			for (const piece of ['a', 'a-', '/webhook-', '?signature', 'x-signature-', 'signature='])
				hideSecretLinks(piece.repeat(100_000 / piece.length));
		});
		expect(took).toBeLessThan(1000);
	});
});
