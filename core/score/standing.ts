/**
 * A model's answers are paid for. Where the record still holds what the same version of the scorer made of the same
 * inputs, asking again could bring nothing but another wording.
 */
import type { ItemSnapshot, Proposal, Scorer } from '../record';
import { readStamp, scorerMark, type FieldStamp } from '../stamp';
import { hashValue, isBlank, sameValue, type CrmValue } from '../value';
import { suggestionsFor, type Destinations } from './suggest';

/** Where Field-Safe Write leaves its stamp, unless its panel says otherwise. */
const STAMP = 'ai_provenance';

/**
 * The suggestions that stand in the record already, one place after the other: nobody touched what was written, and all
 * of it is from this scorer and these inputs. Undefined where one of them is not, or was not read.
 */
export function standing(
	snapshot: ItemSnapshot | undefined,
	places: readonly Destinations[],
	scorer: Scorer,
): Proposal[] | undefined {
	const values = new Map(Object.entries(snapshot?.values ?? {}));
	const stamps = new Map(Object.entries(readStamp(values.get(STAMP)).fields));
	const mark = scorerMark(scorer);
	const ours = (field: string): { readonly stamp: FieldStamp; readonly value: CrmValue } | undefined => {
		const [stamp, value] = [stamps.get(field), values.get(field)];
		if (!stamp || value === undefined || isBlank(value) || stamp.restoredFor !== undefined) return undefined;
		const same = stamp.scorer === mark.scorer && stamp.inputs !== undefined && stamp.inputs === mark.inputs;
		return same && stamp.hash === hashValue(value) ? { stamp, value } : undefined;
	};
	const proposals: Proposal[] = [];
	for (const place of places) {
		const target = ours(place.target.name);
		const reason = place.reason && ours(place.reason.name)?.value;
		if (!target || (place.reason && typeof reason !== 'string')) return undefined;
		const { confidence } = target.stamp;
		const said = typeof reason === 'string' ? reason : undefined;
		const mine = suggestionsFor({ value: target.value, confidence, reason: said, scorer }, place);
		// The band has to follow the score as it did: other bands are another question.
		if (!mine.every(({ field, value }) => sameValue(ours(field)?.value ?? null, value))) return undefined;
		proposals.push(...mine);
	}
	return proposals.length === 0 ? undefined : proposals;
}
