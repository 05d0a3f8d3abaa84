/** Who a field belongs to. AI: suggestions are written. Shared: only where no person's value stands. People: never. */
export type Owner = 'ai' | 'shared' | 'people';

/** One row of Field Owners: a field's name, or a pattern in which * stands for any characters. */
export interface OwnerRule {
	readonly field: string;
	readonly owner: Owner;
}

/** Without a row of their own, fields that start with this are the AI's, every other one is shared. */
const AI_FIELD = /^ai_/i;

/** True where `pattern` (a name, or with * for any characters) names the field; case does not count. */
export function matchesPattern(pattern: string, field: string): boolean {
	const parts = pattern.trim().toLowerCase().split('*');
	const name = field.toLowerCase();
	const first = parts[0] ?? '';
	if (parts.length === 1) return name === first;
	const last = parts[parts.length - 1] ?? '';
	if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
	let position = first.length;
	for (const part of parts.slice(1, -1)) {
		const found = name.indexOf(part, position);
		if (found === -1 || found + part.length > name.length - last.length) return false;
		position = found + part.length;
	}
	return true;
}

/** The higher, the more careful. */
const caution: Readonly<Record<Owner, number>> = { people: 2, shared: 1, ai: 0 };

/** Of two owners the more careful one; `other` is what an earlier node said, where it said anything. */
export function moreCareful(owner: Owner, other: Owner | undefined): Owner {
	return other !== undefined && caution[other] > caution[owner] ? other : owner;
}

/** A name beats a pattern, a longer pattern a shorter one; of two equal ones the more careful owner wins. */
export function ownerOf(field: string, rules: readonly OwnerRule[]): Owner {
	let best: { readonly weight: number; readonly owner: Owner } | undefined;
	for (const rule of rules) {
		if (!matchesPattern(rule.field, field)) continue;
		const weight = rule.field.includes('*') ? rule.field.trim().length : Number.MAX_SAFE_INTEGER;
		if (!best || weight > best.weight || (weight === best.weight && caution[rule.owner] > caution[best.owner])) {
			best = { weight, owner: rule.owner };
		}
	}
	if (best) return best.owner;
	return AI_FIELD.test(field) ? 'ai' : 'shared';
}

/** Rows that say two things about the same name or pattern, as sentences for the user. */
export function contradictions(rules: readonly OwnerRule[]): string[] {
	const seen = new Map<string, Set<Owner>>();
	for (const rule of rules) {
		const key = rule.field.trim().toLowerCase();
		seen.set(key, (seen.get(key) ?? new Set()).add(rule.owner));
	}
	const words: Record<Owner, string> = { ai: 'AI', shared: 'Shared', people: 'People Only' };
	return [...seen]
		.filter(([, owners]) => owners.size > 1)
		.map(
			([field, owners]) =>
				`"${field}" has ${owners.size} owners: ${[...owners].map((owner) => words[owner]).join(' and ')}. Keep one row.`,
		);
}
