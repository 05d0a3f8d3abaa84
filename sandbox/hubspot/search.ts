/** Search with its limits and its index. https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
import { list, object, optionalText, strings, text, type Json } from '../core/json';
import type { Answer } from '../core/stand-in';
import type { StoredRecord } from '../core/store';
import { invalid } from './errors';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { present, valueOf } from './present';
import { comparable, containsToken, test, type Filter } from './search-operators';

const maxBody = 3_000;
const maxTotal = 10_000;

export function search(portal: Portal, type: ObjectType, body: Json, rawLength: number, withUrl: boolean): Answer {
	if (rawLength > maxBody)
		throw invalid(`The request body is too long: ${rawLength} characters, at most ${maxBody} are allowed.`);
	const groups = filterGroups(body);
	checkFilters(portal, type, groups);
	const limit = body.limit === undefined ? 10 : Number(body.limit);
	if (!(limit >= 0 && limit <= 200)) throw invalid('limit must be between 0 and 200');
	const after = body.after === undefined || body.after === '' ? 0 : Number(text(body.after));
	if (!Number.isInteger(after) || after < 0) throw invalid(`Invalid value for after: ${text(body.after)}`);
	if (after + limit > maxTotal) throw invalid(`Paging beyond ${maxTotal} results is not supported.`);

	// The index lags behind: records and values are seen as they were a while ago. Archived records leave at once.
	const asOf = portal.clock.now() - portal.options.indexLagMs;
	const query = optionalText(body.query);
	const found = [...portal.store.all(type.plural)].filter(
		(record) =>
			record.archivedAt === null &&
			record.mergedInto === null &&
			record.createdAt <= asOf &&
			(groups.length === 0 ||
				groups.some((group) => group.every((filter) => holds(portal, type, record, filter, asOf)))) &&
			(query === undefined || matchesQuery(portal, type, record, query, asOf)),
	);
	sort(portal, type, found, body, asOf);
	const page = found.slice(after, after + limit);
	const properties = strings(body.properties);
	const next = after + limit;
	return {
		status: 200,
		body: {
			total: found.length,
			results: page.map((record) => present(portal, type, record, { properties, asOf, withUrl })),
			...(found.length > next && limit > 0 ? { paging: { next: { after: String(next) } } } : {}),
		},
	};
}

function filterGroups(body: Json): readonly (readonly Filter[])[] {
	const groups = list(body.filterGroups).map((group) => list(object(group).filters));
	if (list(body.filters).length > 0) groups.push(list(body.filters));
	return groups.map((group) =>
		group.map((entry) => {
			const filter = object(entry);
			return {
				property: text(filter.propertyName),
				operator: text(filter.operator),
				value: filter.value === undefined ? undefined : text(filter.value),
				highValue: filter.highValue === undefined ? undefined : text(filter.highValue),
				values: strings(filter.values),
			};
		}),
	);
}

function checkFilters(portal: Portal, type: ObjectType, groups: readonly (readonly Filter[])[]): void {
	if (groups.length > 5) throw invalid('Too many filterGroups: at most 5 are allowed.');
	if (groups.some((group) => group.length > 6))
		throw invalid('Too many filters in a filterGroup: at most 6 are allowed.');
	const filters = groups.flat();
	if (filters.length > 18) throw invalid('Too many filters: at most 18 are allowed in total.');
	for (const filter of filters) {
		if (filter.property.startsWith('associations.')) {
			if (portal.type(filter.property.slice('associations.'.length)).custom) {
				throw invalid('Search by association with a custom object is not supported.');
			}
			continue;
		}
		const property = portal.property(type.plural, filter.property);
		if (!property || property.archived) {
			throw invalid(`There was a problem with the request. The property ${filter.property} does not exist.`);
		}
		checkOperands(filter);
	}
}

function checkOperands({ operator, property, value, highValue, values }: Filter): void {
	const missing = (what: string): Error =>
		invalid(`The filter on ${property} with operator ${operator} needs ${what}.`);
	switch (operator) {
		case 'HAS_PROPERTY':
		case 'NOT_HAS_PROPERTY':
			return;
		case 'IN':
		case 'NOT_IN':
			if (values.length === 0) throw missing('values');
			return;
		case 'BETWEEN':
			if (value === undefined || highValue === undefined) throw missing('value and highValue');
			return;
		case 'EQ':
		case 'NEQ':
		case 'LT':
		case 'LTE':
		case 'GT':
		case 'GTE':
		case 'CONTAINS_TOKEN':
		case 'NOT_CONTAINS_TOKEN':
			if (value === undefined || value === '') throw missing('a value');
			return;
		default:
			throw invalid(`Invalid input JSON: ${operator} is not one of the operators.`);
	}
}

function holds(portal: Portal, type: ObjectType, record: StoredRecord, filter: Filter, asOf: number): boolean {
	if (filter.property.startsWith('associations.')) {
		const to = portal.type(filter.property.slice('associations.'.length)).plural;
		const ids = portal.associations.of(type.plural, record.id, to).map(({ toId }) => toId);
		const wanted = filter.operator === 'IN' ? filter.values : [filter.value ?? ''];
		if (filter.operator === 'HAS_PROPERTY') return ids.length > 0;
		if (filter.operator === 'NOT_HAS_PROPERTY') return ids.length === 0;
		const any = wanted.some((id) => ids.includes(id));
		return filter.operator === 'NEQ' || filter.operator === 'NOT_IN' ? !any : any;
	}
	const property = portal.property(type.plural, filter.property);
	const value = valueOf(portal, type, record, filter.property, asOf) ?? '';
	return property !== undefined && test(property, value, filter);
}

/** Every word of the query starts a word of a searched property. */
function matchesQuery(portal: Portal, type: ObjectType, record: StoredRecord, query: string, asOf: number): boolean {
	const texts = type.searched.map((name) => valueOf(portal, type, record, name, asOf) ?? '');
	const words = query
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
	return words.every((word) => texts.some((value) => containsToken(value, word) || containsToken(value, `${word}*`)));
}

function sort(portal: Portal, type: ObjectType, records: StoredRecord[], body: Json, asOf: number): void {
	const sorts = list(body.sorts);
	if (sorts.length > 1) throw invalid('Only one sort is allowed.');
	const first = sorts[0];
	if (first === undefined) {
		records.sort((a, b) => Number(a.id) - Number(b.id));
		return;
	}
	const written = typeof first === 'string' ? first : text(object(first).propertyName);
	const descending = written.startsWith('-') || object(first).direction === 'DESCENDING';
	const name = written.replace(/^-/, '');
	const property = portal.property(type.plural, name);
	if (!property) throw invalid(`There was a problem with the request. The property ${name} does not exist.`);
	const keys = new Map(
		records.map((record) => [record, comparable(property, valueOf(portal, type, record, name, asOf) ?? '')]),
	);
	records.sort((a, b) => {
		const x = keys.get(a) ?? '';
		const y = keys.get(b) ?? '';
		const order = x < y ? -1 : x > y ? 1 : Number(a.id) - Number(b.id);
		return descending ? -order : order;
	});
}
