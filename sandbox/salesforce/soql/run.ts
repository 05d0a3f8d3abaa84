/** Runs a query over the org. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql.htm */
import { malformedQuery, refused } from '../errors';
import type { Field } from '../field';
import type { Org } from '../org';
import { comparable, jsonValue, type Comparable } from '../present';
import type { SObjectType } from '../sobject';
import { compile, literalValue, type Compiling } from './conditions';
import { parseQuery } from './parser';
import { Place, type Reached } from './place';
import { rowsOf, type Hint, type Row } from './rows';
import type { Condition, Order, Query, Selected } from './syntax';

export interface Asking {
	readonly org: Org;
	/** Whose field-level security holds; null sees everything. */
	readonly userId: string | null;
	/** Deleted and merged records, too. */
	readonly all: boolean;
	/** The Tooling API knows objects of its own. */
	readonly tooling: boolean;
	/** v66.0 */
	readonly version: string;
}

export interface Found {
	readonly total: number;
	readonly records: readonly unknown[];
}

export function runQuery(source: string, asking: Asking): Found {
	return execute(parseQuery(source), asking, source);
}

/** Rows that a query selects, in order, before its LIMIT and OFFSET are answered as JSON. */
export function execute(query: Query, asking: Asking, source: string): Found {
	const { org } = asking;
	const type = queryType(query.from, asking);
	const place = new Place(org, asking.userId, type, query.alias, source);
	if (query.offset > 2_000) throw refused(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
	const rows = matching(query, place, asking, source);
	const [first] = query.select;
	if (first?.kind === 'count') {
		if (query.select.length > 1) throw malformedQuery('COUNT() must be the only element in the SELECT list.');
		return { total: Math.min(rows.length, query.limit ?? Infinity), records: [] };
	}
	const grouped = query.groupBy.length > 0 || query.select.some(({ kind }) => kind === 'aggregate');
	if (grouped) {
		const records = groups(query, rows, place);
		return { total: records.length, records };
	}
	sort(rows, query.orderBy, place);
	const picked = rows.slice(query.offset, query.limit === null ? undefined : query.offset + query.limit);
	const shapes = query.select.map((one) => selector(one, query, place, asking, source));
	const records = picked.map((row) => {
		const record = emptyRecord(row, asking.version);
		for (const shape of shapes) shape(row, record);
		return record;
	});
	return { total: records.length, records };
}

function queryType(name: string, asking: Asking): SObjectType {
	const type = asking.org.findType(name);
	if (!type || (type.tooling && !asking.tooling)) {
		throw refused(
			400,
			'INVALID_TYPE',
			`sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
		);
	}
	return type;
}

function matching(query: Query, place: Place, asking: Asking, source: string): Row[] {
	const { org } = asking;
	const context: Compiling = {
		place,
		now: org.clock.now(),
		inner: (inner) => innerValues(inner, asking, source),
	};
	const test = query.where ? compile(query.where, context) : () => true;
	const all = asking.all || query.allRows;
	const rows: Row[] = [];
	for (const row of rowsOf(org, place.type, hintOf(query.where, place))) {
		if ((all || !row.deleted) && test(row)) rows.push(row);
	}
	return rows;
}

/** A condition on Id, or on a history's parent, that holds in any case: then not every row has to be looked at. */
function hintOf(where: Condition | null, place: Place): Hint | null {
	if (!where) return null;
	const parts = where.kind === 'and' ? where.parts : [where];
	for (const part of parts) {
		if (part.kind !== 'compare' && part.kind !== 'in') continue;
		const [name, ...more] = part.path;
		const field = more.length === 0 ? place.type.fields.get(name?.toLowerCase() ?? '') : undefined;
		if (!field || (field.type !== 'id' && !(place.type.historyOf !== null && field.type === 'reference'))) continue;
		const literals =
			part.kind === 'compare' ? (part.operator === '=' ? [part.value] : []) : !part.not ? part.values : [];
		if (!Array.isArray(literals) || literals.length === 0) continue;
		const values = literals.map((literal) => literalValue(field, literal as Parameters<typeof literalValue>[1]));
		return { field: field.name, values: new Set(values.filter((value) => typeof value === 'string')) };
	}
	return null;
}

function innerValues(query: Query, asking: Asking, source: string): Set<Comparable> {
	const [only, ...more] = query.select;
	if (more.length > 0 || only?.kind !== 'field') throw malformedQuery('The inner select must have exactly one field.');
	const place = new Place(asking.org, asking.userId, queryType(query.from, asking), query.alias, source);
	const { field, get } = place.path(only.path, only.at);
	const rows = matching(query, place, asking, source).slice(0, query.limit ?? undefined);
	return new Set(rows.map((row) => comparable(field, get(row))));
}

type Shape = (row: Row, record: Record<string, unknown>) => void;

function selector(one: Selected, query: Query, place: Place, asking: Asking, source: string): Shape {
	switch (one.kind) {
		case 'field':
			return fieldShape(place.path(one.path, one.at), withoutAlias(one.path, query, place), place, asking);
		case 'label': {
			const reached = place.path(one.path, one.at);
			const name = one.alias ?? one.path.at(-1) ?? '';
			return (row, record) => {
				const raw = reached.get(row);
				record[name] = reached.field.options.find(({ value }) => value === raw)?.label ?? raw;
			};
		}
		case 'fields':
			return allFields(one.which, query, place, asking);
		case 'children':
			return children(one.query, place, asking, source);
		case 'count':
		case 'aggregate':
			throw malformedQuery('COUNT() must be the only element in the SELECT list.');
	}
}

function withoutAlias(path: readonly string[], query: Query, place: Place): readonly string[] {
	const lower = path[0]?.toLowerCase();
	const own = path.length > 1 && (lower === query.alias?.toLowerCase() || lower === place.type.name.toLowerCase());
	return own ? path.slice(1) : path;
}

/** Puts a field of a related record into nested objects, as in Account: { attributes, Name }. */
function fieldShape(reached: Reached, path: readonly string[], place: Place, { org, version }: Asking): Shape {
	const { field } = reached;
	const lookups = path.slice(0, -1);
	const steps = lookups.map((name, depth) => {
		const from = lookups.slice(0, depth + 1);
		return { key: exactRelation(org, place.type, from) ?? name, row: place.path([...from, 'Id'], 0).row };
	});
	return (row, record) => {
		let target = record;
		for (const { key, row: holderOf } of steps) {
			const holder = holderOf(row);
			if (!holder) {
				target[key] ??= null;
				return;
			}
			target[key] ??= emptyRecord(holder, version);
			target = target[key] as Record<string, unknown>;
		}
		const holder = reached.row(row);
		const held = holder?.type.fields.get(field.name.toLowerCase());
		target[field.name] = holder && held ? holder.json(held) : jsonValue(field, reached.get(row));
	};
}

/** The relationship's name as the object spells it. */
function exactRelation(org: Org, start: SObjectType, path: readonly string[]): string | null {
	let type: SObjectType | undefined = start;
	let name: string | null = null;
	for (const step of path) {
		const lookup: Field | undefined = [...(type?.fields.values() ?? [])].find(
			({ relationshipName }) => relationshipName?.toLowerCase() === step.toLowerCase(),
		);
		name = lookup?.relationshipName ?? null;
		const target: string | undefined = lookup?.referenceTo.includes('User') ? 'User' : lookup?.referenceTo[0];
		type = target === undefined ? undefined : org.findType(target);
	}
	return name;
}

function allFields(which: 'ALL' | 'STANDARD' | 'CUSTOM', query: Query, place: Place, asking: Asking): Shape {
	if ((query.limit ?? Infinity) > 200) {
		throw malformedQuery('The SOQL FIELDS function must have a LIMIT of at most 200');
	}
	const fields = [...place.type.fields.values()].filter(
		({ name, custom }) =>
			(which === 'ALL' || custom === (which === 'CUSTOM')) &&
			asking.org.visible(asking.userId, place.type, name) !== undefined,
	);
	return (row, record) => {
		for (const field of fields) record[field.name] = row.json(field);
	};
}

function children(query: Query, place: Place, asking: Asking, source: string): Shape {
	const { org } = asking;
	const wanted = query.from.toLowerCase();
	for (const type of org.types.values()) {
		for (const field of type.fields.values()) {
			const relation = field.childRelationship;
			if (relation?.toLowerCase() !== wanted || !field.referenceTo.includes(place.type.name)) continue;
			if (org.findType(type.name) === undefined) continue;
			return (row, record) => {
				const own: Condition = {
					kind: 'compare',
					path: [field.name],
					operator: '=',
					value: { kind: 'string', text: row.id },
					at: 0,
				};
				const where: Condition = query.where ? { kind: 'and', parts: [own, query.where] } : own;
				const found = execute({ ...query, from: type.name, where }, asking, source);
				record[relation] = found.total === 0 ? null : { totalSize: found.total, done: true, records: found.records };
			};
		}
	}
	throw refused(
		400,
		'INVALID_FIELD',
		`Didn't understand relationship '${query.from}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
	);
}

function emptyRecord(row: Row, version: string): Record<string, unknown> {
	return {
		attributes: { type: row.type.name, url: `/services/data/${version}/sobjects/${row.type.name}/${row.id}` },
	};
}

/** Nulls come first unless said otherwise; equal rows keep the order in which they were made. */
function sort(rows: Row[], orders: readonly Order[], place: Place): void {
	const keys = orders.map(({ path, at, ...order }) => {
		const { field, get } = place.path(path, at);
		if (!field.sortable) throw refused(400, 'INVALID_FIELD', `field '${field.name}' can not be sorted in a query call`);
		return { ...order, value: (row: Row) => comparable(field, get(row)) };
	});
	if (keys.length === 0) return;
	const known = new Map(rows.map((row) => [row, keys.map(({ value }) => value(row))]));
	rows.sort((a, b) => {
		const [left = [], right = []] = [known.get(a), known.get(b)];
		for (const [index, { descending, nullsLast }] of keys.entries()) {
			const [x, y] = [left[index] ?? null, right[index] ?? null];
			if (x === y) continue;
			if (x === null || y === null) return (x === null) === nullsLast ? 1 : -1;
			return x < y === descending ? 1 : -1;
		}
		return 0;
	});
}

function groups(query: Query, rows: readonly Row[], place: Place): unknown[] {
	const keys = query.groupBy.map((path) => ({ path, ...place.path(path, 0) }));
	const parts = new Map<string, Row[]>();
	if (keys.length === 0) parts.set('', [...rows]);
	for (const row of keys.length === 0 ? [] : rows) {
		const key = JSON.stringify(keys.map(({ field, get }) => comparable(field, get(row))));
		parts.set(key, [...(parts.get(key) ?? []), row]);
	}
	const answer = [...parts.values()].map((members) => aggregate(query, members, place));
	return answer.slice(query.offset, query.limit === null ? undefined : query.offset + query.limit);
}

function aggregate(query: Query, rows: readonly Row[], place: Place): Record<string, unknown> {
	const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
	let unnamed = 0;
	for (const one of query.select) {
		if (one.kind === 'field') {
			const { field, get } = place.path(one.path, one.at);
			const [first] = rows;
			record[one.alias ?? field.name] = first ? jsonValue(field, get(first)) : null;
			continue;
		}
		if (one.kind !== 'aggregate')
			throw malformedQuery('Grouped query with a field that is neither grouped nor aggregated');
		const { field, get } = place.path(one.path, one.at);
		const values = rows.flatMap((row) => get(row) ?? []);
		record[one.alias ?? `expr${unnamed++}`] = total(one.name, field, values);
	}
	return record;
}

function total(
	name: Extract<Selected, { kind: 'aggregate' }>['name'],
	field: Field,
	values: readonly string[],
): unknown {
	if (name === 'COUNT') return values.length;
	if (name === 'COUNT_DISTINCT') return new Set(values.map((value) => comparable(field, value))).size;
	if (values.length === 0) return null;
	if (name === 'SUM' || name === 'AVG') {
		const sum = values.reduce((so, value) => so + Number(value), 0);
		return name === 'SUM' ? sum : sum / values.length;
	}
	const ordered = [...values].sort((a, b) => {
		const [x, y] = [comparable(field, a), comparable(field, b)];
		return x === y ? 0 : (x ?? '') < (y ?? '') ? -1 : 1;
	});
	return jsonValue(field, (name === 'MIN' ? ordered[0] : ordered.at(-1)) ?? null);
}
