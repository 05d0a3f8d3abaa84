/** Mailboxes that exist at many companies: a word of the trade, or a name that is written in another script. */
import { itemFacts } from '../../../core/identity/item-facts';
import { judgeCandidates } from '../../../core/identity/judge';
import { ReferenceIndex } from '../../../core/identity/reference-index';

function verdicts(local: string, names: readonly (readonly [string, string])[]): string[] {
	const index = new ReferenceIndex();
	const emails = names.map((_, place) => `${local}@firm${place}.jp`);
	names.forEach(([lastName, firstName], place) =>
		index.add({
			object: 'contact',
			id: `c${place}`,
			profile: { firstName, lastName, emails: emails.slice(place, place + 1), phones: [], domains: [], uniques: {} },
		}),
	);
	const world = index.world('person');
	return emails.map((email) => {
		const sought = itemFacts({ emails: [email] }, 'person');
		return judgeCandidates(sought, index.candidates(sought, ['contact']), world).status;
	});
}

test('an address at three companies whose holders share a name is a person’s', () => {
	const holders = [
		['山田', 'さおり'],
		['田中', 'さおり'],
		['佐藤', 'さおり'],
	] as const;
	expect(verdicts('saori', holders)).toEqual(['matched', 'matched', 'matched']);
	expect(
		verdicts('ali', [
			['حسن', 'علي'],
			['كريم', 'علي'],
			['ناصر', 'علي'],
		]),
	).toEqual(['matched', 'matched', 'matched']);
});

test('an address at three companies whose holders share nothing belongs to a job', () => {
	const holders = [
		['山田', 'さおり'],
		['田中', '健太'],
		['佐藤', '美香'],
	] as const;
	expect(verdicts('qeigyo', holders)).toEqual(['ambiguous', 'ambiguous', 'ambiguous']);
});
