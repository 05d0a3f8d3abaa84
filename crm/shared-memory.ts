/** What connections of one process share; the owner of the memory lets entries expire. */
export interface SharedMemory {
	get(key: string): unknown;
	set(key: string, value: unknown): void;
	delete(key: string): void;
}
