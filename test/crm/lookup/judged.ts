/** Looks items up on a stand-in CRM, in the words of a test. */
import type { Filled } from '../../../bench/identity/crms';
import { defaultThresholds } from '../../../core/identity/confidence';
import { readItem, type KeyName, type RawKey } from '../../../core/identity/read-item';
import { judgeLive } from '../../../crm/lookup/find';

export type Item = Partial<Readonly<Record<KeyName, string>>>;

export function rawKeys(item: Item): readonly RawKey[] {
	return Object.entries(item).map(([key, value]) => ({ key: key as KeyName, value }));
}

/** "matched 5", "ambiguous 5 6: another name", "unmatched", "error RATE_LIMIT"; ids as the CRM gave them, sorted. */
export async function judged(
	{ crm }: Pick<Filled, 'crm'>,
	object: string,
	...items: readonly Item[]
): Promise<readonly string[]> {
	const kind = object === 'company' || object === 'deal' ? object : 'person';
	const asked = items.map((item) => readItem(rawKeys(item), kind));
	const answers = await judgeLive(crm, object, asked, defaultThresholds);
	return answers.map((answer) => {
		if (!answer.ok) return `error ${answer.error.kind}`;
		const { status, candidates, heldBackBy } = answer.value;
		const ids = candidates.map(({ id }) => id).sort();
		return `${[status, ...ids].join(' ')}${heldBackBy === undefined ? '' : `: ${heldBackBy}`}`;
	});
}

export const unseen = 'not all records were seen';
