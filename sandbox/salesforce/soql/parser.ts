/** From SOQL text to what it says; everything else is MALFORMED_QUERY. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm */
import { malformedQuery } from '../errors';
import { dateRanges } from './dates';
import { tokens, unexpected, type Token } from './lexer';
import type { Condition, Literal, Operator, Order, Query, Selected } from './syntax';

const longest = 100_000;
const aggregates = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'] as const;
const reserved = new Set(
	'SELECT FROM WHERE AND OR NOT IN LIKE INCLUDES EXCLUDES GROUP BY HAVING ORDER ASC DESC NULLS LIMIT OFFSET FOR ALL USING WITH TYPEOF'.split(
		' ',
	),
);

export function parseQuery(source: string): Query {
	if (source.length > longest) {
		throw malformedQuery(`SOQL statements cannot be longer than ${longest} characters.`);
	}
	const parser = new Parser(source);
	const query = parser.query(false);
	parser.end();
	return query;
}

/** A condition by itself, as parameterized search takes it. */
export function parseCondition(source: string): Condition {
	const parser = new Parser(source);
	const condition = parser.condition();
	parser.end();
	return condition;
}

export class Parser {
	private readonly list: readonly Token[];
	private position = 0;

	constructor(private readonly source: string) {
		this.list = tokens(source);
	}

	query(isInner: boolean): Query {
		this.keyword('SELECT');
		const select = [this.selected(isInner)];
		while (this.takeSign(',')) select.push(this.selected(isInner));
		this.keyword('FROM');
		return { select, ...this.rest(isInner) };
	}

	/** Everything after FROM or the name in RETURNING. */
	rest(_isInner: boolean): Omit<Query, 'select'> {
		const from = this.word();
		const alias = this.isWord() ? this.word() : null;
		if (this.takeKeyword('USING')) {
			this.keyword('SCOPE');
			this.word();
		}
		const where = this.takeKeyword('WHERE') ? this.condition() : null;
		if (this.takeKeyword('WITH')) this.word();
		const groupBy = this.takeKeywords('GROUP', 'BY') ? this.paths() : [];
		const orderBy = this.takeKeywords('ORDER', 'BY') ? this.orders() : [];
		const limit = this.takeKeyword('LIMIT') ? this.whole() : null;
		const offset = this.takeKeyword('OFFSET') ? this.whole() : 0;
		const allRows = this.takeKeywords('ALL', 'ROWS');
		if (this.takeKeyword('FOR')) this.word();
		return { from, alias, where, groupBy, orderBy, limit, offset, allRows };
	}

	end(): void {
		if (this.token.kind !== 'end') throw this.wrong();
	}

	condition(): Condition {
		const first = this.part();
		const kind = this.isKeyword('AND') ? 'and' : this.isKeyword('OR') ? 'or' : null;
		if (kind === null) return first;
		const parts = [first];
		while (this.takeKeyword(kind)) parts.push(this.part());
		// AND and OR beside each other need parentheses.
		if (this.isKeyword('AND') || this.isKeyword('OR')) throw this.wrong();
		return { kind, parts };
	}

	private part(): Condition {
		if (this.takeKeyword('NOT')) return { kind: 'not', part: this.part() };
		if (this.takeSign('(')) {
			const inner = this.condition();
			this.sign(')');
			return inner;
		}
		return this.comparison();
	}

	private comparison(): Condition {
		const { at } = this.token;
		const path = this.path();
		if (this.takeKeyword('IN')) return { kind: 'in', not: false, path, values: this.set(), at };
		if (this.isKeyword('NOT')) {
			this.next();
			this.keyword('IN');
			return { kind: 'in', not: true, path, values: this.set(), at };
		}
		for (const word of ['INCLUDES', 'EXCLUDES'] as const) {
			if (!this.takeKeyword(word)) continue;
			const values = this.literals().map((value) => {
				if (value.kind !== 'string') throw this.wrong();
				return value.text;
			});
			return { kind: 'includes', not: word === 'EXCLUDES', path, values, at };
		}
		const operator = this.operator();
		return { kind: 'compare', path, operator, value: this.literal(), at };
	}

	private operator(): Operator {
		if (this.takeKeyword('LIKE')) return 'LIKE';
		const { kind, text } = this.token;
		if (kind !== 'sign' || !['=', '!=', '<>', '<', '<=', '>', '>='].includes(text)) throw this.wrong();
		this.next();
		return text === '<>' ? '!=' : (text as Operator);
	}

	private set(): readonly Literal[] | Query {
		if (this.isSign('(') && this.list[this.position + 1]?.text.toUpperCase() === 'SELECT') {
			this.sign('(');
			const query = this.query(true);
			this.sign(')');
			return query;
		}
		return this.literals();
	}

	private literals(): Literal[] {
		this.sign('(');
		const list = [this.literal()];
		while (this.takeSign(',')) list.push(this.literal());
		this.sign(')');
		return list;
	}

	private literal(): Literal {
		const { kind, text } = this.token;
		switch (kind) {
			case 'string':
				this.next();
				return { kind, text };
			case 'number':
				this.next();
				return { kind, value: Number(text) };
			case 'date':
			case 'datetime':
				this.next();
				return { kind, text };
			case 'word': {
				const word = text.toUpperCase();
				this.next();
				if (word === 'TRUE' || word === 'FALSE') return { kind: 'boolean', value: word === 'TRUE' };
				if (word === 'NULL') return { kind: 'null' };
				const [name = '', n] = word.split(':');
				if (dateRanges.has(name) && /(^|_)N_/.test(name) === (n !== undefined)) {
					return { kind: 'range', name, n: Number(n ?? 0) };
				}
				this.position--;
				throw this.wrong();
			}
			case 'sign':
			case 'end':
				throw this.wrong();
		}
	}

	private selected(isInner: boolean): Selected {
		if (this.isSign('(')) {
			if (isInner) throw this.wrong();
			this.sign('(');
			const query = this.query(true);
			this.sign(')');
			return { kind: 'children', query };
		}
		const { at } = this.token;
		const name = this.word();
		if (!this.takeSign('(')) return { kind: 'field', path: name.split('.'), alias: this.selectAlias(), at };
		const upper = name.toUpperCase();
		if (upper === 'COUNT' && this.takeSign(')')) return { kind: 'count' };
		const path = this.path();
		this.sign(')');
		if (upper === 'FIELDS') {
			const which = path.join('.').toUpperCase();
			if (which !== 'ALL' && which !== 'STANDARD' && which !== 'CUSTOM') throw this.wrong();
			return { kind: 'fields', which };
		}
		const alias = this.selectAlias();
		if (upper === 'TOLABEL') return { kind: 'label', path, alias, at };
		if (upper === 'FORMAT' || upper === 'CONVERTCURRENCY') return { kind: 'field', path, alias, at };
		const aggregate = aggregates.find((one) => one === upper);
		if (!aggregate) throw unexpected(this.source, at, name);
		return { kind: 'aggregate', name: aggregate, path, alias, at };
	}

	private selectAlias(): string | null {
		return this.isWord() ? this.word() : null;
	}

	private paths(): string[][] {
		const list = [this.path()];
		while (this.takeSign(',')) list.push(this.path());
		return list;
	}

	private orders(): Order[] {
		const list: Order[] = [];
		do {
			const { at } = this.token;
			const path = this.path();
			const descending = this.takeKeyword('DESC');
			if (!descending) this.takeKeyword('ASC');
			let nullsLast = false;
			if (this.takeKeyword('NULLS')) {
				nullsLast = this.takeKeyword('LAST');
				if (!nullsLast) this.keyword('FIRST');
			}
			list.push({ path, descending, nullsLast, at });
		} while (this.takeSign(','));
		return list;
	}

	private path(): string[] {
		return this.word().split('.');
	}

	private whole(): number {
		const { kind, text } = this.token;
		if (kind !== 'number' || !/^\d+$/.test(text)) throw this.wrong();
		this.next();
		return Number(text);
	}

	// Tokens --------------------------------------------------------------------------------------------------------

	get token(): Token {
		return this.list[this.position] as Token;
	}

	next(): void {
		if (this.token.kind !== 'end') this.position++;
	}

	isWord(): boolean {
		return this.token.kind === 'word' && !reserved.has(this.token.text.toUpperCase());
	}

	word(): string {
		if (!this.isWord()) throw this.wrong();
		const { text } = this.token;
		this.next();
		return text;
	}

	isKeyword(word: string): boolean {
		return this.token.kind === 'word' && this.token.text.toUpperCase() === word.toUpperCase();
	}

	takeKeyword(word: string): boolean {
		if (!this.isKeyword(word)) return false;
		this.next();
		return true;
	}

	private takeKeywords(first: string, second: string): boolean {
		if (!this.takeKeyword(first)) return false;
		this.keyword(second);
		return true;
	}

	keyword(word: string): void {
		if (!this.takeKeyword(word)) throw this.wrong();
	}

	isSign(sign: string): boolean {
		return this.token.kind === 'sign' && this.token.text === sign;
	}

	takeSign(sign: string): boolean {
		if (!this.isSign(sign)) return false;
		this.next();
		return true;
	}

	sign(sign: string): void {
		if (!this.takeSign(sign)) throw this.wrong();
	}

	wrong(): Error {
		return unexpected(this.source, this.token.at, this.token.text);
	}
}
