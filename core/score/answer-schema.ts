/** The closed JSON schema of an answer, for models that can be held to one. What they send is read just as strictly. */
import type { FieldSchema } from '../fields/schema';
import type { Wanted } from './answer';
import { optionsOf, rangeOf, type Meaning } from './target';

export type JsonSchema = Readonly<Record<string, unknown>>;

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

/** `{value, confidence, reason, quote}` for one field. Every key is required: strict providers ask for that. */
export function answerSchema(target: FieldSchema, evidence: boolean): JsonSchema {
	return closed({
		value: orNull(valueSchema(target, 'score')),
		confidence: { type: 'number', description: 'From 0 to 1' },
		reason: { type: 'string' },
		...(evidence ? { quote: orNull({ type: 'string' }) } : {}),
	});
}

/** `{fields: {key: {value, confidence, quote} or null}}` for several fields. */
export function answersSchema(wanted: readonly Wanted[]): JsonSchema {
	const properties = Object.fromEntries(
		wanted.map(({ key, field }) => [
			key,
			orNull(
				closed({
					value: orNull(valueSchema(field, 'fact')),
					confidence: { type: 'number', description: 'From 0 to 1' },
					quote: orNull({ type: 'string' }),
				}),
			),
		]),
	);
	return closed({ fields: closed(properties) });
}

function closed(properties: Readonly<Record<string, unknown>>): JsonSchema {
	return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function valueSchema(target: FieldSchema, meaning: Meaning): JsonSchema {
	switch (target.type) {
		case 'number': {
			const { min, max, whole } = rangeOf(target, meaning);
			// Limits stand in the words too: not every provider knows minimum and maximum.
			const limits = `${Number.isFinite(min) ? `from ${min} ` : ''}${Number.isFinite(max) ? `to ${max}` : ''}`.trim();
			return { type: whole ? 'integer' : 'number', ...(limits === '' ? {} : { description: limits }) };
		}
		case 'yes/no':
			return { type: 'boolean' };
		case 'choice':
			return { type: 'string', enum: optionsOf(target) };
		case 'choices':
			return { type: 'array', items: { type: 'string', enum: optionsOf(target) } };
		default:
			return { type: 'string' };
	}
}
