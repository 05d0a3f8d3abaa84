/** Creating and changing records: judge the whole body first, then apply. */
import type { Source, StoredRecord } from '../core/store';
import type { Company, WriteRule } from './company';
import type { Entity, Field } from './entities';
import { PipedriveError, schemaError } from './errors';
import { contactsOf, judge, judgeContacts, parse, type ContactEntry } from './values';

export type Plan = ReadonlyMap<string, string>;

const contactFields = ['emails', 'phones'];

/** Judges a v2 body. Throws PipedriveError. `record` is null for a new record. */
export function plan(
	company: Company,
	entity: Entity,
	record: StoredRecord | null,
	body: Readonly<Record<string, unknown>>,
): Plan {
	const values = new Map<string, string>();
	const problems: [string, string][] = [];
	for (const [key, value] of Object.entries(body)) {
		if (key === 'custom_fields') continue;
		const field = company.field(entity, key);
		if (!field || field.custom || !field.writable) {
			problems.push([key, `Parameter '${key}' is not allowed for this request`]);
			continue;
		}
		take(company, record, field, value, key, values, problems);
	}
	judgeCustom(company, entity, record, body['custom_fields'], values, problems);
	if (record === null && !body[entity.titleField] && entity.name !== 'activity') {
		problems.push([entity.titleField, 'Required']);
	}
	if (problems.length > 0) throw schemaError(problems);
	if (values.get(entity.titleField) === '') throw schemaError([[entity.titleField, 'Must not be empty']]);
	if (entity.name === 'deal') checkDeal(company, record, values);
	checkLinks(company, values);
	return values;
}

/** v1 bodies carry the keys of custom fields beside the others, and ignore what they do not know. */
export function planLead(
	company: Company,
	entity: Entity,
	record: StoredRecord | null,
	body: Readonly<Record<string, unknown>>,
): Plan {
	const values = new Map<string, string>();
	const problems: [string, string][] = [];
	for (const [key, value] of Object.entries(withParts(company, entity, record, body))) {
		const field = company.field(entity, key);
		if (field?.writable === true) take(company, record, field, value, key, values, problems);
	}
	if (record === null && !body['title']) problems.push(['title', 'Required']);
	const [first] = problems;
	if (first) throw new PipedriveError(400, `${first[0]} ${first[1]}`, { error_info: 'Please check the parameters.' });
	checkLinks(company, values);
	return values;
}

/** v1 takes the parts of a custom field's value beside it, each by itself: {key}_currency, {key}_until. */
function withParts(
	company: Company,
	entity: Entity,
	record: StoredRecord | null,
	body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const whole: Record<string, unknown> = { ...body };
	for (const { code, custom, type } of company.fieldsOf(entity)) {
		if (!custom || !['monetary', 'address', 'daterange', 'timerange', 'time'].includes(type)) continue;
		const keys = Object.keys(body).filter((key) => key === code || key.startsWith(`${code}_`));
		if (keys.length === 0) continue;
		const stored = record ? (company.store.value(record, code) ?? '') : '';
		const parts: Record<string, unknown> = stored === '' ? {} : { ...(parse(stored) as object) };
		for (const key of keys) parts[key === code ? 'value' : key.slice(code.length + 1)] = body[key];
		for (const key of keys) delete whole[key];
		whole[code] = parts['value'] === null ? null : parts;
	}
	return whole;
}

function judgeCustom(
	company: Company,
	entity: Entity,
	record: StoredRecord | null,
	given: unknown,
	values: Map<string, string>,
	problems: [string, string][],
): void {
	if (given === undefined) return;
	if (typeof given !== 'object' || given === null || Array.isArray(given)) {
		problems.push(['custom_fields', `Expected 'object' as value`]);
		return;
	}
	for (const [code, value] of Object.entries(given)) {
		const field = company.field(entity, code);
		if (field?.custom === true) take(company, record, field, value, `custom_fields.${code}`, values, problems);
		else if (company.options.unknownCustomField === 'rejected') {
			problems.push([`custom_fields.${code}`, `Parameter '${code}' is not allowed for this request`]);
		}
	}
}

function take(
	company: Company,
	record: StoredRecord | null,
	field: Field,
	value: unknown,
	key: string,
	values: Map<string, string>,
	problems: [string, string][],
): void {
	if (contactFields.includes(field.code) && !field.custom) {
		const judged = judgeContacts(value);
		if ('problem' in judged) return void problems.push([key, judged.problem]);
		const present = record ? contactsOf(company.store.value(record, field.code)) : [];
		const entries = company.options.contactArrays === 'added' ? added(present, judged.entries) : judged.entries;
		values.set(field.code, entries.length === 0 ? '' : JSON.stringify(entries));
		return;
	}
	const judged = judge(field, value, company.options);
	if ('problem' in judged) problems.push([key, judged.problem]);
	else values.set(field.code, judged.stored);
}

/** The other reading of `emails`: what is not named stays, behind what is. */
function added(present: readonly ContactEntry[], given: readonly ContactEntry[]): readonly ContactEntry[] {
	const named = new Set(given.map(({ value }) => value.toLowerCase()));
	const kept = present.filter(({ value }) => !named.has(value.toLowerCase()));
	return given.length === 0 ? [] : [...given, ...kept.map((entry) => ({ ...entry, primary: false }))];
}

function checkDeal(company: Company, record: StoredRecord | null, values: Plan): void {
	const after = (code: string) => values.get(code) ?? (record && company.store.value(record, code)) ?? '';
	const status = after('status') || 'open';
	for (const [code, needed] of [
		['won_time', 'won'],
		['lost_time', 'lost'],
		['lost_reason', 'lost'],
	] as const) {
		if (values.get(code) && status !== needed) {
			throw new PipedriveError(400, `${code} can only be set when status is ${needed}`, { code: 'ERR_BAD_REQUEST' });
		}
	}
}

function checkLinks(company: Company, values: Plan): void {
	for (const [code, name] of [
		['org_id', 'organization'],
		['organization_id', 'organization'],
		['person_id', 'person'],
		['deal_id', 'deal'],
		['lead_id', 'lead'],
	] as const) {
		const id = values.get(code);
		if (id) company.live(company.entity(name), id);
	}
}

export function createRecord(
	company: Company,
	entity: Entity,
	planned: Plan,
	source: Source,
	at = company.clock.now(),
): StoredRecord {
	const record = company.store.create(entity.plural, company.newId(entity), source, at);
	const defaults: Record<string, string> = {
		owner_id: String(source.userId ?? company.options.rep),
		visible_to: '3',
		...(entity.name === 'deal'
			? { status: 'open', stage_id: '1', pipeline_id: '1', currency: company.options.currency }
			: {}),
	};
	for (const [code, value] of Object.entries(defaults)) {
		if (company.field(entity, code)) company.store.set(record, code, value, source, at);
	}
	apply(company, entity, record, planned, source, at);
	return record;
}

/** Stores the planned values, with the account's own write rules and automations. */
export function apply(
	company: Company,
	entity: Entity,
	record: StoredRecord,
	planned: Plan,
	source: Source,
	at = company.clock.now(),
): void {
	for (const [code, value] of planned) {
		const rule = source.requestId === undefined ? undefined : drawRule(company, entity, code);
		if (rule?.effect === 'ignore') continue;
		setValue(company, entity, record, code, rule?.effect === 'change' ? (rule.to ?? '') : value, source, at);
		if (rule?.effect === 'overwrite') runAutomation(company, entity, record.id, code, rule);
	}
	if (planned.size > 0) record.updatedAt = Math.max(record.updatedAt, at);
}

/** Sets one value, and those that Pipedrive derives from it. */
export function setValue(
	company: Company,
	entity: Entity,
	record: StoredRecord,
	code: string,
	value: string,
	source: Source,
	at = company.clock.now(),
): void {
	const { store } = company;
	store.set(record, code, value, source, at);
	if (entity.name === 'person' && code === 'name') {
		const [first = '', ...rest] = value.split(' ');
		store.set(record, 'first_name', first, source, at);
		store.set(record, 'last_name', rest.join(' '), source, at);
	}
	if (entity.name === 'person' && (code === 'first_name' || code === 'last_name')) {
		const name = [store.value(record, 'first_name') ?? '', store.value(record, 'last_name') ?? ''].join(' ').trim();
		store.set(record, 'name', name, source, at);
	}
}

function drawRule(company: Company, entity: Entity, code: string): WriteRule | undefined {
	const found = company.writeRules.find(
		({ rule, left }) =>
			left > 0 && company.entity(rule.object) === entity && company.findField(entity, rule.property)?.code === code,
	);
	if (found) found.left--;
	return found?.rule;
}

function runAutomation(company: Company, entity: Entity, id: string, code: string, rule: WriteRule): void {
	const run = (): void => {
		const record = company.store.survivor(entity.plural, id);
		if (!record || record.archivedAt !== null) return;
		company.store.set(record, code, rule.to ?? '', { type: 'automation', actor: 'automation' });
	};
	if (rule.afterMs === undefined || rule.afterMs <= 0) run();
	else company.later(rule.afterMs, run);
}
