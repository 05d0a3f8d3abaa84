/** The labelled look-ups through the real adapters, over HTTP, on the stand-in CRMs. */
import { join } from 'node:path';
import type { CrmName } from '../../bench/identity/crms';
import { readJsonLines, type QueryLine } from '../../bench/identity/files';
import { runLive } from '../../bench/identity/live';
import { score } from '../../bench/identity/score';

const folder = join(__dirname, '../../bench/data/identity');

test.each<readonly [CrmName, number]>([
	['hubspot', 449],
	['salesforce', 492],
	['pipedrive', 492],
])(
	'%s: no wrong match in the small copy of the look-ups, and 97 % of the matches found',
	async (name, possible) => {
		const queries = readJsonLines<QueryLine>(join(folder, 'queries.jsonl.gz'));
		const run = await runLive(name, join(folder, 'crm.jsonl.gz'), queries);
		const asked = queries.filter((_, place) => run.decisions[place] !== undefined);
		const { score: reached } = score(
			asked,
			run.decisions.flatMap((decision) => decision ?? []),
		);
		expect(reached.queries).toBe(possible);
		expect(reached.wrongMatches).toBe(0);
		expect(reached.matchRecall).toBeGreaterThan(0.97);
	},
	300_000,
);
