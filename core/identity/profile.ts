/** What a record says about who or what it is, in the same terms on every CRM: the evidence that is weighed. */

/** Values as the CRM holds them; undefined where the CRM has no such field or it is empty. */
export interface IdentityProfile {
	readonly firstName?: string | undefined;
	readonly lastName?: string | undefined;
	/** A company's or deal's name; a person's where the CRM keeps it in one field. */
	readonly name?: string | undefined;
	/** Other names of a company: trading names, former names. */
	readonly aliases?: readonly string[] | undefined;
	/** All addresses of the record, the primary one first. */
	readonly emails: readonly string[];
	readonly phones: readonly string[];
	readonly title?: string | undefined;
	/** The company that a person or deal belongs to, by its name and, where known, its id. */
	readonly companyName?: string | undefined;
	readonly companyId?: string | undefined;
	/** Websites and domains of a company, the primary one first. */
	readonly domains: readonly string[];
	readonly street?: string | undefined;
	readonly postcode?: string | undefined;
	readonly city?: string | undefined;
	readonly country?: string | undefined;
	readonly linkedin?: string | undefined;
	/** Values of unique fields and external ids, by field name. */
	readonly uniques: Readonly<Record<string, string>>;
	/** A company's parent company. */
	readonly parentId?: string | undefined;
}
