/** Numbers that look random and are the same in every run: 0 to 1. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
		mixed = (mixed ^ (mixed >>> 15)) >>> 0;
		return mixed / 2 ** 32;
	};
}
