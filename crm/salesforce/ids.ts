/**
 * Record ids: 15 characters that differ by case, or 18 with a suffix that holds the case of each letter.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm (ID field type)
 */

const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form; undefined for what is no record id or has a suffix that does not fit. */
export function recordId(text: string): string | undefined {
	const id = text.trim();
	if (/^[A-Za-z0-9]{15}$/.test(id)) return id + suffixOf(id);
	if (!/^[A-Za-z0-9]{18}$/.test(id)) return undefined;
	const short = id.slice(0, 15);
	return suffixOf(short) === id.slice(15).toUpperCase() ? short + suffixOf(short) : undefined;
}

/** The first three characters, which name the object: 003 is a contact. */
export function keyPrefix(id: string): string {
	return id.slice(0, 3);
}

function suffixOf(short: string): string {
	let suffix = '';
	for (let start = 0; start < 15; start += 5) {
		let bits = 0;
		for (let place = 0; place < 5; place++) if (/[A-Z]/.test(short[start + place] ?? '')) bits |= 1 << place;
		suffix += suffixLetters[bits];
	}
	return suffix;
}
