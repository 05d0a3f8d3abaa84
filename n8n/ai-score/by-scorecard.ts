/** Method Trained Scorecard: a look-up per attribute. Where no scorecard could be trained, the points rules take over. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fact } from '../../core/score/conditions';
import { factOf, labelsOf } from '../../core/score/facts';
import { bandOf, filledOf, neededOf } from '../../core/score/rules';
import { reasonOf, scorerFor } from '../../core/score/scorecard/apply';
import { readScorecard, versionOf, type NoScorecard, type Scorecard } from '../../core/score/scorecard/card';
import { suggestionsFor } from '../../core/score/suggest';
import { scorerOf } from '../../core/score/version';
import { hint } from '../hints';
import { scoreByPoints } from './by-rules';
import { failure, tooLittle } from './failures';
import { resultOf } from './panel';
import { setting } from './setting';
import type { Room, Scored, Subject } from './room';

export function scoreByScorecard(caller: IExecuteFunctions, room: Room, subjects: readonly Subject[]): Scored[] {
	const card = scorecardOf(caller);
	if (card.kind === 'no scorecard') {
		hint(caller, `There is no scorecard yet, so points rules scored these records. ${card.why}`, 'warning');
		return scoreByPoints(caller, room, subjects);
	}
	const { panel, schema, now } = room;
	const { target, bands } = panel.destinations;
	const names = card.attributes.map(({ name }) => name);
	for (const name of names) room.wanted.add(name);
	const score = scorerFor(card);
	const needed = neededOf(panel.minimumFilled, names.length);
	const average = card.successes / card.rows;
	const recipe = [
		versionOf(card),
		panel.scoreAs,
		...bands.map((band) => JSON.stringify([band.name, band.from])).sort(),
	];
	return subjects.map(({ contract, item }): Scored => {
		const facts = new Map<string, Fact>();
		const fact = (name: string): Fact => {
			const known = facts.get(name);
			if (known) return known;
			const value = factOf({ ...contract, item }, name, now);
			const found = { value, labels: labelsOf(schema.get(name), value) };
			facts.set(name, found);
			return found;
		};
		const filled = filledOf(names, fact);
		if (filled < needed) return tooLittle(filled, needed);
		const scored = score(fact);
		const number = panel.scoreAs === 'chance' ? Math.round(scored.chance * 100) : scored.score;
		const value = resultOf(target, number, bandOf(number, bands));
		if (!value.ok) return failure('value does not fit', value.message, value.hint);
		if (value.value === null) {
			return failure(
				'value does not fit',
				`A score of ${number} is in no band.`,
				'Add a band that starts at 0 under Options, Bands.',
			);
		}
		const inputs = Object.fromEntries(names.map((name) => [name, fact(name).value ?? null]));
		const judgement = {
			value: value.value,
			confidence: undefined,
			reason: reasonOf(scored, average),
			scorer: scorerOf('scorecard', panel.promptName === '' ? card.name : panel.promptName, recipe, inputs),
		};
		return { ok: true, proposals: suggestionsFor(judgement, panel.destinations) };
	});
}

function scorecardOf(caller: IExecuteFunctions): Scorecard | NoScorecard {
	if (caller.getNodeParameter('scorecardFrom', 0, 'text') === 'input') {
		const items = caller.getInputData(1);
		for (const { json } of items) {
			const card = readScorecard(json['scorecard'] ?? json);
			if (card) return card;
		}
		throw setting(
			items.length === 0
				? 'No item came in by the input "Scorecard".'
				: 'The items at the input "Scorecard" hold none.',
			'Connect both outputs of an AI Score with the operation Train a Scorecard, or a node that gives its "scorecard".',
		);
	}
	const text = caller.getNodeParameter('scorecard', 0, '');
	const given = typeof text === 'string' ? text.trim() : text;
	if (given === '' || given === null || given === undefined) {
		throw setting(
			'Scorecard is empty.',
			'Run the operation Train a Scorecard once and paste "scorecard" of its output here.',
		);
	}
	const card = readScorecard(given);
	if (card) return card;
	throw setting(
		'The text under Scorecard is no scorecard.',
		'Paste "scorecard" of the operation Train a Scorecard whole and unchanged; the file scorecard.json holds the same.',
	);
}
