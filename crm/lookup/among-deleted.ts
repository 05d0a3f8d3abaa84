/** Why nobody was found: a record that is gone explains more than none at all. */
import type { AskedItem } from '../../core/identity/read-item';
import type { Judgement } from '../../core/identity/judge';
import type { Crm, DeletedRecord, IdentityKeys } from '../crm';
import { ownKeys } from './ask';

/** An item and its verdict so far. */
export interface Judged {
	readonly item: AskedItem;
	readonly judgement: Judgement | undefined;
}

/** Deleted records that hold a key of the items; items without any are left out. */
export async function deletedRecords<J extends Judged>(
	crm: Crm,
	object: string,
	all: readonly J[],
	byEmail: boolean,
): Promise<ReadonlyMap<J, readonly DeletedRecord[]>> {
	const by = crm.capabilities.deletedBy.filter((key) => key !== 'email' || byEmail);
	const questions = all.flatMap((of) => {
		const { item, judgement } = of;
		if (judgement?.status === 'matched') return [];
		const keys = ownKeys(item).flatMap((key) => goneKeys(key, by));
		// Beside other candidates only an id that leads nowhere is worth a question.
		const wanted = judgement?.status === 'ambiguous' ? keys.filter(({ id }) => id !== undefined) : keys;
		const byId = judgement?.candidates.some(({ known }) => known.byId === true) === true;
		return wanted.filter(({ id }) => id === undefined || !byId).map((key) => ({ of, key }));
	});
	const deleted = new Map<J, readonly DeletedRecord[]>();
	if (questions.length === 0) return deleted;
	const answers = await crm.findDeleted(
		object,
		questions.map(({ key }) => key),
	);
	for (const [index, { of }] of questions.entries()) {
		const known = deleted.get(of) ?? [];
		const more = (answers[index] ?? []).filter((found) => !known.some((one) => isSame(one, found)));
		if (more.length > 0) deleted.set(of, [...known, ...more]);
	}
	return deleted;
}

function isSame(one: DeletedRecord, other: DeletedRecord): boolean {
	return one.object === other.object && one.id === other.id;
}

/** The keys by which this CRM finds deleted records, each by itself. */
function goneKeys({ id, unique, email }: IdentityKeys, by: Crm['capabilities']['deletedBy']): readonly IdentityKeys[] {
	return [
		...(id !== undefined && by.includes('id') ? [{ id }] : []),
		...(unique !== undefined && by.includes('unique') ? [{ unique }] : []),
		...(email !== undefined && by.includes('email') ? [{ email }] : []),
	];
}
