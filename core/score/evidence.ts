/** Evidence: a model names the words that it goes by, and they must really stand in what it was shown. */

/** Shorter words stand in nearly every text by chance. */
const FEWEST_CHARACTERS = 3;

export type Evidence = 'found' | 'missing' | 'made up';

/**
 * Whether the quoted words stand in the data that the model saw. Case, width, spaces and the kind of quotation marks do
 * not count; parts around an ellipsis may stand apart, in their order.
 */
export function evidenceOf(quote: string | undefined, data: string): Evidence {
	if (quote === undefined) return 'missing';
	const parts = quote
		.split(/\s*(?:\.{3}|…)\s*/)
		.map(folded)
		.filter((part) => part.length >= FEWEST_CHARACTERS);
	if (parts.length === 0) return 'missing';
	const text = folded(data);
	let from = 0;
	for (const part of parts) {
		const at = text.indexOf(part, from);
		if (at === -1) return 'made up';
		from = at + part.length;
	}
	return 'found';
}

function folded(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[“”„«»"]/g, '"')
		.replace(/[‘’‚'`]/g, "'")
		.replace(/\s+/g, ' ')
		.replace(/^["'\s]+|["'\s.,;:]+$/g, '');
}
