/** A model's text as it may stand in a CRM: no markup, no links, nothing that a page could run. */
import { sanitizeText } from '../fields/texts';

/** Most characters that are looked at; what a field holds is less. */
const LONGEST = 20_000;

export function plainText(text: string): string {
	let plain = sanitizeText(text.slice(0, LONGEST))
		// ![text](address) and [text](address), whose address may have brackets of its own
		.replace(/!?\[([^[\]\n]{0,500})\]\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500}){0,5}\)/g, '$1')
		.replace(/\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s<>]+/gi, '[link]')
		// CRMs and mail programs make links of these by themselves.
		.replace(/\bwww\.[^\s<>]*[^\s<>.,;:!?)]/gi, '[link]')
		.replace(/\b(?:javascript|vbscript|mailto):\S+|\bdata:[a-z]+\/\S*/gi, '[link]');
	// Taking one tag out can leave another behind: <scr<b>ipt>.
	for (let rounds = 0, before = ''; before !== plain && rounds < 10; rounds++) {
		before = plain;
		plain = plain.replace(/<\/?[a-z!?][^<>]*>/gi, ' ');
	}
	// A tag that was never closed, as far as it is one.
	const last = plain.lastIndexOf('<');
	if (last !== -1 && /^<\/?[a-z!?][^<>]*[=/]/i.test(plain.slice(last))) plain = plain.slice(0, last);
	return plain
		.replace(/<(?=[a-z/!?])/gi, '< ')
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.trim();
}
