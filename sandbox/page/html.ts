/** HTML that escapes whatever is put into it. */
import type { PageCrm } from './view';

export class Html {
	constructor(readonly text: string) {}
}

type Part = Html | string | number | null | undefined | readonly Part[];

/** Template tag: everything put in is escaped, but for Html and lists of it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
	return new Html(strings.map((text, i) => text + (i < parts.length ? render(parts[i]) : '')).join(''));
}

function render(part: Part): string {
	if (part instanceof Html) return part.text;
	if (Array.isArray(part)) return part.map((entry: Part) => render(entry)).join('');
	return typeof part === 'string' || typeof part === 'number' ? escapeHtml(String(part)) : '';
}

export function escapeHtml(text: string): string {
	const entities: Readonly<Record<string, string>> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
		"'": '&#39;',
	};
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The page around `body`; the CRM gives its name and the links on top. */
export function layout(crm: Pick<PageCrm, 'name' | 'sections'>, title: string, body: Html): string {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${title}</title>
				<style>
					${new Html(styles)}
				</style>
			</head>
			<body>
				<header>
					<strong>${crm.name}</strong>
					<nav>${crm.sections.map(([path, label]) => html`<a href="/records/${path}">${label}</a> `)}</nav>
					<em>Made-up data. Nothing here is real.</em>
				</header>
				<main>${body}</main>
			</body>
		</html>`.text;
}

const styles = `
:root { color-scheme: light dark; --text: #22262b; --quiet: #5c6670; --line: #d9dee3; --back: #ffffff; --soft: #f3f5f7; --accent: #0b62c4; --ai: #7a3fd0; --human: #0a7a4b; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --quiet: #9aa4ae; --line: #343b43; --back: #15191d; --soft: #1e2429; --accent: #7db8ff; --ai: #c39bff; --human: #5fd3a0; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
header { display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap; padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--soft); }
header em { color: var(--quiet); margin-left: auto; }
nav a { margin-right: .75rem; }
main { padding: 1rem 1.5rem 4rem; max-width: 75rem; }
a { color: var(--accent); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--quiet); }
.human { color: var(--human); } .machine { color: var(--ai); } .quiet { color: var(--quiet); font-weight: 400; }
form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; margin: 1rem 0; padding: .75rem; background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; }
label { display: grid; gap: .2rem; }
input, select, textarea, button { font: inherit; padding: .35rem .5rem; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: .3rem; }
button { background: var(--accent); color: var(--back); border: 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
details { margin: .15rem 0; } summary { cursor: pointer; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0; }
.notice { padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--soft); }
`;
