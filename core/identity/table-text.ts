/** Rows out of a text file, one at a time, so that a caller can pause: CSV (RFC 4180, also with ; or tabs) and JSON lines. */

export type Row = Readonly<Record<string, unknown>>;

/** A text that comes in pieces: what was read is forgotten, so that a long file is never held as a whole. */
class Feed {
	text = '';
	private readonly pieces: Iterator<string>;

	constructor(pieces: Iterable<string>) {
		this.pieces = pieces[Symbol.iterator]();
		this.more(0);
		if (this.text.charCodeAt(0) === 0xfeff) this.text = this.text.slice(1);
	}

	/**
	 * Forgets what stands before `from`, and at least doubles what is left, so that what has no end is not read over and
	 * over. @returns false where there is no more
	 */
	more(from: number): boolean {
		const parts = [this.text.slice(from)];
		const wanted = (parts[0]?.length ?? 0) + 1;
		for (let added = 0; added < wanted;) {
			const next = this.pieces.next();
			if (next.done === true) break;
			parts.push(next.value);
			added += next.value.length;
		}
		if (parts.length === 1) return false;
		this.text = parts.join('');
		return true;
	}
}

const pieceSize = 1 << 20;

/** The bytes of a file as text, piece by piece. */
export function* piecesOf(bytes: Buffer): Generator<string> {
	let start = 0;
	while (start < bytes.length) {
		let end = Math.min(bytes.length, start + pieceSize);
		// Never in the middle of a character: bytes that go on with one start with the bits 10.
		while (end < bytes.length && end > start + 1 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
		yield bytes.toString('utf8', start, end);
		start = end;
	}
}

const sample = 1 << 16;
/** Bytes of a row of which nothing else is known: JSON may stand in one line. */
const longRow = 250;

/** About how many rows a file has, by the length of its first lines. */
export function rowsIn(bytes: Buffer): number {
	const start = bytes.subarray(0, sample);
	let lines = 0;
	for (let at = start.indexOf(10); at !== -1; at = start.indexOf(10, at + 1)) lines++;
	return Math.max((lines / Math.max(1, start.length)) * bytes.length, bytes.length / longRow);
}

/** A text or its pieces. By the first character: a brace or bracket starts JSON, everything else is CSV with a header line. */
export function rowsOf(source: string | Iterable<string>): Iterable<Row> {
	const feed = new Feed(typeof source === 'string' ? [source] : source);
	const first = feed.text.trimStart().charAt(0);
	if (first === '[') return jsonArray(feed);
	return first === '{' ? jsonLines(feed) : csvRows(feed);
}

/** Element by element: a large array in one go would hold everybody up for as long as it takes. */
function* jsonArray(feed: Feed): Generator<Row> {
	let at = feed.text.indexOf('[') + 1;
	for (;;) {
		const end = endOfValue(feed.text, at);
		if (end >= feed.text.length && feed.more(at)) {
			at = 0;
			continue;
		}
		const value = feed.text.slice(at, end).trim();
		const isLast = feed.text[end] !== ',';
		// An empty array; anything else that is nothing is a mistake, which JSON.parse explains.
		if (value !== '' || !isLast) {
			const parsed: unknown = JSON.parse(value);
			if (isRow(parsed)) yield parsed;
		}
		if (isLast) {
			// A JSON text that has no end says so itself.
			if (feed.text[end] !== ']') JSON.parse('[');
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

function* jsonLines(feed: Feed): Generator<Row> {
	let at = 0;
	for (;;) {
		const end = feed.text.indexOf('\n', at);
		if (end < 0 && feed.more(at)) {
			at = 0;
			continue;
		}
		const line = feed.text.slice(at, end < 0 ? feed.text.length : end).trim();
		if (line !== '') {
			const parsed: unknown = JSON.parse(line);
			if (isRow(parsed)) yield parsed;
		}
		if (end < 0) return;
		at = end + 1;
	}
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* csvRows(feed: Feed): Generator<Row> {
	while (!/[\r\n]/.test(feed.text) && feed.more(0));
	const firstLine = feed.text.slice(0, feed.text.search(/[\r\n]|$/));
	const separator = [',', ';', '\t'].sort((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ',';
	let header: readonly string[] | undefined;
	for (const cells of csvLines(feed, separator)) {
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

function* csvLines(feed: Feed, separator: string): Generator<readonly string[]> {
	let start = 0;
	let width = 0;
	for (;;) {
		// As many places as the line before had: a list that grows cell by cell takes several times the space.
		const cells = new Array<string>(width);
		const { end, count } = readLine(feed.text, start, separator, cells);
		// At the end of what is there nobody knows whether a cell goes on, nor whether a quote is doubled.
		if (end + 1 >= feed.text.length && feed.more(start)) {
			start = 0;
			continue;
		}
		cells.length = count;
		width = count;
		yield cells;
		start = end + (feed.text[end] === '\r' && feed.text[end + 1] === '\n' ? 2 : 1);
		if (start < feed.text.length) continue;
		if (!feed.more(start)) return;
		start = 0;
	}
}

/** @returns where the line's end stands, and how many cells it has */
function readLine(text: string, start: number, separator: string, into: string[]): { end: number; count: number } {
	let at = start;
	let count = 0;
	for (;;) {
		if (text[at] === '"') {
			const end = endOfQuoted(text, at + 1);
			const cell = text.slice(at + 1, end);
			into[count++] = cell.includes('"') ? cell.replaceAll('""', '"') : cell;
			at = Math.min(end + 1, text.length);
		} else {
			const from = at;
			while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
			into[count++] = text.slice(from, at);
		}
		if (text[at] !== separator) return { end: at, count };
		at++;
	}
}

/** The place of the quote that ends the cell: two in a row are one in it. Without one the cell ends with the text. */
function endOfQuoted(text: string, from: number): number {
	let quote = text.indexOf('"', from);
	while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
	return quote < 0 ? text.length : quote;
}
