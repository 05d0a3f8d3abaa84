/** A small seeded generator (mulberry32), so that a run of the sandbox can be repeated exactly. */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** 0 <= x < 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from 0 to `below - 1`. */
	int(below: number): number {
		return Math.floor(this.next() * below);
	}

	pick<T>(list: readonly T[]): T {
		const item = list[this.int(list.length)];
		if (item === undefined) throw new Error('Cannot pick from an empty list.');
		return item;
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** A shuffled copy. */
	shuffle<T>(list: readonly T[]): T[] {
		const copy = [...list];
		for (let i = copy.length - 1; i > 0; i--) {
			const j = this.int(i + 1);
			const a = copy[i] as T;
			copy[i] = copy[j] as T;
			copy[j] = a;
		}
		return copy;
	}

	hex(digits: number): string {
		let text = '';
		for (let i = 0; i < digits; i++) text += this.int(16).toString(16);
		return text;
	}

	/** Shaped like a UUID; not one by the standard. */
	uuid(): string {
		return [8, 4, 4, 4, 12].map((n) => this.hex(n)).join('-');
	}
}
