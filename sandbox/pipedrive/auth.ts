/** Tokens, scopes and OAuth. https://pipedrive.readme.io/docs/core-api-concepts-authentication */
import type { Source } from '../core/store';
import { diesOfWriting, isDead, type MortalToken } from '../core/token';
import type { Company } from './company';
import { PipedriveError } from './errors';
import type { TokenSpec } from './options';

export interface Token extends TokenSpec, MortalToken {
	/** Changing requests since midnight. */
	changes: number;
}

export class Auth {
	private readonly tokens = new Map<string, Token>();
	private readonly refresh = new Map<string, TokenSpec>();

	constructor(private readonly company: Company) {
		for (const spec of company.options.tokens) this.add(spec);
	}

	add(spec: TokenSpec): Token {
		const token: Token = { ...spec, written: 0, changes: 0, expired: false };
		this.tokens.set(spec.token, token);
		return token;
	}

	get(token: string): Token | undefined {
		return this.tokens.get(token);
	}

	/** The refresh token gives new access tokens like `spec`. */
	addRefreshToken(refreshToken: string, spec: Omit<TokenSpec, 'token' | 'kind'>): void {
		this.refresh.set(refreshToken, { ...spec, kind: 'oauth', token: '' });
	}

	removeRefreshToken(refreshToken: string): void {
		this.refresh.delete(refreshToken);
	}

	/** A new access token that lives an hour; undefined for an unknown refresh token. */
	exchange(refreshToken: string): Token | undefined {
		const spec = this.refresh.get(refreshToken);
		if (!spec) return undefined;
		const expiresAt = this.company.clock.now() + 3_600_000;
		return this.add({ ...spec, token: `oauth-${this.company.random.hex(24)}`, expiresAt });
	}

	/** x-api-token, `api_token` in the query, or a bearer. Throws Pipedrive's 401. */
	authenticate(headers: Readonly<Record<string, string | string[] | undefined>>, query: URLSearchParams): Token {
		const bearer = /^Bearer (\S+)$/i.exec(one(headers['authorization']))?.[1];
		const apiToken = one(headers['x-api-token']) || query.get('api_token') || undefined;
		const token = this.tokens.get(apiToken ?? bearer ?? '');
		const fits = token && (token.kind === 'oauth') === (apiToken === undefined);
		if (!token || !fits) throw unauthorized();
		if (isDead(token, this.company.clock.now())) throw unauthorized();
		return token;
	}

	/** Refuses a write that would go beyond the number after which the token dies. */
	beforeUpdate(token: Token): void {
		if (diesOfWriting(token, 1)) throw unauthorized();
	}

	requireScope(token: Token, anyOf: readonly string[], writes: boolean): void {
		const allowed = token.kind === 'api token' || anyOf.some((scope) => token.scopes.includes(scope));
		if (allowed && !(writes && token.mayWrite === false)) return;
		throw new PipedriveError(403, allowed ? 'You do not have permissions to do this.' : 'Scope and URL mismatch', {
			code: allowed ? 'ERR_FORBIDDEN' : 'ERR_SCOPE',
		});
	}

	/** How own writes stand in the changelog. */
	source(token: Token, requestId: string): Source {
		return {
			type: this.company.options.apiChangeSource ?? '',
			id: String(token.userId),
			userId: token.userId,
			actor: `user:${token.userId}`,
			requestId,
		};
	}
}

function one(header: string | string[] | undefined): string {
	return typeof header === 'string' ? header : '';
}

function unauthorized(): PipedriveError {
	return new PipedriveError(401, 'unauthorized access', {
		errorCode: 401,
		error_info: 'Please check developers.pipedrive.com for more information about Pipedrive API.',
	});
}
