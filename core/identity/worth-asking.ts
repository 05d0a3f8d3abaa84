/** Which candidates a person is asked to choose from. */
import type { SubjectKind } from './facts';
import { circumstances } from './guard';
import type { JudgedRecord, Known } from './judge';

/** Colleagues and neighbours are no choice beside a likelier record that has a key or a name of the item. */
export function worthAsking<K extends Known>(
	kind: SubjectKind,
	candidates: readonly JudgedRecord<K>[],
): readonly JudgedRecord<K>[] {
	const isOwn = ({ evidence }: JudgedRecord): boolean =>
		evidence.some((one) => one.bits > 0 && !circumstances.includes(one.kind));
	const first = candidates.findIndex(isOwn);
	if (kind === 'deal' || first === -1) return candidates;
	return candidates.filter((one, place) => place < first || isOwn(one));
}
