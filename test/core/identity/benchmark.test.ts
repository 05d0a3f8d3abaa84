import { join } from 'node:path';
import { readJsonLines, type QueryLine } from '../../../bench/identity/files';
import { runLocal } from '../../../bench/identity/local';
import { score } from '../../../bench/identity/score';

const folder = join(__dirname, '../../../bench/data/identity');

test('the small copy of the labelled look-ups has no wrong match and few misses', async () => {
	const queries = readJsonLines<QueryLine>(join(folder, 'queries.jsonl.gz'));
	const run = await runLocal(join(folder, 'crm.jsonl.gz'), queries, false);
	const { score: reached } = score(
		queries,
		run.decisions.flatMap((decision) => decision ?? []),
	);
	expect(reached.queries).toBe(492);
	expect(reached.wrongMatches).toBe(0);
	// Names are rarer evidence in a small CRM: the whole set reaches 99.7 % and 99.9 %.
	expect(reached.matchRecall).toBeGreaterThan(0.975);
	expect(reached.acceptable).toBeGreaterThan(0.98);
});

test('records that are kept as they were read give the same verdicts as records that are read again', async () => {
	const queries = readJsonLines<QueryLine>(join(folder, 'queries.jsonl.gz'));
	const [kept, again] = [true, false].map(
		async (few) => await runLocal(join(folder, 'crm.jsonl.gz'), queries, true, few),
	);
	expect((await kept)?.notes).toEqual((await again)?.notes);
});
