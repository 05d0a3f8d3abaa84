/** Property definitions as HubSpot shows them, and the short tables that the standard ones are written in. */

export interface Option {
	readonly label: string;
	readonly value: string;
	readonly hidden: boolean;
	readonly displayOrder: number;
	readonly description?: string;
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
export interface Property {
	readonly name: string;
	readonly label: string;
	readonly type: string;
	readonly fieldType: string;
	readonly groupName: string;
	readonly description: string;
	readonly options: readonly Option[];
	readonly displayOrder: number;
	readonly calculated: boolean;
	readonly externalOptions: boolean;
	readonly referencedObjectType?: string;
	readonly numberDisplayHint?: 'unformatted' | 'formatted' | 'currency' | 'percentage' | 'duration' | 'probability';
	readonly showCurrencySymbol?: boolean;
	readonly currencyPropertyName?: string;
	readonly hasUniqueValue: boolean;
	readonly hidden: boolean;
	readonly hubspotDefined?: boolean;
	readonly formField: boolean;
	readonly archived: boolean;
	readonly archivedAt?: string;
	readonly dataSensitivity: 'non_sensitive' | 'sensitive' | 'highly_sensitive';
	readonly modificationMetadata: {
		readonly archivable: boolean;
		readonly readOnlyDefinition: boolean;
		readonly readOnlyOptions?: boolean;
		readonly readOnlyValue: boolean;
	};
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly createdUserId?: string;
}

export interface PropertyGroup {
	readonly name: string;
	readonly label: string;
	readonly displayOrder: number;
	readonly archived: boolean;
}

/** One validation rule. https://developers.hubspot.com/docs/api-reference/latest/crm/property-validations/guide */
export interface ValidationRule {
	readonly ruleType: string;
	readonly ruleArguments: readonly string[];
	readonly shouldApplyNormalization?: boolean;
}

/**
 * Reads a table: one property per line, `name | Label | type/fieldType | flags | options`.
 * Flags: R read-only value, C calculated, H hidden, U unique value, S sensitive, X options from elsewhere (owners),
 * M an amount of money, P made in this portal (not HubSpot's own). Options: `value=Label, ...`; `-value=Label` is a hidden option.
 */
export function parseProperties(table: string, groupName: string): Property[] {
	const lines = table.split('\n').filter((line) => line.trim() !== '');
	return lines.map((line, index) => {
		const [name = '', label = '', kind = '', flags = '', options = ''] = line.split('|').map((part) => part.trim());
		const [type = 'string', fieldType = 'text'] = kind.split('/');
		const calculated = flags.includes('C');
		const own = !flags.includes('P');
		return {
			name,
			label,
			type,
			fieldType,
			groupName,
			description: '',
			options: parseOptions(options),
			displayOrder: index,
			calculated,
			externalOptions: flags.includes('X'),
			...(flags.includes('X') ? { referencedObjectType: 'OWNER' } : {}),
			...(type === 'number' ? { numberDisplayHint: flags.includes('M') ? 'currency' : 'formatted' } : {}),
			...(flags.includes('M') ? { showCurrencySymbol: true } : {}),
			hasUniqueValue: flags.includes('U'),
			hidden: flags.includes('H'),
			hubspotDefined: own,
			formField: !own || !calculated,
			archived: false,
			dataSensitivity: flags.includes('S') ? 'sensitive' : 'non_sensitive',
			modificationMetadata: {
				archivable: !own,
				readOnlyDefinition: own,
				readOnlyOptions: own,
				readOnlyValue: calculated || flags.includes('R'),
			},
			createdAt: '2019-08-06T02:41:08.029Z',
			updatedAt: '2026-01-15T09:30:00.000Z',
		};
	});
}

function parseOptions(text: string): Option[] {
	if (text === '') return [];
	return text.split(',').map((part, displayOrder) => {
		const [key = '', label] = part.trim().split('=');
		const hidden = key.startsWith('-');
		const value = hidden ? key.slice(1) : key;
		return { value, label: label ?? value, hidden, displayOrder };
	});
}
