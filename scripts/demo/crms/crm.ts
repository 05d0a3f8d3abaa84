/** What the demo needs to know about a CRM. One file per CRM beside this. */
import type { SandboxControl } from '../../../sandbox/control';
import type { JournalEntry } from '../../../sandbox/core/journal';
import type { CredentialFile } from '../../n8n';

/** What the controls of all stand-in CRMs can do, by the same names. */
export type DemoControl = Pick<
	SandboxControl,
	| 'edit'
	| 'create'
	| 'value'
	| 'values'
	| 'history'
	| 'ids'
	| 'journal'
	| 'schedule'
	| 'fault'
	| 'clearFaults'
	| 'expireToken'
	| 'renewToken'
	| 'stats'
	| 'resetStats'
	| 'requests'
>;

export interface DemoSandbox {
	readonly url: string;
	readonly token: string;
	readonly control: DemoControl;
	close(): Promise<void>;
}

export interface SandboxScene {
	readonly port?: number | undefined;
	readonly contacts: number;
	readonly seed: number;
	readonly aiFields: boolean;
	readonly latencyMs: number;
}

/** A contact as the incoming leads are made from it. */
export interface DemoPerson {
	readonly name: string;
	readonly email: string;
	/** A second address, where there is one. */
	readonly otherEmail: string;
	readonly phone: string;
}

export interface DemoCrm {
	readonly system: 'hubspot' | 'salesforce' | 'pipedrive';
	readonly name: string;
	/** Value of Connect Using. */
	readonly authentication: string;
	/** The object's label on the panels. */
	readonly contacts: string;
	start(scene: SandboxScene): Promise<DemoSandbox>;
	credential(sandbox: Pick<DemoSandbox, 'url' | 'token'>): CredentialFile;
	person(control: DemoControl, id: string): DemoPerson;
	/** The template's HubSpot fields in this CRM; null takes the field out of the template. */
	readonly fields: Readonly<Record<string, string | null>>;
	/** The template's values of HubSpot fields in this CRM. */
	readonly words: Readonly<Record<string, string>>;
	/** AI fields that the workflow declares Shared: where the CRM shows people's edits of AI's own fields only at a price. */
	readonly shared: readonly string[];
	/** Purposes of the requests that write records, as the sandbox counts them. */
	readonly writes: readonly string[];
	/** True for a change that was made by a request of ours. */
	isOwn(entry: JournalEntry): boolean;
}

/** All three stand-ins note the request behind each change; only ours come by request. */
export const byRequest = (entry: JournalEntry): boolean => entry.requestId !== null;
