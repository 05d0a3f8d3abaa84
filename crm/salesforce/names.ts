/**
 * AI fields have the same name on every CRM: a custom field whose API name or label reads ai_* is called ai_* here
 * (AI_Lead_Score__c is ai_lead_score). All other fields keep Salesforce's own names, and so does a field __pc: a person
 * account shows the fields of its contact under the labels of that contact, beside its own.
 * https://help.salesforce.com/s/articleView?id=sf.account_person.htm
 */
import { flag, text, type Json } from '../json';

/** Our name of every field, by API name. A field whose AI name is taken, or is another's as well, keeps its API name. */
export function canonicalNames(fields: readonly Json[]): ReadonlyMap<string, string> {
	const names = new Map<string, string>();
	const taken = new Set(fields.flatMap((field) => text(field['name']) ?? []));
	// What an API name says counts more than what a label says, in whatever order the fields come.
	for (const read of [byApiName, byLabel]) {
		const claims = new Map<string, string[]>();
		for (const field of fields) {
			const api = text(field['name']);
			if (api === undefined || names.has(api) || !flag(field['custom']) || /__pc$/i.test(api)) continue;
			const name = read(field);
			if (name !== undefined && !taken.has(name)) claims.set(name, [...(claims.get(name) ?? []), api]);
		}
		for (const [name, [api = '', ...others]] of claims) {
			if (others.length > 0) continue;
			names.set(api, name);
			taken.add(name);
		}
	}
	for (const field of fields) {
		const api = text(field['name']);
		if (api !== undefined && !names.has(api)) names.set(api, api);
	}
	return names;
}

function byApiName(field: Json): string | undefined {
	return aiName((text(field['name']) ?? '').replace(/__c$/i, ''));
}

function byLabel(field: Json): string | undefined {
	return aiName((text(field['label']) ?? '').trim().replace(/[^A-Za-z0-9]+/g, '_'));
}

function aiName(text: string): string | undefined {
	const name = text.toLowerCase();
	return /^ai_[a-z0-9]+(_[a-z0-9]+)*$/.test(name) ? name : undefined;
}
