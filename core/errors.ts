/** What went wrong with a CRM call, in the few kinds that ask for different reactions. */
export const errorKinds = [
	'auth',
	'permission',
	'rate limit',
	'unavailable',
	'not found',
	'validation',
	'conflict',
	'unexpected',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** The plain form of a CRM failure, as it stands in an item. Never holds a secret or a field's value. */
export interface CrmErrorData {
	readonly kind: ErrorKind;
	/** What happened and where, in words a non-engineer understands. */
	readonly message: string;
	/** What to do next. */
	readonly hint: string;
	/** HTTP status, 0 where no answer arrived. */
	readonly status: number;
	/** The CRM's own code, for example INVALID_OPTION. */
	readonly code?: string | undefined;
	/** The fields that the CRM complained about. */
	readonly fields?: readonly string[] | undefined;
	/** Milliseconds after which the CRM asked to be tried again. */
	readonly retryAfterMs?: number | undefined;
	/** Ids of the records that the CRM names as those that hold the value already. */
	readonly existing?: readonly string[] | undefined;
}

/** A failed CRM call. */
export class CrmError extends Error implements CrmErrorData {
	readonly kind: ErrorKind;
	readonly hint: string;
	readonly status: number;
	readonly code?: string | undefined;
	readonly fields?: readonly string[] | undefined;
	readonly retryAfterMs?: number | undefined;
	readonly existing?: readonly string[] | undefined;

	constructor(data: CrmErrorData) {
		super(data.message);
		this.name = 'CrmError';
		this.kind = data.kind;
		this.hint = data.hint;
		this.status = data.status;
		this.code = data.code;
		this.fields = data.fields;
		this.retryAfterMs = data.retryAfterMs;
		this.existing = data.existing;
	}

	/** The plain form that may stand in an item's JSON. */
	toData(): CrmErrorData {
		return {
			kind: this.kind,
			message: this.message,
			hint: this.hint,
			status: this.status,
			...(this.code === undefined ? {} : { code: this.code }),
			...(this.fields === undefined ? {} : { fields: this.fields }),
			...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
			...(this.existing === undefined ? {} : { existing: this.existing }),
		};
	}
}
