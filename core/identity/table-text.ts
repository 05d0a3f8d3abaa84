/** Rows out of a text file, one at a time, so that a caller can pause: CSV (RFC 4180, also with ; or tabs) and JSON lines. */

export type Row = Readonly<Record<string, unknown>>;

/** By the first character: a brace or bracket starts JSON, everything else is CSV with a header line. */
export function rowsOf(text: string): Iterable<Row> {
	const start = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	const first = start.trimStart().charAt(0);
	if (first === '[') return jsonArray(start);
	return first === '{' ? jsonLines(start) : csvRows(start);
}

/** Element by element: a large array in one go would hold everybody up for as long as it takes. */
function* jsonArray(text: string): Generator<Row> {
	let at = text.indexOf('[') + 1;
	for (;;) {
		const end = endOfValue(text, at);
		const value = text.slice(at, end).trim();
		const isLast = text[end] !== ',';
		// An empty array; anything else that is nothing is a mistake, which JSON.parse explains.
		if (value !== '' || !isLast) {
			const parsed: unknown = JSON.parse(value);
			if (isRow(parsed)) yield parsed;
		}
		if (isLast) {
			if (text[end] !== ']') JSON.parse(text.slice(0, 200));
			return;
		}
		at = end + 1;
	}
}

const marks = /["[\]{},]/g;

/** The place of the comma or bracket behind the value that starts at `from`. */
function endOfValue(text: string, from: number): number {
	let depth = 0;
	marks.lastIndex = from;
	for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
		const [sign] = mark;
		if (sign === '"') marks.lastIndex = endOfString(text, mark.index + 1);
		else if (sign === '[' || sign === '{') depth++;
		else if (depth === 0) return mark.index;
		else if (sign !== ',') depth--;
	}
	return text.length;
}

function endOfString(text: string, from: number): number {
	let end = text.indexOf('"', from);
	while (end >= 0) {
		let slashes = 0;
		while (text[end - 1 - slashes] === '\\') slashes++;
		if (slashes % 2 === 0) return end + 1;
		end = text.indexOf('"', end + 1);
	}
	return text.length;
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
