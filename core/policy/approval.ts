/**
 * Signed approvals. Any node could put `approvedBy` on an item, so a person's yes counts only with a signature that
 * binds it to one value of one field of one record, to the value the person saw, and to an expiry.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Approval } from '../record';
import type { FieldStamp } from '../stamp';
import { canonicalJson, hashValue, sameValue, type CrmValue } from '../value';
import type { Version } from './versions';

/** What a person says yes to. */
export interface Approvable {
	readonly account: string;
	readonly object: string;
	readonly id: string;
	readonly field: string;
	/** The approved value, canonical. */
	readonly value: CrmValue;
}

/** Milliseconds that Field-Safe Write has after a yes; in them the value must not change. */
export const APPROVAL_LASTS = 86_400_000;

const KEY_PURPOSE = 'n8n-nodes-crm-ai-layer approval v1';

/** The signing key: derived from the credential's stable secret (never an access token), by HKDF (RFC 5869). */
export function approvalKey(credentialSecret: string): Buffer {
	return Buffer.from(hkdfSync('sha256', credentialSecret, '', KEY_PURPOSE, 32));
}

function signatureOf(key: Buffer, what: Approvable, terms: Omit<Approval, 'signature'>, approvedBy: string): string {
	const text = canonicalJson([
		what.account,
		what.object,
		what.id,
		what.field,
		what.value,
		terms.currentHash,
		terms.expiresAt,
		terms.execution,
		approvedBy,
	]);
	return createHmac('sha256', key).update(text).digest('base64url');
}

/** Signs a person's yes. `current` is the value that the person saw in the field. */
export function signApproval(
	key: Buffer,
	what: Approvable,
	terms: {
		readonly current: CrmValue;
		readonly expiresAt: string;
		readonly execution: string;
		readonly approvedBy: string;
	},
): Approval {
	const open = { currentHash: hashValue(terms.current), expiresAt: terms.expiresAt, execution: terms.execution };
	return { ...open, signature: signatureOf(key, what, open, terms.approvedBy) };
}

/** Why an approval does not count, or undefined where it does. `current` is the field's value now. */
export function approvalProblem(
	key: Buffer,
	what: Approvable,
	given: { readonly approval: Approval | undefined; readonly approvedBy: string },
	now: { readonly current: CrmValue; readonly time: string },
): 'not signed' | 'forged' | 'expired' | 'value changed' | undefined {
	const { approval, approvedBy } = given;
	if (!approval) return 'not signed';
	const expected = Buffer.from(signatureOf(key, what, approval, approvedBy));
	const actual = Buffer.from(approval.signature);
	if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return 'forged';
	if (!(Date.parse(approval.expiresAt) > Date.parse(now.time))) return 'expired';
	if (approval.currentHash !== hashValue(now.current)) return 'value changed';
	return undefined;
}

/**
 * True where the approved value was written since the approval was given: whoever changed it back after that (a person,
 * an Undo) was not asked. `stamp` and `history` are the field's, as far as the CRM keeps them.
 */
export function alreadyUsed(
	approval: Approval,
	value: CrmValue,
	{ stamp, history }: { readonly stamp?: FieldStamp | undefined; readonly history?: readonly Version[] | undefined },
): boolean {
	const given = Date.parse(approval.expiresAt) - APPROVAL_LASTS;
	const hash = hashValue(value);
	if (stamp && Date.parse(stamp.writtenAt) >= given) {
		if (stamp.hash === hash || stamp.refused?.includes(hash) === true) return true;
	}
	const written = history?.some(
		(version) => version.own && sameValue(version.value, value) && Date.parse(version.at) >= given,
	);
	return written === true;
}
