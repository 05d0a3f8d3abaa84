/**
 * `tsx bench/identity/public.ts --organisations csv_example_input_with_true_ids.csv --names name_bench_cases.csv`: two
 * public sets. Organisations: the first row of each entity is the reference list, every other row is looked up in it;
 * and, as such sets are usually counted, all pairs of rows, each judged for itself.
 * Names: one name is the list, the other one is all that the item says.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { itemFacts, type ItemKeys } from '../../core/identity/item-facts';
import { judgeCandidates } from '../../core/identity/judge';
import { ReferenceIndex } from '../../core/identity/reference-index';
import { rowsOf, type Row } from '../../core/identity/table-text';
import { defaultThresholds } from '../../core/identity/confidence';

const textOf = (value: unknown): string => (typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '');
const given = (value: unknown): string[] => [textOf(value)].filter((text) => text !== '');
const rowsIn = (file: string): Row[] => [...rowsOf(readFileSync(file, 'utf8'))];

function organisation(row: Row): ItemKeys {
	return {
		company: textOf(row['Site name']),
		street: textOf(row['Address']),
		postcode: textOf(row['Zip']),
		phones: given(row['Phone']),
		domains: given(row['Website']),
		emails: given(row['Email Address']),
		country: 'US',
	};
}

function organisations(file: string, explain: boolean) {
	const index = new ReferenceIndex();
	const seen = new Set<string>();
	const asked: Row[] = [];
	const rowOf = new Map<string, unknown>();
	for (const row of rowsIn(file)) {
		const id = textOf(row['True Id']);
		if (seen.has(id)) asked.push(row);
		else {
			seen.add(id);
			const { company, street, postcode, phones = [], domains = [], emails = [] } = organisation(row);
			const profile = { name: company, street, postcode, phones, domains, emails, country: 'US', uniques: {} };
			index.add({ object: 'company', id, profile });
			rowOf.set(id, [id, company, street, postcode, ...phones]);
		}
	}
	const world = index.world('company');
	const counts = { matched: 0, right: 0, ambiguous: 0, unmatched: 0 };
	for (const row of asked) {
		const sought = itemFacts(organisation(row), 'company', 'US');
		const judged = judgeCandidates(sought, index.candidates(sought, ['company']), world, defaultThresholds);
		counts[judged.status] += 1;
		const [best] = judged.candidates;
		if (judged.status !== 'matched') continue;
		if (best?.known.id === textOf(row['True Id'])) counts.right += 1;
		else if (explain) {
			const evidence = best?.evidence.map((one) => `${one.kind} ${one.bits.toFixed(1)}`).join(', ');
			const { company, street, postcode, phones } = organisation(row);
			console.error(
				textOf(row['True Id']),
				company,
				street,
				postcode,
				phones,
				'=>',
				rowOf.get(best?.known.id ?? ''),
				evidence,
			);
		}
	}
	return {
		entities: seen.size,
		lookUps: asked.length,
		...counts,
		precision: share(counts.right, counts.matched),
		recall: share(counts.right, asked.length),
	};
}

/** Every row is held against every other one that shares a key with it; all pairs within an entity are to be found. */
function pairs(file: string) {
	const rows = rowsIn(file);
	const index = new ReferenceIndex();
	const sizes = new Map<string, number>();
	for (const [place, row] of rows.entries()) {
		const { company, street, postcode, phones = [], domains = [], emails = [] } = organisation(row);
		const profile = { name: company, street, postcode, phones, domains, emails, country: 'US', uniques: {} };
		index.add({ object: 'company', id: String(place), profile });
		const entity = textOf(row['True Id']);
		sizes.set(entity, (sizes.get(entity) ?? 0) + 1);
	}
	const truePairs = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
	const world = index.world('company');
	const found: { readonly confidence: number; readonly matched: boolean; readonly right: boolean }[] = [];
	for (const [place, row] of rows.entries()) {
		const sought = itemFacts(organisation(row), 'company', 'US');
		for (const candidate of index.candidates(sought, ['company'])) {
			if (Number(candidate.id) <= place) continue;
			const { confidence, status } = judgeCandidates(sought, [candidate], world, defaultThresholds);
			const right = textOf(rows[Number(candidate.id)]?.['True Id']) === textOf(row['True Id']);
			found.push({ confidence, matched: status === 'matched', right });
		}
	}
	const measure = (chosen: typeof found) => {
		const right = chosen.filter((pair) => pair.right).length;
		const [precision, recall] = [right / Math.max(1, chosen.length), right / truePairs];
		const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall);
		return { precision: share(precision, 1), recall: share(recall, 1), f1: share(f1, 1) };
	};
	const at = (chosen: typeof found) =>
		Object.fromEntries(
			[0.5, 0.9, 0.99, 0.999, 0.9999].map((least) => [
				least,
				measure(chosen.filter(({ confidence }) => confidence >= least)),
			]),
		);
	/** The most that can be found with at most one in a hundred wrong, whatever Certainty Needed that takes. */
	const atPrecision = (least: number) => {
		const chosen = found.filter(({ matched }) => matched).sort((a, b) => b.confidence - a.confidence);
		let best = { recall: 0, precision: 0, certainty: 1 };
		let right = 0;
		for (const [place, pair] of chosen.entries()) {
			if (pair.right) right++;
			// Pairs of one confidence are taken together.
			if (chosen[place + 1]?.confidence === pair.confidence) continue;
			const precision = right / (place + 1);
			if (precision >= least)
				best = { recall: share(right / truePairs, 1), precision: share(precision, 1), certainty: pair.confidence };
		}
		return best;
	};
	return {
		truePairs,
		atPrecision99: atPrecision(0.99),
		compared: found.length,
		// Certainty Needed raised, the guards hold.
		matched: at(found.filter(({ matched }) => matched)),
		byConfidence: at(found),
	};
}

const share = (part: number, whole: number) => Number((part / Math.max(1, whole)).toFixed(4));

function names(file: string) {
	const counts = { pairs: 0, people: 0, peopleMatchedByNameAlone: 0, companies: 0, companiesMatched: 0, wrong: 0 };
	for (const row of rowsIn(file)) {
		const isPerson = row['schema'] === 'Person';
		const kind = isPerson ? 'person' : 'company';
		const object = isPerson ? 'contact' : 'company';
		const index = new ReferenceIndex();
		const name = textOf(row['name1']);
		index.add({ object, id: '1', profile: { name, emails: [], phones: [], domains: [], uniques: {} } });
		const other = textOf(row['name2']);
		const sought = itemFacts(isPerson ? { fullName: other } : { company: other }, kind);
		const judged = judgeCandidates(sought, index.candidates(sought, [object]), index.world(kind), defaultThresholds);
		const isMatch = judged.status === 'matched';
		counts.pairs += 1;
		counts[isPerson ? 'people' : 'companies'] += 1;
		if (isMatch) counts[isPerson ? 'peopleMatchedByNameAlone' : 'companiesMatched'] += 1;
		if (isMatch && textOf(row['is_match']) !== 'true') counts.wrong += 1;
	}
	return counts;
}

const { values } = parseArgs({
	options: {
		organisations: { type: 'string' },
		names: { type: 'string' },
		explain: { type: 'boolean', default: false },
	},
});
const report = {
	...(values.organisations === undefined
		? {}
		: {
				organisations: organisations(values.organisations, values.explain),
				organisationPairs: pairs(values.organisations),
			}),
	...(values.names === undefined ? {} : { names: names(values.names) }),
};
console.log(JSON.stringify(report, null, '\t'));
