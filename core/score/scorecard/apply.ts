/** Scoring with a scorecard: a look-up per attribute and a sum. */
import type { Fact } from '../conditions';
import type { Attribute, Scorecard } from './card';
import { chanceOf } from './points';
import { cellOf } from './table';

export interface Part {
	readonly label: string;
	/** The bin in words: "is success", "is from 30 to below 45". */
	readonly words: string;
	/** Against the average record: positive points speak for a success. */
	readonly points: number;
}

export interface CardScore {
	/** A whole number from 0 to 100. */
	readonly score: number;
	/** The points before they were rounded and limited. */
	readonly points: number;
	/** Probability of a success, 0 to 1. */
	readonly chance: number;
	/** One per attribute, in the scorecard's order. */
	readonly parts: readonly Part[];
}

type LookUp = (fact: Fact) => { readonly points: number; readonly words: string };

/** Prepares a scorecard once; the result scores one record from its facts. */
export function scorerFor(card: Scorecard): (factOf: (name: string) => Fact) => CardScore {
	const lookUps = card.attributes.map((attribute) => ({ attribute, find: lookUpFor(attribute) }));
	return (factOf) => {
		let points = card.start;
		const parts = lookUps.map(({ attribute, find }) => {
			const found = find(factOf(attribute.name));
			points += found.points;
			return { label: attribute.label === '' ? attribute.name : attribute.label, ...found };
		});
		return { score: scoreOf(points), points, chance: chanceOf(card.scale, points), parts };
	};
}

/** Points as a score from 0 to 100. */
export const scoreOf = (points: number) => Math.max(0, Math.min(100, Math.round(points)));

/** The chance and what moved it most, for a sales rep. `average` is the share of successes in training. */
export function reasonOf({ parts, chance, score, points }: CardScore, average: number, most = 5): string {
	const telling = parts
		.map((part) => ({ ...part, rounded: Math.round(part.points) }))
		.filter(({ rounded }) => rounded !== 0)
		.sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.label < b.label ? -1 : 1))
		.slice(0, most)
		.map(({ label, words, rounded }) => `${rounded < 0 ? '−' : '+'}${Math.abs(rounded)} ${label} ${words}`);
	const limited = Math.round(points) === score ? '' : ` The sum of ${Math.round(points)} counts as ${score}.`;
	return `Chance ${percent(chance)}, on average ${percent(average)}. ${telling.length === 0 ? 'Nothing stands out.' : `${telling.join('; ')}.`}${limited}`;
}

function percent(share: number): string {
	const value = share * 100;
	return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} %`;
}

function lookUpFor(attribute: Attribute): LookUp {
	const missing = { points: attribute.missing.points, words: 'is not known' };
	switch (attribute.kind) {
		case 'number': {
			const ranges = attribute.ranges.map(({ below, points }, at) => ({
				below: below ?? Infinity,
				points,
				words: rangeInWords(at === 0 ? undefined : attribute.ranges[at - 1]?.below, below),
			}));
			return ({ value }) => {
				const cell = cellOf(value);
				if (typeof cell !== 'number') return missing;
				return ranges.find(({ below }) => cell < below) ?? ranges.at(-1) ?? missing;
			};
		}
		case 'category': {
			const values = new Map(
				attribute.values.map(({ is, points }) => [
					String(cellOf(is) ?? is),
					{ points, words: `is ${is === '' ? 'empty' : is}` },
				]),
			);
			const other = { points: attribute.other.points, words: 'is something else' };
			return ({ value, labels }) => {
				const cell = cellOf(value);
				if (cell === undefined) return missing;
				const found = values.get(String(cell));
				if (found) return found;
				// The outcome list may have held the words that people see instead of the CRM's own.
				const label = labels && labels.length > 0 ? cellOf(labels) : undefined;
				return (label === undefined ? undefined : values.get(String(label))) ?? other;
			};
		}
		case 'presence': {
			const filled = { points: attribute.filled.points, words: 'is filled in' };
			return ({ value }) => (cellOf(value) === undefined ? missing : filled);
		}
	}
}

export function rangeInWords(from: number | undefined, below: number | undefined): string {
	if (from === undefined) return below === undefined ? 'is filled in' : `is below ${below}`;
	return below === undefined ? `is ${from} or more` : `is from ${from} to below ${below}`;
}
