/** Values of panel options as they may come: typed, left empty, or from an expression. */
import type { Caller } from './http';

/** A row of the panel, whoever asks: a run, a dropdown, or a web request to a node that waits. */
export function panelValue(
	caller: Caller,
	name: string,
	itemIndex: number,
	fallback: string,
	options?: { readonly extractValue: true },
): unknown {
	if ('getInputData' in caller) return caller.getNodeParameter(name, itemIndex, fallback, options);
	return 'getWebhookName' in caller
		? caller.getNodeParameter(name, fallback, options)
		: caller.getCurrentNodeParameter(name, options);
}

/** A field's name; the usual one where the option is not set or left empty. */
export function nameOr(name: string | undefined, fallback: string): string {
	return name === undefined || name.trim() === '' ? fallback : name.trim();
}

/** The number that an option gives, also as text; undefined for everything that is none, NaN among it. */
export function numberOf(given: unknown): number | undefined {
	const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
	return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}
