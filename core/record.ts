/**
 * The item contract: what stands under `item.json.crm` between our nodes. Every node adds one part and touches
 * nothing else of the user's JSON. The zod schemas check it at node boundaries; the types are read off them.
 */
import { z } from 'zod';
import { errorKinds } from './errors';
import { ruleIds } from './policy/rules';
import type { CrmValue } from './value';

export const crmSystems = ['hubspot', 'salesforce', 'pipedrive'] as const;

const crmValue: z.ZodType<CrmValue> = z.lazy(() =>
	z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(crmValue), z.record(crmValue)]),
);

/** An ISO 8601 time in UTC. */
const isoTime = z.string().min(1);
const fieldName = z.string().min(1);

/** Who changed a field last, and how we know. An `unknown` editor counts as a person. */
export const editSchema = z.object({
	at: isoTime,
	by: z.enum(['human', 'automation', 'integration', 'unknown']),
	/** The CRM's name or id of the user, app or workflow. */
	actor: z.string().optional(),
	evidence: z.enum(['history', 'provenance', 'record']),
});

/** Which key found a record. */
export const matchKeySchema = z.enum([
	'record id',
	'unique field',
	'email',
	'secondary email',
	'mailbox',
	'phone',
	'linkedin',
	'domain',
	'name',
	'person',
	'parent',
	'listed',
	'created',
]);

/** One record that may be the one. */
export const candidateSchema = z.object({
	object: z.string().min(1),
	id: z.string().min(1),
	url: z.string(),
	/** What a person needs to tell candidates apart: the record's name as the CRM shows it. */
	label: z.string(),
	via: z.array(matchKeySchema),
	/** The id that was asked for, where the record was merged into this one. */
	mergedFrom: z.string().optional(),
	archived: z.boolean().optional(),
	/** 0 to 1: how likely this is the one, all candidates together at most 1. */
	confidence: z.number().min(0).max(1).optional(),
	/** What speaks for the record (points above 0) and against it, in plain words; a point is one bit. */
	evidence: z.array(z.object({ what: z.string(), points: z.number() })).optional(),
});

export const matchSchema = z.object({
	status: z.enum(['matched', 'ambiguous', 'unmatched']),
	/** 0 to 1. */
	confidence: z.number().min(0).max(1),
	via: z.array(matchKeySchema),
	/** One sentence for a person. */
	why: z.string(),
	candidates: z.array(candidateSchema),
	/** The rule that held a likely match back, where one did. */
	heldBackBy: z.string().optional(),
	/** True where no record was found and this one was made for the item. */
	created: z.boolean().optional(),
});

export const snapshotSchema = z.object({
	readAt: isoTime,
	values: z.record(crmValue),
	/** The last change of each field, where the CRM tells. */
	edits: z.record(editSchema),
});

/** Related records and recent activities, where Identity Lookup was asked for them. */
export const contextSchema = z.object({
	related: z.array(z.object({ object: z.string(), id: z.string(), label: z.string(), values: z.record(crmValue) })),
	/** Oldest first. */
	activities: z.array(
		z.object({
			kind: z.enum(['call', 'meeting', 'email', 'note', 'task']),
			id: z.string(),
			at: isoTime,
			title: z.string(),
			/** Plain text. */
			body: z.string(),
			direction: z.enum(['in', 'out']).optional(),
			author: z.string().optional(),
		}),
	),
	/** True where there was more than was asked for. */
	truncated: z.boolean(),
});

export const scorerSchema = z.object({
	/** rules and scorecard need no confidence; a model that gives none counts as 0; mapped is a value the user wired in. */
	method: z.enum(['rules', 'model', 'scorecard', 'mapped', 'other']),
	version: z.string(),
	inputHash: z.string(),
	/** True once enough reviewed decisions gave the confidence a meaning. */
	calibrated: z.boolean().optional(),
	/** Hash of the prompt, for audit rows; the version names it in words. */
	promptHash: z.string().optional(),
	/** Tokens that the model used for this record, prompt and answer together. */
	tokens: z.number().optional(),
});

/** A suggestion for one field. `value: null` asks to clear the field. */
export const proposalSchema = z.object({
	field: fieldName,
	value: crmValue,
	confidence: z.number().min(0).max(1).optional(),
	reason: z.string().optional(),
	scorer: scorerSchema,
});

/** A person's signed yes to one value (core/policy/approval.ts). */
export const approvalSchema = z.object({
	/** HMAC over account, object, id, field, value, current value, expiry and execution. */
	signature: z.string(),
	expiresAt: isoTime,
	execution: z.string(),
	/** Hash of the value that the person saw as the present one. */
	currentHash: z.string(),
});

export const decisionSchema = z.object({
	field: fieldName,
	action: z.enum(['write', 'skip', 'review']),
	rule: z.enum(ruleIds),
	/** The rule in plain words, with the numbers of this case. */
	why: z.string(),
	/** The ownership that the decision used; a later node may narrow it, never widen it. */
	owner: z.enum(['ai', 'shared', 'people']).optional(),
	/** The least confidence that the decision asked for, 0 to 1. */
	minimumConfidence: z.number().min(0).max(1).optional(),
	/** People's edits before this time did not count. */
	editsCountFrom: isoTime.optional(),
	/** Ids of CRM users whose edits count as an integration's. */
	integrationUsers: z.array(z.string()).optional(),
	/** Hash of the rules that the decision was made by, for audit rows. */
	policyHash: z.string().optional(),
	approvedBy: z.string().optional(),
	approval: approvalSchema.optional(),
});

export const errorSchema = z.object({
	kind: z.enum(errorKinds),
	message: z.string(),
	hint: z.string(),
	status: z.number(),
	code: z.string().optional(),
	fields: z.array(z.string()).readonly().optional(),
	retryAfterMs: z.number().optional(),
});

export const outcomeStatuses = [
	'written',
	'would write',
	'unchanged',
	'skipped',
	'review',
	'rejected',
	'not stored',
	'repaired',
	'failed',
] as const;

/** What became of one suggestion. */
export const outcomeSchema = z.object({
	field: fieldName,
	status: z.enum(outcomeStatuses),
	/** The value before this run. */
	before: crmValue,
	/** The value now, as read back (in Preview: as it would be). */
	after: crmValue,
	/** What was suggested. */
	suggested: crmValue,
	rule: z.enum(ruleIds),
	why: z.string(),
	confidence: z.number().optional(),
	reason: z.string().optional(),
	/** The person's edit that was found under our write and put back. */
	restored: z.object({ value: crmValue, at: isoTime, actor: z.string().optional() }).optional(),
	error: errorSchema.optional(),
});

/** Everything our nodes know about the record of one item. */
export const contractSchema = z.object({
	system: z.enum(crmSystems),
	/** Portal, organisation or company id; a write to another account is refused. */
	account: z.string().min(1),
	/** contact, company, deal, ticket, or the CRM's id of a custom object. */
	object: z.string().min(1),
	/** The CRM's internal record id; absent while the record is ambiguous or unmatched. */
	id: z.string().min(1).optional(),
	/** Opens the record in the CRM. */
	url: z.string().optional(),
	/** When what set the workflow off happened, where the item that was looked up says so. */
	eventAt: isoTime.optional(),
	match: matchSchema,
	snapshot: snapshotSchema.optional(),
	context: contextSchema.optional(),
	proposals: z.array(proposalSchema).default([]),
	decisions: z.array(decisionSchema).default([]),
	outcomes: z.array(outcomeSchema).default([]),
});

export type CrmSystem = (typeof crmSystems)[number];
export type Edit = z.infer<typeof editSchema>;
export type MatchKey = z.infer<typeof matchKeySchema>;
export type Candidate = z.infer<typeof candidateSchema>;
export type Match = z.infer<typeof matchSchema>;
export type ItemSnapshot = z.infer<typeof snapshotSchema>;
export type ItemContext = z.infer<typeof contextSchema>;
export type Scorer = z.infer<typeof scorerSchema>;
export type Proposal = z.infer<typeof proposalSchema>;
export type Approval = z.infer<typeof approvalSchema>;
export type Decision = z.infer<typeof decisionSchema>;
export type OutcomeStatus = (typeof outcomeStatuses)[number];
export type Outcome = z.infer<typeof outcomeSchema>;
export type Contract = z.infer<typeof contractSchema>;
