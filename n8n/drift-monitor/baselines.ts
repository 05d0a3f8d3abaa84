/** Where the baseline comes from: a pasted text, a trained scorecard, or the items of the second input. */
import type { IDataObject } from 'n8n-workflow';
import {
	comparable,
	fieldBaseline,
	numberBaselineInSteps,
	readBaseline,
	type Baseline,
	type FieldBaseline,
} from '../../core/drift/baseline';
import type { Check } from '../../core/drift/check';
import type { FieldSchema } from '../../core/fields/schema';
import { scorecardBaseline } from '../../core/score/scorecard/baseline';
import { readScorecard } from '../../core/score/scorecard/card';
import { typed } from '../../core/undo/typed';
import type { CrmValue } from '../../core/value';
import { inSteps } from '../steps';
import type { Look } from './look';
import type { Panel } from './panel';

export interface FoundBaseline {
	readonly baseline?: Baseline | undefined;
	/** Why there is none although the panel names one. */
	readonly problem?: Check | undefined;
}

/** `items` are those of the second input, `now` an ISO time. */
export async function findBaseline(
	panel: Panel,
	seen: Look,
	items: readonly IDataObject[] | undefined,
	now: string,
): Promise<FoundBaseline> {
	const { baseline: from } = panel;
	if (from.from === 'none' || (from.from === 'text' && from.text === '')) return {};
	const about = { account: seen.account ?? '', object: panel.object };
	const baseline =
		from.from === 'text' ? wholeBaseline(from.text, seen, about) : await ofItems(items ?? [], seen, about, now);
	if (!baseline) {
		return wrong(
			from.from === 'text'
				? 'The pasted baseline cannot be read, so whether scores moved is not known. Run Capture Baseline and paste its whole text.'
				: 'The Baseline input holds no baseline and no value of the watched fields. Connect the items of Capture Baseline, a trained scorecard, or rows with columns named like the fields.',
		);
	}
	if (baseline.object !== panel.object || (seen.account !== undefined && baseline.account !== seen.account)) {
		return wrong(
			`The ${from.from === 'text' ? 'pasted ' : ''}baseline is about ${baseline.object} in account ${baseline.account}, not about this node's records. Capture one here.`,
		);
	}
	return { baseline };
}

const wrong = (sentence: string): FoundBaseline => ({
	problem: { check: 'scores moved', status: 'warning', value: null, limit: null, sentence },
});

/** A baseline as it was captured, or the scores of a scorecard on what it was trained on: of the first number field. */
function wholeBaseline(given: unknown, seen: Look, about: Pick<Baseline, 'account' | 'object'>): Baseline | undefined {
	const baseline = readBaseline(given);
	if (baseline) return baseline;
	const field = seen.fields.find(({ type }) => type === 'number')?.name;
	const card = field === undefined ? undefined : readScorecard(given);
	if (field === undefined || card?.kind !== 'scorecard') return undefined;
	return readBaseline(scorecardBaseline(card, { ...about, field }));
}

/** A whole baseline or scorecard on one of the items, else the items' own values. */
async function ofItems(
	items: readonly IDataObject[],
	seen: Look,
	about: Pick<Baseline, 'account' | 'object'>,
	now: string,
): Promise<Baseline | undefined> {
	for (const json of items) {
		for (const part of [json, json['baseline'], json['text'], json['scorecard']]) {
			const found = wholeBaseline(part, seen, about);
			if (found) return found;
		}
	}
	const fields: Record<string, FieldBaseline> = {};
	for (const field of seen.fields) {
		const kept = await ofValues(field, items);
		if (kept) fields[field.name] = kept;
	}
	return Object.keys(fields).length === 0 ? undefined : { v: 1, takenAt: now, ...about, fields };
}

async function ofValues(field: FieldSchema, items: readonly IDataObject[]): Promise<FieldBaseline | undefined> {
	// Sheets turn everything into text.
	const values = items.flatMap((json) => typed(field, (valueOf(json, field.name) ?? null) as CrmValue) ?? []);
	const kept = comparable(field, values);
	if (kept === undefined || kept.length === 0) return undefined;
	return field.type === 'number' ? await inSteps(numberBaselineInSteps(kept.map(Number))) : fieldBaseline(kept);
}

/** A column of the field's name, in any case; or the value in an item of our own nodes. */
function valueOf(json: IDataObject, name: string): unknown {
	const column = name in json ? name : Object.keys(json).find((key) => key.toLowerCase() === name.toLowerCase());
	if (column !== undefined) return json[column] ?? undefined;
	const crm = json['crm'] as { snapshot?: { values?: Record<string, unknown> } } | undefined;
	return crm?.snapshot?.values?.[name] ?? undefined;
}
