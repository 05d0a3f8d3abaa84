/** Fields that customers add for what their CRM has no field for, told by their label: other names and other domains. */

/** `Trading_Name__c` and `tradingName` as words. */
function wordsOf(label: string): string {
	return label
		.replace(/__c$/i, '')
		.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.toLowerCase();
}

/** True for a field with other names of a company: trading, former and short names. Takes a label or an API name. */
export function isAliasField(label: string): boolean {
	return /^(?:company |account |organi[sz]ation )?(?:alias(?:es)?|aka|also known as|dba|doing business as|trad(?:e|ing) ?(?:names?|style|as)|(?:former|previous|other|alternative|short|legal|brand) (?:(?:company|account|organi[sz]ation) )?names?)$/.test(
		wordsOf(label),
	);
}

/** True for a field with more domains of a company than its website. */
export function isDomainsField(label: string): boolean {
	return /^(?:(?:additional|other|more|further|secondary|alternative|alternate|e ?mail|all) )?(?:domains?|websites?|domain names?)$/.test(
		wordsOf(label),
	);
}

/** The entries of a field that holds several: one per line, or with ; | or , between. */
export function entriesOf(text: string | undefined): readonly string[] {
	return (text ?? '')
		.split(/[;,|\n]/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}
