/**
 * `npm run --silent bench:identity -- --speed 100000 --format csv|jsonl|json`: a list of so many records, made up here, as one CSV or JSON
 * lines text: how long n8n's thread is held at a time while it is parsed, indexed and looked up in, and how fast that is.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { itemFacts, type ItemKeys } from '../../core/identity/item-facts';
import { judgeCandidates } from '../../core/identity/judge';
import { fewRecords, ReferenceIndex } from '../../core/identity/reference-index';
import { ReferenceRows } from '../../core/identity/reference-rows';
import { piecesOf, rowsIn, rowsOf } from '../../core/identity/table-text';
import { warmUp } from './local';
import { seeded } from './random';
import { vocabularies } from './vocabularies';

/** `json`: one array. */
export type Format = 'csv' | 'jsonl' | 'json';

interface Person {
	readonly first: string;
	readonly last: string;
	readonly email: string;
	readonly phone: string;
	readonly company: string;
	readonly city: string;
}

const countries = ['US', 'DE', 'FR', 'GB', 'ES', 'PL', 'BR'];
const codes: Readonly<Record<string, string>> = {
	US: '+1',
	DE: '+49',
	FR: '+33',
	GB: '+44',
	ES: '+34',
	PL: '+48',
	BR: '+55',
};
const bare = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/[^A-Za-z]/g, '')
		.toLowerCase();

/** One after the other, since a list that is held would count as memory of what is measured. */
function* people(count: number): Generator<Person> {
	const next = seeded(7);
	const all = Object.values(vocabularies);
	const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? '';
	for (let index = 0; index < count; index++) {
		const words = all[index % all.length] ?? all[0]!;
		const [first, last] = [pick(words.given), pick(words.family[0]) + pick(words.family[1]) + pick(words.family[1])];
		const company = `${pick(words.company[0])}${pick(words.company[1])} ${pick(words.company[0])} ${pick(['GmbH', 'Inc.', 'Ltd', 'SA'])}`;
		const country = countries[index % countries.length] ?? 'US';
		yield {
			first,
			last,
			email: `${bare(first)}.${bare(last)}${index}@${next() < 0.2 ? 'gmail.com' : `${bare(company)}.com`}`,
			phone: `${codes[country] ?? '+1'} ${200 + Math.floor(next() * 799)} ${1_000_000 + Math.floor(next() * 8_999_999)}`,
			company,
			city: pick(['Berlin', 'Paris', 'Austin', 'Leeds', 'Porto', 'Gdańsk']),
		};
	}
}

/** Longest time in which nobody else had a turn, wall and CPU of this thread (on a busy machine the better measure). */
class Turns {
	longest = 0;
	longestCpu = 0;
	private since = performance.now();
	private cpu = process.threadCpuUsage();

	/** As n8n/steps.ts does: others get a turn after 40 ms of computing. */
	async due(): Promise<void> {
		if (performance.now() - this.since < 40) return;
		this.end();
		await pause(0);
		this.begin();
	}

	begin(): void {
		this.since = performance.now();
		this.cpu = process.threadCpuUsage();
	}

	end(): void {
		const { user, system } = process.threadCpuUsage(this.cpu);
		this.longest = Math.max(this.longest, performance.now() - this.since);
		this.longestCpu = Math.max(this.longestCpu, (user + system) / 1000);
	}
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; cpuSeconds: number }> {
	const start = performance.now();
	const cpu = process.threadCpuUsage();
	const result = await work();
	const { user, system } = process.threadCpuUsage(cpu);
	return { result, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

const two = (value: number): number => Number(value.toFixed(2));

const header = ['id', 'first_name', 'last_name', 'email', 'phone', 'company', 'city'];

/** The list as a file's bytes, and every so many-th of its people, who will be looked up. */
function fileOf(format: Format, records: number, lookUps: number): { bytes: Buffer; wanted: Person[] } {
	const parts: Buffer[] = [];
	const wanted: Person[] = [];
	const step = Math.max(1, Math.floor(records / lookUps));
	let lines: string[] = format === 'csv' ? [`${header.join(',')}\n`] : format === 'json' ? ['['] : [];
	let index = 0;
	for (const one of people(records)) {
		if (index % step === 0) wanted.push(one);
		const cells = [`c${index}`, one.first, one.last, one.email, one.phone, one.company, one.city];
		const end = ++index === records ? (format === 'json' ? ']' : '') : format === 'json' ? ',\n' : '\n';
		lines.push(
			format === 'csv'
				? cells.map((cell) => `"${cell}"`).join(',') + end
				: JSON.stringify(Object.fromEntries(cells.map((cell, at) => [header[at], cell]))) + end,
		);
		if (lines.length === 1000 || index === records) {
			parts.push(Buffer.from(lines.join('')));
			lines = [];
		}
	}
	return { bytes: Buffer.concat(parts), wanted };
}

async function inFormat(format: Format, records: number, lookUps: number): Promise<object> {
	const file = fileOf(format, records, lookUps);
	const megabytes = two(file.bytes.length / 1e6);
	const turns = new Turns();
	const index = new ReferenceIndex({ few: rowsIn(file.bytes) <= fewRecords });
	const reader = new ReferenceRows('contact');
	// As the node does: a row is read, indexed and forgotten.
	let reading = 0;
	turns.begin();
	const indexed = await timed(async () => {
		const decoded = performance.now();
		const rows = rowsOf(piecesOf(file.bytes))[Symbol.iterator]();
		reading += performance.now() - decoded;
		for (;;) {
			const start = performance.now();
			const row = rows.next();
			const record = row.done === true ? undefined : reader.read(row.value);
			reading += performance.now() - start;
			if (row.done === true) break;
			if (record !== undefined) index.add(record);
			await turns.due();
		}
	});
	const world = index.world('person');
	const lookUp = (count: number): boolean => {
		const person = file.wanted[(count * 7919) % file.wanted.length]!;
		const sought = itemFacts(keysOf(person, count), 'person');
		return judgeCandidates(sought, index.candidates(sought, ['contact']), world).status === 'matched';
	};
	for (let count = 0; count < warmUp; count++) {
		lookUp(count);
		await turns.due();
	}
	let matched = 0;
	const asked = await timed(async () => {
		for (let count = 0; count < lookUps; count++) {
			if (lookUp(count)) matched++;
			await turns.due();
		}
	});
	turns.end();
	return {
		format,
		records,
		megabytes,
		/** Reading the rows and indexing them. */
		indexSeconds: two(indexed.seconds),
		indexCpuSeconds: two(indexed.cpuSeconds),
		ofThatReadingSeconds: two(reading / 1000),
		lookUps,
		matched,
		lookupsPerSecond: Math.round(lookUps / asked.seconds),
		lookupsPerCpuSecond: Math.round(lookUps / asked.cpuSeconds),
		longestBlockMs: Math.round(turns.longest),
		longestBlockCpuMs: Math.round(turns.longestCpu),
		peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
	};
}

/** By address, by number and name, by name and company in turn; every tenth is a stranger. */
function keysOf(person: Person, count: number): ItemKeys {
	if (count % 10 === 9)
		return { emails: [`nobody${count}@elsewhere.org`], fullName: 'Nobody Known', company: person.company };
	const name = { firstName: person.first, lastName: person.last };
	if (count % 3 === 0) return { ...name, emails: [person.email], company: person.company };
	return count % 3 === 1
		? { ...name, phones: [person.phone] }
		: { ...name, company: person.company, city: person.city };
}

export async function speed(records: number, format: Format): Promise<object> {
	return await inFormat(format, records, 20_000);
}
