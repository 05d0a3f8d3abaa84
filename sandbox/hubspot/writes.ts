/** Creating and changing records: judge everything first, then apply. */
import { text } from '../core/json';
import type { Source, StoredRecord } from '../core/store';
import { coerce } from './coerce';
import { HubSpotError, invalid, invalidProperties, type PropertyProblem } from './errors';
import { findByEmail } from './lookup';
import type { ObjectType } from './object-types';
import type { Portal, WriteRule } from './portal';

export type Version = 'v3' | 'v4' | '2026-03' | '2026-09';

export interface Warning {
	readonly category: 'PROPERTY_VALUE_NORMALIZED';
	readonly message: string;
	readonly context: Readonly<Record<string, string>>;
}

/** A judged change of one record, ready to apply. */
export interface Plan {
	readonly values: ReadonlyMap<string, string>;
	readonly warnings: readonly Warning[];
}

/** What the answer shows in place of the stored value. */
export type Echo = ReadonlyMap<string, string>;

/** Judges the properties of one input. Throws HubSpotError. `record` is null for a new record. */
export function plan(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord | null,
	input: Readonly<Record<string, unknown>>,
	version: Version,
): Plan {
	const values = new Map<string, string>();
	const warnings: Warning[] = [];
	const problems: PropertyProblem[] = [];
	const lenient = type.activity && portal.options.activityUnknownProperties === 'ignored';

	for (const [name, sent] of Object.entries(input)) {
		const property = portal.property(type.plural, name);
		if (!property || property.archived) {
			if (!lenient)
				problems.push({ name, error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` });
			continue;
		}
		if (property.modificationMetadata.readOnlyValue) {
			const message = `"${name}" is a read only property; its value cannot be set.`;
			if (!lenient) problems.push({ name, error: 'READ_ONLY_VALUE', message });
			continue;
		}
		if (sent !== null && typeof sent === 'object') {
			throw invalid(`Invalid input JSON: cannot deserialize value of type java.lang.String for property ${name}`);
		}
		const current = record ? (portal.store.value(record, name) ?? '') : '';
		const raw = text(sent);
		const result = coerce(property, raw, {
			current,
			rules: portal.rulesOf(type.plural, name),
			normalizesDates: version === '2026-09',
			isOwner: (id) => portal.owners.some((owner) => owner.id === id && !owner.archived),
			now: portal.clock.now(),
			isContactEmail: type.plural === 'contacts' && name === 'email',
			forwardOnly: name === 'lifecyclestage',
		});
		if ('ignored' in result) {
			if (portal.options.lifecycleBackwards === 'rejected') {
				problems.push({
					name,
					error: 'INVALID_LIFECYCLE_STAGE',
					message: 'The lifecycle stage can only be moved forward.',
				});
			}
		} else if ('error' in result) {
			problems.push({ name, error: result.error, message: result.message });
		} else {
			values.set(name, result.stored);
			if (result.warning !== undefined) {
				warnings.push({
					category: 'PROPERTY_VALUE_NORMALIZED',
					message: `The value of property ${name} was normalized.`,
					context: { propertyName: name, rawValue: raw, normalizedValue: result.warning },
				});
			}
		}
	}
	if (problems.length > 0) throw invalidProperties(problems, portal.options.portalId);
	checkRequired(portal, type, record, values, version);
	checkUnique(portal, type, record, values);
	return { values, warnings };
}

/** https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement */
function checkRequired(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord | null,
	values: ReadonlyMap<string, string>,
	version: Version,
): void {
	const after = (name: string): string => values.get(name) ?? (record && portal.store.value(record, name)) ?? '';
	const dated = version === '2026-09';
	const standing = type.activity ? ['hs_timestamp'] : [];
	const onCreate = [...standing, ...(dated ? (portal.options.requiredOnCreate[type.plural] ?? []) : [])];
	if (!record) refuseMissing('MISSING_REQUIRED_PROPERTY', onCreate, after);
	const rules = dated ? (portal.options.requiredWhen[type.plural] ?? []) : [];
	const due = rules.filter(({ property, equals }) => values.has(property) && after(property) === equals);
	refuseMissing(
		'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
		due.flatMap(({ required }) => required),
		after,
	);
}

function refuseMissing(code: string, names: readonly string[], after: (name: string) => string): void {
	const missing = names.filter((name) => after(name) === '');
	if (missing.length === 0) return;
	throw invalid('Some required properties were not set.', [
		{ message: 'One or more required properties are missing.', code, context: { propertyName: missing } },
	]);
}

function checkUnique(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord | null,
	values: ReadonlyMap<string, string>,
): void {
	for (const [name, value] of values) {
		if (value === '') continue;
		if (type.plural === 'contacts' && name === 'email') {
			const holder = findByEmail(portal, value, true);
			if (holder && holder.id !== record?.id) {
				throw new HubSpotError(409, 'CONFLICT', `Contact already exists. Existing ID: ${holder.id}`);
			}
		} else if (portal.property(type.plural, name)?.hasUniqueValue) {
			const holder = portal.store.findByValue(type.plural, name, value);
			if (holder && holder.id !== record?.id) {
				const message = `propertyName ${name}: another ${type.name} already has that value.`;
				throw invalidProperties([{ name, error: 'CONFLICTING_UNIQUE_VALUE', message }], portal.options.portalId);
			}
		}
	}
}

export function createRecord(portal: Portal, type: ObjectType, planned: Plan, source: Source): StoredRecord {
	const record = portal.store.create(type.plural, portal.newId(), source);
	apply(portal, type, record, planned, source);
	return record;
}

/** Stores the planned values, with the portal's own write rules and workflows. */
export function apply(portal: Portal, type: ObjectType, record: StoredRecord, planned: Plan, source: Source): Echo {
	const at = portal.clock.now();
	const echo = new Map<string, string>();
	const workflows: (() => void)[] = [];
	for (const [name, value] of planned.values) {
		const rule = drawRule(portal, type, name);
		if (rule?.echo === 'sent') echo.set(name, value);
		if (rule?.effect === 'ignore') continue;
		portal.store.set(record, name, rule?.effect === 'change' ? (rule.to ?? '') : value, source, at);
		if (rule?.effect === 'overwrite') workflows.push(() => runWorkflow(portal, type, record.id, name, rule));
	}
	if (planned.values.size > 0 && portal.options.equalWriteTouches) record.updatedAt = Math.max(record.updatedAt, at);
	for (const workflow of workflows) workflow();
	return echo;
}

function drawRule(portal: Portal, type: ObjectType, property: string): WriteRule | undefined {
	const found = portal.writeRules.find(
		({ rule, left }) => left > 0 && rule.property === property && portal.findType(rule.object) === type,
	);
	if (found) found.left--;
	return found?.rule;
}

function runWorkflow(portal: Portal, type: ObjectType, id: string, property: string, rule: WriteRule): void {
	const run = (): void => {
		const record = portal.store.survivor(type.plural, id);
		if (!record || record.archivedAt !== null) return;
		portal.store.set(record, property, rule.to ?? '', {
			type: 'AUTOMATION_PLATFORM',
			id: 'enrollmentId:900001',
			label: 'Workflow: keep the field in order',
			actor: 'workflow',
		});
	};
	if (rule.afterMs === undefined || rule.afterMs <= 0) run();
	else portal.later(rule.afterMs, run);
}
