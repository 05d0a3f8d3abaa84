/** Human Review's panel, read once per run: also by web requests to the waiting node, which have no items. */
import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { CrmError } from '../../core/errors';
import { REVIEW_STATUS } from '../../core/fields/ai-fields';
import type { ReviewFields } from '../../crm/review/records';
import { nameOr, numberOf } from '../panel-values';

const DAY = 86_400_000;

interface Options {
	readonly additionalProtected?: string;
	readonly expiresAfterDays?: number;
	readonly leaveTask?: boolean;
	readonly privateAddress?: boolean;
	readonly provenanceField?: string;
	readonly statusField?: string;
}

export interface Panel {
	/** The user to ask; undefined for each record's owner. */
	readonly user: string | undefined;
	/** Milliseconds until nobody waits any more. */
	readonly expiresAfter: number;
	readonly protectedFields: readonly string[];
	readonly places: ReviewFields;
	/** Whether the page's link is left in a CRM task. */
	readonly leaveTask: boolean;
	/** Whether reviewers can open n8n's private address. */
	readonly privateAddress: boolean;
}

/** Throws CrmError for a panel that cannot be followed. */
export function panelOf(caller: IExecuteFunctions | IWebhookFunctions): Panel {
	const options = valueOf(caller, 'options', {}) as Options;
	const user = valueOf(caller, 'askUser', '');
	const toUser = valueOf(caller, 'ask', 'owner') === 'user';
	if (toUser && (typeof user !== 'string' || user === '')) {
		throw refuse('No user is chosen to ask.', 'Choose one under User, or set Ask to Record Owner.');
	}
	const days = numberOf(options.expiresAfterDays ?? 7);
	if (days === undefined || !(days > 0 && days <= 365)) {
		throw refuse('Expires After is not a number of days from 1 to 365.', 'Write a number, or mend the expression.');
	}
	return {
		user: toUser ? (user as string) : undefined,
		expiresAfter: days * DAY,
		protectedFields: (options.additionalProtected ?? '').split(/[,;\n]/).flatMap((name) => name.trim() || []),
		places: {
			provenance: nameOr(options.provenanceField, 'ai_provenance'),
			status: nameOr(options.statusField, REVIEW_STATUS),
		},
		leaveTask: options.leaveTask !== false,
		privateAddress: options.privateAddress === true,
	};
}

export function valueOf(
	caller: IExecuteFunctions | IWebhookFunctions,
	name: string,
	fallback: string | object,
): unknown {
	return 'getInputData' in caller
		? caller.getNodeParameter(name, 0, fallback)
		: caller.getNodeParameter(name, fallback);
}

function refuse(message: string, hint: string): CrmError {
	return new CrmError({ kind: 'validation', message, hint: `${hint} Nothing was asked.`, status: 0 });
}
