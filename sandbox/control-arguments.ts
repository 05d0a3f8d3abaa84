/** What the control API takes. */
import type { FaultRule } from './core/faults';

export interface EditArguments {
	/** contact, contacts, 0-1 ... */
	readonly object: string;
	readonly id: string;
	readonly field: string;
	/** null and '' clear the field. */
	readonly value: string | null;
	/** HubSpot user id; the portal's first rep where absent. */
	readonly user?: number;
	/** Source type in the history: CRM_UI where absent; AUTOMATION_PLATFORM, IMPORT, INTEGRATION ... */
	readonly source?: string;
	/** Source id in the history; `userId:{user}` for people's sources where absent. */
	readonly sourceId?: string;
	/** Milliseconds since 1970; now where absent. */
	readonly at?: number;
}

export interface RecordRef {
	readonly object: string;
	readonly id: string;
	readonly user?: number;
}

export interface MergeArguments {
	readonly object: string;
	/** The record that survives. */
	readonly winner: string;
	readonly loser: string;
	readonly user?: number;
}

/** What a scheduled action does, as data. */
export type ControlAction =
	| ({ readonly kind: 'edit' } & EditArguments)
	| ({ readonly kind: 'merge' } & MergeArguments)
	| ({ readonly kind: 'delete' } & RecordRef)
	| ({ readonly kind: 'restore' } & RecordRef)
	| { readonly kind: 'expire token'; readonly token: string }
	| ({ readonly kind: 'fault' } & { readonly fault: FaultRule });
