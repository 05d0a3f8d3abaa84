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
		if (header === undefined) {
			header = cells.map((cell) => cell.trim());
			continue;
		}
		const row: Record<string, string> = {};
		for (let place = 0; place < header.length; place++) row[header[place] ?? ''] = cells[place] ?? '';
		yield row;
	}
}

function* csvLines(text: string, separator: string): Generator<readonly string[]> {
	let at = 0;
	let width = 0;
	while (at <= text.length) {
		// As many places as the line before had: a list that grows cell by cell takes several times the space.
		const cells = new Array<string>(width);
		let count = 0;
		for (;;) {
			let cell: string;
			if (text[at] === '"') {
				const end = endOfQuoted(text, at + 1);
				cell = text.slice(at + 1, end);
				if (cell.includes('"')) cell = cell.replaceAll('""', '"');
				at = Math.min(end + 1, text.length);
			} else {
				const start = at;
				while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
				cell = text.slice(start, at);
			}
			cells[count++] = cell;
			if (text[at] !== separator) break;
			at++;
		}
		cells.length = count;
		width = count;
		yield cells;
		if (text[at] === '\r' && text[at + 1] === '\n') at++;
		at++;
		if (at >= text.length) return;
	}
}

/** The place of the quote that ends the cell: two in a row are one in it. Without one the cell ends with the text. */
function endOfQuoted(text: string, from: number): number {
	let quote = text.indexOf('"', from);
	while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
	return quote < 0 ? text.length : quote;
}
