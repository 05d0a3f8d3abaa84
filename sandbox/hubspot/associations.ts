/** Which record belongs to which, in both directions. */
import type { Source } from '../core/store';
import { standardAssociationTypes, type AssociationType } from './association-types';
import { invalid, notFound } from './errors';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';

export interface Link {
	readonly toId: string;
	readonly types: AssociationType[];
}

export class Associations {
	readonly types: AssociationType[] = [...standardAssociationTypes];
	/** 'contacts 1 companies' -> links. */
	private readonly links = new Map<string, Link[]>();
	private nextUserType = 501;

	constructor(private readonly portal: Portal) {}

	typesBetween(from: ObjectType, to: ObjectType): AssociationType[] {
		let found = this.types.filter((type) => type.from === from.plural && type.to === to.plural);
		if (found.length === 0 && (from.custom || to.custom)) {
			this.declare(from, to);
			found = this.types.filter((type) => type.from === from.plural && type.to === to.plural);
		}
		return found;
	}

	/** The type without a label: what 'default' means. */
	defaultType(from: ObjectType, to: ObjectType): AssociationType {
		const types = this.typesBetween(from, to);
		const type = types.find(({ label }) => label === null) ?? types[0];
		if (!type) throw invalid(`No association type exists between ${from.name} and ${to.name}.`);
		return type;
	}

	of(object: string, id: string, to: string): readonly Link[] {
		return this.links.get(`${object} ${id} ${to}`) ?? [];
	}

	/** Associates existing records with the given types, both ways. */
	link(
		from: ObjectType,
		fromId: string,
		to: ObjectType,
		toId: string,
		typeIds: readonly number[],
		source: Source,
	): AssociationType[] {
		const a = this.portal.store.survivor(from.plural, fromId);
		const b = this.portal.store.survivor(to.plural, toId);
		if (!a || a.archivedAt !== null) throw notFound(`${from.label} with id ${fromId} does not exist`);
		if (!b || b.archivedAt !== null) throw notFound(`${to.label} with id ${toId} does not exist`);
		const known = this.typesBetween(from, to);
		const types = typeIds.map((typeId) => {
			const type = known.find((candidate) => candidate.typeId === typeId);
			if (!type) throw invalid(`One or more association types are not valid: [${typeId}]`);
			return type;
		});
		for (const type of this.withPrimary(from, a.id, to, types)) {
			this.put(from.plural, a.id, to.plural, b.id, type);
			const back = this.types.find((candidate) => candidate.typeId === type.inverse && candidate.from === to.plural);
			if (back) this.put(to.plural, b.id, from.plural, a.id, back);
		}
		this.showPrimary(source, a.id, from, b.id, to);
		return types;
	}

	unlink(from: ObjectType, fromId: string, to: ObjectType, toId: string): void {
		this.remove(from.plural, fromId, to.plural, toId);
		this.remove(to.plural, toId, from.plural, fromId);
	}

	/** Gives the loser's associations to the winner. */
	move(type: ObjectType, loserId: string, winnerId: string): void {
		for (const [key, links] of [...this.links]) {
			const [object, id, to = ''] = key.split(' ');
			if (object !== type.plural || id !== loserId) continue;
			for (const { toId, types } of [...links]) {
				for (const association of types) {
					this.put(type.plural, winnerId, to, toId, association);
					const back = this.types.find(
						(candidate) => candidate.typeId === association.inverse && candidate.from === to,
					);
					if (back) this.put(to, toId, type.plural, winnerId, back);
				}
				this.unlink(type, loserId, this.portal.type(to), toId);
			}
		}
	}

	clear(): void {
		this.links.clear();
	}

	/** The first company of a contact, deal or ticket becomes its primary company. */
	private withPrimary(from: ObjectType, fromId: string, to: ObjectType, types: AssociationType[]): AssociationType[] {
		if (to.plural === 'companies' && this.of(from.plural, fromId, 'companies').length === 0) {
			const primary = this.typesBetween(from, to).find(({ label }) => label === 'Primary');
			if (primary && !types.includes(primary)) return [...types, primary];
		}
		return types;
	}

	/** HubSpot writes the primary company's id into the contact by itself. */
	private showPrimary(source: Source, aId: string, from: ObjectType, bId: string, to: ObjectType): void {
		const contactId = from.plural === 'contacts' ? aId : bId;
		if (![from.plural, to.plural].includes('contacts') || ![from.plural, to.plural].includes('companies')) return;
		const primary = this.of('contacts', contactId, 'companies').find(({ types }) =>
			types.some(({ typeId }) => typeId === 1),
		);
		const contact = this.portal.record('contacts', contactId);
		if (!contact || !primary) return;
		const requestId = source.requestId === undefined ? {} : { requestId: source.requestId };
		this.portal.store.set(contact, 'associatedcompanyid', primary.toId, {
			type: 'CALCULATED',
			id: 'PrimaryCompanySync',
			actor: 'hubspot',
			...requestId,
		});
	}

	private put(from: string, fromId: string, to: string, toId: string, type: AssociationType): void {
		const key = `${from} ${fromId} ${to}`;
		const links = this.links.get(key) ?? [];
		this.links.set(key, links);
		let link = links.find((candidate) => candidate.toId === toId);
		if (!link) links.push((link = { toId, types: [] }));
		if (!link.types.includes(type)) link.types.push(type);
	}

	private remove(from: string, fromId: string, to: string, toId: string): void {
		const key = `${from} ${fromId} ${to}`;
		this.links.set(
			key,
			(this.links.get(key) ?? []).filter((link) => link.toId !== toId),
		);
	}

	private declare(from: ObjectType, to: ObjectType): void {
		const typeId = this.nextUserType;
		this.nextUserType += 2;
		const way = (a: ObjectType, b: ObjectType, id: number, inverse: number): AssociationType => ({
			from: a.plural,
			to: b.plural,
			typeId: id,
			inverse,
			category: 'USER_DEFINED',
			label: null,
			name: `${a.name}_to_${b.name}`,
		});
		this.types.push(way(from, to, typeId, typeId + 1), way(to, from, typeId + 1, typeId));
	}
}
