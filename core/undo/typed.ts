/** A value from an audit row in the field's own type again. */
import type { FieldSchema } from '../fields/schema';
import type { CrmValue } from '../value';

/** The canonical value that `cell` stands for; undefined for a text that cannot stand for one of this field. */
export function typed(field: Pick<FieldSchema, 'type'>, cell: CrmValue): CrmValue | undefined {
	if (cell === null || cell === '') return null;
	if (typeof cell !== 'string') return cell;
	switch (field.type) {
		case 'number': {
			const number = Number(cell);
			return Number.isFinite(number) ? number : undefined;
		}
		case 'yes/no':
			return ['true', 'false'].includes(cell.toLowerCase()) ? cell.toLowerCase() === 'true' : undefined;
		case 'choices':
		case 'structured':
			try {
				return JSON.parse(cell) as CrmValue;
			} catch {
				return undefined;
			}
		default:
			return cell;
	}
}
