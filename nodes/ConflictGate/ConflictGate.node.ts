import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { getMappingFields, getWritableFields, searchObjects } from '../../n8n/dropdowns';
import { conflictGateHints } from '../../n8n/panel-hints';

export class ConflictGate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Conflict Gate',
		name: 'conflictGate',
		icon: { light: 'file:conflictGate.svg', dark: 'file:conflictGate.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ $parameter["operation"] === "ownershipSheet" ? "export ownership sheet" : "at least " + $parameter["minimumConfidence"] + " sure" }}',
		description:
			'Decide field by field which AI suggestions for a CRM record may be written, which a person must approve, and which are left out',
		defaults: { name: 'CRM Conflict Gate' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Write', 'Review', 'Skip', 'Audit'],
		credentials: [
			{
				name: 'crmAiHubSpotApi',
				required: true,
				displayOptions: { hide: { crm: ['pipedrive', 'salesforce'], authentication: ['oAuth2'] } },
			},
			{
				name: 'crmAiHubSpotOAuth2Api',
				required: true,
				displayOptions: {
					hide: { crm: ['pipedrive', 'salesforce'], authentication: ['accessToken', 'clientCredentials', 'apiToken'] },
				},
			},
			{
				name: 'crmAiSalesforceApi',
				required: true,
				displayOptions: { hide: { crm: ['hubspot', 'pipedrive'], authentication: ['oAuth2'] } },
			},
			{
				name: 'crmAiSalesforceOAuth2Api',
				required: true,
				displayOptions: {
					hide: { crm: ['hubspot', 'pipedrive'], authentication: ['accessToken', 'clientCredentials', 'apiToken'] },
				},
			},
			{
				name: 'crmAiPipedriveApi',
				required: true,
				displayOptions: { hide: { crm: ['hubspot', 'salesforce'], authentication: ['oAuth2'] } },
			},
			{
				name: 'crmAiPipedriveOAuth2Api',
				required: true,
				displayOptions: {
					hide: { crm: ['hubspot', 'salesforce'], authentication: ['accessToken', 'clientCredentials', 'apiToken'] },
				},
			},
		],
		hints: conflictGateHints,
		properties: [
			{
				displayName: 'CRM',
				name: 'crm',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'HubSpot', value: 'hubspot' },
					{ name: 'Pipedrive', value: 'pipedrive' },
					{ name: 'Salesforce', value: 'salesforce' },
				],
				default: 'hubspot',
				description:
					'The CRM that the records are in. It is asked for its field descriptions only. After changing it, choose credential, object and fields again.',
			},
			{
				displayName: 'Connect Using',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { crm: ['hubspot'] } },
				options: [
					{ name: 'Service Key or App Token', value: 'accessToken' },
					{ name: 'OAuth2 (Sign In)', value: 'oAuth2' },
				],
				default: 'accessToken',
			},
			{
				displayName: 'Connect Using',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { crm: ['salesforce'] } },
				options: [
					{ name: 'External Client App (Client Credentials)', value: 'clientCredentials' },
					{ name: 'OAuth2 (Sign In)', value: 'oAuth2' },
				],
				default: 'clientCredentials',
			},
			{
				displayName: 'Connect Using',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { crm: ['pipedrive'] } },
				options: [
					{ name: 'API Token', value: 'apiToken' },
					{ name: 'OAuth2 (Sign In)', value: 'oAuth2' },
				],
				default: 'apiToken',
			},
			{
				displayName: 'Object',
				name: 'object',
				type: 'resourceLocator',
				default: { mode: 'list', value: 'contact', cachedResultName: 'Contacts' },
				required: true,
				description: 'The kind of record, for example contacts or companies. Items about another kind leave by Skip.',
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: 'searchObjects', searchable: true },
					},
					{
						displayName: 'By Name',
						name: 'id',
						type: 'string',
						placeholder: 'e.g. contact',
						hint: 'contact, company, deal, ticket, or the object type ID of a custom object',
					},
				],
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Export Ownership Sheet',
						value: 'ownershipSheet',
						action: 'Export the ownership sheet',
						description:
							'A document for the sales team: which fields AI writes, which are Shared, People Only or protected',
					},
					{
						name: 'Judge Suggestions',
						value: 'judge',
						action: 'Judge suggestions',
						description: 'Each suggestion leaves by Write, Review or Skip, with the reason',
					},
				],
				default: 'judge',
			},
			{
				displayName: 'Sheet As',
				name: 'sheetAs',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['ownershipSheet'] } },
				options: [
					{
						name: 'One Document',
						value: 'markdown',
						description: 'One item with the sheet as Markdown, also as a file for mail or a wiki',
					},
					{ name: 'One Item per Field', value: 'items', description: 'For a table or a spreadsheet' },
				],
				default: 'markdown',
				description:
					'It leaves by the first output, once per run. Field Owners, Minimum Confidence and Options below must be the same as in the Conflict Gate that judges.',
			},
			{
				displayName: 'Suggestions',
				name: 'suggestionsFrom',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['judge'] } },
				options: [
					{
						name: 'From AI Score',
						value: 'item',
						description: 'The suggestions that earlier nodes put on the item',
					},
					{ name: 'Map Myself', value: 'map', description: 'You say which value is suggested for which field' },
				],
				default: 'item',
			},
			{
				displayName: 'Suggested Values',
				name: 'fields',
				type: 'resourceMapper',
				default: { mappingMode: 'defineBelow', value: null },
				noDataExpression: true,
				typeOptions: {
					loadOptionsDependsOn: ['object.value', 'authentication'],
					resourceMapper: {
						resourceMapperMethod: 'getMappingFields',
						mode: 'map',
						valuesLabel: 'Suggested Values',
						fieldWords: { singular: 'field', plural: 'fields' },
						addAllFields: false,
						multiKeyMatch: false,
						supportAutoMap: false,
						noFieldsError: 'No fields found. Choose the credential and the object first.',
					},
				},
				displayOptions: { show: { operation: ['judge'], suggestionsFrom: ['map'] } },
			},
			{
				displayName: 'Confidence',
				name: 'confidence',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.confidence }}',
				displayOptions: { show: { operation: ['judge'], suggestionsFrom: ['map'] } },
				hint: 'Empty: the values are your own word and need no confidence',
				description:
					'How sure the model is of these values, from 0 to 1. Items without a number count as 0. A confidence that nobody has checked opens AI fields only; suggestions for other fields go to Review.',
			},
			{
				displayName: 'Field Owners',
				name: 'owners',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Field',
				default: {},
				description: 'Who a field belongs to. Fields without a row follow the rules below.',
				options: [
					{
						displayName: 'Field',
						name: 'rule',
						values: [
							{
								displayName: 'Field Name or ID',
								name: 'field',
								type: 'options',
								typeOptions: {
									loadOptionsMethod: 'getWritableFields',
									loadOptionsDependsOn: ['object.value', 'authentication'],
								},
								default: '',
								hint: 'As an expression also a pattern, such as ai_*',
								description:
									'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
							},
							{
								displayName: 'Owner',
								name: 'owner',
								type: 'options',
								options: [
									{ name: 'AI', value: 'ai', description: 'AI writes it, unless a person changed it' },
									{ name: 'People Only', value: 'people', description: 'AI never writes it' },
									{
										name: 'Shared',
										value: 'shared',
										description: 'AI writes it while it is empty or still holds AI’s value',
									},
								],
								default: 'shared',
							},
						],
					},
				],
			},
			{
				displayName:
					'Unless you say otherwise: fields that start with ai_ belong to AI; every other field is Shared: written only while it is empty or still holds what AI wrote. Owner, lifecycle, pipeline, stage, status, money, forecast, close date, e-mail, name, consent and unique IDs change only with a person’s approval. What a person rejected or cleared is not suggested again.',
				name: 'rulesNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Minimum Confidence',
				name: 'minimumConfidence',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 1, numberStepSize: 0.05 },
				default: 0.85,
				description:
					'A model’s suggestion needs at least this to be written, 0.85 itself passes; less goes to Review. A model that gives none counts as 0. Points rules and scorecards need none.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'A Person’s Edit Counts For',
						name: 'editCountsFor',
						type: 'fixedCollection',
						default: {},
						placeholder: 'Set Time',
						description:
							'How long a value that a person entered is kept from AI. Field-Safe Write keeps every person’s value unless told the same.',
						options: [
							{
								displayName: 'Time',
								name: 'period',
								values: [
									{
										displayName: 'Counts',
										name: 'counts',
										type: 'options',
										options: [
											{ name: 'Always', value: 'always' },
											{ name: 'For Some Days', value: 'days' },
										],
										default: 'always',
									},
									{
										displayName: 'Days',
										name: 'days',
										type: 'number',
										typeOptions: { minValue: 1 },
										displayOptions: { show: { counts: ['days'] } },
										default: 90,
									},
								],
							},
						],
					},
					{
						displayName: 'Additional Protected Fields',
						name: 'additionalProtected',
						type: 'string',
						default: '',
						placeholder: 'e.g. jobtitle, contract_*',
						description:
							'Fields that change only with a person’s approval, beside the built-in ones: internal names or patterns, separated by commas',
					},
					{
						displayName: 'Clear Empty Values',
						name: 'clearEmptyValues',
						type: 'boolean',
						default: false,
						description:
							'Whether an empty suggestion asks to empty the field. If off, empty suggestions leave by Skip. Field-Safe Write has to be told the same.',
					},
					{
						displayName: 'Confidence by Field',
						name: 'confidenceByField',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Field',
						default: {},
						options: [
							{
								displayName: 'Field',
								name: 'rule',
								values: [
									{
										displayName: 'Field Name or ID',
										name: 'field',
										type: 'options',
										typeOptions: {
											loadOptionsMethod: 'getWritableFields',
											loadOptionsDependsOn: ['object.value', 'authentication'],
										},
										default: '',
										hint: 'As an expression also a pattern, such as ai_*',
										description:
											'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
									},
									{
										displayName: 'Minimum Confidence',
										name: 'minimum',
										type: 'number',
										typeOptions: { minValue: 0, maxValue: 1, numberStepSize: 0.05 },
										default: 0.85,
									},
								],
							},
						],
					},
					{
						displayName: 'Stamp: Updated At Field Name or ID',
						name: 'updatedAtField',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getWritableFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: 'ai_updated_at',
						description:
							'The field in which Field-Safe Write shows when AI last changed the record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Stamp: Written by AI Field Name or ID',
						name: 'provenanceField',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getWritableFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: 'ai_provenance',
						description:
							'The field in which Field-Safe Write remembers what AI wrote; choose the same one there. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Users That Are Integrations',
						name: 'integrationUsers',
						type: 'string',
						default: '',
						placeholder: 'e.g. 501, 502',
						description:
							'IDs of CRM users in whose name another tool writes, separated by commas: their edits do not count as a person’s. Field-Safe Write keeps their values unless told the same.',
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchObjects },
		loadOptions: { getWritableFields },
		resourceMapping: { getMappingFields },
	};

	/** What a node does is loaded when it first runs: n8n loads descriptions of all nodes. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('operation', 0, 'judge') === 'ownershipSheet') {
			return await (await import('../../n8n/conflict-gate/export-sheet')).exportSheet(this);
		}
		return await (await import('../../n8n/conflict-gate/judge-items')).judgeItems(this);
	}
}
