/** Names that stand for each other: pet names, and names that another alphabet writes by their sound. */
import { nicknames } from './data/nicknames';
import { transcribedNames } from './data/transcribed-names';
import { plainSounds } from './sounds';
import { fold, spelling } from './text';

const longFormsOf = new Map<string, Set<string>>();
for (const [name, shorts] of Object.entries(nicknames)) {
	for (const short of shorts.split(' ')) {
		const key = fold(short);
		longFormsOf.set(key, (longFormsOf.get(key) ?? new Set()).add(fold(name)));
	}
}
/** For names that were written in another alphabet: Анди is Andy and Andi, Бет Beth. */
const soundedLongForms = new Map<string, Set<string>>();
for (const [short, names] of longFormsOf) {
	const known = soundedLongForms.get(sounded(short)) ?? new Set();
	for (const name of names) known.add(sounded(name));
	soundedLongForms.set(sounded(short), known);
}
/** What a name that was written by its sound stands for: Джеймс, folded dzheims, is James. */
const transcribed = new Map<string, readonly string[]>(
	Object.entries(transcribedNames).map(([name, stands]) => [fold(name), stands.split(' ')]),
);
const longForms = new Set(Object.keys(nicknames).map(fold));

/** True for a name that the table of pet names knows, long or short. */
export function isKnownName(word: string): boolean {
	return longForms.has(word) || longFormsOf.has(word);
}

export function areNicknames(
	a: string,
	b: string,
	forms: ReadonlyMap<string, ReadonlySet<string>> = longFormsOf,
): boolean {
	const ofA = forms.get(a);
	const ofB = forms.get(b);
	if (ofA?.has(b) === true || ofB?.has(a) === true) return true;
	// Two short forms of one name, such as Bob and Rob.
	return ofA !== undefined && ofB !== undefined && [...ofA].some((name) => ofB.has(name));
}

/** Under their own spelling, and under the names that they stand for: Билл is Bill, and so William. */
export function areForeignNicknames(a: readonly string[], b: readonly string[]): boolean {
	return a.some((one) => b.some((other) => areNicknames(sounded(one), sounded(other), soundedLongForms)));
}

export function sounded(word: string): string {
	return plainSounds(spelling(word)).replace(/ie$/, 'i');
}

/** True for a short or pet name; `bySound`: the word is the key of one (`sounded`). */
export function isPetName(word: string, bySound = false): boolean {
	return (bySound ? soundedLongForms : longFormsOf).has(word);
}

/** The Latin spellings of a name that was written by its sound, folded. */
export function standsFor(word: string): readonly string[] {
	return transcribed.get(word) ?? [];
}
