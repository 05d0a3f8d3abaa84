/** What changed and what was deleted in a stretch of time. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm */
import type { Route } from '../../core/stand-in';
import { notFound, refused } from '../errors';
import type { Org } from '../org';
import { seconds } from '../present';
import type { SObjectType } from '../sobject';
import { ok, param, route, type Asked } from './route';

const dayMs = 86_400_000;
const minuteMs = 60_000;

export function replicationRoutes(org: Org): Route[] {
	return [
		route(org, 'GET', '/sobjects/:type/updated', 'updated', (asked) => {
			const { type, start, end, covered } = stretch(org, asked);
			const ids: string[] = [];
			for (const record of org.live(type.name)) {
				const { stampAt } = org.metaOf(record);
				if (stampAt >= start && stampAt < Math.min(end, covered)) ids.push(record.id);
			}
			asked.call.log.records = ids.length;
			return ok({ ids, latestDateCovered: dateOf(covered) });
		}),
		route(org, 'GET', '/sobjects/:type/deleted', 'deleted', (asked) => {
			const { type, start, end, covered } = stretch(org, asked);
			const deletedRecords: unknown[] = [];
			for (const record of org.store.all(type.name)) {
				if (record.archivedAt === null && record.mergedInto === null) continue;
				const { stampAt } = org.metaOf(record);
				if (stampAt >= start && stampAt < Math.min(end, covered)) {
					deletedRecords.push({ id: record.id, deletedDate: dateOf(stampAt) });
				}
			}
			const earliest = dateOf(org.clock.now() - 30 * dayMs);
			return ok({ deletedRecords, earliestDateAvailable: earliest, latestDateCovered: dateOf(covered) });
		}),
	];
}

interface Stretch {
	readonly type: SObjectType;
	readonly start: number;
	readonly end: number;
	/** Transactions that are still open may bring changes later than this. */
	readonly covered: number;
}

function stretch(org: Org, { call }: Asked): Stretch {
	const type = org.type(param(call, 'type'));
	if (!type.replicateable) throw notFound();
	const start = instant(call.query.get('start'));
	const end = instant(call.query.get('end'));
	const now = org.clock.now();
	if (end - start < minuteMs) throw invalid('startDate before endDate by at least one minute is required');
	if (start < now - 30 * dayMs) throw invalid('start date before earliest date available');
	return { type, start, end, covered: Math.min(end, now - org.options.openTransactionMs) };
}

/** Seconds are ignored: 12:30:15 is taken as 12:30:00. */
function instant(text: string | null): number {
	// A plus that was not encoded arrives as a space.
	const time = Date.parse((text ?? '').replace(' ', '+'));
	if (Number.isNaN(time)) throw invalid(`Invalid date: ${text ?? ''}`);
	return Math.floor(time / minuteMs) * minuteMs;
}

function invalid(message: string): Error {
	return refused(400, 'INVALID_REPLICATION_DATE', message);
}

function dateOf(time: number): string {
	return seconds(time).replace('Z', '+0000');
}
