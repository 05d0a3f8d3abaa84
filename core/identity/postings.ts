/**
 * Which records have a key, for hundreds of thousands of keys: numbers in typed arrays, because the same in maps of
 * texts takes five times the space and most of the time goes into cleaning up behind it. Two hashes of 32 bits stand
 * for the key. Where two keys have both in common, once in 2^64, their records are compared with more items than
 * necessary; a comparison looks at the values themselves, so nothing is matched by a hash.
 */

/** Numbers per slot: the two hashes, and what has the key: 0 for nothing, a place plus one, or minus a list's number. */
const width = 3;
const smallest = 64;

/** 64 bits of a text, by multiplying and mixing (after cyrb53, which is in the public domain). */
const hashed = new Int32Array(2);
function hash(text: string): void {
	let a = 0x5bd1e995;
	let b = 0x1b873593;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		a = Math.imul(a ^ code, 0x9e3779b1);
		b = Math.imul(b ^ code, 0x5f356495);
	}
	a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
	b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
	hashed[0] = a;
	hashed[1] = b;
}

export class Postings {
	private slots = new Int32Array(smallest * width);
	private keys = 0;
	/** Places of the keys that several records have; the first is not used, since there is no minus zero. */
	private readonly lists: number[][] = [[]];

	/** The same record twice in a row under one key counts once. */
	add(key: string, place: number): void {
		const at = this.find(key);
		const held = this.slots[at + 2] ?? 0;
		if (held < 0) {
			const list = this.lists[-held] ?? [];
			if (list[list.length - 1] !== place) list.push(place);
		} else if (held > 0) {
			if (held === place + 1) return;
			this.slots[at + 2] = -this.lists.length;
			this.lists.push([held - 1, place]);
		} else {
			this.slots[at] = hashed[0] ?? 0;
			this.slots[at + 1] = hashed[1] ?? 0;
			this.slots[at + 2] = place + 1;
			// Beyond four fifths the search for a free slot gets long.
			if (++this.keys * width * 5 > this.slots.length * 4) this.grow();
		}
	}

	/** How many records have the key. */
	count(key: string): number {
		const held = this.slots[this.find(key) + 2] ?? 0;
		return held < 0 ? (this.lists[-held]?.length ?? 0) : Math.min(held, 1);
	}

	/** The records that have the key in the order in which they came, until `use` returns false. */
	each(key: string, use: (place: number) => boolean | void): void {
		const held = this.slots[this.find(key) + 2] ?? 0;
		if (held > 0) use(held - 1);
		else if (held < 0) for (const place of this.lists[-held] ?? []) if (use(place) === false) return;
	}

	/** Where the key's slot begins, or an empty one that it could have. */
	private find(key: string): number {
		hash(key);
		const [a = 0, b = 0] = hashed;
		const { slots } = this;
		for (let at = startOf(a, slots.length); ; at = at + width === slots.length ? 0 : at + width) {
			if (slots[at + 2] === 0 || (slots[at] === a && slots[at + 1] === b)) return at;
		}
	}

	private grow(): void {
		const before = this.slots;
		const after = new Int32Array(before.length * 2);
		for (let old = 0; old < before.length; old += width) {
			if (before[old + 2] === 0) continue;
			let at = startOf(before[old] ?? 0, after.length);
			while (after[at + 2] !== 0) at = at + width === after.length ? 0 : at + width;
			for (let part = 0; part < width; part++) after[at + part] = before[old + part] ?? 0;
		}
		this.slots = after;
	}
}

function startOf(hashed: number, length: number): number {
	return ((hashed >>> 0) % (length / width)) * width;
}
