/** Record ids as a key. */

/** Salesforce writes one id with 15 characters (case counts) or 18 (the last three restore the case); others as they are. */
export function recordIdKey(id: string): string {
	const plain = id.trim();
	return /^[A-Za-z0-9]{12}[A-Za-z0-9]{3}[A-Z0-5]{3}$/.test(plain) ? plain.slice(0, 15) : plain;
}
