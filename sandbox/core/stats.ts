/** What was asked of the sandbox: the numbers behind "at most 90 requests". */

export interface RequestEntry {
	readonly seq: number;
	readonly requestId: string;
	/** Milliseconds since 1970, by the real clock, when the request arrived. */
	readonly at: number;
	readonly method: string;
	readonly path: string;
	/** The path with its variable parts as names. */
	readonly route: string;
	readonly purpose: string;
	/** HTTP status; 0 where the connection was broken. Absent while the request is under way. */
	status?: number;
	/** Records that were read or written. */
	records?: number;
}

export interface Stats {
	readonly total: number;
	readonly byPurpose: Readonly<Record<string, number>>;
	/** 'POST /crm/objects/:version/:objectType/batch/read' -> number. */
	readonly byRoute: Readonly<Record<string, number>>;
	readonly byStatus: Readonly<Record<string, number>>;
	/** Most requests that were under way at the same moment. */
	readonly mostAtOnce: number;
}

export class RequestLog {
	private list: RequestEntry[] = [];
	/** Requests that have arrived and are not answered. */
	underWay = 0;
	private most = 0;

	start(entry: Omit<RequestEntry, 'seq'>): RequestEntry {
		const started: RequestEntry = { seq: this.list.length + 1, ...entry };
		this.list.push(started);
		this.underWay++;
		this.most = Math.max(this.most, this.underWay);
		return started;
	}

	finish(entry: RequestEntry, status: number): void {
		entry.status = status;
		this.underWay--;
	}

	entries(): readonly RequestEntry[] {
		return this.list;
	}

	clear(): void {
		this.list = [];
		this.most = this.underWay;
	}

	stats(): Stats {
		const count = (key: (entry: RequestEntry) => string): Record<string, number> => {
			const counts: Record<string, number> = {};
			for (const entry of this.list) counts[key(entry)] = (counts[key(entry)] ?? 0) + 1;
			return counts;
		};
		return {
			total: this.list.length,
			byPurpose: count((entry) => entry.purpose),
			byRoute: count((entry) => `${entry.method} ${entry.route}`),
			byStatus: count((entry) => String(entry.status ?? 'under way')),
			mostAtOnce: this.most,
		};
	}
}
