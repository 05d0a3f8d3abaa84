/** Who asks, and what the request's headers say about writes. */
import type { Call } from '../core/stand-in';
import type { Source } from '../core/store';
import type { Token } from './auth';
import type { Org } from './org';

export interface Session {
	readonly token: Token;
	readonly userId: string;
	readonly call: Call;
	/** Sforce-Duplicate-Rule-Header: allowSave=true. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm */
	readonly allowDuplicates: boolean;
	/** Sforce-Auto-Assign: FALSE switches active assignment rules off. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm */
	readonly autoAssign: boolean;
	/** One object per request, so that history knows what came in one go. */
	readonly source: () => Source;
}

export function sessionOf(org: Org, call: Call): Session {
	const token = org.auth.authenticate(call.headers.authorization);
	const userId = org.userId(token.user);
	return {
		token,
		userId,
		call,
		allowDuplicates: /allowsave\s*=\s*true/i.test(header(call, 'sforce-duplicate-rule-header')),
		autoAssign: header(call, 'sforce-auto-assign').toLowerCase() !== 'false',
		source: () => org.source(userId, 'API', call.requestId),
	};
}

export function header(call: Pick<Call, 'headers'>, name: string): string {
	const value = call.headers[name];
	return typeof value === 'string' ? value : '';
}
