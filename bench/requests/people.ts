/** Made-up people: no two alike, and none like a shared mailbox. */
import type { BenchPerson } from './bench-crm';

const syllables = ['ba', 'den', 'fi', 'gor', 'hul', 'kam', 'lis', 'mon', 'ner', 'pol'];

export function personOf(n: number): BenchPerson {
	const word = (number: number) =>
		[...String(number).padStart(3, '0')].map((digit) => syllables[Number(digit)]).join('');
	const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
	const [first, last] = [word(n), word((n * 7) % 1000)];
	return {
		first: capital(first),
		last: capital(last),
		email: `${first}.${last}@company${n % 200}.example.com`,
		title: n % 2 === 0 ? 'Head of Sales' : 'Buyer',
		phone: `+1 202 555 0${100 + (n % 100)}`,
	};
}
