/** What nobody would decide alone about people. */
import type { EvidenceKind } from './evidence';
import type { Facts } from './facts';
import { has, hasAny, hasOwn, shared, strong, type Guard } from './guard';
import { areSharedBy, type Holders } from './holders';
import type { Sought, Weighing } from './judge';

export function personGuard(sought: Sought, best: Weighing, holders: Holders): Guard | undefined {
	const { evidence, known } = best;
	const strongKeys = evidence.filter((one) => strong.includes(one.kind)).length;
	if (has(evidence, 'name differs') || has(evidence, 'name last only')) {
		// Two keys together are surer than a name that somebody typed.
		const certain = has(evidence, 'id') && strongKeys > 1;
		if (!certain)
			return { name: 'another name', why: 'the key agrees, but the record has another name.', always: strongKeys > 0 };
	}
	const agreesOnName = hasAny(evidence, ['name', 'name variant']);
	const agreesOnPart = agreesOnName || hasAny(evidence, ['name part', 'name first only']);
	if (strongKeys === 0) {
		if (has(evidence, 'email role') && !agreesOnPart) {
			return {
				name: 'shared mailbox without a name',
				why: 'the address is a shared mailbox (like info@), not a person’s.',
				always: true,
			};
		}
		if (!agreesOnName && !has(evidence, 'email shared') && best.total > 0) {
			return { name: 'name alone', why: 'only weak evidence agrees.' };
		}
		const besideName: readonly EvidenceKind[] = [
			...shared,
			'email near',
			'employer',
			'employer near',
			'employer domain',
		];
		if (!hasAny(evidence, besideName)) {
			return { name: 'name alone', why: 'only the name agrees, and many people share one.' };
		}
		if (!hasAny(evidence, shared) && !has(evidence, 'email near') && otherMailbox(sought.facts, known.facts)) {
			return {
				name: 'another mailbox at the same company',
				why: 'the record has another address at the same company: it may be a namesake.',
			};
		}
	}
	if (strongKeys === 1 && has(evidence, 'phone') && !agreesOnName) {
		const { facts } = sought;
		const says = facts.name !== undefined || facts.companies.length > 0 || facts.domains.length > 0;
		const alone = !says && facts.emails.length === 0 && !sought.unreadable && facts.linkedin === undefined;
		if (!alone || sought.facts.phones.every((phone) => areSharedBy(holders, 'phone', phone.digits))) {
			return { name: 'phone alone', why: 'only the phone number agrees, and colleagues often share one.' };
		}
	}
	return undefined;
}

/** Both have an address at one company's domain, and not the same one. */
function otherMailbox(item: Facts, record: Facts): boolean {
	return item.emails.some(
		({ site, mailbox }) =>
			site !== undefined &&
			record.emails.some((stored) => stored.site === site) &&
			!record.emails.some((stored) => stored.mailbox === mailbox),
	);
}

const otherNames: readonly EvidenceKind[] = ['name differs', 'name last only', 'name first only'];

/**
 * Two records that have the item's mailbox, and no name that says that they are two people, are one person twice: how
 * the name is written or what else is filled in does not choose between them, a key of its own does.
 */
export function isOneOfDoubles(best: Weighing, all: readonly Weighing[]): boolean {
	const holdsMailbox = (one: Weighing): boolean =>
		has(one.evidence, 'email shared') && !hasAny(one.evidence, otherNames);
	if (!holdsMailbox(best) || hasOwn(best, all, ['id', 'unique', 'linkedin'])) return false;
	return all.some((other) => other !== best && holdsMailbox(other));
}
