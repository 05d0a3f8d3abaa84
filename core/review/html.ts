/** HTML that cannot carry foreign markup: every value goes in through `markup`, which escapes all but its own output. */

/** Markup that was made by `markup`. */
export class Markup {
	constructor(readonly text: string) {}
}

type Part = Markup | string | number | undefined | false | readonly Part[];

/** Template tag: literals are markup, everything put in is escaped text, unless it is Markup itself. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	return new Markup(
		literals.map((literal, index) => literal + (index < parts.length ? render(parts[index]) : '')).join(''),
	);
}

function render(part: Part): string {
	if (part === undefined || part === false) return '';
	if (part instanceof Markup) return part.text;
	if (typeof part === 'object') return part.map(render).join('');
	return escapeHtml(String(part));
}

/**
 * Text for element content and quoted attributes alike. Control characters, which no HTML text may have, and marks that
 * turn the direction of what follows (a value could disguise itself as another) become the replacement character.
 */
export function escapeHtml(text: string): string {
	return text
		.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;')
		.replaceAll('`', '&#96;');
}

/** An address that a link may lead to: http and https only; undefined for everything else. */
export function safeLink(url: string | undefined): string | undefined {
	return url !== undefined && /^https?:\/\/[^\s"'<>\\]+$/i.test(url) ? url : undefined;
}
