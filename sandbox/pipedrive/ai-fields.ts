/** The AI fields as Set Up AI Fields creates them, for an account that has them from the start. */
import { aiFields } from '../../core/fields/ai-fields';
import type { FieldSpec } from '../../core/fields/schema';
import type { Company } from './company';
import type { FieldType } from './entities';

/** Pipedrive has no custom field for a moment: it stands as text. */
const native: Readonly<Record<FieldSpec['type'], FieldType>> = {
	text: 'varchar',
	'long text': 'text',
	number: 'double',
	'date and time': 'varchar',
	choice: 'enum',
};

export function addAiFields(company: Company): void {
	for (const name of ['person', 'organization', 'deal']) {
		for (const { label, name: apiName, type, choices } of aiFields) {
			// The technical record's label would not lead back to its name.
			const shown = apiName === 'ai_provenance' ? 'AI Provenance' : label;
			company.addField(company.entity(name), {
				name: shown,
				type: native[type],
				...(choices === undefined ? {} : { options: choices.map((choice) => choice.label) }),
			});
		}
	}
}
