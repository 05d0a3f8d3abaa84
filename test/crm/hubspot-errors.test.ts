/** HubSpot's error answers as CrmError (S2-23, S2-29). */
import type { ErrorKind } from '../../core/errors';
import { readError } from '../../crm/hubspot/errors';

const call = { method: 'POST', path: '/x', purpose: 'write' } as const;
const read = (status: number, body: unknown) => readError({ status, headers: {}, body }, call);

const insideText = JSON.stringify([
	{ isValid: false, message: 'Private Person is not one of the options', error: 'INVALID_OPTION', name: 'industry' },
	{ isValid: false, message: 'x', error: 'INVALID_NUMBER', name: 'team_size' },
]);

test.each<[string, number, unknown, ErrorKind, object]>([
	['a dead token', 401, { category: 'EXPIRED_AUTHENTICATION' }, 'auth', {}],
	['a 401 with HTML', 401, '<html>', 'auth', {}],
	[
		'missing scopes',
		403,
		{ category: 'MISSING_SCOPES', errors: [{ context: { requiredGranularScopes: ['b.write', 'a.read'] } }] },
		'permission',
		{ message: 'The HubSpot credential lacks a permission. It needs: a.read, b.write.' },
	],
	['a 403 without a reason', 403, 'Forbidden', 'permission', {}],
	[
		'a user without the permission to associate, which HubSpot reports as 400',
		400,
		{ message: "Missing 'Edit Associations' permission." },
		'permission',
		{ message: 'The HubSpot user behind the credential lacks the permission "Edit Associations".' },
	],
	['a record that is gone', 404, { category: 'OBJECT_NOT_FOUND' }, 'not found', {}],
	['a missing record reported with 400', 400, { category: 'OBJECT_NOT_FOUND' }, 'not found', {}],
	['a value that another record holds', 409, { category: 'CONFLICT' }, 'conflict', {}],
	[
		'invalid properties, as JSON inside the message',
		400,
		{ category: 'VALIDATION_ERROR', message: `Property values were not valid: ${insideText}` },
		'validation',
		{ code: 'INVALID_OPTION', fields: ['industry', 'team_size'] },
	],
	[
		'invalid properties, in errors[]',
		400,
		{ category: 'VALIDATION_ERROR', errors: [{ code: 'INVALID_DATE', context: { propertyName: ['closedate'] } }] },
		'validation',
		{ code: 'INVALID_DATE', fields: ['closedate'] },
	],
	[
		'a field that a rule demands (2026-09)',
		400,
		{
			category: 'VALIDATION_ERROR',
			errors: [{ code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY', context: { propertyName: ['lost_reason'] } }],
		},
		'validation',
		{ code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY', fields: ['lost_reason'] },
	],
	['a 400 that says nothing', 400, '', 'validation', {}],
	['a broken JSON inside the message', 400, { message: 'not valid: [{"a":' }, 'validation', {}],
	['a rate limit', 429, { policyName: 'TEN_SECONDLY_ROLLING' }, 'rate limit', { code: 'TEN_SECONDLY_ROLLING' }],
	['a locked record', 423, {}, 'unavailable', { message: 'HubSpot had the record locked (write).' }],
	['an account that is being moved', 477, {}, 'unavailable', {}],
	['a gateway page in HTML', 502, '<html><body>Bad Gateway</body></html>', 'unavailable', {}],
	['a Cloudflare status', 523, null, 'unavailable', {}],
	['a timeout', 408, undefined, 'unavailable', {}],
	['a redirect', 302, '', 'unexpected', {}],
	['an unknown status', 418, {}, 'unexpected', {}],
])('%s', (_, status, body, kind, expected) => {
	const { error } = read(status, body);
	expect(error).toMatchObject({ kind, status, ...expected });
	expect(error.hint).not.toBe('');
});

test("the day's limit is not waited for, the short limits are", () => {
	expect(read(429, { policyName: 'DAILY' }).final).toBe(true);
	expect(read(429, { message: 'You have reached your daily limit.' }).final).toBe(true);
	expect(read(429, { policyName: 'SECONDLY' }).final).toBe(false);
});

test('only a locked record and a moving account certainly applied nothing', () => {
	const certain = [408, 423, 477, 500, 502, 503, 504, 521].filter((status) => read(status, {}).nothingApplied);
	expect(certain).toEqual([423, 477]);
});

test("no message repeats what HubSpot's text says about values", () => {
	const { error } = read(400, { message: `Property values were not valid: ${insideText}` });
	expect(JSON.stringify(error.toData())).not.toContain('Private Person');
});
