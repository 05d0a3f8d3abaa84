/** Finding people by an e-mail address, and by another address of its mailbox: with a +tag, at Gmail with other dots. */
import type { CrmErrorData } from '../../core/errors';
import { gmailDomains, isGmail, mailboxKey, normaliseEmail } from '../../core/identity/email';
import type { Result } from '../crm';
import { otherAddressOf } from '../mailbox';
import { ok } from '../results';
import { comparable, inAnyField } from './find-in-fields';
import { profileFields } from './profile';
import type { Hit, Hits } from './search';
import type { SnapshotSource } from './snapshot';
import { anything, join, like, name, soql, type Soql } from './soql';

const purpose = 'find by e-mail';

/** Google gives out no shorter names: at these a pattern of single letters would fit too many others. */
const shortestGmail = 6;

export async function byEmail(source: SnapshotSource, emails: readonly string[]): Promise<Hits> {
	return await inAnyField(source, emails, profileFields(source.schema).emails, {
		condition: (api, part) => soql`${name(api)} IN ${part}`,
		same: (stored, email) => comparable(stored) === comparable(email),
		via: (first) => (first ? 'email' : 'secondary email'),
		purpose,
	});
}

/** The holders of each address and, where Salesforce can tell, of other addresses of its mailbox. */
export async function byAddress(source: SnapshotSource, emails: readonly string[]): Promise<Hits> {
	const [exact, others] = await Promise.all([byEmail(source, emails), byOtherAddress(source, emails)]);
	return new Map(
		emails.map((email) => {
			const held = exact.get(email) ?? ok([]);
			const more = orNone(others.get(email), isRefused);
			if (!held.ok) return [email, held];
			if (!more.ok) return [email, more];
			const known = new Set(held.value.map(({ snapshot }) => snapshot.id));
			return [email, ok([...held.value, ...more.value.filter(({ snapshot }) => !known.has(snapshot.id))])];
		}),
	);
}

/** The holders of other addresses of each one's mailbox. */
export async function byMailbox(source: SnapshotSource, emails: readonly string[]): Promise<Hits> {
	const others = await byOtherAddress(source, emails);
	return new Map(emails.map((email) => [email, orNone(others.get(email), isUnaskable)]));
}

function orNone(
	answer: Result<readonly Hit[]> | undefined,
	isNone: (error: CrmErrorData) => boolean,
): Result<readonly Hit[]> {
	return answer === undefined || (!answer.ok && isNone(answer.error)) ? ok([]) : answer;
}

/** Encrypted addresses cannot be filtered by a pattern. */
function isUnaskable({ kind, code }: CrmErrorData): boolean {
	return (kind === 'validation' && code !== 'TOO_MANY_RECORDS') || code === 'MALFORMED_QUERY';
}

/** What was refused hides nobody who holds the very address, nor does a crowd; a query that fails might. */
function isRefused(error: CrmErrorData): boolean {
	return isUnaskable(error) || error.code === 'TOO_MANY_RECORDS';
}

async function byOtherAddress(source: SnapshotSource, emails: readonly string[]): Promise<Hits> {
	const askable = emails.filter((email) => patterns(email).length > 0);
	const isOther = new Map(askable.map((email) => [email, otherAddressOf(email)]));
	return await inAnyField(source, askable, profileFields(source.schema).emails, {
		condition: (api, part) =>
			join(
				part.flatMap(patterns).map((pattern) => soql`${name(api)} LIKE ${pattern}`),
				' OR ',
			),
		same: (stored, email) => isOther.get(email)?.(stored) === true,
		via: () => 'mailbox',
		purpose,
	});
}

/** What the other addresses of a mailbox look like. */
function patterns(address: string): readonly Soql[] {
	const email = normaliseEmail(address);
	if (email === undefined) return [];
	const mailbox = mailboxKey(email);
	const local = mailbox.slice(0, mailbox.lastIndexOf('@'));
	if (!isGmail(email.domain)) {
		const plain = mailbox === email.address ? [] : [like(mailbox)];
		return [...plain, like(local, '+', anything, `@${email.domain}`)];
	}
	if (local.length < shortestGmail) return [];
	const letters = [...local].flatMap((letter) => [letter, anything]);
	return gmailDomains.map((domain) => like(...letters, `@${domain}`));
}
