/** Where a new record holds the keys that it is looked up by, by field name. */
export interface KeyFields {
	readonly email?: string | undefined;
	readonly phone?: string | undefined;
	readonly linkedin?: string | undefined;
	/** A company's domain or website. */
	readonly domain?: string | undefined;
	readonly firstName?: string | undefined;
	readonly lastName?: string | undefined;
	/** The whole name, where it is one field: people of Pipedrive, companies, deals. */
	readonly name?: string | undefined;
	/** The company's name, where a person's record holds it as text. */
	readonly company?: string | undefined;
	/** Fields without which this CRM makes no record, as far as it tells. */
	readonly required: readonly string[];
	/** Objects that a new record can belong to from the start. */
	readonly parents: readonly string[];
}
