/** Extract: the fields that the model may fill in. They are the panel's; the model is never asked which. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { writable } from '../../core/fields/coerce';
import type { FieldSchema, FieldType } from '../../core/fields/schema';
import type { Wanted } from '../../core/score/answer';
import { unsuitable } from '../../core/score/target';
import { setting } from './setting';
import { namesOf } from './values';

/** Kinds of which a model can read one value off a text. */
const ownForm: readonly FieldType[] = ['email', 'phone', 'url'];

/** More fields at once make every answer worse. */
const MOST = 20;

export function fieldsToFill(caller: IExecuteFunctions, schema: ReadonlyMap<string, FieldSchema>): Wanted[] {
	const names = namesOf(caller.getNodeParameter('resultFields', 0, []));
	if (names.length === 0)
		throw setting('Fields to Fill is empty.', 'Choose the fields that the model may suggest values for.');
	if (names.length > MOST) {
		throw setting(`Fields to Fill: ${names.length} fields are too many for one question.`, `Choose at most ${MOST}.`);
	}
	const keys = new Set<string>();
	return names.map((name) => {
		const field = schema.get(name);
		if (!field) {
			throw setting(
				`Fields to Fill: the CRM has no field called "${name}" on this object.`,
				'Choose another field from the list.',
			);
		}
		const closed = writable(field);
		if (closed) throw setting(`Fields to Fill: ${closed.message}`, closed.hint);
		const problem = ownForm.includes(field.type) ? undefined : unsuitable(field);
		if (problem !== undefined) throw setting(`Fields to Fill: ${problem}`, 'Take the field out of the list.');
		return { key: keyFor(field, keys), field };
	});
}

/** A short name for the model: some CRMs name their fields by 40 random characters. */
function keyFor({ label, name }: FieldSchema, taken: Set<string>): string {
	const plain = (label === '' ? name : label)
		.toLowerCase()
		.replace(/[^\p{L}\d]+/gu, '_')
		.replace(/^_|_$/g, '')
		.slice(0, 40);
	const base = plain === '' ? 'field' : plain;
	let key = base;
	for (let number = 2; taken.has(key); number++) key = `${base}_${number}`;
	taken.add(key);
	return key;
}
