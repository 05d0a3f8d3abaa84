/** Objects and fields as describe shows them. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm */
import type { Field } from './field';
import { withSuffix } from './ids';
import type { Org } from './org';
import type { SObjectType } from './sobject';

const soapTypes: Partial<Record<Field['type'], string>> = {
	id: 'tns:ID',
	reference: 'tns:ID',
	boolean: 'xsd:boolean',
	int: 'xsd:int',
	double: 'xsd:double',
	currency: 'xsd:double',
	percent: 'xsd:double',
	date: 'xsd:date',
	datetime: 'xsd:dateTime',
	time: 'xsd:time',
	address: 'urn:address',
	base64: 'xsd:base64Binary',
	anyType: 'xsd:anyType',
};

export function summaryOf(type: SObjectType, version: string): Record<string, unknown> {
	const base = `/services/data/${version}/sobjects/${type.name}`;
	return {
		activateable: false,
		associateEntityType: type.historyOf === null ? null : 'History',
		associateParentEntity: type.historyOf,
		createable: type.createable,
		custom: type.custom,
		customSetting: false,
		deepCloneable: false,
		deletable: type.deletable,
		deprecatedAndHidden: false,
		feedEnabled: false,
		hasSubtypes: false,
		isInterface: false,
		isSubtype: false,
		keyPrefix: type.keyPrefix,
		label: type.label,
		labelPlural: type.labelPlural,
		layoutable: type.searchable,
		mergeable: ['Account', 'Contact', 'Lead'].includes(type.name),
		mruEnabled: type.searchable,
		name: type.name,
		queryable: true,
		replicateable: type.replicateable,
		retrieveable: true,
		searchable: type.searchable,
		triggerable: type.createable,
		undeletable: type.deletable,
		updateable: type.updateable,
		urls: { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` },
	};
}

/** With the user's object permissions and field-level security. */
export function describeOf(org: Org, userId: string, type: SObjectType, version: string): Record<string, unknown> {
	const fields = [...type.fields.values()].flatMap((field) => {
		const access = org.access(userId, type, field);
		return access === 'none'
			? []
			: [describeField(type, field, access === 'edit' && org.options.objectSecurity[type.name] !== 'read')];
	});
	const isReadOnly = org.options.objectSecurity[type.name] === 'read';
	return {
		...summaryOf(type, version),
		...(isReadOnly ? { createable: false, updateable: false, deletable: false } : {}),
		actionOverrides: [],
		childRelationships: childrenOf(org, type),
		compactLayoutable: type.searchable,
		fields,
		namedLayoutInfos: [],
		networkScopeFieldName: null,
		recordTypeInfos: [
			{
				active: true,
				available: true,
				defaultRecordTypeMapping: true,
				developerName: 'Master',
				master: true,
				name: 'Master',
				recordTypeId: withSuffix('012000000000000'),
				urls: {},
			},
		],
		searchLayoutable: type.searchable,
		supportedScopes: [{ label: 'All records', name: 'everything' }],
	};
}

function describeField(type: SObjectType, field: Field, editable: boolean): Record<string, unknown> {
	return {
		aggregatable: field.filterable,
		aiPredictionField: false,
		autoNumber: field.autoNumber,
		byteLength: field.length * 3,
		calculated: field.calculated,
		calculatedFormula: null,
		cascadeDelete: false,
		caseSensitive: field.caseSensitive,
		compoundFieldName: field.compound,
		controllerName: null,
		createable: field.createable && editable,
		custom: field.custom,
		defaultValue: field.type === 'boolean' ? false : null,
		defaultValueFormula: null,
		defaultedOnCreate: field.defaultedOnCreate,
		dependentPicklist: false,
		deprecatedAndHidden: false,
		digits: field.digits,
		displayLocationInDecimal: false,
		encrypted: false,
		externalId: field.externalId,
		extraTypeInfo: field.extraType,
		filterable: field.filterable,
		filteredLookupInfo: null,
		groupable: field.sortable && field.type !== 'double',
		highScaleNumber: false,
		htmlFormatted: field.htmlFormatted,
		idLookup: field.idLookup,
		inlineHelpText: field.help,
		label: field.label,
		length: field.length,
		mask: null,
		maskType: null,
		name: field.name,
		nameField: field.nameField,
		namePointing: field.referenceTo.length > 1,
		nillable: field.nillable && !type.required.includes(field.name),
		permissionable: field.nillable && !['id', 'address'].includes(field.type),
		picklistValues: field.options.map((option) => ({ ...option, validFor: null })),
		polymorphicForeignKey: field.referenceTo.length > 1,
		precision: field.precision,
		queryByDistance: false,
		referenceTargetField: null,
		referenceTo: field.referenceTo,
		relationshipName: field.relationshipName,
		relationshipOrder: null,
		restrictedDelete: false,
		restrictedPicklist: field.restricted,
		scale: field.scale,
		searchPrefilterable: false,
		soapType: soapTypes[field.type] ?? 'xsd:string',
		sortable: field.sortable,
		type: field.type,
		unique: field.unique,
		updateable: field.updateable && editable && type.updateable,
		writeRequiresMasterRead: false,
	};
}

function childrenOf(org: Org, type: SObjectType): unknown[] {
	return [...org.types.values()].flatMap((child) =>
		org.findType(child.name) === undefined
			? []
			: [...child.fields.values()]
					.filter(({ referenceTo }) => referenceTo.includes(type.name))
					.map(({ name, childRelationship }) => ({
						cascadeDelete: false,
						childSObject: child.name,
						deprecatedAndHidden: false,
						field: name,
						junctionIdListNames: [],
						junctionReferenceTo: [],
						relationshipName: childRelationship,
						restrictedDelete: false,
					})),
	);
}
