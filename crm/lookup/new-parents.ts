/** The company that a new record belongs to. Companies are never created along. */
import type { Thresholds } from '../../core/identity/confidence';
import { readItem, type AskedItem } from '../../core/identity/read-item';
import type { Crm, RecordRef } from '../crm';
import { judgeLive } from './find';

/** One per item, where exactly one company is meant for sure. */
export async function parentsOf(
	crm: Crm,
	possible: readonly string[],
	items: readonly AskedItem[],
	thresholds: Thresholds,
): Promise<readonly (RecordRef | undefined)[]> {
	const questions = items.map(({ keys, sought }) =>
		sought.kind === 'company' || !possible.includes('company')
			? undefined
			: readItem(
					[
						...(keys.company === undefined ? [] : [{ key: 'company' as const, value: keys.company }]),
						...(keys.domains ?? []).map((value) => ({ key: 'domain' as const, value })),
						...(keys.company === undefined
							? []
							: (keys.emails ?? []).map((value) => ({ key: 'email' as const, value }))),
					],
					'company',
				),
	);
	const wanted = questions.flatMap((question) =>
		question === undefined || (question.keys.company === undefined && (question.keys.domains ?? []).length === 0)
			? []
			: [question],
	);
	if (wanted.length === 0) return items.map(() => undefined);
	const answers = await judgeLive(crm, 'company', wanted, thresholds);
	return questions.map((question) => {
		const answer = question === undefined ? undefined : answers[wanted.indexOf(question)];
		const company = answer?.ok === true && answer.value.status === 'matched' ? answer.value.candidates[0] : undefined;
		return company === undefined ? undefined : { object: 'company', id: company.id };
	});
}
