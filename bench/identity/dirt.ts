/** What forms, exports and people do to a look-up without changing who is meant. */
import { fold } from '../../core/identity/text';
import type { QueryLine } from './files';
import { slip } from './renaming';

type Fields = { -readonly [K in keyof QueryLine['record']]: QueryLine['record'][K] };

const texts = ['firstName', 'lastName', 'fullName', 'company', 'city'] as const;

function each(record: Fields, change: (text: string) => string, keys: readonly (typeof texts)[number][] = texts): void {
	for (const key of keys) {
		const value = record[key];
		if (value !== undefined && value.trim() !== '') record[key] = change(value);
	}
}

const accents: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú' };

/**
 * One kind of dirt. A slip of the pen only where the item has a key besides names, and where the look-up is not about
 * slips already: a careful person would not be sure of what is left of the others.
 */
export function soil(record: Fields, trap: string, next: () => number): void {
	const hasKey = [record.email, record.phone, record.linkedinUrl, record.externalId, record.crmId].some(
		(key) => key !== undefined,
	);
	const maySlip = hasKey && !/typo|conflict|similar|dots|other|no_key|ambiguous|last_name/.test(trap);
	const kinds: (() => void)[] = [
		() => each(record, (text) => text.toUpperCase()),
		() => each(record, (text) => text.toLowerCase()),
		() => each(record, (text) => `  ${text.replace(/ /g, ' \u00a0')}\t`),
		() => each(record, (text) => text.normalize('NFD')),
		() => each(record, (text) => (/^[\p{Script=Latin}\P{L}]*$/u.test(text) ? unaccented(text) : text)),
		() =>
			each(record, (text) =>
				text.replace(/(?<=[b-df-hj-np-tv-z])[aeiou](?=[b-df-hj-np-tv-z])/, (one) => accents[one] ?? one),
			),
		() => {
			if (
				record.phone !== undefined &&
				record.phone.normalize('NFKC').startsWith('+') &&
				!/x|ext/i.test(record.phone)
			) {
				const digits = record.phone.normalize('NFKC').replace(/\D/g, '');
				record.phone = [
					`00${digits}`,
					`+${digits.replace(/(\d{2})/g, '$1 ')}`,
					`tel:+${digits}`,
					`+${digits.replace(/(\d{3})/g, '$1.')}`,
					`＋${digits.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))}`,
				][Math.floor(next() * 5)]!;
			}
		},
		() => {
			if (record.email !== undefined && record.email.includes('@'))
				record.email = [
					` ${record.email} `,
					record.email.toUpperCase(),
					`<${record.email.trim()}>`,
					`${record.email},`,
				][Math.floor(next() * 4)]!;
		},
		() => {
			// At Gmail and elsewhere the same mailbox.
			if (record.email !== undefined && /^[^+\s<]+@/.test(record.email))
				record.email = record.email.replace('@', ['+news@', '+crm2026@', '+a.b@'][Math.floor(next() * 3)] ?? '@');
		},
		() => each(record, (text) => `${text}${[' -', '.', ' ;', '\u200b', ' \u200e'][Math.floor(next() * 5)] ?? ''}`),
		() => each(record, (text) => text.replace(/(\p{L}) (\p{L})/u, '$1\u2007$2').normalize('NFKD')),
		() => {
			const { firstName, lastName } = record;
			if (firstName === undefined || lastName === undefined) return;
			[record.firstName, record.lastName] = [lastName, firstName];
		},
		() => {
			const { firstName, lastName } = record;
			if (firstName === undefined || lastName === undefined) return;
			delete record.firstName;
			delete record.lastName;
			record.fullName = next() < 0.5 ? `${lastName}, ${firstName}` : `${firstName} ${lastName}`;
		},
		() => each(record, (text) => `Dr. ${text}`, record.fullName === undefined ? ['firstName'] : ['fullName']),
		() => {
			if (record.company !== undefined) record.company = record.company.replace(/[.,]/g, '').replace(/&/g, 'and');
		},
		() => {
			delete record.title;
			record.linkedinUrl ??= '';
			record.country ??= 'n/a';
		},
		() => {
			if (maySlip) each(record, (text) => (text.length > 5 ? slip(text, next) : text), ['lastName', 'fullName']);
		},
		() => {
			if (maySlip) each(record, (text) => (text.length > 4 ? slip(text, next) : text), ['firstName']);
		},
		() => {
			if (maySlip && record.email?.includes('@') === true && !/free|shared|agency/.test(trap))
				each(record, (text) => (text.length > 8 ? slip(text, next) : text), ['company']);
		},
	];
	(kinds[Math.floor(next() * kinds.length)] ?? (() => undefined))();
}

/** As people type it who have no such letters: Mueller or Muller, Lodz for Łódź. */
function unaccented(text: string): string {
	return text.replace(/[^ -~]+/g, (letters) => {
		const plain = fold(letters);
		return letters === letters.toUpperCase() ? plain.toUpperCase() : plain;
	});
}
