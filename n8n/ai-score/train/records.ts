/** The incoming items as the table that a scorecard is trained on. */
import type { INodeExecutionData } from 'n8n-workflow';
import type { Table } from '../../../core/score/scorecard/table';

/** The values that one item offers: its own, and where Identity Lookup read them, the record's. */
interface Sources {
	readonly own: Readonly<Record<string, unknown>>;
	readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Names of every plain value on the items. What the CRM says stands before what came in beside it, as in scoring. Nothing
 * is copied: 40,000 items are already in memory once.
 */
export function tableOf(items: readonly INodeExecutionData[]): Table {
	const names = new Set<string>();
	for (const item of items) {
		const { own, values } = sourcesOf(item);
		for (const name of Object.keys(values)) names.add(name);
		for (const name of Object.keys(own)) if (name !== 'crm' && isPlain(own[name])) names.add(name);
	}
	return {
		size: items.length,
		names: [...names],
		cell(row, name) {
			const item = items[row];
			if (!item) return undefined;
			const { own, values } = sourcesOf(item);
			const stored = Object.hasOwn(values, name) ? values[name] : undefined;
			if (stored !== undefined && stored !== null && stored !== '') return stored;
			return name !== 'crm' && Object.hasOwn(own, name) ? own[name] : stored;
		},
	};
}

function sourcesOf({ json }: INodeExecutionData): Sources {
	const crm = json['crm'] as { readonly snapshot?: { readonly values?: unknown } } | null | undefined;
	const values = typeof crm === 'object' ? crm?.snapshot?.values : undefined;
	return {
		own: json,
		values: typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {},
	};
}

const isPlain = (value: unknown) => value === null || typeof value !== 'object' || Array.isArray(value);
