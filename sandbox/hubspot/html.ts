/** What HubSpot leaves of HTML in rich text properties: formatting stays, everything active goes. */

const allowed = new Set(
	'a b blockquote br code div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong sub sup table tbody td th thead tr u ul'.split(
		' ',
	),
);
const dropWithContent = /<(script|style|iframe|object|embed|form|svg|math|template)\b[\s\S]*?(<\/\1\s*>|$)/gi;

export function sanitizeHtml(html: string): string {
	return html
		.replace(/<!--[\s\S]*?(-->|$)/g, '')
		.replace(dropWithContent, '')
		.replace(
			/<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/g,
			(_all, close: string, tag: string, rest: string) => {
				const name = tag.toLowerCase();
				if (!allowed.has(name)) return '';
				if (close) return `</${name}>`;
				const href = name === 'a' ? /\bhref\s*=\s*("([^"]*)"|'([^']*)')/i.exec(rest) : null;
				const target = (href?.[2] ?? href?.[3] ?? '').trim();
				return /^(https?:|mailto:)/i.test(target) ? `<a href="${target.replace(/"/g, '&quot;')}">` : `<${name}>`;
			},
		);
}

/** The text alone, entities decoded: for previews. */
export function plainText(html: string): string {
	return html
		.replace(/<(br|\/p|\/div|\/li|\/tr|\/h\d)[^>]*>/gi, ' ')
		.replace(/<[^>]*>/g, '')
		.replace(
			/&(lt|gt|quot|#39|nbsp);/g,
			(_all, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' })[name] ?? '',
		)
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ')
		.trim();
}
