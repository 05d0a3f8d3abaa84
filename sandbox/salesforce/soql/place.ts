/** Finds fields by their path from an object, over lookups. */
import { refused } from '../errors';
import { field, type Field } from '../field';
import type { Org } from '../org';
import type { SObjectType } from '../sobject';
import { related, type Row } from './rows';

export interface Reached {
	readonly field: Field;
	readonly get: (row: Row) => string | null;
	/** The row that holds the field. */
	readonly row: (row: Row) => Row | null;
}

export class Place {
	constructor(
		private readonly org: Org,
		private readonly userId: string | null,
		readonly type: SObjectType,
		private readonly alias: string | null,
		private readonly source: string,
	) {}

	path(path: readonly string[], at: number): Reached {
		const lower = path[0]?.toLowerCase();
		const own = path.length > 1 && (lower === this.alias?.toLowerCase() || lower === this.type.name.toLowerCase());
		return this.walk(own ? path.slice(1) : path, at);
	}

	private walk(path: readonly string[], at: number): Reached {
		if (path.length > 6) throw refused(400, 'INVALID_FIELD', 'Only 5 levels of relationships are allowed.');
		let type = this.type;
		let step = (row: Row): Row | null => row;
		for (const name of path.slice(0, -1)) {
			const lookup = [...type.fields.values()].find(
				({ relationshipName }) => relationshipName?.toLowerCase() === name.toLowerCase(),
			);
			const [target] = lookup?.referenceTo ?? [];
			if (!lookup || target === undefined) {
				throw refused(
					400,
					'INVALID_FIELD',
					`${this.excerpt(at)}Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
				);
			}
			const before = step;
			step = (row) => {
				const holder = before(row);
				const id = holder?.raw(holder.type.fields.get(lookup.name.toLowerCase()) ?? lookup) ?? null;
				return id === null ? null : related(this.org, id);
			};
			// A lookup to several objects knows what all of them share: User before Group, so that names can be asked for.
			const main = lookup.referenceTo.includes('User') ? 'User' : target;
			type = this.org.findType(main) ?? type;
		}
		const name = path.at(-1) ?? '';
		if (name.toLowerCase() === 'type' && path.length > 1 && !type.fields.has('type')) {
			return { field: typeField, row: step, get: (row) => step(row)?.type.name ?? null };
		}
		const found = this.org.visible(this.userId, type, name);
		if (!found) throw this.noColumn(name, type, at);
		return {
			field: found,
			row: step,
			get: (row) => {
				const holder = step(row);
				const held = holder?.type.fields.get(found.name.toLowerCase());
				return holder && held ? holder.raw(held) : null;
			},
		};
	}

	private noColumn(name: string, type: SObjectType, at: number): Error {
		return refused(
			400,
			'INVALID_FIELD',
			`${this.excerpt(at)}No such column '${name}' on entity '${type.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
		);
	}

	private excerpt(at: number): string {
		const from = Math.max(0, at - 30);
		return `\n${this.source.slice(from, at + 30)}\n${' '.repeat(at - from)}^\nERROR at Row:1:Column:${at + 1}\n`;
	}
}

/** The Type of a lookup to several objects. */
const typeField = field({ name: 'Type', label: 'Type', type: 'string', length: 40 });
