/** Patterns that an administrator put on a field, tried only where trying them cannot take long. */

const longestPattern = 200;
/** Most steps that a pattern may take, estimated as text length to the power of its open repeats. */
const mostSteps = 20_000_000;

/**
 * True or false where the pattern can be tried, undefined where it is left to the CRM: too long, nested repeats,
 * look-around and back references, or not a pattern of this language at all. A part of the text is enough, as CRMs
 * differ in whether a pattern means the whole of it.
 */
export function fitsPattern(pattern: string, text: string): boolean | undefined {
	if (pattern.length > longestPattern) return undefined;
	const repeats = openRepeats(pattern);
	if (repeats === undefined || Math.max(text.length, 2) ** (repeats + 1) > mostSteps) return undefined;
	try {
		return new RegExp(pattern, 'u').test(text);
	} catch {
		return undefined;
	}
}

/** How many repeats without a fixed count a pattern has; undefined where one stands around another or a choice. */
function openRepeats(pattern: string): number | undefined {
	if (/\(\?(?!:)|\\[1-9k]/.test(pattern)) return undefined;
	// Escapes and character classes count as one letter each.
	const letters = pattern.replace(/\\[pP]\{[^}]*\}|\\./g, 'a').replace(/\[[^\]]*\]/g, 'a');
	const groups: boolean[] = [];
	let repeats = 0;
	for (let at = 0; at < letters.length; at++) {
		const letter = letters[at] ?? '';
		if (letter === '(') groups.push(false);
		else if (letter === '|' || isRepeat(letters, at)) {
			if (letter !== '|') repeats++;
			if (groups.length > 0) groups[groups.length - 1] = true;
		} else if (letter === ')') {
			const varies = groups.pop() ?? false;
			if (varies && /^[*+{]/.test(letters.slice(at + 1))) return undefined;
			if (varies && groups.length > 0) groups[groups.length - 1] = true;
		}
	}
	return repeats;
}

function isRepeat(letters: string, at: number): boolean {
	return /^(?:[*+]|\{\d+,\d*\})/.test(letters.slice(at));
}
