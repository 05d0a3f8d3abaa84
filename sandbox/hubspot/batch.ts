/** What all batch calls share, and batch read. https://developers.hubspot.com/docs/api-reference/latest/crm/objects */
import { list, object, optionalText, strings, text, type Json } from '../core/json';
import type { Answer } from '../core/stand-in';
import type { Source, StoredRecord } from '../core/store';
import { invalid, type ErrorBody } from './errors';
import { findAny, findArchived } from './lookup';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { present } from './present';
import type { Version } from './writes';

export interface BatchRequest {
	readonly portal: Portal;
	readonly type: ObjectType;
	readonly version: Version;
	readonly source: Source;
	readonly query: URLSearchParams;
	readonly body: Json;
}

const maxInputs = 100;
const maxInputsWithHistory = 50;

/** `?archived=true` looks into the recycling bin instead. */
export function batchRead({ portal, type, body, version, query }: BatchRequest): Answer {
	const inputs = inputsOf(body);
	const history = strings(body.propertiesWithHistory);
	if (history.length > 0 && inputs.length > maxInputsWithHistory) {
		throw invalid(
			`The maximum number of inputs supported in a batch request for property histories is ${maxInputsWithHistory}. Current inputs size is ${inputs.length}.`,
		);
	}
	const idProperty = optionalText(body.idProperty);
	const archived = query.get('archived') === 'true';
	const found = new Map<string, StoredRecord>();
	const missing: string[] = [];
	for (const input of inputs) {
		const key = text(object(input).id);
		const record = archived ? findArchived(portal, type, key, idProperty) : findAny(portal, type, key, idProperty);
		if (record && (record.archivedAt !== null) === archived) found.set(record.id, record);
		else missing.push(key);
	}
	const wanted = { properties: strings(body.properties), history, withUrl: version === '2026-09' };
	const results = portal.random.shuffle([...found.values()]).map((record) => present(portal, type, record, wanted));
	const errors = missing.length === 0 ? [] : [missingError(type, missing)];
	return batchAnswer(portal, results, errors, 200);
}

export function inputsOf(body: Json): readonly unknown[] {
	const inputs = list(body.inputs);
	if (inputs.length > maxInputs) {
		throw invalid(
			`The maximum number of inputs supported in a batch request is ${maxInputs}. Current inputs size is ${inputs.length}.`,
		);
	}
	if (inputs.length === 0) throw invalid('Invalid input JSON: inputs must not be empty');
	return inputs;
}

export function missingError(type: ObjectType, ids: readonly string[]): ErrorBody {
	return {
		status: 'error',
		category: 'OBJECT_NOT_FOUND',
		message: `Could not get some ${type.name.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
		context: { ids },
	};
}

export function batchAnswer(
	portal: Portal,
	results: readonly unknown[],
	errors: readonly ErrorBody[],
	status: number,
): Answer {
	const at = portal.clock.iso();
	return {
		status: errors.length > 0 ? 207 : status,
		body: {
			status: 'COMPLETE',
			results,
			...(errors.length > 0 ? { numErrors: errors.length, errors } : {}),
			startedAt: at,
			completedAt: at,
		},
	};
}
