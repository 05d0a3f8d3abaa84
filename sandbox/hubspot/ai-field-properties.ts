/** The AI fields as Set Up AI Fields creates them, for a portal that has them from the start. */
import { aiFields } from '../../core/fields/ai-fields';
import type { FieldSpec } from '../../core/fields/schema';
import type { ObjectType } from './object-types';
import type { Portal } from './portal';
import { makeGroup, makeProperty } from './property-writes';

const native: Readonly<Record<FieldSpec['type'], readonly [string, string]>> = {
	text: ['string', 'text'],
	'long text': ['string', 'textarea'],
	number: ['number', 'number'],
	'date and time': ['datetime', 'date'],
	choice: ['enumeration', 'select'],
};

export function addAiFields(portal: Portal, objectType: ObjectType): void {
	makeGroup(portal, objectType, { name: 'ai_layer', label: 'AI' });
	for (const { name, label, description, type, choices } of aiFields) {
		const [nativeType, fieldType] = native[type];
		const options = choices ?? [];
		makeProperty(portal, objectType, {
			name,
			label,
			description,
			type: nativeType,
			fieldType,
			options,
			groupName: 'ai_layer',
		});
	}
}
