/** What a stand-in CRM tells its web page. The page knows nothing else about the CRM. */
import type { Html } from './html';

export interface PageCrm {
	/** Sandbox HubSpot */
	readonly name: string;
	/** Path part and label of the objects in the page's head; the first one is the start page. */
	readonly sections: readonly (readonly [string, string])[];
	/** The addresses that records have in the CRM's own app: `/contacts/:portalId/record/:object/:id`. */
	readonly recordPaths: readonly RecordPath[];
	/** Undefined for an object that is not there. `page` starts with 0. */
	list(object: string, search: string, page: number, size: number): ListView | undefined;
	record(object: string, id: string): RecordView | undefined;
	/** Edits a field as a rep; answers what happened, in words. Undefined where there is no such record. */
	edit(object: string, id: string, change: FieldEdit): string | undefined;
}

export interface RecordPath {
	readonly path: string;
	/** Where the path does not say the object, it is told by the parameters. */
	readonly object?: (params: Readonly<Record<string, string>>) => string;
}

export interface FieldEdit {
	readonly field: string;
	readonly value: string;
	readonly user: string;
}

export interface ListView {
	/** Path part. */
	readonly object: string;
	/** Contacts */
	readonly title: string;
	readonly total: number;
	readonly columns: readonly string[];
	readonly rows: readonly { readonly id: string; readonly label: string; readonly cells: readonly (string | null)[] }[];
}

export interface RecordView {
	readonly object: string;
	readonly objectTitle: string;
	readonly id: string;
	readonly label: string;
	/** Deleted, converted ...: stands above everything. */
	readonly state?: string | undefined;
	readonly fields: readonly FieldView[];
	/** Fields that a rep may edit; none where the record cannot be edited. */
	readonly editable: readonly { readonly name: string; readonly label: string }[];
	readonly people: readonly { readonly id: string; readonly name: string }[];
	readonly related: readonly {
		readonly kind: string;
		readonly object: string;
		readonly id: string;
		readonly label: string;
	}[];
	/** Newest first. */
	readonly activities: readonly ActivityView[];
}

export interface FieldView {
	readonly name: string;
	readonly label: string;
	readonly value: Html;
	/** Newest first. */
	readonly versions: readonly VersionView[];
}

export interface VersionView {
	readonly value: Html;
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly who: string;
	readonly kind: 'human' | 'machine';
}

export interface ActivityView {
	readonly kind: string;
	readonly object: string;
	readonly id: string;
	readonly at: string;
	readonly state: string;
	readonly title: string;
	readonly body: Html;
}
