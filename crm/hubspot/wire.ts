/** HubSpot's JSON for records and batches. HubSpot asks to treat all fields as optional. */
import { flag, list, object, text, texts, type Json } from '../json';

export { flag, list, object, text, texts, type Json };

/** One record as the object endpoints give it. */
export interface WireRecord {
	readonly id: string;
	readonly properties: Readonly<Record<string, string | null>>;
	readonly history: Readonly<Record<string, readonly WireVersion[]>>;
	readonly createdAt: string | undefined;
	readonly updatedAt: string | undefined;
	readonly archived: boolean;
	readonly traceId: string | undefined;
	readonly warnings: readonly Json[];
}

/** One entry of `propertiesWithHistory`. */
export interface WireVersion {
	readonly value: string | null;
	readonly timestamp: string;
	readonly sourceType: string;
	readonly sourceId: string | undefined;
	readonly sourceLabel: string | undefined;
	readonly userId: string | undefined;
}

/** One error of a multi-status answer. */
export interface WireError {
	readonly body: Json;
	/** Ids or values of the id property that the error is about. */
	readonly ids: readonly string[];
	readonly traceIds: readonly string[];
}

export interface Batch {
	readonly records: readonly WireRecord[];
	readonly errors: readonly WireError[];
}

export function readRecord(value: unknown): WireRecord {
	const raw = object(value);
	const history: Record<string, readonly WireVersion[]> = {};
	for (const [name, versions] of Object.entries(object(raw['propertiesWithHistory']))) {
		history[name] = list(versions).map(readVersion);
	}
	return {
		id: text(raw['id']) ?? '',
		properties: readProperties(raw['properties']),
		history,
		createdAt: text(raw['createdAt']),
		updatedAt: text(raw['updatedAt']),
		archived: flag(raw['archived']),
		traceId: text(raw['objectWriteTraceId']),
		warnings: list(raw['warnings']).map(object),
	};
}

/** The answer of a batch endpoint: what went well and what did not. */
export function readBatch(body: unknown): Batch {
	const raw = object(body);
	return {
		records: list(raw['results']).map(readRecord),
		errors: list(raw['errors']).map((entry) => {
			const context = object(object(entry)['context']);
			return {
				body: object(entry),
				ids: [...texts(context['ids']), ...texts(context['id'])],
				traceIds: texts(context['objectWriteTraceId']),
			};
		}),
	};
}

function readProperties(value: unknown): Record<string, string | null> {
	const properties: Record<string, string | null> = {};
	for (const [name, entry] of Object.entries(object(value))) properties[name] = wireText(entry);
	return properties;
}

function readVersion(value: unknown): WireVersion {
	const raw = object(value);
	return {
		value: wireText(raw['value']),
		timestamp: text(raw['timestamp']) ?? '',
		sourceType: text(raw['sourceType']) ?? text(raw['source']) ?? '',
		sourceId: text(raw['sourceId']),
		sourceLabel: text(raw['sourceLabel']),
		userId: text(raw['updatedByUserId']),
	};
}

/** Property values are strings on the wire; a boolean or number is written the way HubSpot writes it. */
function wireText(value: unknown): string | null {
	if (value === null || value === undefined || value === '') return null;
	return typeof value === 'string' ? value : JSON.stringify(value);
}
