/** Rows of a reference list (an export, a Data Table, a query) as records, by the names of their columns. */
import { suggestKeys } from './columns';
import type { KeyName } from './read-item';
import type { ReferenceRecord } from './reference-index';
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
	readonly keys: ReadonlyMap<KeyName, string>;
	readonly parts: Readonly<Record<Part, readonly string[]>>;
}

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
		const layout = this.layoutOf(row);
		const { keys, parts } = layout;
		const one = (key: KeyName): string | undefined => textOf(row[keys.get(key) ?? '']);
		const all = (part: Part, key?: KeyName): string[] => [
			...new Set(
				[...(key === undefined ? [] : [keys.get(key) ?? '']), ...parts[part]].flatMap((name) => listOf(row[name])),
			),
		];
		const id = one('id') ?? all('id')[0];
		if (id === undefined) return undefined;
		const object = all('object')[0]?.toLowerCase() ?? this.object;
		const converted = all('converted')[0];
		return {
			object,
			id,
			mergedIds: all('merged'),
			archived: /^(?:true|yes|1)$/i.test(all('archived')[0] ?? ''),
			...(converted === undefined ? {} : { convertedTo: { contact: converted } }),
			profile: {
				firstName: one('firstName'),
				lastName: one('lastName'),
				name:
					object === 'company'
						? (one('company') ?? one('fullName'))
						: object === 'deal'
							? one('dealName')
							: one('fullName'),
				aliases: all('aliases'),
				emails: all('emails', 'email').sort((a, b) => Number(b === one('email')) - Number(a === one('email'))),
				phones: all('phones', 'phone'),
				title: one('title'),
				companyName: object === 'company' ? undefined : one('company'),
				companyId: object === 'company' ? undefined : all('companyId')[0],
				domains: all('domains', 'domain'),
				street: one('street'),
				postcode: one('postcode'),
				city: one('city'),
				country: one('country'),
				linkedin: one('linkedin'),
				uniques: Object.fromEntries(
					this.uniqueFields.flatMap((field) => {
						const value = textOf(row[field]);
						return value === undefined ? [] : [[field, value]];
					}),
				),
			},
		};
	}

	private layoutOf(row: Row): Layout {
		const columns = Object.keys(row);
		const shape = columns.join('\n');
		const known = this.layouts.get(shape);
		if (known !== undefined) return known;
		const system = 'hubspot' as const;
		const object = this.object === 'person' ? 'contact' : this.object;
		const keys = new Map<KeyName, string>(
			suggestKeys(columns, { system, object }).map(({ key, column }) => [key, column]),
		);
		const plain = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
		const find = (names: readonly string[]): readonly string[] =>
			names.flatMap((name) => columns.filter((column) => plain(column) === plain(name)));
		const parts = Object.fromEntries(
			Object.entries(columnsOf).map(([part, names]) => [part, find(names)]),
		) as unknown as Layout['parts'];
		const layout = { keys, parts };
		this.layouts.set(shape, layout);
		return layout;
	}
}

function textOf(value: unknown): string | undefined {
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return text === '' ? undefined : text;
}

/** A list, or a text that holds one with semicolons between. */
function listOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap((entry: unknown) => textOf(entry) ?? []);
	return (textOf(value) ?? '')
		.split(';')
		.map((text) => text.trim())
		.filter((text) => text !== '');
}
