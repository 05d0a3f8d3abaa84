/** The AI fields as Set Up AI Fields creates them, for an org that has them from the start. */
import { aiFields } from '../../core/fields/ai-fields';
import { longText, picklist, text, typed, type Field } from './field';
import { trackFields } from './history';
import type { Org } from './org';

export function addAiFields(org: Org): void {
	for (const name of ['Account', 'Contact', 'Lead', 'Opportunity', 'Thing__c']) {
		const fields = org.types.get(name.toLowerCase())?.fields;
		if (!fields) continue;
		for (const spec of aiFields) {
			const key = `${spec.name}__c`;
			if (!fields.has(key)) fields.set(key, make(spec, key));
		}
	}
	trackFields(org);
}

function make({ label, description, type, choices }: (typeof aiFields)[number], name: string): Field {
	const more = { help: description };
	switch (type) {
		case 'text':
			return text(name, label, 255, more);
		case 'long text':
			return longText(name, label, 32_768, more);
		case 'number':
			return typed('double', name, label, { precision: 18, scale: 2, ...more });
		case 'date and time':
			return typed('datetime', name, label, more);
		case 'choice':
			return picklist(
				name,
				label,
				(choices ?? []).map(({ value, label: shown }) => [value, shown] as const),
				{ restricted: true, ...more },
			);
	}
}
