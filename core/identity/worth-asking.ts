/** Which candidates a person is asked to choose from. */
import type { EvidenceKind } from './evidence';
import type { SubjectKind } from './facts';
import type { JudgedRecord, Known } from './judge';

/** What many records share says nothing about which of them is meant. */
const circumstances: readonly EvidenceKind[] = [
	'employer',
	'employer near',
	'employer domain',
	'city',
	'country',
	'street',
	'postcode',
	'title',
];

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
