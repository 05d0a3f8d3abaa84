/** Why an item leaves AI Score by Failed, in the classes that a workflow can sort by. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { CrmErrorData } from '../../core/errors';

export const failureClasses = [
	'too little context',
	'model answer',
	'model failed',
	'budget',
	'value does not fit',
	'no record',
] as const;

export interface Failure {
	readonly ok: false;
	readonly class: (typeof failureClasses)[number];
	readonly message: string;
	readonly hint: string;
}

export function failure(name: Failure['class'], message: string, hint: string): Failure {
	return { ok: false, class: name, message, hint };
}

export function tooLittle(filled: number, needed: number): Failure {
	return failure(
		'too little context',
		`Not enough information: of the fields to look at ${filled} ${filled === 1 ? 'is' : 'are'} filled in, and ${needed} are needed.`,
		'Add the fields under Fields to Read of Identity Lookup, fill them in the CRM, or lower Minimum Filled Fields.',
	);
}

/** An item whose settings or record could not be read. */
export function unreadable({ message, hint }: Pick<CrmErrorData, 'message' | 'hint'>): Failure {
	return failure('no record', message, hint);
}

/**
 * Why a model gave no answer. The provider's own words stay out: they can quote the prompt or a part of a key. They
 * stand in the log of the model node.
 */
export function modelFailure(error: unknown): Failure & { readonly final: boolean } {
	const status = statusOf(error);
	const look = 'Open the model node: it shows what the provider answered.';
	switch (status) {
		case 401:
		case 403:
			return {
				...failure(
					'model failed',
					`The model’s provider refused the credential (${status}).`,
					'Check the credential of the model node. Nothing more was asked in this run.',
				),
				final: true,
			};
		case 404:
			return {
				...failure(
					'model failed',
					'The provider does not know this model or address (404).',
					'Choose another model, or check the base URL in the model’s credential. Nothing more was asked in this run.',
				),
				final: true,
			};
		case 429:
			return {
				...failure(
					'model failed',
					'The model’s provider refused because of too many requests or a used-up quota (429).',
					'Score fewer records at a time, or raise the limit at the provider.',
				),
				final: false,
			};
		case undefined:
			return { ...failure('model failed', 'The model did not answer.', look), final: false };
		default:
			return { ...failure('model failed', `The model did not answer (status ${status}).`, look), final: false };
	}
}

export function failedItem(item: INodeExecutionData, index: number, reason: Failure): INodeExecutionData {
	const crmError: IDataObject = { class: reason.class, message: reason.message, hint: reason.hint };
	return {
		json: { ...item.json, crmError },
		...(item.binary === undefined ? {} : { binary: item.binary }),
		pairedItem: { item: index },
	};
}

/** The HTTP status in a model's error, which n8n and the model libraries wrap in several ways. */
export function statusOf(error: unknown): number | undefined {
	let current = error;
	for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
		const { status, statusCode, httpCode, response, cause } = current as {
			readonly status?: unknown;
			readonly statusCode?: unknown;
			readonly httpCode?: unknown;
			readonly response?: { readonly status?: unknown } | null;
			readonly cause?: unknown;
		};
		for (const given of [status, statusCode, httpCode, response?.status]) {
			const number = typeof given === 'string' || typeof given === 'number' ? Number(given) : NaN;
			if (Number.isInteger(number) && number >= 400 && number < 600) return number;
		}
		current = cause;
	}
	return undefined;
}
