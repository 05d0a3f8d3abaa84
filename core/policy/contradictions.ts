/** What a panel says twice, or says in vain: told while it is filled in (n8n/panel-hints.ts) and again with every run. */
import type { CrmSystem } from '../record';
import { contradictions, matchesPattern, ownerOf, type Owner, type OwnerRule } from './owners';
import { protectedName } from './protected';

export interface PanelRules {
	readonly system: CrmSystem;
	readonly owners: readonly OwnerRule[];
	/** Names or patterns that are protected beside the built-in ones. */
	readonly protectedFields: readonly string[];
	readonly stampFields: readonly string[];
	/** Fields, or patterns, that have a threshold of their own. */
	readonly thresholds?: readonly string[] | undefined;
	readonly triggerField?: string | undefined;
}

const words: Readonly<Record<Owner, string>> = { ai: 'AI', shared: 'Shared', people: 'People Only' };

/** Sentences for the user; none where the panel says one thing about every field. */
export function panelContradictions(rules: PanelRules): string[] {
	const { owners, triggerField } = rules;
	const thresholds = (rules.thresholds ?? []).filter((field) => ownerOf(field, owners) === 'people');
	return [
		...contradictions(owners),
		...overlapping(owners),
		...owners.flatMap((row) => stampOf(row, rules)),
		...owners.flatMap((row) => approvalOf(row, rules)),
		...thresholds.map(
			(field) =>
				`"${field}" has a row under Confidence by Field and is People Only: AI never writes it, however sure it is. Remove one of the two rows.`,
		),
		...(triggerField === undefined ? [] : triggerOf(triggerField, rules)),
	];
}

/** True where some field has a name that both name; without * a text names one field. */
export function overlap(one: string, other: string): boolean {
	const [a, b] = [one, other].map((text) => text.trim().toLowerCase()) as [string, string];
	if (!b.includes('*')) return matchesPattern(a, b);
	if (!a.includes('*')) return matchesPattern(b, a);
	// What stands between the stars of both finds room one after the other: only the ends can exclude each other.
	const ends = (text: string) => [text.slice(0, text.indexOf('*')), text.slice(text.lastIndexOf('*') + 1)] as const;
	const [startA, endA] = ends(a);
	const [startB, endB] = ends(b);
	const starts = startA.startsWith(startB) || startB.startsWith(startA);
	return starts && (endA.endsWith(endB) || endB.endsWith(endA));
}

/** Narrower than overlap: a pattern such as job* could meet *consent* in a name that nobody has. */
function touches(one: string, other: string): boolean {
	const bare = (text: string) => text.replaceAll('*', '');
	return matchesPattern(one, bare(other)) || matchesPattern(other, bare(one));
}

function overlapping(owners: readonly OwnerRule[]): string[] {
	const said = owners.flatMap((row, index) =>
		owners.slice(index + 1).flatMap((other) => {
			const [a, b] = [row.field.trim(), other.field.trim()];
			if (row.owner === other.owner || a.toLowerCase() === b.toLowerCase() || !overlap(a, b)) return [];
			return `"${a}" (${words[row.owner]}) and "${b}" (${words[other.owner]}) cover the same field: a name counts before a pattern, and a longer pattern before a shorter one.`;
		}),
	);
	return [...new Set(said)];
}

function stampOf({ field, owner }: OwnerRule, { stampFields }: PanelRules): string[] {
	const meant = owner === 'people' ? stampFields.filter((name) => overlap(field, name)) : [];
	return meant.length === 0
		? []
		: [
				`"${field.trim()}" is People Only, but the stamp in ${meant.join(' and ')} is written all the same: it tells AI's values from a person's.`,
			];
}

function approvalOf({ field, owner }: OwnerRule, { system, protectedFields }: PanelRules): string[] {
	if (owner !== 'ai') return [];
	const own = protectedFields.some((pattern) => touches(pattern, field.trim()));
	if (!own && !protectedName(system, field.trim(), touches)) return [];
	return [
		field.includes('*')
			? `"${field.trim()}" is set to AI and covers protected fields: those still change only with a person's approval.`
			: `"${field.trim()}" is set to AI and is a protected field: it still changes only with a person's approval.`,
	];
}

function triggerOf(field: string, { system, owners, protectedFields }: PanelRules): string[] {
	if (ownerOf(field, owners) === 'people') {
		return [
			`The Trigger Field "${field}" is People Only, so AI never writes it and the workflow of your CRM never starts. Change one of the two.`,
		];
	}
	const own = protectedFields.some((pattern) => matchesPattern(pattern, field));
	if (!own && !protectedName(system, field)) return [];
	return [
		`The Trigger Field "${field}" is a protected field: the workflow of your CRM starts only after a person's approval. Choose a field that AI may write, or put CRM Human Review in front.`,
	];
}
