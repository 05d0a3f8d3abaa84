/** What was asked for lately, of at most so many things: a memory that does not grow with a list. */
export class Recent<K, V extends object> {
	private now = new Map<K, V>();
	private before = new Map<K, V>();

	/** Keeps the last `most` at least half of which were set or read lately. */
	constructor(private readonly most: number) {}

	get(key: K): V | undefined {
		const known = this.now.get(key);
		if (known !== undefined) return known;
		const older = this.before.get(key);
		if (older !== undefined) this.set(key, older);
		return older;
	}

	/** Forgets the older half at once when there is no room: cheaper than finding the oldest each time. */
	set(key: K, value: V): void {
		if (this.now.size >= this.most / 2) {
			this.before = this.now;
			this.now = new Map();
		}
		this.now.set(key, value);
	}
}
