/** Rows out of a text file, one at a time, so that a caller can pause: CSV (RFC 4180, also with ; or tabs) and JSON lines. */

export type Row = Readonly<Record<string, unknown>>;

/** By the first character: a brace or bracket starts JSON, everything else is CSV with a header line. */
export function rowsOf(text: string): Iterable<Row> {
	const start = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	const first = start.trimStart().charAt(0);
	if (first === '[') return jsonArray(start);
	return first === '{' ? jsonLines(start) : csvRows(start);
}

function jsonArray(text: string): readonly Row[] {
	const parsed: unknown = JSON.parse(text);
	return Array.isArray(parsed) ? parsed.filter(isRow) : [];
}

function* jsonLines(text: string): Generator<Row> {
	let at = 0;
	while (at < text.length) {
		const end = text.indexOf('\n', at);
		const line = text.slice(at, end < 0 ? text.length : end).trim();
		at = end < 0 ? text.length : end + 1;
		if (line === '') continue;
		const parsed: unknown = JSON.parse(line);
		if (isRow(parsed)) yield parsed;
	}
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* csvRows(text: string): Generator<Row> {
	const firstLine = text.slice(0, text.search(/[\r\n]|$/));
	const separator = [',', ';', '\t'].sort((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ',';
	let header: readonly string[] | undefined;
	for (const cells of csvLines(text, separator)) {
		if (cells.length === 1 && cells[0] === '') continue;
		if (header === undefined) header = cells.map((cell) => cell.trim());
		else yield Object.fromEntries(header.map((name, place) => [name, cells[place] ?? '']));
	}
}

function* csvLines(text: string, separator: string): Generator<readonly string[]> {
	let cells: string[] = [];
	let at = 0;
	while (at <= text.length) {
		let cell: string;
		if (text[at] === '"') {
			const parts: string[] = [];
			let from = at + 1;
			for (;;) {
				const quote = text.indexOf('"', from);
				parts.push(text.slice(from, quote < 0 ? text.length : quote));
				at = quote < 0 ? text.length : quote + 1;
				if (text[at] !== '"') break;
				parts.push('"');
				from = at + 1;
			}
			cell = parts.join('');
		} else {
			const start = at;
			while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
			cell = text.slice(start, at);
		}
		cells.push(cell);
		if (text[at] === separator) {
			at++;
			continue;
		}
		yield cells;
		cells = [];
		if (text[at] === '\r' && text[at + 1] === '\n') at++;
		at++;
		if (at >= text.length) return;
	}
}
