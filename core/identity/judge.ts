/**
 * The verdict: which of the candidates an item means. Evidence in bits per candidate, a prior, the probability split
 * over all candidates, and guards that hold back what a careful person would not decide. Pure; docs/identity.md.
 */
import { defaultThresholds, type Thresholds } from './confidence';
import { totalBits, type Evidence } from './evidence';
import type { Facts, SubjectKind } from './facts';
import type { Guard } from './guard';
import { guardOf, isFaint, isSomebodyElse } from './guards';
import { countHolders } from './holders';
import { weighCompany } from './weigh-company';
import { weighDeal } from './weigh-deal';
import { weighPerson } from './weigh-person';
import { bits, priorBits } from './weights';
import type { World } from './world';

/** A record that may be the one: live, merges and conversions already followed. */
export interface Known {
	readonly object: string;
	readonly id: string;
	readonly facts: Facts;
	/** The item gave this record's id, or the id of one that was merged into it. */
	readonly byId?: boolean | undefined;
	/** It is associated with the record that the item gave. */
	readonly byParent?: boolean | undefined;
}

export interface Sought {
	readonly kind: SubjectKind;
	readonly facts: Facts;
	/** The item gives a record id. */
	readonly hasId: boolean;
	/** A key of the item that could not be read: it may have said something else. */
	readonly unreadable: boolean;
}

export interface JudgedRecord<K extends Known = Known> {
	readonly known: K;
	readonly evidence: readonly Evidence[];
	/** 0 to 1: how likely this is the one, all candidates together at most 1. */
	readonly confidence: number;
}

export interface Judgement<K extends Known = Known> {
	readonly status: 'matched' | 'ambiguous' | 'unmatched';
	/** Of the best candidate, 0 to 1. */
	readonly confidence: number;
	/** Likeliest first; without those that have nothing for them. */
	readonly candidates: readonly JudgedRecord<K>[];
	/** What held a likely match back. */
	readonly guard?: Guard | undefined;
}

export interface Weighing<K extends Known = Known> {
	readonly known: K;
	readonly evidence: readonly Evidence[];
	readonly total: number;
}

/** Never throws; the order of the candidates does not matter. */
export function judgeCandidates<K extends Known>(
	sought: Sought,
	candidates: readonly K[],
	world: World,
	thresholds: Thresholds = defaultThresholds,
): Judgement<K> {
	const holders = countHolders(candidates);
	const prior = priorBits(world.size);
	const seen = withNamesakes(world, candidates);
	const weighed: Weighing<K>[] = [];
	for (const known of candidates) {
		const evidence = weigh(sought, known, holders, seen);
		if (!evidence.some((one) => one.bits > 0)) continue;
		if (sought.kind === 'person' && isSomebodyElse(evidence)) continue;
		weighed.push({ known, evidence, total: totalBits(evidence) + prior });
	}
	if (weighed.length === 0) return { status: 'unmatched', confidence: 0, candidates: [] };
	weighed.sort((a, b) => b.total - a.total || compareIds(a.known, b.known));

	// Odds of 2^60 are as sure as anything; beyond, numbers lose the small ones.
	const odds = weighed.map((one) => 2 ** Math.min(60, one.total));
	const sum = 1 + odds.reduce((all, one) => all + one, 0);
	const judged = weighed.map((one, index): JudgedRecord<K> => ({
		known: one.known,
		evidence: one.evidence,
		confidence: (odds[index] ?? 0) / sum,
	}));
	const best = judged[0];
	const first = weighed[0];
	if (best === undefined || first === undefined) return { status: 'unmatched', confidence: 0, candidates: [] };
	const mass = weighed.every(isFaint) ? best.confidence : 1 - 1 / sum;
	const guard = guardOf(sought, first, weighed, holders);
	if (guard === undefined && best.confidence >= thresholds.certainty) {
		return { status: 'matched', confidence: best.confidence, candidates: judged };
	}
	if (mass < thresholds.reviewAbove && guard?.always !== true) {
		return { status: 'unmatched', confidence: best.confidence, candidates: judged, guard };
	}
	return { status: 'ambiguous', confidence: best.confidence, candidates: judged, guard };
}

/** Where nobody counted the CRM's names, the candidates show at least how many share one. */
function withNamesakes(world: World, candidates: readonly Known[]): World {
	if (candidates.length < 2) return world;
	const counts = new Map<string, number>();
	for (const { facts } of candidates) {
		if (facts.name !== undefined) counts.set(facts.name.key, (counts.get(facts.name.key) ?? 0) + 1);
	}
	return { ...world, namesakes: (key) => Math.max(world.namesakes(key), counts.get(key) ?? 0) };
}

function weigh(
	sought: Sought,
	known: Known,
	holders: ReturnType<typeof countHolders>,
	world: World,
): readonly Evidence[] {
	const { kind, facts } = sought;
	const evidence =
		kind === 'company'
			? weighCompany(facts, known.facts, holders, world)
			: kind === 'deal'
				? weighDeal(facts, known.facts, world)
				: weighPerson(facts, known.facts, holders, world).evidence;
	const more: Evidence[] = [];
	if (known.byId === true) more.push({ kind: 'id', bits: bits.recordId });
	if (known.byParent === true && !evidence.some((one) => one.kind === 'employer')) {
		more.push({ kind: 'employer', bits: kind === 'deal' ? bits.deal.company : bits.employer.domain[1] });
	}
	return more.length === 0 ? evidence : [...more, ...evidence];
}

function compareIds(a: Known, b: Known): number {
	if (a.object !== b.object) return a.object < b.object ? -1 : 1;
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
