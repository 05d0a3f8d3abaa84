/**
 * Other addresses of a mailbox. Pipedrive finds a term anywhere in an address; whether it takes a + as a letter is not
 * documented, so the part before it is the term, and with the + only where those are too many.
 */
import { list, text, type Json } from '../json';
import { isOtherAddress, mailboxLocals } from '../mailbox';
import { hitsOf, within, type Search, type SearchHits } from './search';
import { idOf, type SnapshotSource } from './snapshot';

export function mailboxSearches(source: SnapshotSource, address: string): readonly Search[] {
	return mailboxLocals(address).flatMap((local) => [
		...within(source, local, 'email', false),
		...(local.length < 2 ? within(source, `${local}+`, 'email', false) : []),
	]);
}

/** Throws CrmError. */
export async function searchMailbox(source: SnapshotSource, address: string): Promise<SearchHits> {
	const ids = new Set<string>();
	let complete = true;
	const look = async (search: Search) => {
		const hits = await hitsOf(source, search, 'mailbox');
		for (const item of hits.items) if (mayHold(item, address)) ids.add(idOf(item));
		return hits;
	};
	for (const search of mailboxSearches(source, address)) {
		if (!(await look(search)).complete) complete &&= await isTagSeen(source, String(search.query['term']), look);
	}
	return { ids: [...ids].filter((id) => id !== ''), complete };
}

/** Whether all tagged addresses were found: only an answer with the + in all of its addresses shows that it counts. */
async function isTagSeen(
	source: SnapshotSource,
	local: string,
	look: (search: Search) => Promise<{ readonly items: readonly Json[]; readonly complete: boolean }>,
): Promise<boolean> {
	if (local.endsWith('+')) return false;
	const answers = await Promise.all(within(source, `${local}+`, 'email', false).map(look));
	return answers.every(
		({ items, complete }) =>
			complete &&
			items.length > 0 &&
			items.every((item) => emailsOf(item).some((email) => email.toLowerCase().includes(`${local}+`))),
	);
}

/** Spares reading the many whose address only contains the term. */
function mayHold(item: Json, address: string): boolean {
	return !Array.isArray(item['emails']) || emailsOf(item).some((email) => isOtherAddress(email, address));
}

function emailsOf(item: Json): readonly string[] {
	return list(item['emails']).flatMap((email) => text(email) ?? []);
}
