/** Which scorer gave a suggestion, and from what: a changed prompt, model or rule is another version. */
import type { Scorer } from '../record';
import { hashValue, type CrmValue } from '../value';

/** `name` is the user's name and number of the prompt or rule set, `recipe` all that decides the result beside the inputs. */
export function scorerOf(method: Scorer['method'], name: string, recipe: CrmValue, inputs: CrmValue): Scorer {
	const hash = hashValue(recipe).slice(0, 8);
	return { method, version: name.trim() === '' ? hash : `${name.trim()} ${hash}`, inputHash: hashValue(inputs) };
}
