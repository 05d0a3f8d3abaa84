/**
 * Contradictions that the editor names while a panel is filled in (core/policy/contradictions.ts names the same with
 * every run). The editor gives rows as they are stored: fixed text behind an equals sign, and expressions unresolved,
 * which only the run can judge.
 */
import type { NodeHint } from 'n8n-workflow';
import { protectedPatterns } from '../core/policy/protected';

/** Where a panel keeps what the hints are about: expressions over $parameter. */
interface Places {
	readonly owners: string;
	/** Lists separated by commas; undefined where the panel has none. */
	readonly additionalProtected?: string;
	readonly confidenceByField?: string;
	readonly minimumConfidence?: string;
	readonly triggerField?: string;
}

/** The built-in names and patterns per CRM. */
const builtIn = Object.fromEntries(
	(['hubspot', 'salesforce', 'pipedrive'] as const).map((system) => [
		system,
		protectedPatterns(system).map((pattern) => pattern.toLowerCase()),
	]),
);

const option = (name: string) => `($parameter["options"] || {}).${name}`;

export const conflictGateHints: NodeHint[] = hintsOf({
	owners: '($parameter["owners"] || {}).rule',
	additionalProtected: option('additionalProtected'),
	confidenceByField: `(${option('confidenceByField')} || {}).rule`,
	minimumConfidence: '$parameter["minimumConfidence"]',
});

export const fieldSafeWriteHints: NodeHint[] = hintsOf({
	owners: `(${option('owners')} || {}).rule`,
	triggerField: option('triggerField'),
});

function hintsOf(places: Places): NodeHint[] {
	const { owners, additionalProtected: added, confidenceByField, minimumConfidence, triggerField } = places;
	const out = '(n) => known(n) && n !== undefined && n !== null && !(Number(n) >= 0 && Number(n) <= 1)';
	return [
		warn(
			'A field has two different owners under Field Owners. Keep one row: until then the more careful owner counts (People Only before Shared before AI).',
			over(owners, 'rows.some((a) => rows.some((b) => a.field === b.field && a.owner !== b.owner))'),
		),
		{
			...warn(
				'Two rows of Field Owners cover the same field with different owners, one of them by a pattern. A name counts before a pattern, and a longer pattern before a shorter one.',
				over(
					owners,
					'rows.some((a) => rows.some((b) => a.field !== b.field && a.owner !== b.owner && overlap(a.field, b.field)))',
				),
			),
			type: 'info',
		},
		warn(
			'A protected field is set to AI under Field Owners. It still changes only with a person’s approval: owner, stage, status, money, e-mail, name, consent and the like, and what you protected yourself.',
			over(
				owners,
				`rows.some((a) => a.owner === "ai" && (${added === undefined ? 'false' : `texts(${added}).some((p) => touches(p, a.field))`} || (!a.field.startsWith("ai_") && builtIn.some((p) => touches(p, a.field)))))`,
			),
		),
		warn(
			'The stamp (Written by AI, AI Updated At) is set to People Only under Field Owners, but it is written all the same: it tells AI’s values from a person’s. Remove the row.',
			over(
				owners,
				`rows.some((a) => a.owner === "people" && [${option('provenanceField')} || "ai_provenance", ${option('updatedAtField')} || "ai_updated_at"].some((p) => overlap(a.field, clean(p))))`,
			),
		),
		...(confidenceByField === undefined
			? []
			: [
					warn(
						'Confidence by Field names a field that is People Only: AI never writes it, however sure it is. Remove one of the two rows.',
						over(
							owners,
							`(${confidenceByField} || []).some((c) => known(c.field) && clean(c.field) !== "" && ownerOf(clean(c.field)) === "people")`,
						),
					),
					warn(
						'A confidence is no number from 0 to 1: write 85 % as 0.85. Until then this node stops with an error.',
						over(
							owners,
							`[${minimumConfidence ?? '0'}].concat((${confidenceByField} || []).map((c) => c.minimum)).some(${out})`,
						),
					),
				]),
		...(triggerField === undefined
			? []
			: [
					warn(
						'The Trigger Field is People Only under Field Owners, so AI never writes it and the workflow of your CRM never starts. Change one of the two.',
						over(owners, `known(${triggerField}) && ownerOf(clean(${triggerField})) === "people"`),
					),
					warn(
						'The Trigger Field is a protected field: the workflow of your CRM starts only after a person’s approval. Choose a field that AI may write, or put CRM Human Review in front.',
						over(
							owners,
							`known(${triggerField}) && clean(${triggerField}) !== "" && !clean(${triggerField}).startsWith("ai_") && builtIn.some((p) => named(p, clean(${triggerField})))`,
						),
					),
				]),
	];
}

function warn(message: string, displayCondition: string): NodeHint {
	return { message, type: 'warning', location: 'ndv', whenToDisplay: 'always', displayCondition };
}

/** The condition with what it needs: rows that can be read, and the rules of core/policy/owners.ts. */
function over(owners: string, condition: string): string {
	const helpers: readonly (readonly [string, string])[] = [
		['clean', '(v) => String(v === undefined || v === null ? "" : v).replace(/^=/, "").trim().toLowerCase()'],
		['known', '(v) => !String(v).includes("{{")'],
		['texts', '(v) => known(v) ? clean(v).split(/[,;\\n]/).map((p) => p.trim()).filter((p) => p !== "") : []'],
		['named', '(p, n) => n.match("^" + p.replace(/[^a-z0-9_*]/g, ".").split("*").join(".*") + "$") !== null'],
		[
			'overlap',
			'(a, b) => !b.includes("*") ? named(a, b) : !a.includes("*") ? named(b, a) : ((x, y) => (x[0].startsWith(y[0]) || y[0].startsWith(x[0])) && (x[x.length - 1].endsWith(y[y.length - 1]) || y[y.length - 1].endsWith(x[x.length - 1])))(a.split("*"), b.split("*"))',
		],
		['bare', '(p) => p.split("*").join("")'],
		['touches', '(a, b) => named(a, bare(b)) || named(b, bare(a))'],
		['builtIn', `(${JSON.stringify(builtIn)})[$parameter["crm"]] || []`],
		[
			'rows',
			`(${owners} || []).filter((r) => known(r.field) && clean(r.field) !== "").map((r) => ({ field: clean(r.field), owner: r.owner }))`,
		],
		['weight', '(f) => f.includes("*") ? f.length : 1000'],
		['care', '(o) => ["ai", "shared", "people"].indexOf(o)'],
		[
			'ownerOf',
			'(f) => (rows.filter((r) => named(r.field, f)).sort((a, b) => weight(b.field) - weight(a.field) || care(b.owner) - care(a.owner))[0] || {}).owner',
		],
	];
	const needed = helpers.reduceRight(
		(body, [name, value]) => (new RegExp(`\\b${name}\\b`).test(body) ? `((${name}) => ${body})(${value})` : body),
		condition,
	);
	return `={{ ${needed} }}`;
}
