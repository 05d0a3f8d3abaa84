/** What a SOQL statement says. */

export interface Query {
	readonly select: readonly Selected[];
	readonly from: string;
	readonly alias: string | null;
	readonly where: Condition | null;
	readonly groupBy: readonly (readonly string[])[];
	readonly orderBy: readonly Order[];
	readonly limit: number | null;
	readonly offset: number;
	/** ALL ROWS: deleted records, too. */
	readonly allRows: boolean;
}

export type Selected =
	| { readonly kind: 'field'; readonly path: readonly string[]; readonly alias: string | null; readonly at: number }
	| { readonly kind: 'fields'; readonly which: 'ALL' | 'STANDARD' | 'CUSTOM' }
	| { readonly kind: 'count' }
	| {
			readonly kind: 'aggregate';
			readonly name: 'COUNT' | 'COUNT_DISTINCT' | 'MIN' | 'MAX' | 'SUM' | 'AVG';
			readonly path: readonly string[];
			readonly alias: string | null;
			readonly at: number;
	  }
	| { readonly kind: 'label'; readonly path: readonly string[]; readonly alias: string | null; readonly at: number }
	| { readonly kind: 'children'; readonly query: Query };

export interface Order {
	readonly path: readonly string[];
	readonly descending: boolean;
	readonly nullsLast: boolean;
	readonly at: number;
}

export type Literal =
	| { readonly kind: 'string'; readonly text: string }
	| { readonly kind: 'number'; readonly value: number }
	| { readonly kind: 'boolean'; readonly value: boolean }
	| { readonly kind: 'null' }
	| { readonly kind: 'date'; readonly text: string }
	| { readonly kind: 'datetime'; readonly text: string }
	/** TODAY, LAST_N_DAYS:7 ... */
	| { readonly kind: 'range'; readonly name: string; readonly n: number };

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';

export type Condition =
	| { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
	| { readonly kind: 'not'; readonly part: Condition }
	| {
			readonly kind: 'compare';
			readonly path: readonly string[];
			readonly operator: Operator;
			readonly value: Literal;
			readonly at: number;
	  }
	| {
			readonly kind: 'in';
			readonly path: readonly string[];
			readonly not: boolean;
			readonly values: readonly Literal[] | Query;
			readonly at: number;
	  }
	| {
			readonly kind: 'includes';
			readonly path: readonly string[];
			readonly not: boolean;
			readonly values: readonly string[];
			readonly at: number;
	  };
