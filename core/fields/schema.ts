/** What a field holds, in terms that are the same for every CRM. */
export type FieldType =
	| 'text'
	| 'long text'
	| 'number'
	| 'yes/no'
	| 'date'
	| 'date and time'
	| 'choice'
	| 'choices'
	| 'email'
	| 'phone'
	| 'url'
	| 'reference'
	| 'structured'
	| 'unsupported';

/** One option of a choice field. `value` is what the CRM stores, `label` what people see. */
export interface Choice {
	readonly value: string;
	readonly label: string;
	/** False for an option that is hidden or retired: existing values stay, new ones are refused. */
	readonly active: boolean;
}

/** One rule that an administrator put on a field in the CRM. Kinds that we cannot check ahead are 'other'. */
export interface FieldRule {
	readonly kind: 'min length' | 'max length' | 'min' | 'max' | 'decimals' | 'pattern' | 'before' | 'after' | 'other';
	/** The rule's argument as the CRM gives it: a number as text, a pattern, an ISO date. */
	readonly argument: string;
}

/** A field of a CRM object, as the CRM describes it now. */
export interface FieldSchema {
	/** The internal name, for example `ai_lead_score`. */
	readonly name: string;
	/** What people see. */
	readonly label: string;
	readonly type: FieldType;
	/** The options of a choice field; empty for other types. */
	readonly choices: readonly Choice[];
	/** True where the CRM accepts values that are no option (unrestricted picklist). */
	readonly openChoices: boolean;
	/** Most characters of a text. */
	readonly maxLength?: number | undefined;
	/** Digits after the point that the CRM keeps. */
	readonly decimals?: number | undefined;
	/** Set by the CRM or by permissions: a write would fail or be ignored. */
	readonly readOnly: boolean;
	/** Computed by the CRM. */
	readonly calculated: boolean;
	/** No two records may hold the same value. */
	readonly unique: boolean;
	/** An amount of money: protected unless a person approves. */
	readonly currency: boolean;
	/** Marked sensitive in the CRM: not sent to a model unless named. */
	readonly sensitive: boolean;
	/** Not shown to people in the CRM. */
	readonly hidden: boolean;
	readonly rules: readonly FieldRule[];
	/** The CRM's own type names, for messages and for the adapter. */
	readonly native: { readonly type: string; readonly control: string };
}

/** A field to create: the AI fields of Set Up AI Fields. */
export interface FieldSpec {
	readonly name: string;
	readonly label: string;
	readonly type: 'text' | 'long text' | 'number' | 'date and time' | 'choice';
	readonly description: string;
	readonly choices?: readonly { readonly value: string; readonly label: string }[];
}
