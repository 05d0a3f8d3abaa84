/** A picture of few colours, pixel by pixel, and as a PNG file. */
import { dotsOf, glyphHeight, glyphWidth, plainText } from './font';

/** Red, green, blue; 0 to 255. */
export type Colour = readonly [number, number, number];

export class Raster {
	readonly pixels: Uint8Array;

	/** At most 256 colours; the first is the ground. */
	constructor(
		readonly width: number,
		readonly height: number,
		readonly palette: readonly Colour[],
	) {
		this.pixels = new Uint8Array(width * height);
	}

	/** A filled box; what lies outside the picture is cut off. */
	box(x: number, y: number, width: number, height: number, colour: number): void {
		const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))];
		const right = Math.min(this.width, Math.round(x + width));
		const bottom = Math.min(this.height, Math.round(y + height));
		for (let row = top; row < bottom; row++)
			this.pixels.fill(colour, row * this.width + left, row * this.width + Math.max(left, right));
	}

	/** An empty box with a border. */
	frame(x: number, y: number, width: number, height: number, colour: number, border = 2): void {
		this.box(x, y, width, border, colour);
		this.box(x, y + height - border, width, border, colour);
		this.box(x, y, border, height, colour);
		this.box(x + width - border, y, border, height, colour);
	}

	/** One line of text, its top left corner at x and y; returns where it ends. */
	text(x: number, y: number, words: string, colour: number, scale = 2): number {
		let at = x;
		for (const letter of plainText(words)) {
			for (const [row, dots] of dotsOf(letter).entries()) {
				for (const [column, set] of dots.entries()) {
					if (set) this.box(at + column * scale, y + row * scale, scale, scale, colour);
				}
			}
			at += (glyphWidth + 1) * scale;
		}
		return at;
	}
}

/** Pixels that a text takes. */
export const textWidth = (words: string, scale = 2) => plainText(words).length * (glyphWidth + 1) * scale;
export const lineHeight = (scale = 2) => (glyphHeight + 2) * scale;

/** The picture's rows as PNG wants them compressed (zlib): each with the filter "up", since rows repeat. */
export function scanlines({ width, height, pixels }: Raster): Uint8Array {
	const lines = new Uint8Array(height * (width + 1));
	for (let row = 0; row < height; row++) {
		const start = row * (width + 1);
		lines[start] = 2;
		for (let x = 0; x < width; x++) {
			const above = row === 0 ? 0 : (pixels[(row - 1) * width + x] ?? 0);
			lines[start + 1 + x] = (pixels[row * width + x] ?? 0) - above;
		}
	}
	return lines;
}

/** The file, from the zlib stream of `scanlines`. https://www.w3.org/TR/png-3/ */
export function pngFile(raster: Raster, compressed: Uint8Array): Uint8Array {
	const header = new Uint8Array(13);
	const view = new DataView(header.buffer);
	view.setUint32(0, raster.width);
	view.setUint32(4, raster.height);
	// 8 bits a pixel, colours by palette.
	header.set([8, 3, 0, 0, 0], 8);
	const parts = [
		Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
		chunk('IHDR', header),
		chunk('PLTE', Uint8Array.from(raster.palette.flat())),
		chunk('IDAT', compressed),
		chunk('IEND', new Uint8Array()),
	];
	const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		file.set(part, at);
		at += part.length;
	}
	return file;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(12 + data.length);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, data.length);
	for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index);
	bytes.set(data, 8);
	view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
	return bytes;
}

function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return (crc ^ 0xffffffff) >>> 0;
}
