/** Rows of a reference list (an export, a Data Table, a query) as records, by the names of their columns. */
import { suggestKeys } from './columns';
import type { KeyName } from './read-item';
import type { ReferenceRecord } from './reference-records';
import { fold } from './text';
import type { Row } from './table-text';

const columnsOf = {
	id: ['id', 'record id', 'crm id', 'contact id', 'company id', 'lead id', 'deal id'],
	emails: [
		'secondary emails',
		'additional emails',
		'hs additional emails',
		'email 2',
		'email 3',
		'work email',
		'personal email',
		'other email',
	],
	phones: ['phone', 'mobile', 'mobile phone', 'work phone', 'home phone', 'direct phone', 'phone 2', 'other phone'],
	domains: ['domain', 'website', 'additional domains', 'hs additional domains'],
	aliases: ['aliases', 'alias', 'also known as', 'trading name', 'former name'],
	merged: ['merged ids', 'hs merged object ids', 'merged from'],
	archived: ['archived', 'deleted', 'is deleted'],
	object: ['object', 'record type', 'object type'],
	companyId: ['company id', 'associated company id', 'associatedcompanyid', 'account id', 'organization id', 'org id'],
	converted: ['converted contact id', 'convertedcontactid'],
} as const;

type Part = keyof typeof columnsOf;

interface Layout {
	readonly keys: Readonly<Partial<Record<KeyName, string>>>;
	/** Per part its columns, the one that the key of its kind is read from first. */
	readonly parts: Readonly<Record<Part, readonly string[]>>;
}

/** The parts that also hold the value of a key. */
const keyOf: Readonly<Partial<Record<Part, KeyName>>> = {
	id: 'id',
	emails: 'email',
	phones: 'phone',
	domains: 'domain',
};

/** Reads rows of one shape fast: the meaning of a set of columns is found once. */
export class ReferenceRows {
	private readonly layouts = new Map<string, Layout>();

	/** `uniqueFields`: columns whose values are compared as unique fields. */
	constructor(
		private readonly object: string,
		private readonly uniqueFields: readonly string[] = [],
	) {}

	/** Undefined for a row without a record id: nothing could be done with a match to it. */
	read(row: Row): ReferenceRecord | undefined {
		const { keys, parts } = this.layoutOf(row);
		const id = first(row, parts.id);
		if (id === undefined) return undefined;
		const object = first(row, parts.object)?.toLowerCase() ?? this.object;
		const converted = first(row, parts.converted);
		const company = one(row, keys.company);
		const fullName = one(row, keys.fullName);
		return {
			object,
			id,
			mergedIds: all(row, parts.merged),
			archived: /^(?:true|yes|1)$/i.test(first(row, parts.archived) ?? ''),
			...(converted === undefined ? {} : { convertedTo: { contact: converted } }),
			profile: {
				firstName: one(row, keys.firstName),
				lastName: one(row, keys.lastName),
				name: object === 'company' ? (company ?? fullName) : object === 'deal' ? one(row, keys.dealName) : fullName,
				aliases: all(row, parts.aliases),
				emails: all(row, parts.emails),
				phones: all(row, parts.phones),
				title: one(row, keys.title),
				companyName: object === 'company' ? undefined : company,
				companyId: object === 'company' ? undefined : first(row, parts.companyId),
				domains: all(row, parts.domains),
				street: one(row, keys.street),
				postcode: one(row, keys.postcode),
				city: one(row, keys.city),
				country: one(row, keys.country),
				linkedin: one(row, keys.linkedin),
				uniques: this.uniquesOf(row),
			},
		};
	}

	private uniquesOf(row: Row): Readonly<Record<string, string>> {
		const uniques: Record<string, string> = {};
		for (const field of this.uniqueFields) {
			const value = textOf(row[field]);
			if (value !== undefined) uniques[field] = value;
		}
		return uniques;
	}

	private layoutOf(row: Row): Layout {
		const columns = Object.keys(row);
		const shape = columns.join('\n');
		const known = this.layouts.get(shape);
		if (known !== undefined) return known;
		const system = 'hubspot' as const;
		const object = this.object === 'person' ? 'contact' : this.object;
		const keys: Partial<Record<KeyName, string>> = Object.fromEntries(
			suggestKeys(columns, { system, object }).map(({ key, column }) => [key, column]),
		);
		const plain = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
		const find = (part: Part, names: readonly string[]): readonly string[] => {
			const key = keyOf[part];
			const own = key === undefined ? undefined : keys[key];
			const others = names.flatMap((name) => columns.filter((column) => plain(column) === plain(name)));
			return [...new Set(own === undefined ? others : [own, ...others])];
		};
		const parts = Object.fromEntries(
			Object.entries(columnsOf).map(([part, names]) => [part, find(part as Part, names)]),
		) as unknown as Layout['parts'];
		const layout = { keys, parts };
		this.layouts.set(shape, layout);
		return layout;
	}
}

function one(row: Row, column: string | undefined): string | undefined {
	return column === undefined ? undefined : textOf(row[column]);
}

function first(row: Row, columns: readonly string[]): string | undefined {
	for (const column of columns) {
		const [text] = listOf(row[column]);
		if (text !== undefined) return text;
	}
	return undefined;
}

const none: readonly string[] = [];

function all(row: Row, columns: readonly string[]): readonly string[] {
	let found: readonly string[] = none;
	for (const column of columns) {
		const values = listOf(row[column]);
		if (values.length > 0) found = found.length === 0 ? values : [...found, ...values];
	}
	return found.length < 2 ? found : [...new Set(found)];
}

function textOf(value: unknown): string | undefined {
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return text === '' ? undefined : text;
}

/** A list, or a text that holds one with semicolons between. */
function listOf(value: unknown): readonly string[] {
	if (Array.isArray(value)) return value.flatMap((entry: unknown) => textOf(entry) ?? []);
	const text = textOf(value);
	if (text === undefined) return none;
	if (!text.includes(';')) return [text];
	return text
		.split(';')
		.map((text) => text.trim())
		.filter((text) => text !== '');
}
