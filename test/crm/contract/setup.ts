/** What the contract suite needs of a stand-in CRM: a connection to it, and somebody who acts on the other side. */
import type { CrmValue } from '../../../core/value';
import type { Crm } from '../../../crm/crm';

type Maybe<T> = T | Promise<T>;

export interface ContractCrm {
	/** A new connection to the same account, as every run of a node makes one. */
	connect(): Crm;
	/** Requests that the CRM has received so far. */
	received(): number;
	/** The object that the suite works on: contacts or persons. */
	readonly object: string;
	/** An object that records of `object` are associated with: companies. */
	readonly other: string;
	readonly fields: ContractFields;
	/** The CRM keeps versions of the suite's fields; false where its capability says so and this account has none. */
	readonly fieldHistory: boolean;
	/** By which keys this CRM, in this reading, tells a deleted record from one that never was. */
	readonly deletedTold: 'by every key' | 'by id' | 'never';
	/** A record id of the right form that never was. */
	readonly missingId: string;
	readonly act: Actor;
	close(): Maybe<void>;
}

/** Field names of `object`, by what the suite does with them. */
export interface ContractFields {
	readonly text: string;
	readonly longText: string;
	readonly number: string;
	readonly yesNo: string;
	readonly date: string;
	readonly time: string;
	readonly choice: { readonly name: string; readonly values: readonly [string, string] };
	readonly choices: { readonly name: string; readonly values: readonly [string, string, string] };
	readonly email: string;
	readonly phone: string;
	/** A field that no two records may share the value of. */
	readonly unique: string;
	readonly readOnly: string;
	/** The fields that make the record's label, and the label that they make. */
	readonly label: { readonly values: Readonly<Record<string, string>>; readonly text: string };
}

/** What people, other programs and accidents do in the CRM. Values are as the CRM's own screen would send them. */
export interface Actor {
	create(object: string, values: Readonly<Record<string, string>>): Maybe<string>;
	/** A rep changes a field; null clears it. */
	edit(id: string, field: string, value: string | null): Maybe<void>;
	/** A workflow or another machine of the CRM changes a field. */
	automate(id: string, field: string, value: string): Maybe<void>;
	/** Gives the record a second e-mail address. */
	addEmail(id: string, email: string): Maybe<void>;
	associate(id: string, otherId: string): Maybe<void>;
	merge(winner: string, loser: string): Maybe<void>;
	/** A rep ticks a task off, or deletes it. */
	completeTask(id: string): Maybe<void>;
	deleteTask(id: string): Maybe<void>;
	remove(id: string): Maybe<void>;
	/** What the CRM holds now, past the adapter: the wire text. */
	stored(id: string, field: string): Maybe<string | null>;
	/** Lets the CRM's clock go on. */
	wait(milliseconds: number): Maybe<void>;
	/** From now on every request is refused as not authenticated. */
	revoke(): Maybe<void>;
	/** From now on nobody may change records. */
	forbidWriting(): Maybe<void>;
	/** The next requests are answered with the CRM's rate limit error. */
	limit(requests: number): Maybe<void>;
	/** The next request that makes a record gets no answer: before it was carried out, or after. */
	loseAnswer(when: 'before' | 'after'): Maybe<void>;
}

/** A record of the suite's object with a name that tells it apart. */
export async function make(crm: ContractCrm, values: Readonly<Record<string, string>> = {}): Promise<string> {
	return await crm.act.create(crm.object, values);
}

/** The present value as a fresh connection reads it. */
export async function now(crm: ContractCrm, id: string, field: string): Promise<CrmValue | undefined> {
	const results = await crm.connect().read(crm.object, [id], [field], { edits: false });
	const result = results.get(id);
	return result?.ok === true ? result.value.values[field] : undefined;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
}
