/** A token that can die: at once, by its time, or after a number of written records. */
export interface MortalToken {
	/** Milliseconds since 1970. */
	readonly expiresAt?: number;
	/** Successful record updates through this token. */
	written: number;
	/** Dies when that many records were written. */
	diesAfter?: { readonly records: number; readonly at: 'reached' | 'next write' };
	expired: boolean;
}

export function isDead(token: MortalToken, now: number): boolean {
	const spent = token.diesAfter?.at === 'reached' && token.written >= token.diesAfter.records;
	return token.expired || spent || (token.expiresAt !== undefined && token.expiresAt <= now);
}

/** True where a write of so many records would go beyond the number after which the token dies. It dies of the try. */
export function diesOfWriting(token: MortalToken, records: number): boolean {
	if (!token.diesAfter || token.written + records <= token.diesAfter.records) return false;
	token.expired = true;
	return true;
}
