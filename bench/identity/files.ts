/** Reads the benchmark's records and queries: JSON lines, plain or gzipped. */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { ItemKeys } from '../../core/identity/item-facts';
import type { ReferenceRecord } from '../../core/identity/reference-records';

export interface CrmLine {
	readonly object: 'company' | 'contact' | 'lead';
	readonly id: string;
	readonly mergedIds?: readonly string[];
	readonly archived?: boolean;
	readonly externalIds?: Readonly<Record<string, string | number>>;
	readonly firstName?: string | null;
	readonly lastName?: string | null;
	readonly name?: string | null;
	readonly aliases?: readonly string[] | undefined;
	readonly email?: string | null;
	readonly secondaryEmails?: readonly string[] | undefined;
	readonly phone?: string | null;
	readonly mobile?: string | null;
	readonly title?: string | null;
	readonly companyId?: string | null;
	readonly companyName?: string | null;
	readonly domain?: string | null;
	readonly additionalDomains?: readonly string[] | undefined;
	readonly city?: string | null;
	readonly country?: string | null;
	readonly linkedinUrl?: string | null;
	readonly parentId?: string | null;
	readonly status?: string;
	readonly convertedContactId?: string | null;
	readonly convertedCompanyId?: string | null;
	readonly street?: string | null;
	readonly postcode?: string | null;
}

export interface QueryLine {
	readonly qid: string;
	readonly want: 'contact' | 'company' | 'person';
	readonly trap?: string;
	readonly record: {
		readonly email?: string;
		readonly phone?: string;
		readonly firstName?: string;
		readonly lastName?: string;
		readonly fullName?: string;
		readonly company?: string;
		readonly domain?: string;
		readonly website?: string;
		readonly linkedinUrl?: string;
		readonly externalId?: { readonly system: string; readonly value: string | number };
		readonly crmId?: string;
		readonly country?: string;
		readonly city?: string;
		readonly title?: string;
		readonly street?: string;
		readonly postcode?: string;
	};
	readonly truth: Truth;
}

export interface Truth {
	readonly decision: 'match' | 'ambiguous' | 'none';
	readonly id?: string;
	readonly ids?: readonly string[];
	readonly accept?: readonly string[];
}

/** A whole file; for the records use `readLines`, which holds one line at a time. */
export function readJsonLines<T>(file: string): T[] {
	const bytes = readFileSync(file);
	const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
	return text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as T);
}

export async function* readLines<T>(file: string): AsyncIterable<T> {
	for await (const line of linesOf(file)) yield JSON.parse(line) as T;
}

export async function countLines(file: string): Promise<number> {
	let count = 0;
	for await (const line of linesOf(file)) count += Number(line !== '');
	return count;
}

async function* linesOf(file: string): AsyncIterable<string> {
	const raw = createReadStream(file);
	const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
	for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') yield line;
}

function present(values: readonly (string | null | undefined)[]): string[] {
	return values.filter((value): value is string => typeof value === 'string' && value !== '');
}

/** The line in the terms of the port: exactly what an adapter would tell. */
export function toReference(line: CrmLine): ReferenceRecord {
	const converted = line.status === 'converted';
	return {
		object: line.object,
		id: line.id,
		mergedIds: line.mergedIds,
		archived: line.archived,
		convertedTo: converted
			? { contact: line.convertedContactId ?? undefined, company: line.convertedCompanyId ?? undefined }
			: undefined,
		profile: {
			firstName: line.firstName ?? undefined,
			lastName: line.lastName ?? undefined,
			name: line.name ?? undefined,
			aliases: line.aliases,
			emails: present([line.email, ...(line.secondaryEmails ?? [])]),
			phones: present([line.phone, line.mobile]),
			title: line.title ?? undefined,
			companyName: line.companyName ?? undefined,
			companyId: line.companyId ?? undefined,
			domains: present([line.domain, ...(line.additionalDomains ?? [])]),
			city: line.city ?? undefined,
			country: line.country ?? undefined,
			street: line.street ?? undefined,
			postcode: line.postcode ?? undefined,
			linkedin: line.linkedinUrl ?? undefined,
			uniques: Object.fromEntries(
				Object.entries(line.externalIds ?? {}).map(([system, value]) => [system, String(value)]),
			),
			parentId: line.parentId ?? undefined,
		},
	};
}

/** The query as an item's keys; `truth` and `trap` stay outside. */
export function toKeys({ record }: QueryLine): ItemKeys {
	return {
		id: record.crmId,
		uniques:
			record.externalId === undefined
				? []
				: [{ field: record.externalId.system, value: String(record.externalId.value) }],
		emails: present([record.email]),
		phones: present([record.phone]),
		linkedin: record.linkedinUrl,
		domains: present([record.domain, record.website]),
		firstName: record.firstName,
		lastName: record.lastName,
		fullName: record.fullName,
		company: record.company,
		title: record.title,
		street: record.street,
		postcode: record.postcode,
		city: record.city,
		country: record.country,
	};
}
