import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { getFields, getMappingFields, getUsers, getWritableFields, searchObjects } from '../../n8n/dropdowns';
import { fieldSafeWriteHints } from '../../n8n/panel-hints';

export class FieldSafeWrite implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Field-Safe Write',
		name: 'fieldSafeWrite',
		icon: { light: 'file:fieldSafeWrite.svg', dark: 'file:fieldSafeWrite.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle:
			'={{ $parameter["operation"] === "setUp" ? "set up AI fields" : ($parameter["operation"] === "undo" ? "UNDO, " : $parameter["operation"] === "addNote" ? ($parameter["noteKind"] === "task" ? "TASK, " : "NOTE, ") : "") + ($parameter["mode"] === "write" ? "WRITE" : "PREVIEW: nothing is written") }}',
		description:
			'Write suggestions into CRM fields: only what changes, never over a person’s value, checked by reading it back',
		defaults: { name: 'CRM Field-Safe Write' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Done', 'Review', 'Failed', 'Audit'],
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
		hints: [
			{
				message:
					'Mode is Preview: this node reads and compares, and writes nothing. Switch Mode to Write when the preview is right.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["write", "undo", "addNote"].includes($parameter["operation"]) && $parameter["mode"] === "preview" }}',
			},
			...fieldSafeWriteHints,
		],
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
				description: 'The CRM to write to. After changing it, choose credential and object and map the fields again.',
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
				description: 'The kind of record, for example contacts or companies. Items about another kind are refused.',
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
						name: 'Add Note or Task',
						value: 'addNote',
						action: 'Add a note or task',
						description: 'Leave an AI summary or draft on the record, labelled as AI-generated, never twice',
					},
					{
						name: 'Set Up AI Fields',
						value: 'setUp',
						action: 'Set up AI fields',
						description: 'Create the ai_ fields that are missing and check a mapping, before going live',
					},
					{
						name: 'Undo',
						value: 'undo',
						action: 'Undo AI writes',
						description: 'Bring earlier values back where the value that AI wrote still stands',
					},
					{
						name: 'Write Fields',
						value: 'write',
						action: 'Write fields safely',
						description: 'Preview or write suggestions, field by field',
					},
				],
				default: 'write',
			},
			{
				displayName: 'Mode',
				name: 'mode',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['write', 'undo', 'addNote'] } },
				options: [
					{ name: 'Preview', value: 'preview', description: 'Show what would be written; nothing is sent to the CRM' },
					{ name: 'Write', value: 'write', description: 'Write, read back and report' },
				],
				default: 'preview',
			},
			{
				displayName:
					'Pipedrive: who changed a field is looked up for Shared fields only, since it costs 40 of your company’s daily API tokens a record (a write costs 5). For fields owned by AI it is not looked up: a change that a person makes there just before the write is written over unseen. Choose Shared under Field Owners where that matters.',
				name: 'pipedriveNotice',
				type: 'notice',
				displayOptions: { show: { crm: ['pipedrive'], operation: ['write'] } },
				default: '',
			},
			{
				displayName: 'Values',
				name: 'valuesFrom',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['write'] } },
				options: [
					{
						name: 'From Conflict Gate or AI Score',
						value: 'item',
						description: 'The suggestions that earlier nodes put on the item',
					},
					{ name: 'Map Myself', value: 'map', description: 'You say which value goes into which field' },
				],
				default: 'item',
			},
			{
				displayName: 'Fields to Write',
				name: 'fields',
				type: 'resourceMapper',
				default: { mappingMode: 'defineBelow', value: null },
				noDataExpression: true,
				typeOptions: {
					loadOptionsDependsOn: ['object.value', 'authentication'],
					resourceMapper: {
						resourceMapperMethod: 'getMappingFields',
						mode: 'map',
						valuesLabel: 'Fields to Write',
						fieldWords: { singular: 'field', plural: 'fields' },
						addAllFields: false,
						multiKeyMatch: false,
						supportAutoMap: false,
						noFieldsError: 'No fields found. Choose the credential and the object first.',
					},
				},
				displayOptions: { show: { operation: ['write'], valuesFrom: ['map'] } },
			},
			{
				displayName: 'Leave It As',
				name: 'noteKind',
				type: 'options',
				displayOptions: { show: { operation: ['addNote'] } },
				options: [
					{ name: 'Note', value: 'note', description: 'Stands on the record’s timeline' },
					{ name: 'Task', value: 'task', description: 'Stands in somebody’s list of things to do' },
				],
				default: 'note',
			},
			{
				displayName: 'Title',
				name: 'noteTitle',
				type: 'string',
				displayOptions: { show: { operation: ['addNote'] } },
				default: 'Summary',
				placeholder: 'e.g. Call summary',
				hint: '“AI-generated” is put in front of it',
			},
			{
				displayName: 'Text',
				name: 'noteFrom',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['addNote'] } },
				options: [
					{ name: 'From AI Score', value: 'item', description: 'The text that AI Score suggested for the record' },
					{ name: 'Write Myself', value: 'map', description: 'Your own words, or an expression' },
				],
				default: 'item',
			},
			{
				displayName: 'Your Text',
				name: 'noteText',
				type: 'string',
				typeOptions: { rows: 4 },
				required: true,
				displayOptions: { show: { operation: ['addNote'], noteFrom: ['map'] } },
				default: '',
				placeholder: 'e.g. the summary of the call',
			},
			{
				displayName: 'Due In (Days)',
				name: 'dueInDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				displayOptions: { show: { operation: ['addNote'], noteKind: ['task'] } },
				default: 1,
			},
			{
				displayName: 'Assign To',
				name: 'assignTo',
				type: 'options',
				displayOptions: { show: { operation: ['addNote'], noteKind: ['task'] } },
				options: [
					{ name: 'A User', value: 'user' },
					{ name: 'Nobody', value: 'nobody' },
					{ name: 'Record Owner', value: 'record' },
				],
				default: 'record',
			},
			{
				displayName: 'User Name or ID',
				name: 'taskOwner',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getUsers', loadOptionsDependsOn: ['authentication'] },
				displayOptions: { show: { operation: ['addNote'], noteKind: ['task'], assignTo: ['user'] } },
				default: '',
				description:
					'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			{
				displayName:
					'The note or task says that AI wrote it and in which run. The same text is never left twice on a record. Nothing is sent to anybody outside your CRM: a drafted reply is for a person to send.',
				name: 'noteNotice',
				type: 'notice',
				displayOptions: { show: { operation: ['addNote'] } },
				default: '',
			},
			{
				displayName: 'Undo By',
				name: 'undoBy',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['undo'] } },
				options: [
					{
						name: 'Items on the Input',
						value: 'items',
						description: 'Audit rows, items that left Field-Safe Write, or a past execution read by the n8n node',
					},
					{
						name: 'Record',
						value: 'record',
						description:
							'All that AI wrote into the records on the input, from audit rows or the CRM’s own field history',
					},
					{
						name: 'Run',
						value: 'run',
						description: 'What one execution wrote into the records on the input',
					},
				],
				default: 'items',
			},
			{
				displayName: 'Execution ID',
				name: 'undoExecution',
				type: 'string',
				required: true,
				displayOptions: { show: { operation: ['undo'], undoBy: ['run'] } },
				default: '',
				placeholder: 'e.g. 4711',
				hint: 'From n8n’s list of executions, or the column "execution" of an audit row',
			},
			{
				displayName: 'Only These Field Names or IDs',
				name: 'undoFields',
				type: 'multiOptions',
				typeOptions: {
					loadOptionsMethod: 'getWritableFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['undo'] } },
				default: [],
				description:
					'Leave empty for all fields that AI wrote. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName:
					'A value comes back only where the value that AI wrote still stands. What a person changed since is left as it is and named. Values that were taken back are not suggested again.',
				name: 'undoNotice',
				type: 'notice',
				displayOptions: { show: { operation: ['undo'] } },
				default: '',
			},
			{
				displayName: 'AI Fields to Create',
				name: 'aiFields',
				type: 'multiOptions',
				displayOptions: { show: { operation: ['setUp'] } },
				options: [
					{ name: 'AI Fit Segment', value: 'ai_fit_segment' },
					{ name: 'AI Lead Score', value: 'ai_lead_score' },
					{ name: 'AI Reply Draft', value: 'ai_reply_draft' },
					{ name: 'AI Review Status', value: 'ai_review_status' },
					{ name: 'AI Score Reason', value: 'ai_score_reason' },
					{ name: 'AI Summary', value: 'ai_summary' },
					{ name: 'AI Summary Status', value: 'ai_summary_status' },
					{ name: 'AI Updated At', value: 'ai_updated_at', description: 'When AI last changed the record' },
					{
						name: 'Written by AI (Technical Record)',
						value: 'ai_provenance',
						description: 'What AI wrote, when and how: needed to tell AI’s values from a person’s',
					},
				],
				default: [
					'ai_lead_score',
					'ai_score_reason',
					'ai_fit_segment',
					'ai_summary',
					'ai_summary_status',
					'ai_reply_draft',
					'ai_review_status',
					'ai_updated_at',
					'ai_provenance',
				],
				description: 'Fields that exist already are left as they are',
			},
			{
				displayName: 'Fields to Check',
				name: 'checkFields',
				type: 'resourceMapper',
				default: { mappingMode: 'defineBelow', value: null },
				noDataExpression: true,
				typeOptions: {
					loadOptionsDependsOn: ['object.value', 'authentication'],
					resourceMapper: {
						resourceMapperMethod: 'getMappingFields',
						mode: 'map',
						valuesLabel: 'Fields to Check (Optional)',
						fieldWords: { singular: 'field', plural: 'fields' },
						addAllFields: false,
						multiKeyMatch: false,
						supportAutoMap: false,
						noFieldsError: 'No fields found. Choose the credential and the object first.',
					},
				},
				displayOptions: { show: { operation: ['setUp'] } },
				hint: 'Optional: values that you plan to write. They are checked against type, options and length, and not written.',
			},
			{
				displayName: 'Most Records Changed a Run',
				name: 'mostRecords',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { operation: ['write', 'addNote'] } },
				default: 500,
				description:
					'If more records would change, nothing is written at all. Counted before the first write and over the whole execution, also inside a loop, where records that still wait count too.',
			},
			{
				displayName:
					'Unless you say otherwise: fields that start with ai_ belong to AI; every other field is written only while it is empty or still holds what AI wrote. Owner, lifecycle, pipeline, stage, status, money, forecast, close date, e-mail, name, consent and unique IDs change only with a person’s approval.',
				name: 'rulesNotice',
				type: 'notice',
				displayOptions: { show: { operation: ['write'] } },
				default: '',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				displayOptions: { show: { operation: ['write'] } },
				default: {},
				options: [
					{
						displayName: 'Clear Empty Values',
						name: 'clearEmptyValues',
						type: 'boolean',
						default: false,
						description: 'Whether an empty suggestion empties the field. If off, empty suggestions are left out.',
					},
					{
						displayName: 'Field Owners',
						name: 'owners',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Field',
						default: {},
						description:
							'Used when no Conflict Gate is in front, and always when an agent calls this node. Fields without a row follow the rules above.',
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
						displayName: 'Run Assignment Rules',
						name: 'runAssignmentRules',
						type: 'boolean',
						displayOptions: { show: { '/crm': ['salesforce'] } },
						default: false,
						description:
							'Whether Salesforce may hand the record to somebody else by its assignment rules when this node writes to it',
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
							'A date field that shows when AI last changed the record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
							'The long text field in which AI’s own notes stand: what it wrote, when, and what people said no to. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Trigger Field Name or ID',
						name: 'triggerField',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getWritableFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: '',
						hint: 'For a class or a yes/no that starts a workflow of your CRM',
						description:
							'Written last, once, and only where it really changes and the other fields stand. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				displayOptions: { show: { operation: ['addNote'] } },
				default: {},
				options: [
					{
						displayName: 'Reference',
						name: 'reference',
						type: 'string',
						default: '',
						placeholder: 'e.g. {{ $json.callId }}',
						hint: 'For one note per call, mail or form, whatever its text',
						description:
							'What tells this note from others on the record. Left empty, it is the text itself: the same text is left once.',
					},
				],
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				displayOptions: { show: { operation: ['undo'] } },
				default: {},
				options: [
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
							'A date field that shows when AI last changed the record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
							'The long text field in which AI’s own notes stand: what it wrote, when, and what people said no to. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchObjects },
		loadOptions: { getFields, getUsers, getWritableFields },
		resourceMapping: { getMappingFields },
	};

	/** What a node does is loaded when it first runs: n8n loads descriptions of all nodes. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		switch (this.getNodeParameter('operation', 0)) {
			case 'setUp':
				return await (await import('../../n8n/field-safe-write/set-up')).setUpAiFields(this);
			case 'addNote':
				return await (await import('../../n8n/field-safe-write/add-note')).addNotes(this);
			case 'undo':
				return await (await import('../../n8n/field-safe-write/undo')).undoWrites(this);
			default:
				return await (await import('../../n8n/field-safe-write/write-fields')).writeFields(this);
		}
	}
}
