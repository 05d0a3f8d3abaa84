/** The matcher on a stand-in CRM: the records are loaded into it, and the real adapter looks them up over HTTP. */
import { readItem, type RawKey } from '../../core/identity/read-item';
import { defaultThresholds } from '../../core/identity/confidence';
import { judgeLive } from '../../crm/lookup/find';
import { fillable, type CrmName, type Filled } from './crms';
import { readJsonLines, toKeys, type CrmLine, type QueryLine } from './files';
import type { Run } from './local';
import type { Decision } from './score';

const batch = 400;

export async function runLive(name: CrmName, crmFile: string, queries: readonly QueryLine[]): Promise<Run> {
	const filled = await fillable(name);
	const lines = readJsonLines<CrmLine>(crmFile);
	const ids = load(filled, lines);
	const back = new Map([...ids].map(([own, id]) => [id, own]));
	const skip = filled.uniqueEmails ? impossible(lines, queries) : new Set<number>();
	const before = filled.requests();
	const decisions: (Decision | undefined)[] = queries.map(() => undefined);
	const notes: string[] = queries.map(() => '');
	const start = performance.now();
	for (const want of ['contact', 'company', 'person'] as const) {
		const places = queries.flatMap((query, place) => (query.want === want && !skip.has(place) ? [place] : []));
		const object = want === 'person' && !filled.hasLeads ? 'contact' : want;
		for (let from = 0; from < places.length; from += batch) {
			const part = places.slice(from, from + batch);
			const asked = part.map((place) =>
				readItem(rawKeys(filled, queries[place], ids), want === 'company' ? 'company' : 'person'),
			);
			const answers = await judgeLive(filled.crm, object, asked, defaultThresholds);
			for (const [index, place] of part.entries()) {
				const answer = answers[index];
				decisions[place] = { decision: 'none' };
				if (answer?.ok !== true) {
					notes[place] = `failed: ${answer?.error.message ?? 'no answer'}`;
					continue;
				}
				const { status, candidates, why } = answer.value;
				notes[place] = `${status} ${why} ${candidates
					.slice(0, 3)
					.map(({ id, confidence = 0 }) => `${back.get(id) ?? id} ${confidence.toFixed(3)}`)
					.join(' | ')}`;
				if (status === 'ambiguous') decisions[place] = { decision: 'ambiguous' };
				if (status === 'matched') decisions[place] = { decision: 'match', id: back.get(candidates[0]?.id ?? '') };
			}
		}
	}
	const seconds = (performance.now() - start) / 1000;
	const requests = filled.requests() - before;
	await filled.close();
	return { decisions, seconds, requests, indexSeconds: 0, records: lines.length, notes };
}

/** Look-ups about addresses that two records share, which the CRM cannot hold. */
function impossible(lines: readonly CrmLine[], queries: readonly QueryLine[]): ReadonlySet<number> {
	const seen = new Set<string>();
	const shared = new Set<string>();
	const sharing = new Set<string>();
	const holders = new Map<string, string[]>();
	for (const line of lines) {
		if (line.object === 'company' || line.status === 'converted') continue;
		for (const email of [line.email, ...(line.secondaryEmails ?? [])]) {
			const key = email?.toLowerCase() ?? '';
			if (key === '') continue;
			if (seen.has(key)) shared.add(key);
			seen.add(key);
			holders.set(key, [...(holders.get(key) ?? []), line.id]);
		}
	}
	for (const key of shared) for (const id of holders.get(key) ?? []) sharing.add(id);
	return new Set(
		queries.flatMap(({ record, truth }, place) => {
			const ids = [truth.id ?? '', ...(truth.ids ?? [])];
			return shared.has(record.email?.trim().toLowerCase() ?? '') || ids.some((id) => sharing.has(id)) ? [place] : [];
		}),
	);
}

/** Everything but the ids that another system gave: those the CRM has in a field of its own, or not at all. */
function rawKeys(filled: Filled, query: QueryLine | undefined, ids: ReadonlyMap<string, string>): RawKey[] {
	if (query === undefined) return [];
	const keys = toKeys(query);
	const external = query.record.externalId;
	const field = external === undefined ? undefined : filled.uniqueFields[external.system];
	return [
		{ key: 'id', value: keys.id === undefined ? undefined : (ids.get(keys.id) ?? keys.id) },
		...(field === undefined ? [] : [{ key: 'unique' as const, field, value: external?.value }]),
		...(keys.emails ?? []).map((value): RawKey => ({ key: 'email', value })),
		...(keys.phones ?? []).map((value): RawKey => ({ key: 'phone', value })),
		...(keys.domains ?? []).map((value): RawKey => ({ key: 'domain', value })),
		{ key: 'linkedin', value: keys.linkedin },
		{ key: 'firstName', value: keys.firstName },
		{ key: 'lastName', value: keys.lastName },
		{ key: 'fullName', value: keys.fullName },
		{ key: 'company', value: keys.company },
		{ key: 'title', value: keys.title },
		{ key: 'city', value: keys.city },
		{ key: 'country', value: keys.country },
	];
}

/** Our ids to the CRM's. Merged records are made and merged, archived ones made and deleted. */
function load(filled: Filled, lines: readonly CrmLine[]): ReadonlyMap<string, string> {
	const ids = new Map<string, string>();
	const companies = lines.filter((line) => line.object === 'company');
	const people = lines.filter((line) => line.object !== 'company');
	for (const line of [...companies, ...people]) {
		const converted = line.status === 'converted';
		// A converted lead is a record that went into its contact: where a CRM cannot convert, it is merged.
		if (converted) continue;
		const object = line.object === 'lead' && !filled.hasLeads ? 'contact' : line.object;
		const id = filled.add({ ...line, object }, ids.get(line.companyId ?? ''));
		ids.set(line.id, id);
		for (const merged of line.mergedIds ?? []) {
			const names =
				line.object === 'company' ? { name: line.name } : { firstName: line.firstName, lastName: line.lastName };
			const loser = filled.add({ object, id: merged, ...names } as CrmLine, undefined);
			filled.merge(object, id, loser);
			ids.set(merged, loser);
		}
		if (line.archived === true) filled.remove(object, id);
	}
	for (const line of people) {
		const contact = ids.get(line.convertedContactId ?? '');
		if (line.status !== 'converted' || contact === undefined) continue;
		const loser = filled.add(
			{ object: 'contact', id: line.id, firstName: line.firstName, lastName: line.lastName } as CrmLine,
			undefined,
		);
		filled.merge('contact', contact, loser);
		ids.set(line.id, loser);
	}
	return ids;
}
