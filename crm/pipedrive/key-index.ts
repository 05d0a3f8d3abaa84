/** Whether a record may hold any key at all, without comparing it with each of them. */
import type { Json } from '../json';
import { mailboxOf } from '../mailbox';
import { holds, type Key } from './keys';
import { entriesOf } from './profile';
import type { SnapshotSource } from './snapshot';

export class KeyIndex {
	private readonly addresses = new Set<string>();
	private readonly mailboxes = new Set<string | undefined>();
	private readonly others: readonly Key[];

	constructor(
		private readonly source: SnapshotSource,
		keys: readonly Key[],
	) {
		for (const key of keys) {
			if (key.kind === 'email') this.addresses.add(key.value.toLowerCase());
			if (key.kind === 'mailbox') this.mailboxes.add(mailboxOf(key.value));
		}
		this.mailboxes.delete(undefined);
		this.others = keys.filter(({ kind }) => kind !== 'email' && kind !== 'mailbox');
	}

	mayHold(record: Json): boolean {
		const emails = entriesOf(record['emails']);
		return (
			emails.some((email) => this.addresses.has(email.toLowerCase())) ||
			(this.mailboxes.size > 0 && emails.some((email) => this.mailboxes.has(mailboxOf(email)))) ||
			this.others.some((key) => holds(this.source, record, key) !== undefined)
		);
	}
}
