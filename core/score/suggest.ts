/** From a judgement to suggestions for the panel's own fields: nothing that a model says can add another. */
import { coerce } from '../fields/coerce';
import type { FieldSchema } from '../fields/schema';
import type { Proposal, Scorer } from '../record';
import type { CrmValue } from '../value';
import { bandOf, type Band } from './rules';
import { isText } from './target';

/** Where the panel wants what; undefined where nothing is to be saved. */
export interface Destinations {
	readonly target: FieldSchema;
	readonly reason: FieldSchema | undefined;
	readonly band: FieldSchema | undefined;
	readonly bands: readonly Band[];
}

export interface Judgement {
	/** Canonical and fitting for the target. */
	readonly value: CrmValue;
	/** 0 to 1; undefined for points rules, and for a model that gave none. */
	readonly confidence: number | undefined;
	readonly reason: string | undefined;
	readonly scorer: Scorer;
}

/** One suggestion for the result, and one each for band and reason where they are wanted and can be had. */
export function suggestionsFor(judgement: Judgement, destinations: Destinations): Proposal[] {
	const { value, confidence, reason, scorer } = judgement;
	const { target } = destinations;
	const common = {
		...(confidence === undefined ? {} : { confidence }),
		...(reason === undefined ? {} : { reason }),
		scorer,
	};
	const band = bandValue(value, destinations);
	const said = reasonValue(reason, destinations.reason);
	return [
		{ field: target.name, value, ...common },
		...(band === undefined || !destinations.band ? [] : [{ field: destinations.band.name, value: band, ...common }]),
		...(said === undefined || !destinations.reason
			? []
			: [{ field: destinations.reason.name, value: said, ...common }]),
	];
}

/** The suggestions that an item carried, with ours in the place of what this same scorer said before. */
export function withSuggestions(carried: readonly Proposal[], mine: readonly Proposal[]): Proposal[] {
	const replaced = (old: Proposal) =>
		mine.some(
			({ field, scorer }) =>
				field === old.field && scorer.method === old.scorer.method && scorer.version === old.scorer.version,
		);
	return [...carried.filter((proposal) => !replaced(proposal)), ...mine];
}

/** Bands that are no value of the band field, by name: they are never suggested. */
export function bandsThatDoNotFit(bands: readonly Band[], field: FieldSchema): string[] {
	return bands
		.map((band) => band.name.trim())
		.filter((name) => {
			const coerced = coerce(field, name);
			return name !== '' && (!coerced.ok || coerced.value === null);
		});
}

function bandValue(value: CrmValue, { band, bands, target }: Destinations): CrmValue | undefined {
	if (!band || band.name === target.name || typeof value !== 'number') return undefined;
	const name = bandOf(value, bands);
	const coerced = name === undefined ? undefined : coerce(band, name);
	return coerced?.ok === true && coerced.value !== null ? coerced.value : undefined;
}

function reasonValue(reason: string | undefined, field: FieldSchema | undefined): CrmValue | undefined {
	if (reason === undefined || !field || !isText(field)) return undefined;
	const coerced = coerce(field, shortened(reason, field.maxLength ?? Infinity));
	return coerced.ok && coerced.value !== null ? coerced.value : undefined;
}

/** A reason is an explanation, not data: half of it is better than none. */
function shortened(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1)).trimEnd()}…`;
}
