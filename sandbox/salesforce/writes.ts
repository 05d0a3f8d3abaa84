/** Creating, changing and deleting records: judge everything first, then apply. */
import type { Json } from '../core/json';
import type { Source, StoredRecord } from '../core/store';
import { coerce } from './coerce';
import { findDuplicates } from './duplicates';
import { deleted, malformedId, notFound, refused, SalesforceError } from './errors';
import type { Field } from './field';
import { requireAbility, type Org } from './org';
import { rawValue } from './present';
import type { Session } from './session';
import type { SObjectType } from './sobject';
import { fillDefaults, checkSpecial, deriveValues } from './special';

/** A judged change, ready to apply. */
export interface Plan {
	readonly type: SObjectType;
	readonly record: StoredRecord | null;
	readonly values: Map<string, string>;
}

/** Judges new values. `record` is null for a new record. Throws SalesforceError. */
export function judge(
	org: Org,
	session: Session | null,
	type: SObjectType,
	record: StoredRecord | null,
	body: Json,
): Plan {
	requireAbility(type, record ? 'updateable' : 'createable');
	if (record) checkAlive(org, type, record);
	if (session) checkAllowed(org, type, record);
	const values = new Map<string, string>();
	for (const [name, value] of Object.entries(body)) {
		if (name === 'attributes') continue;
		const found = resolve(org, session, type, name);
		if (found === undefined) {
			throw refused(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`);
		}
		const [field, given] =
			typeof value === 'object' && value !== null && found.relationship
				? [found.field, byExternalId(org, found.field, value as Json)]
				: [found.field, value];
		if (field.name === 'Id' && record === null) {
			throw refused(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
		}
		if (field.name === 'Id') continue;
		requireWritable(org, session, type, field, record === null);
		values.set(field.name, coerce(field, given, org.options));
	}
	checkSpecial(org, type, record, values);
	deriveValues(org, type, record, values);
	checkReferences(org, type, values);
	checkRequired(type, record, values);
	checkRules(org, type, values);
	checkUnique(org, type, record, values);
	if (session) checkDuplicates(org, session, type, record, values);
	return { type, record, values };
}

/** What object permissions and other transactions forbid. */
function checkAllowed(org: Org, type: SObjectType, record: StoredRecord | null): void {
	if (org.options.objectSecurity[type.name] === 'read') {
		throw refused(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []);
	}
	const locked = record ? (org.locks.get(record.id) ?? 0) : 0;
	if (!record || locked === 0) return;
	org.locks.set(record.id, locked - 1);
	throw refused(
		400,
		'UNABLE_TO_LOCK_ROW',
		`unable to obtain exclusive access to this record or 1 records: ${record.id}`,
		[],
	);
}

/** Carries a plan out; the record is made where the plan is for a new one. */
export function apply(org: Org, plan: Plan, source: Source, session: Session | null = null): StoredRecord {
	const now = org.clock.now();
	const record = plan.record ?? org.create(plan.type, source, now);
	const isNew = plan.record === null;
	if (isNew) fillDefaults(org, plan.type, plan.values, source);
	assign(org, session, plan);
	let changed = isNew;
	for (const [name, value] of plan.values) {
		const effect = ruleFor(org, plan.type, name);
		if (effect?.effect === 'ignore') continue;
		const stored = effect?.effect === 'change' ? (effect.to ?? '') : value;
		changed = org.store.set(record, name, stored, source, now) || changed;
		if (effect?.effect === 'overwrite') {
			const run = (): void => {
				const flow = org.source(org.userId('automation'), 'AUTOMATION');
				if (org.store.set(record, name, effect.to ?? '', flow)) org.touch(record, flow);
			};
			if ((effect.afterMs ?? 0) === 0) run();
			else org.later(effect.afterMs ?? 0, run);
		}
	}
	if (!isNew && (changed || org.options.equalWriteTouches)) org.touch(record, source, now);
	return record;
}

export function remove(org: Org, type: SObjectType, record: StoredRecord, source: Source): void {
	requireAbility(type, 'deletable');
	if (record.archivedAt !== null || record.mergedInto !== null) throw deleted();
	org.store.archive(record, source);
	org.touch(record, source);
}

/** The record of an id in a path or body. Throws NOT_FOUND and MALFORMED_ID. */
export function recordOf(org: Org, type: SObjectType, id: string): StoredRecord {
	const full = org.idFrom(id);
	if (full.slice(0, 3) !== type.keyPrefix) throw malformedId(id, `${type.label} ID`);
	const record = org.store.get(type.name, full);
	if (!record) throw notFound();
	return record;
}

export function checkAlive(_org: Org, _type: SObjectType, record: StoredRecord): void {
	if (record.archivedAt !== null || record.mergedInto !== null) throw deleted();
}

interface Resolved {
	readonly field: Field;
	/** True where the relationship's name was used: { Account: { External_Id__c: 'x' } }. */
	readonly relationship: boolean;
}

function resolve(org: Org, session: Session | null, type: SObjectType, name: string): Resolved | undefined {
	const field = org.visible(session?.userId ?? null, type, name);
	if (field) return { field, relationship: false };
	const lower = name.toLowerCase();
	const related = [...type.fields.values()].find(({ relationshipName }) => relationshipName?.toLowerCase() === lower);
	return related && { field: related, relationship: true };
}

/** { Account: { External_Id__c: 'x' } } -> the account's id. */
function byExternalId(org: Org, field: Field, value: Json): string {
	const [target] = field.referenceTo;
	const [[name, wanted]] = Object.entries(value).filter(([key]) => key !== 'attributes') as [[string, unknown]];
	const type = target === undefined ? undefined : org.findType(target);
	const key = type?.fields.get(name.toLowerCase());
	const found = type && key?.idLookup ? org.store.findByValue(type.name, key.name, String(wanted)) : undefined;
	if (!found) {
		throw refused(
			400,
			'INVALID_FIELD',
			`Foreign key external ID: ${String(wanted)} not found for field ${name} in entity ${target}`,
		);
	}
	return found.id;
}

function requireWritable(org: Org, session: Session | null, type: SObjectType, field: Field, isNew: boolean): void {
	const possible = isNew ? field.createable : field.updateable;
	const allowed = session === null || org.access(session.userId, type, field) === 'edit';
	if (possible && allowed) return;
	throw refused(
		400,
		'INVALID_FIELD_FOR_INSERT_UPDATE',
		`Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
		[field.name],
	);
}

function checkReferences(org: Org, type: SObjectType, values: ReadonlyMap<string, string>): void {
	for (const [name, value] of values) {
		const field = type.fields.get(name.toLowerCase());
		if (field?.type !== 'reference' || value === '') continue;
		const target = org.typeOfId(value);
		if (!target || (field.referenceTo.length > 0 && !field.referenceTo.includes(target.name))) {
			throw refused(400, 'FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${value}`, [name]);
		}
		const record = org.store.get(target.name, value);
		if (!record || record.archivedAt !== null || record.mergedInto !== null) {
			throw refused(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
		}
		if (name === 'OwnerId' && target.name === 'User' && org.store.value(record, 'IsActive') !== 'true') {
			throw refused(400, 'INACTIVE_OWNER_OR_USER', 'operation performed with inactive user', [name]);
		}
	}
}

function checkRequired(type: SObjectType, record: StoredRecord | null, values: ReadonlyMap<string, string>): void {
	const missing = type.required.filter((name) => {
		const value = values.get(name);
		return record ? value === '' : value === undefined || value === '';
	});
	if (missing.length === 0) return;
	throw refused(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
}

function checkRules(org: Org, type: SObjectType, values: ReadonlyMap<string, string>): void {
	for (const rule of org.options.validationRules) {
		const value = rule.object === type.name ? values.get(rule.field) : undefined;
		if (value !== undefined && new RegExp(rule.refuse).test(value)) {
			throw refused(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, [rule.field]);
		}
	}
}

function checkUnique(
	org: Org,
	type: SObjectType,
	record: StoredRecord | null,
	values: ReadonlyMap<string, string>,
): void {
	for (const [name, value] of values) {
		if (value === '' || !type.fields.get(name.toLowerCase())?.unique) continue;
		const holder = org.store.findByValue(type.name, name, value);
		if (holder && holder.id !== record?.id) {
			throw refused(
				400,
				'DUPLICATE_VALUE',
				`duplicate value found: ${name} duplicates value on record with id: ${holder.id.slice(0, 15)}`,
				[],
			);
		}
	}
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm#i1421192 */
function checkDuplicates(
	org: Org,
	session: Session,
	type: SObjectType,
	record: StoredRecord | null,
	values: ReadonlyMap<string, string>,
): void {
	for (const rule of org.options.duplicateRules) {
		if (rule.object !== type.name || (record && rule.onUpdate !== true)) continue;
		if (rule.action === 'alert' && session.allowDuplicates) continue;
		const matches = findDuplicates(org, type, record, values, rule.fields);
		if (matches.length === 0) continue;
		throw new SalesforceError(400, [
			{
				errorCode: 'DUPLICATES_DETECTED',
				message: 'Use one of these records?',
				fields: [],
				duplicateResult: {
					allowSave: rule.action === 'alert',
					duplicateRule: `Standard_${type.name}_Duplicate_Rule`,
					duplicateRuleEntityType: type.name,
					errorMessage: 'Use one of these records?',
					matchResults: [
						{
							entityType: type.name,
							matchRecords: matches.map(({ id }) => ({
								record: { attributes: { type: type.name }, Id: id },
								matchConfidence: 100,
							})),
							size: matches.length,
							success: true,
						},
					],
				},
			},
		]);
	}
}

/** An active assignment rule gives the record another owner, which the answer does not say. */
function assign(org: Org, session: Session | null, plan: Plan): void {
	const to = org.options.assignmentRules[plan.type.name];
	if (to !== undefined && session?.autoAssign) plan.values.set('OwnerId', org.userId(to));
}

function ruleFor(org: Org, type: SObjectType, name: string) {
	const entry = org.writeRules.find(({ rule, left }) => {
		if (left <= 0 || org.typeByAnyName(rule.object).name !== type.name) return false;
		return org.fieldByAnyName(type, rule.property).name === name;
	});
	if (entry) entry.left--;
	return entry?.rule;
}

/** The value of a field as text, for rules and messages. */
export function current(org: Org, type: SObjectType, record: StoredRecord | null, name: string): string {
	const field = type.fields.get(name.toLowerCase());
	return (record && field && rawValue(org, type, record, field)) ?? '';
}
