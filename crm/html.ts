/** Plain text and the HTML that CRMs keep in notes, tasks, mails and calls. */

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Text as HTML that shows exactly that text, line breaks kept. */
export function toHtml(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;')
		.replace(/\r\n?|\n/g, '<br>');
}

/** The words of an HTML text: no tags, no scripts, one line per block. */
export function fromHtml(html: string): string {
	return html
		.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
		.replace(/<!--[\s\S]*?-->/g, '')
		.replace(/<br\s*\/?>|<\/(p|div|li|tr|h[1-6]|ul|ol|table|blockquote)\s*>/gi, '\n')
		.replace(/<\/?[a-z][^>]*>/gi, '')
		.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name: string) => decodeEntity(name) ?? whole)
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

function decodeEntity(name: string): string | undefined {
	if (!name.startsWith('#')) return entities[name.toLowerCase()];
	const isHex = name[1] === 'x' || name[1] === 'X';
	const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
	return Number.isNaN(code) || code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

/** The paragraphs of a note with its reference, at most `longest` characters; `head` is HTML, `body` plain text. */
export function noteHtml(head: readonly string[], body: string, reference: string, longest: number): string {
	const tail = `<p>${toHtml(referenceLine(reference))}</p>`;
	const wrap = (middle: string) => [...head, `<p>${middle}</p>`, tail].join('');
	// Cut as text and escaped afterwards, so that no entity is cut in two.
	let kept = body;
	while (wrap(toHtml(kept)).length > longest && kept.length > 0) {
		kept = `${kept.slice(0, Math.floor(kept.length * 0.9) - 1)}…`;
	}
	return wrap(toHtml(kept));
}

/** The line by which a note or task is found again. */
export function referenceLine(reference: string): string {
	return `ref: ${reference.replace(/\s+/g, ' ').trim()}`;
}
