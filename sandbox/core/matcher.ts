/** Which requests a fault or a scheduled action is about. */

export interface RequestMatch {
	/** HTTP method; any where absent. */
	readonly method?: string;
	/** Regular expression over the path with query; any where absent. */
	readonly path?: string | RegExp;
	/** The request's purpose as in the statistics, for example 'batch update'. */
	readonly purpose?: string;
}

export interface RequestFacts {
	readonly method: string;
	readonly path: string;
	readonly purpose: string;
}

export function matches(match: RequestMatch, request: RequestFacts): boolean {
	if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
	if (match.purpose !== undefined && match.purpose !== request.purpose) return false;
	return match.path === undefined || new RegExp(match.path).test(request.path);
}
