import { readItem, type RawKey } from '../../core/identity/read-item';
import { whyNot } from '../../crm/lookup/may-create';

const reason = (...emails: readonly string[]): string | undefined => {
	const keys = emails.map((value): RawKey => ({ key: 'email', value }));
	return whyNot('contact', readItem([{ key: 'fullName', value: 'Ann Lee' }, ...keys], 'person'), undefined);
};

test('an item is not created where one of its addresses could not be read, since a record may hold it', () => {
	expect(reason('ann@acme.com')).toBeUndefined();
	expect(reason('ann@acme.com', 'n/a')).toBeUndefined();
	expect(reason('ann@acme.com', 'bob(at)acme')).toContain('could not be read');
	expect(reason('bob(at)acme')).toContain('could not be read');
});
