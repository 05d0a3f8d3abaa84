/** Tokens, scopes and OAuth. */
import type { Source } from '../core/store';
import { diesOfWriting, isDead, type MortalToken } from '../core/token';
import { HubSpotError } from './errors';
import type { ObjectType } from './object-types';
import type { TokenSpec } from './options';
import type { Portal } from './portal';

export type Token = TokenSpec & MortalToken;

export class Auth {
	private readonly tokens = new Map<string, Token>();
	private readonly refresh = new Map<string, TokenSpec>();

	constructor(private readonly portal: Portal) {
		for (const spec of portal.options.tokens) this.add(spec);
	}

	add(spec: TokenSpec): Token {
		const token: Token = { ...spec, written: 0, expired: false };
		this.tokens.set(spec.token, token);
		return token;
	}

	get(token: string): Token | undefined {
		return this.tokens.get(token);
	}

	/** The refresh token gives new access tokens like `spec`. */
	addRefreshToken(refreshToken: string, spec: Omit<TokenSpec, 'token'>): void {
		this.refresh.set(refreshToken, { ...spec, token: '' });
	}

	removeRefreshToken(refreshToken: string): void {
		this.refresh.delete(refreshToken);
	}

	/** A new access token that lives 30 minutes; undefined for an unknown refresh token. */
	exchange(refreshToken: string): Token | undefined {
		const spec = this.refresh.get(refreshToken);
		if (!spec) return undefined;
		const expiresAt = this.portal.clock.now() + 1_800_000;
		return this.add({ ...spec, kind: 'oauth', token: `oauth-${this.portal.random.hex(24)}`, expiresAt });
	}

	/** The token of an Authorization header. Throws HubSpot's 401. */
	authenticate(header: string | string[] | undefined): Token {
		const match = /^Bearer (\S+)$/i.exec(typeof header === 'string' ? header : '');
		const token = match?.[1] === undefined ? undefined : this.tokens.get(match[1]);
		if (!token) {
			throw new HubSpotError(
				401,
				'INVALID_AUTHENTICATION',
				'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
			);
		}
		const now = this.portal.clock.now();
		if (isDead(token, now)) throw expired(token, now);
		return token;
	}

	/** Refuses a write that would go beyond the number after which the token dies. */
	beforeUpdate(token: Token, records: number): void {
		if (diesOfWriting(token, records)) throw expired(token, this.portal.clock.now());
	}

	requireScopes(token: Token, anyOf: readonly string[]): void {
		if (anyOf.length === 0 || anyOf.some((scope) => token.scopes.includes(scope))) return;
		throw new HubSpotError(
			403,
			'MISSING_SCOPES',
			"This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
			{
				errors: [
					{
						message: 'One or more of the following scopes are required.',
						context: { requiredGranularScopes: [...anyOf] },
					},
				],
				links: { scopes: 'https://developers.hubspot.com/scopes' },
			},
		);
	}

	/** How own writes stand in the history. */
	source(token: Token, requestId: string): Source {
		return {
			type: 'INTEGRATION',
			id: String(token.appId),
			...(token.userId === undefined ? {} : { userId: token.userId }),
			actor: `app:${token.appId}`,
			requestId,
		};
	}
}

export function recordScopes(type: ObjectType, access: 'read' | 'write'): string[] {
	const scopes = [`crm.objects.${type.scope}.${access}`];
	return type.plural === 'tickets' ? [...scopes, 'tickets'] : scopes;
}

export function propertyScopes(type: ObjectType, access: 'read' | 'write'): string[] {
	const scopes = [`crm.schemas.${type.scope}.${access}`];
	return access === 'read' ? [...scopes, ...recordScopes(type, 'read')] : scopes;
}

function expired(token: Token, now: number): HubSpotError {
	const seconds = Math.max(0, Math.round((now - (token.expiresAt ?? now)) / 1000));
	return new HubSpotError(
		401,
		'EXPIRED_AUTHENTICATION',
		`The OAuth token used to make this call expired ${seconds} second(s) ago.`,
		{ context: { 'expire time': [new Date(token.expiresAt ?? now).toISOString()] } },
	);
}
