/**
 * Property history: who changed a field, and when.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (propertiesWithHistory)
 */
import type { FieldSchema } from '../../core/fields/schema';
import type { Edit } from '../../core/record';
import type { Version } from '../crm';
import { fromWire } from './values';
import type { WireVersion } from './wire';

/**
 * HubSpot's 119 sources in our classes; a source that stands in no class is 'unknown', which counts as a person.
 * Imports, merges and restores are a person's doing, and what a customer typed into a form is a person's word too.
 */
const classes: Readonly<Record<'human' | 'integration' | 'automation', readonly string[]>> = {
	human: [
		'CRM_UI',
		'CRM_UI_BULK_ACTION',
		'MOBILE_IOS',
		'MOBILE_ANDROID',
		'CONTACTS_WEB',
		'CONTACTS',
		'COMPANIES',
		'DEALS',
		'SALES',
		'SALES_MESSAGES',
		'ENGAGEMENTS',
		'TASK',
		'MEETINGS',
		'SIDEKICK',
		'EXTENSION',
		'GMAIL_INTEGRATION',
		'EMAIL_INTEGRATION',
		'HELP_DESK',
		'WORK_UI',
		'PROPERTY_RESTORE',
		'ACTIVITY_LOG_REVERT',
		'RECYCLING_BIN',
		'RESTORE_OBJECTS',
		'MERGE_OBJECTS',
		'MERGE_CONTACTS',
		'MERGE_COMPANIES',
		'MERGE_REVERT_OBJECTS',
		'IMPORT',
		'BATCH_UPDATE',
		'CLONE_OBJECTS',
		'FORM',
		'LEADIN',
		'CONTENT_MEMBERSHIP',
		'CUSTOMER_PORTAL',
		'SOCIAL',
		'PAYMENTS',
	],
	integration: [
		'INTEGRATION',
		'API',
		'INTEGRATIONS_PLATFORM',
		'INTEGRATIONS_SYNC',
		'SALESFORCE',
		'CONNECTED_ACCOUNT',
		'MIGRATION',
		'DI_WRITE_TO_CRM',
		'PORTAL_OBJECT_SYNC',
		'SLACK_INTEGRATION',
	],
	automation: [
		'AUTOMATION_PLATFORM',
		'WORKFLOWS',
		'AUTOMATION_JOURNEY',
		'PRIMARY_AUTOMATION',
		'CALCULATED',
		'INTERNAL_PROCESSING',
		'ANALYTICS',
		'COMPANY_INSIGHTS',
		'DATA_ENRICHMENT',
		'DATA_QUALITY',
		'CONVERSATIONAL_ENRICHMENT',
		'AUTO_ASSOCIATE_BY_DOMAIN',
		'PROPERTY_DEFAULT_VALUE',
		'SEQUENCES',
		'BREEZE_AGENT',
		'CUSTOMER_AGENT',
		'PROSPECTING_AGENT',
		'AI_GROUP',
		'SMART_DATA_CAPTURE',
	],
};

const classOf = new Map<string, Edit['by']>();
for (const by of ['human', 'integration', 'automation'] as const) {
	for (const source of classes[by]) classOf.set(source, by);
}

/** Which class of editor the source names; a user id makes an unknown source a person. */
export function editorOf(version: WireVersion): Edit['by'] {
	const by = classOf.get(version.sourceType.toUpperCase());
	if (by !== undefined) return by;
	return userOf(version) === undefined ? 'unknown' : 'human';
}

/** The app that wrote the version, where an app did. */
export function appOf(version: WireVersion): string | undefined {
	if (editorOf(version) !== 'integration') return undefined;
	return version.sourceId !== undefined && /^\d+$/.test(version.sourceId) ? version.sourceId : undefined;
}

export type IsOwn = (version: WireVersion) => boolean;

/** Versions in canonical form, newest first. */
export function readHistory(
	field: FieldSchema | undefined,
	versions: readonly WireVersion[],
	isOwn: IsOwn,
): readonly Version[] {
	return newestFirst(versions).map((version) => {
		const actor = actorOf(version);
		return {
			value: fromWire(field, version.value),
			at: isoTime(version.timestamp),
			by: editorOf(version),
			...(actor === undefined ? {} : { actor }),
			own: isOwn(version),
		};
	});
}

/** The last change of a field; undefined where it was never set. */
export function lastEdit(history: readonly Version[]): Edit | undefined {
	const [newest] = history;
	if (newest === undefined) return undefined;
	return {
		at: newest.at,
		by: newest.by,
		...(newest.actor === undefined ? {} : { actor: newest.actor }),
		evidence: 'history',
	};
}

function actorOf(version: WireVersion): string | undefined {
	const app = appOf(version);
	if (app !== undefined) return `app:${app}`;
	const user = userOf(version);
	if (user !== undefined) return `user:${user}`;
	return version.sourceLabel ?? (version.sourceType === '' ? undefined : version.sourceType);
}

function userOf(version: WireVersion): string | undefined {
	return version.userId ?? /^userId:(\d+)$/.exec(version.sourceId ?? '')?.[1];
}

/** HubSpot gives newest first; sorted all the same (stable), since the newest decides. */
function newestFirst(versions: readonly WireVersion[]): readonly WireVersion[] {
	return [...versions].sort((a, b) => timeOf(b.timestamp) - timeOf(a.timestamp));
}

export function timeOf(timestamp: string): number {
	const time = /^\d+$/.test(timestamp) ? Number(timestamp) : Date.parse(timestamp);
	return Number.isNaN(time) ? 0 : time;
}

function isoTime(timestamp: string): string {
	return new Date(timeOf(timestamp)).toISOString();
}
