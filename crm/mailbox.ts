/** Other addresses of a mailbox, told apart by core/identity: ann+news@acme.com is one of ann@acme.com's. */
import { mailboxKey, normaliseEmail, withoutTag } from '../core/identity/email';

/** Equal for the addresses of one mailbox; undefined for what is no address. */
export function mailboxOf(address: string): string | undefined {
	const email = normaliseEmail(address);
	return email === undefined ? undefined : mailboxKey(email);
}

/** Another address of the mailbox, not the asked one itself. */
export function isOtherAddress(stored: string, asked: string): boolean {
	return otherAddressOf(asked)(stored);
}

/** The same where many addresses are compared with one. */
export function otherAddressOf(asked: string): (stored: string) => boolean {
	const email = normaliseEmail(asked);
	if (email === undefined) return () => false;
	const mailbox = mailboxKey(email);
	return (stored) => {
		const held = normaliseEmail(stored);
		return held !== undefined && held.address !== email.address && mailboxKey(held) === mailbox;
	};
}

/** The parts before the @ with which addresses of the mailbox begin: as asked and, at Gmail, without dots. */
export function mailboxLocals(asked: string): readonly string[] {
	const [email, mailbox] = [normaliseEmail(asked), mailboxOf(asked)];
	if (email === undefined || mailbox === undefined) return [];
	const local = withoutTag(email.local);
	return [...new Set([local, mailbox.slice(0, mailbox.lastIndexOf('@'))])];
}
