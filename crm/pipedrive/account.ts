/** Whose token this is. https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser */
import { CrmError } from '../../core/errors';
import type { Account, CrmUser } from '../crm';
import { list, object, text } from '../json';
import type { Connection } from './connection';

export interface AccountInfo extends Account {
	/** Where records open, without a slash at the end. */
	readonly webBase: string;
	/** ISO code of the user's default currency. */
	readonly currency: string | undefined;
	/** IANA name of the user's time zone. */
	readonly timeZone: string | undefined;
}

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export async function readAccount({ http, options }: Connection): Promise<AccountInfo> {
	const response = await http.request({ method: 'GET', path: '/v1/users/me', purpose: 'who am I' });
	const me = object(object(response.body)['data']);
	const account = text(me['company_id']);
	if (account === undefined) {
		throw new CrmError({
			kind: 'unexpected',
			status: response.status,
			message: 'Pipedrive did not say which company the credential belongs to.',
			hint: 'Reconnect the credential and run the workflow again.',
		});
	}
	const domain = text(me['company_domain']);
	const base = options.baseUrl?.replace(/\/$/, '') ?? '';
	return {
		account,
		name: text(me['company_name']),
		user: text(me['id']),
		webBase: loopback.test(base)
			? base
			: `https://${domain !== undefined && /^[a-z0-9-]+$/i.test(domain) ? domain : 'app'}.pipedrive.com`,
		currency: text(me['default_currency']),
		timeZone: text(me['timezone_name']),
	};
}

/** Active users by name. https://developers.pipedrive.com/docs/api/v1/Users#getUsers */
export async function readUsers({ http }: Connection): Promise<readonly CrmUser[]> {
	const response = await http.request({ method: 'GET', path: '/v1/users', purpose: 'users' });
	return list(object(response.body)['data'])
		.map(object)
		.flatMap((user): CrmUser[] => {
			const id = text(user['id']);
			if (id === undefined || user['active_flag'] === false) return [];
			return [{ id, name: text(user['name']) ?? text(user['email']) ?? `User ${id}` }];
		})
		.sort((a, b) => a.name.localeCompare(b.name));
}
