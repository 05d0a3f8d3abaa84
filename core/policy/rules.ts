/** Every reason for which a suggestion is written, left alone or asked about. The id stands in items and audit rows. */
export const ruleIds = [
	// write
	'ai field',
	'empty field',
	'our own value',
	'approved by a person',
	'trigger field',
	'taken back',
	'ai note',
	// let pass by Conflict Gate: its present value was not read, so only Field-Safe Write can judge it
	'not read',
	// leave alone
	'equal value',
	'blank suggestion',
	'people only',
	'refused before',
	'review already open',
	'rejected by a person',
	'nobody answered',
	// ask a person
	'protected field',
	'low confidence',
	'confidence not calibrated',
	"a person's value",
	'cleared by a person',
	'edited while writing',
	'review asked for',
	'approval does not fit',
	// not taken back
	'changed since',
	'earlier value unknown',
	// cannot be written
	'unknown field',
	'read-only field',
	'value does not fit',
	'no record',
	'other account',
	'run stopped',
	'crm refused',
	'not stored',
] as const;
export type RuleId = (typeof ruleIds)[number];
