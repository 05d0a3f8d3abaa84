/** Context to Read: related records and recent activities, put on the contracts of matched items. */
import type { Contract } from '../../core/record';
import type { CrmErrorData } from '../../core/errors';
import { hideSecretLinks } from '../../core/score/mask';
import type { CrmValue } from '../../core/value';
import type { Crm, Values } from '../crm';

export interface ContextChoice {
	readonly related: boolean;
	readonly activities: boolean;
	/** ISO time: activities from then on. */
	readonly since: string;
}

/** Most activities and related records per record and kind: a prompt has no room for more. */
const MOST = 20;

/** The objects that say something about a record of each kind. */
const relatedObjects: Readonly<Record<string, readonly string[]>> = {
	contact: ['company', 'deal'],
	company: ['contact', 'deal'],
	deal: ['contact', 'company'],
	ticket: ['contact', 'company'],
};

export interface WithContext {
	readonly contracts: ReadonlyMap<string, Contract['context']>;
	/** Why the context of some records could not be read; they go on without it. */
	readonly failures: readonly CrmErrorData[];
}

/** The context of each record, by id. Throws CrmError only where nothing could be asked at all. */
export async function readContexts(
	crm: Crm,
	object: string,
	ids: readonly string[],
	choice: ContextChoice,
): Promise<WithContext> {
	const contracts = new Map<string, Contract['context']>();
	if (ids.length === 0 || (!choice.related && !choice.activities)) return { contracts, failures: [] };
	const read = await crm.context(object, ids, {
		associated: choice.related ? (relatedObjects[object] ?? ['contact', 'company']) : [],
		activities: choice.activities,
		since: choice.since,
		max: MOST,
	});
	const failures: CrmErrorData[] = [];
	for (const id of ids) {
		const answer = read.get(id);
		if (!answer?.ok) {
			if (answer) failures.push(answer.error);
			continue;
		}
		const { related, activities, truncated } = answer.value;
		contracts.set(id, {
			truncated,
			related: related.map((record) => ({ ...record, values: withoutLinks(record.values) })),
			activities: activities.map(({ direction, author, ...activity }) => ({
				...activity,
				// Any agent or model may read the item, not only AI Score: whoever has a review page's link can decide there.
				title: hideSecretLinks(activity.title),
				body: hideSecretLinks(activity.body),
				...(direction === undefined ? {} : { direction }),
				...(author === undefined ? {} : { author }),
			})),
		});
	}
	return { contracts, failures };
}

function withoutLinks(values: Values): Record<string, CrmValue> {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? hideSecretLinks(value) : value]),
	);
}
