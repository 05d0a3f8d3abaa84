/** Other addresses of a mailbox, told apart by core/identity: ann+news@acme.com is one of ann@acme.com's. */
import { mailboxKey, normaliseEmail } from '../core/identity/email';

/** Equal for the addresses of one mailbox; undefined for what is no address. */
export function mailboxOf(address: string): string | undefined {
	const email = normaliseEmail(address);
	return email === undefined ? undefined : mailboxKey(email);
}

/** Another address of the mailbox, not the asked one itself. */
export function isOtherAddress(stored: string, asked: string): boolean {
	const mailbox = mailboxOf(asked);
	return mailbox !== undefined && mailboxOf(stored) === mailbox && comparable(stored) !== comparable(asked);
}

function comparable(address: string): string | undefined {
	return normaliseEmail(address)?.address;
}

/** The parts before the @ with which addresses of the mailbox begin: as asked and, at Gmail, without dots. */
export function mailboxLocals(asked: string): readonly string[] {
	const [email, mailbox] = [normaliseEmail(asked), mailboxOf(asked)];
	if (email === undefined || mailbox === undefined) return [];
	const local = email.local.replace(/(?!^)\+.*$/, '');
	return [...new Set([local, mailbox.slice(0, mailbox.lastIndexOf('@'))])];
}
