/** What a run of model calls may use and has used: calls, tokens, and money where the user says what tokens cost. */
import type { IExecuteFunctions } from 'n8n-workflow';

export interface Tokens {
	readonly input: number;
	readonly output: number;
}

/** Limits for the whole execution. */
export interface Limits {
	readonly mostCalls: number;
	/** Infinity: no limit. */
	readonly mostTokens: number;
}

/** Money per million tokens, in whatever currency the user thinks; undefined where no price is given. */
export interface Prices {
	readonly input: number | undefined;
	readonly output: number | undefined;
}

/** Counted on while asking. A loop calls the node once per batch: limits are for all of them. */
export class Budget {
	#calls: number;
	#tokens: { input: number; output: number };
	readonly #before: { readonly calls: number; readonly tokens: Tokens };

	constructor(
		readonly limits: Limits,
		before: { readonly calls: number; readonly tokens: Tokens } = { calls: 0, tokens: { input: 0, output: 0 } },
	) {
		this.#before = before;
		this.#calls = before.calls;
		this.#tokens = { ...before.tokens };
	}

	/** Takes one call; what limit stands in its way where there is one. */
	take(): 'calls' | 'tokens' | undefined {
		if (this.#calls >= this.limits.mostCalls) return 'calls';
		if (this.#tokens.input + this.#tokens.output >= this.limits.mostTokens) return 'tokens';
		this.#calls += 1;
		return undefined;
	}

	used({ input, output }: Tokens): void {
		this.#tokens.input += input;
		this.#tokens.output += output;
	}

	get calls(): number {
		return this.#calls - this.#before.calls;
	}

	get tokens(): Tokens {
		const { input, output } = this.#before.tokens;
		return { input: this.#tokens.input - input, output: this.#tokens.output - output };
	}

	/** All of the execution. */
	get total(): { readonly calls: number; readonly tokens: Tokens } {
		return { calls: this.#calls, tokens: this.#tokens };
	}
}

/** The budget of this execution, with what earlier batches of a loop have used. */
export function budgetOf(caller: IExecuteFunctions, limits: Limits): Budget {
	const memory = caller.getContext('node');
	const number = (name: string) => (typeof memory[name] === 'number' ? memory[name] : 0);
	return new Budget(limits, {
		calls: number('modelCalls'),
		tokens: { input: number('inputTokens'), output: number('outputTokens') },
	});
}

export function keepBudget(caller: IExecuteFunctions, { total }: Budget): void {
	const memory = caller.getContext('node');
	memory['modelCalls'] = total.calls;
	memory['inputTokens'] = total.tokens.input;
	memory['outputTokens'] = total.tokens.output;
}

/** "12 model calls for 10 records, 5,300 tokens in, 800 out, which cost about 0.021." */
export function spent({ calls, tokens }: Budget, records: number, prices: Prices): string {
	const { input, output } = tokens;
	const cost = costOf(tokens, prices);
	const money =
		cost === undefined ? '' : `, which cost about ${cost < 0.1 ? cost.toFixed(4) : cost.toFixed(2)} at your prices`;
	return `${calls} model ${calls === 1 ? 'call' : 'calls'} for ${records} ${records === 1 ? 'record' : 'records'}, ${input} tokens in, ${output} out${money}.`;
}

export function costOf({ input, output }: Tokens, prices: Prices): number | undefined {
	if (prices.input === undefined && prices.output === undefined) return undefined;
	return (input * (prices.input ?? 0) + output * (prices.output ?? 0)) / 1_000_000;
}
