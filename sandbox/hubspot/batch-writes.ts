/** Batch update, create, upsert and archive. https://developers.hubspot.com/docs/api-reference/error-handling (multi-status errors) */
import { object, optionalText, text, type Json } from '../core/json';
import type { Answer } from '../core/stand-in';
import type { StoredRecord } from '../core/store';
import { batchAnswer, inputsOf, missingError, type BatchRequest } from './batch';
import { HubSpotError, invalid, type ErrorBody } from './errors';
import { findRecord } from './lookup';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { present } from './present';
import { associateNew } from './single';
import { apply, createRecord, plan, type Echo, type Plan } from './writes';

/** One bad input fails the whole batch, unless every input carries a trace id (and the portal honours it). */
export function batchUpdate(request: BatchRequest): Answer {
	const { portal, type, version, source } = request;
	const inputs = inputsOf(request.body).map(object);
	const multiStatus =
		portal.options.batchMultiStatus && inputs.every((input) => optionalText(input.objectWriteTraceId));
	const planned: { input: Json; record: StoredRecord; plan: Plan }[] = [];
	const errors: ErrorBody[] = [];
	const seen = new Set<string>();

	for (const input of inputs) {
		try {
			const record = updatable(portal, type, input);
			if (seen.has(record.id)) {
				throw invalid(`Duplicate IDs found in batch input: [${record.id}]. IDs must be unique`);
			}
			seen.add(record.id);
			planned.push({ input, record, plan: plan(portal, type, record, object(input.properties), version) });
		} catch (error) {
			if (!(error instanceof HubSpotError)) throw error;
			if (!multiStatus) throw asBatchError(error);
			errors.push(traced(error.body, input));
		}
	}
	const results = planned.map((entry) => {
		const echo = apply(portal, type, entry.record, entry.plan, source);
		return written(request, entry.record, entry.plan, echo, entry.input);
	});
	return batchAnswer(portal, portal.random.shuffle(results), errors, 200);
}

export function batchCreate(request: BatchRequest): Answer {
	const { portal, type, version, source } = request;
	const inputs = inputsOf(request.body).map(object);
	const multiStatus = inputs.every((input) => optionalText(input.objectWriteTraceId));
	const results: unknown[] = [];
	const errors: ErrorBody[] = [];
	const plans: { input: Json; plan: Plan }[] = [];
	for (const input of inputs) {
		try {
			plans.push({ input, plan: plan(portal, type, null, object(input.properties), version) });
		} catch (error) {
			if (!(error instanceof HubSpotError)) throw error;
			if (!multiStatus) throw error;
			errors.push(traced(error.body, input));
		}
	}
	refuseSameEmailTwice(type, plans);
	for (const entry of plans) {
		const record = createRecord(portal, type, entry.plan, source);
		associateNew(portal, type, record.id, entry.input.associations, source);
		results.push(written(request, record, entry.plan, new Map(), entry.input));
	}
	return batchAnswer(portal, portal.random.shuffle(results), errors, 201);
}

/** Creates or updates by a unique property; `new` tells which. */
export function batchUpsert(request: BatchRequest): Answer {
	const { portal, type, version, source } = request;
	const plans = inputsOf(request.body).map((raw) => {
		const input = object(raw);
		const idProperty = optionalText(input.idProperty);
		const key = text(input.id);
		const record = findRecord(portal, type, key, idProperty) ?? null;
		if (!record && idProperty === undefined)
			throw asBatchError(new HubSpotError(404, 'OBJECT_NOT_FOUND', 'resource not found'));
		const properties =
			idProperty === undefined || record
				? object(input.properties)
				: { [idProperty]: key, ...object(input.properties) };
		return { input, record, plan: plan(portal, type, record, properties, version) };
	});
	const results = plans.map(({ input, record, plan: planned }) => {
		const isNew = record === null;
		const target = record ?? createRecord(portal, type, planned, source);
		const echo: Echo = isNew ? new Map() : apply(portal, type, target, planned, source);
		return { ...written(request, target, planned, echo, input), new: isNew };
	});
	return batchAnswer(portal, portal.random.shuffle(results), [], 200);
}

export function batchArchive({ portal, type, body, source }: BatchRequest): Answer {
	for (const input of inputsOf(body)) {
		const record = portal.record(type.plural, text(object(input).id));
		if (record && record.archivedAt === null) portal.store.archive(record, source);
	}
	return { status: 204 };
}

/** Merged ids are refused here, though the single update accepts them. */
function updatable(portal: Portal, type: ObjectType, input: Json): StoredRecord {
	const key = text(input.id);
	const idProperty = optionalText(input.idProperty);
	const merged = idProperty === undefined && portal.record(type.plural, key)?.mergedInto;
	const record = merged ? undefined : findRecord(portal, type, key, idProperty);
	if (!record)
		throw new HubSpotError(404, 'OBJECT_NOT_FOUND', missingError(type, [key]).message, { context: { ids: [key] } });
	return record;
}

/** A missing record in an all-or-nothing batch is a bad request. */
function asBatchError(error: HubSpotError): HubSpotError {
	if (error.status !== 404) return error;
	const { category, message, context } = error.body;
	return new HubSpotError(400, category, message, context ? { context } : {});
}

function traced(body: ErrorBody, input: Json): ErrorBody {
	return {
		...body,
		context: { ...body.context, objectWriteTraceId: [text(input.objectWriteTraceId)] },
	};
}

function refuseSameEmailTwice(type: ObjectType, plans: readonly { readonly plan: Plan }[]): void {
	if (type.plural !== 'contacts') return;
	const emails = plans.map(({ plan: planned }) => planned.values.get('email') ?? '').filter((email) => email !== '');
	if (new Set(emails).size < emails.length)
		throw invalid('Duplicate emails found in batch input. Emails must be unique');
}

function written(
	request: BatchRequest,
	record: StoredRecord,
	planned: Plan,
	echo: Echo,
	input: Json,
): Record<string, unknown> {
	const { portal, type, version } = request;
	const result = present(portal, type, record, {
		properties: [...type.defaults, ...planned.values.keys()],
		withUrl: version === '2026-09',
	});
	const properties = result.properties as Record<string, string | null>;
	for (const [name, value] of echo) properties[name] = value;
	const trace = optionalText(input.objectWriteTraceId);
	return {
		...result,
		...(trace === undefined ? {} : { objectWriteTraceId: trace }),
		...(portal.options.batchWarnings && planned.warnings.length > 0 ? { warnings: planned.warnings } : {}),
	};
}
