/** The org's daily API calls: every answer tells how many are used, and other programs need some as well. */
import { CrmError } from '../../core/errors';
import type { HttpResponse } from '../http-port';

/** With so much used we stop by ourselves: the rest is for programs that people wait for. */
const stopAt = 0.98;

export class Usage {
	private used = 0;
	private most = 0;

	/** `Sforce-Limit-Info: api-usage=18/5000`. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm */
	note(response: HttpResponse): undefined {
		const [, used, most] = /api-usage=(\d+)\/(\d+)/.exec(response.headers['sforce-limit-info'] ?? '') ?? [];
		if (used === undefined || most === undefined) return;
		this.used = Number(used);
		this.most = Number(most);
	}

	/** Throws CrmError where going on would take the last calls of the day from everybody else. */
	check(): void {
		if (this.most === 0 || this.used < this.most * stopAt) return;
		throw new CrmError({
			kind: 'rate limit',
			status: 0,
			code: 'API_CALLS_NEARLY_USED_UP',
			message: `${this.used} of the ${this.most} API calls that this Salesforce org has in 24 hours are used.`,
			hint: 'The last 2 % are left to other programs. Run the workflow later or on fewer records.',
		});
	}
}
