/** Who changed a field, by HubSpot's sources (S0-34). */
import { readHistory, lastEdit } from '../../crm/hubspot/history';
import { OwnWrites } from '../../crm/hubspot/own-writes';
import type { WireVersion } from '../../crm/hubspot/wire';

function version(more: Partial<WireVersion>): WireVersion {
	const empty = { sourceId: undefined, sourceLabel: undefined, userId: undefined };
	return { value: 'x', timestamp: '2026-11-20T10:00:00.000Z', sourceType: '', ...empty, ...more };
}

test.each([
	['CRM_UI', 'human'],
	['crm_ui', 'human'],
	['MOBILE_IOS', 'human'],
	['IMPORT', 'human'],
	['MERGE_OBJECTS', 'human'],
	['PROPERTY_RESTORE', 'human'],
	['FORM', 'human'],
	['INTEGRATION', 'integration'],
	['API', 'integration'],
	['SALESFORCE', 'integration'],
	['AUTOMATION_PLATFORM', 'automation'],
	['WORKFLOWS', 'automation'],
	['CALCULATED', 'automation'],
	['BREEZE_AGENT', 'automation'],
	['SOMETHING_NEW', 'unknown'],
	['', 'unknown'],
])('the source %p is %s', (sourceType, by) => {
	expect(readHistory(undefined, [version({ sourceType })], () => false)[0]?.by).toBe(by);
});

test('a user behind an unknown source is a person, behind an integration it is none', () => {
	const by = (more: Partial<WireVersion>) => readHistory(undefined, [version(more)], () => false)[0];
	expect(by({ sourceType: 'SOMETHING_NEW', userId: '7' })).toMatchObject({ by: 'human', actor: 'user:7' });
	expect(by({ sourceType: 'SOMETHING_NEW', sourceId: 'userId:8' })).toMatchObject({ by: 'human', actor: 'user:8' });
	expect(by({ sourceType: 'INTEGRATION', sourceId: '123', userId: '7' })).toMatchObject({
		by: 'integration',
		actor: 'app:123',
	});
});

test('the newest version decides, in whatever order they come', () => {
	const older = version({ value: 'old', timestamp: '2026-11-20T09:00:00.000Z', sourceType: 'CRM_UI' });
	const newer = version({ value: 'new', timestamp: '1795168800001', sourceType: 'INTEGRATION' });
	const history = readHistory(undefined, [older, newer], () => false);
	expect(history.map((entry) => entry.value)).toEqual(['new', 'old']);
	expect(lastEdit(history)).toMatchObject({ at: '2026-11-20T10:00:00.001Z', by: 'integration', evidence: 'history' });
	expect(lastEdit([])).toBeUndefined();
});

describe('own writes', () => {
	const at = Date.parse('2026-11-20T10:00:00.000Z');
	const ours = version({ sourceType: 'INTEGRATION', sourceId: '55' });

	test('are told by the app id where the token tells it', () => {
		const own = new OwnWrites('55');
		expect(own.isOwn('contact', '1', 'f', 'x', ours)).toBe(true);
		expect(own.isOwn('contact', '1', 'f', 'x', { ...ours, sourceId: '56' })).toBe(false);
		expect(own.isOwn('contact', '1', 'f', 'x', { ...ours, sourceType: 'CRM_UI' })).toBe(false);
	});

	test('are otherwise told by value and time, and teach the app id', () => {
		const own = new OwnWrites();
		expect(own.isOwn('contact', '1', 'f', 'x', ours)).toBe(false);
		own.remember('contact', '1', 'f', 'x', at);
		expect(own.isOwn('contact', '2', 'f', 'x', ours)).toBe(false);
		expect(own.isOwn('contact', '1', 'f', 'y', ours)).toBe(false);
		expect(own.isOwn('contact', '1', 'f', 'x', { ...ours, timestamp: '2026-11-20T09:00:00.000Z' })).toBe(false);
		expect(own.isOwn('contact', '1', 'f', 'x', { ...ours, sourceType: 'CRM_UI', userId: '1' })).toBe(false);
		expect(own.appId).toBeUndefined();
		expect(own.isOwn('contact', '1', 'f', 'x', ours)).toBe(true);
		expect(own.appId).toBe('55');
		expect(own.isOwn('contact', '2', 'g', 'z', ours)).toBe(true);
	});
});
