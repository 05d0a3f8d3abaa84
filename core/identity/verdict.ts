/** Which of the found records the item means, or why that cannot be told. The adapter found; this judges. */
import type { Candidate, Match } from '../record';
import type { Thresholds } from './confidence';
import { confidences, defaultThresholds } from './confidence';
import type { Finding, JudgedCandidate } from './findings';
import { findingsOf, mergeCandidates, unite } from './findings';
import type { KeyName, Query } from './query';

/** What the keys say together. Without a winner a person has to look, however sure a single key is. */
interface Verdict {
	readonly winner?: JudgedCandidate | undefined;
	readonly confidence: number;
	readonly why: string;
}

const names: Readonly<Record<KeyName, string>> = {
	id: 'record id',
	unique: 'unique field',
	email: 'e-mail address',
	phone: 'phone number',
};

/**
 * Judges one item. Never throws; the order of the candidates does not matter; deleted records do not count.
 *
 * A match is the one record that every deciding key leads to. Shared keys (role mailboxes, switchboards) decide
 * nothing. Two records for a key, or keys that lead to different records, are ambiguous whatever the thresholds.
 */
export function judge(
	query: Query,
	found: readonly JudgedCandidate[],
	thresholds: Thresholds = defaultThresholds,
): Match {
	const records = mergeCandidates(found);
	const findings = findingsOf(
		query,
		records.filter((record) => record.archived !== true),
	);
	const answered = findings.filter((finding) => finding.holders.length > 0);
	if (findings.length === 0) return unmatched(withoutKey(query));
	if (answered.length === 0) return unmatched(withoutRecord(findings, query, records));

	const candidates = unite(answered);
	const { winner, confidence, why } = decide(query, findings, answered);
	if (winner !== undefined && confidence >= thresholds.certainty) {
		return matchOf('matched', confidence, [winner], why + mergeNote(winner));
	}
	if (confidence < thresholds.reviewAbove) {
		return unmatched(`${why} That is too little to ask a person about.`);
	}
	const shortOf =
		winner === undefined ? '' : ` That is ${percent(confidence)} sure, and ${percent(thresholds.certainty)} is needed.`;
	return matchOf('ambiguous', confidence / candidates.length, candidates, why + shortOf);
}

function decide(query: Query, findings: readonly Finding[], answered: readonly Finding[]): Verdict {
	const { shared } = confidences;
	if (findings.some((finding) => finding.key === 'id' && finding.holders.length === 0)) {
		return { confidence: shared, why: `No live record has the record id, but the ${list(answered)} leads to one.` };
	}

	const exact = answered.filter((finding) => finding.key === 'id' || finding.key === 'unique');
	// A phone never argues with a record id or a unique value: colleagues share numbers.
	const deciding = answered.filter(
		(finding) => finding.shared === undefined && (finding.key !== 'phone' || exact.length === 0),
	);
	const first = deciding[0];
	if (first === undefined) {
		return {
			confidence: shared,
			why: `${answered.map((finding) => finding.shared ?? '').join(' ')} A person has to choose.`,
		};
	}

	const common = first.holders.filter((holder) => deciding.every((finding) => finding.holders.includes(holder)));
	const winner = common[0];
	if (winner === undefined) {
		return { confidence: confidenceOf(deciding, findings), why: `The ${list(deciding)} lead to different records.` };
	}
	const crowded = deciding.find((finding) => finding.holders.length > 1);
	if (crowded !== undefined && (common.length > 1 || exact.length === 0)) {
		return {
			confidence: confidenceOf(deciding, findings, winner),
			why: `${crowded.holders.length} records have this ${names[crowded.key]}.`,
		};
	}
	if (winner.differs !== undefined && winner.differs.some((key) => key === 'id' || key === 'unique')) {
		return {
			confidence: shared,
			why: `The ${list(deciding)} leads to a record whose unique field holds another value.`,
		};
	}
	if (deciding.every((finding) => finding.key === 'phone')) return judgePhone(query, findings, winner);
	return {
		winner,
		confidence: confidenceOf(deciding, findings, winner),
		why: `Exactly one record has this ${list(deciding)}.`,
	};
}

/** A number that stands beside an e-mail address of somebody else is usually the company's: see phone-alone.md. */
function judgePhone(query: Query, findings: readonly Finding[], winner: JudgedCandidate): Verdict {
	const others = findings.filter((finding) => finding.key !== 'phone');
	if (others.length > 0 || (query.unreadable ?? []).length > 0) {
		const what = others.length > 0 ? `The ${list(others)} does not confirm it` : 'Another key could not be read';
		return {
			confidence: confidences.shared,
			why: `One record has this phone number. ${what}, and colleagues often share a number.`,
		};
	}
	return { winner, confidence: confidences.phoneAlone, why: 'Exactly one record has this phone number.' };
}

function confidenceOf(deciding: readonly Finding[], findings: readonly Finding[], winner?: JudgedCandidate): number {
	const has = (key: KeyName): boolean => deciding.some((finding) => finding.key === key);
	if (has('id')) return confidences.recordId;
	if (has('unique')) return confidences.uniqueField;
	if (!has('email')) return confidences.phoneAlone;
	if (findings.some((finding) => finding.key === 'unique')) return confidences.emailWithoutUnique;
	if (has('phone')) return confidences.emailAndPhone;
	return winner === undefined || winner.via.includes('email') ? confidences.email : confidences.secondaryEmail;
}

function withoutKey(query: Query): string {
	const unreadable = query.unreadable ?? [];
	if (unreadable.length === 0) return 'The item has no record id, unique value, e-mail address or phone number.';
	const hint = unreadable.includes('phone') ? ' A number without country code needs Country for Phone Numbers.' : '';
	return `The item’s ${joined(unreadable.map((key) => names[key] ?? 'key'))} cannot be read.${hint}`;
}

function withoutRecord(findings: readonly Finding[], query: Query, records: readonly JudgedCandidate[]): string {
	if (records.some((record) => record.archived === true)) return 'The record was deleted in the CRM.';
	const unreadable = (query.unreadable ?? []).map((key) => ` The ${names[key] ?? 'key'} cannot be read.`).join('');
	return `No record has this ${list(findings, 'or')}.${unreadable}`;
}

function mergeNote(winner: JudgedCandidate): string {
	return winner.mergedFrom === undefined ? '' : ` It was merged from record ${winner.mergedFrom}.`;
}

function list(findings: readonly Finding[], word: 'and' | 'or' = 'and'): string {
	return joined(
		findings.map((finding) => names[finding.key]),
		word,
	);
}

function joined(words: readonly string[], word: 'and' | 'or' = 'and'): string {
	return words.length < 2
		? words.join('')
		: `${words.slice(0, -1).join(', ')} ${word} ${words[words.length - 1] ?? ''}`;
}

function percent(share: number): string {
	return `${Math.round(share * 1000) / 10} %`;
}

function unmatched(why: string): Match {
	return { status: 'unmatched', confidence: 0, via: [], why, candidates: [] };
}

function matchOf(
	status: 'matched' | 'ambiguous',
	confidence: number,
	candidates: readonly JudgedCandidate[],
	why: string,
): Match {
	return {
		status,
		confidence,
		via: status === 'matched' ? [...(candidates[0]?.via ?? [])] : [],
		why,
		candidates: candidates.map(plain),
	};
}

/** The part of a candidate that may stand in an item: found records carry their values along. */
function plain({ object, id, url, label, via, mergedFrom }: JudgedCandidate): Candidate {
	return { object, id, url, label, via: [...via], ...(mergedFrom === undefined ? {} : { mergedFrom }) };
}
