/** Sessions and the ways to get one. https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flows.htm */
import { diesOfWriting, isDead, type MortalToken } from '../core/token';
import { invalidSession } from './errors';
import type { TokenSpec, UserKey } from './options';
import type { Org } from './org';

export type Token = TokenSpec & MortalToken;

export class Auth {
	private readonly tokens = new Map<string, Token>();
	private readonly refresh = new Map<string, UserKey>();
	/** Logins since the start, for tests that count them. */
	logins = 0;

	constructor(private readonly org: Org) {
		for (const spec of org.options.tokens) this.add(spec);
	}

	add(spec: TokenSpec): Token {
		const token: Token = { ...spec, written: 0, expired: false };
		this.tokens.set(spec.token, token);
		return token;
	}

	get(token: string): Token | undefined {
		return this.tokens.get(token);
	}

	addRefreshToken(refreshToken: string, user: UserKey): void {
		this.refresh.set(refreshToken, user);
	}

	removeRefreshToken(refreshToken: string): void {
		this.refresh.delete(refreshToken);
	}

	userOfRefreshToken(refreshToken: string): UserKey | undefined {
		return this.refresh.get(refreshToken);
	}

	/** A new session of the user. */
	login(user: UserKey): Token {
		this.logins++;
		const expiresAt = this.org.clock.now() + this.org.options.sessionMs;
		return this.add({ user, expiresAt, token: `${this.org.orgId.slice(0, 15)}!AQ${this.org.random.hex(40)}` });
	}

	/** The token of an Authorization header. Throws Salesforce's 401. */
	authenticate(header: string | string[] | undefined): Token {
		const match = /^(?:Bearer|OAuth) (\S+)$/i.exec(typeof header === 'string' ? header : '');
		const token = match?.[1] === undefined ? undefined : this.tokens.get(match[1]);
		if (!token || isDead(token, this.org.clock.now())) throw invalidSession();
		return token;
	}

	/** Refuses a write that would go beyond the number after which the token dies. */
	beforeUpdate(token: Token, records: number): void {
		if (diesOfWriting(token, records)) throw invalidSession();
	}
}
