import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { getDateFields, getFields, getUniqueFields, getWritableFields, searchObjects } from '../../n8n/dropdowns';

export class IdentityLookup implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Identity Lookup',
		name: 'identityLookup',
		icon: { light: 'file:identityLookup.svg', dark: 'file:identityLookup.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] === "list" ? "get records" : "find the record for each item" }}',
		description:
			'Find the CRM record that each item means, or get records to work on. Never guesses; creates only where you say so.',
		defaults: { name: 'CRM Identity Lookup' },
		usableAsTool: true,
		inputs:
			'={{ ((p) => p.operation !== "list" && p.options?.referenceList ? ["main", { displayName: "Reference List", type: "main" }] : ["main"])($parameter) }}',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Matched', 'Ambiguous', 'Unmatched'],
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
					'Connect Ambiguous and Unmatched too: items that no node takes are gone, and these are the ones a person should see.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "find" }}',
			},
			{
				message:
					'Create When Unmatched is on: an item that no record fits becomes a new record in the CRM. Ambiguous items never do. Try it without first, or with Check Matching on a Sample.',
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "find" && $parameter["options"]["createUnmatched"] === true }}',
			},
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
				description: 'The CRM to read from. After changing it, choose credential and object again.',
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
				description: 'The kind of record, for example contacts or companies',
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
						name: 'Check Matching on a Sample',
						value: 'sample',
						action: 'Check matching on a sample',
						description: 'Looks items up without writing, and reports what would match and why the rest would not',
					},
					{
						name: 'Find the Record for Each Item',
						value: 'find',
						action: 'Find the record for each item',
						description: 'Each item leaves by Matched, Ambiguous or Unmatched, with the reason',
					},
					{
						name: 'Get Records',
						value: 'list',
						action: 'Get records',
						description: 'Start a workflow from records that changed, or whose AI field is empty or old',
					},
				],
				default: 'find',
			},
			{
				displayName: 'Match Using',
				name: 'matchUsing',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['find', 'sample'] } },
				options: [
					{
						name: 'Recognize Automatically',
						value: 'auto',
						description:
							'E-mail, phone, names, company, domain, LinkedIn and record ID are recognized by the names of the incoming fields',
					},
					{ name: 'Choose Below', value: 'define', description: 'You say which incoming value is which key' },
				],
				default: 'auto',
			},
			{
				displayName: 'Keys',
				name: 'keys',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Key',
				displayOptions: { show: { operation: ['find', 'sample'], matchUsing: ['define'] } },
				default: { key: [{ kind: 'email', value: '={{ $json.email }}' }] },
				description:
					'Everything that an item tells is used. A shared mailbox (info@) or a name never decides alone; where keys disagree or two records fit, a person chooses.',
				options: [
					{
						displayName: 'Key',
						name: 'key',
						values: [
							{
								displayName: 'Key',
								name: 'kind',
								type: 'options',
								options: [
									{ name: 'City', value: 'city', description: 'Tells records of one name apart' },
									{
										name: 'Company Name',
										value: 'company',
										description: 'The company itself, or the one that a person or deal belongs to',
									},
									{
										name: 'Company Record ID',
										value: 'companyId',
										description: 'The CRM’s ID of the company that a person or deal belongs to',
									},
									{ name: 'Country', value: 'country', description: 'Name or two letters; also for its phone numbers' },
									{ name: 'Deal Name', value: 'dealName', description: 'Decides only together with the company' },
									{ name: 'Domain or Website', value: 'domain', description: 'The company’s; several may share one' },
									{ name: 'Email', value: 'email', description: 'Secondary addresses count too' },
									{ name: 'First Name', value: 'firstName' },
									{ name: 'Full Name', value: 'fullName', description: 'First and last name in any order' },
									{ name: 'Job Title', value: 'title', description: 'Tells people of one name apart' },
									{ name: 'Last Name', value: 'lastName' },
									{ name: 'LinkedIn Profile', value: 'linkedin', description: 'Any spelling of the address' },
									{ name: 'Phone', value: 'phone', description: 'Any spelling of the number' },
									{ name: 'Postal Code', value: 'postcode', description: 'Tells companies of one name apart' },
									{ name: 'Record ID', value: 'id', description: 'The internal ID of the CRM' },
									{ name: 'Street Address', value: 'street', description: 'Tells companies of one name apart' },
									{
										name: 'Unique Field',
										value: 'unique',
										description: 'A field whose values exist only once, such as a customer number',
									},
								],
								default: 'email',
							},
							{
								displayName: 'Unique Field Name or ID',
								name: 'field',
								type: 'options',
								typeOptions: {
									loadOptionsMethod: 'getUniqueFields',
									loadOptionsDependsOn: ['object.value', 'authentication'],
								},
								displayOptions: { show: { kind: ['unique'] } },
								default: '',
								description:
									'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
							},
							{
								displayName: 'Incoming Value',
								name: 'value',
								type: 'string',
								default: '',
								placeholder: 'e.g. {{ $json.email }}',
								description: 'Drag the field of the incoming item here',
							},
						],
					},
				],
			},
			{
				displayName: 'Items to Check',
				name: 'sampleSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { operation: ['sample'] } },
				default: 500,
				description: 'Spread evenly over the incoming items. 500 tell shares to within five percent.',
			},
			{
				displayName: 'Known Record ID',
				name: 'knownId',
				type: 'string',
				displayOptions: { show: { operation: ['sample'] } },
				default: '',
				placeholder: 'e.g. {{ $json.crm_id }}',
				description: 'The record ID that is right, where the items have it: the report then counts wrong matches',
			},
			{
				displayName: 'Records to Get',
				name: 'listBy',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['list'] } },
				options: [
					{ name: 'AI Field Empty', value: 'empty', description: 'Records that AI has not looked at yet' },
					{
						name: 'AI Field Older Than',
						value: 'olderThan',
						description: 'Records whose AI value should be refreshed',
					},
					{ name: 'Changed Since', value: 'changed', description: 'Records that somebody or something changed lately' },
				],
				default: 'changed',
			},
			{
				displayName: 'Changed in the Last (Hours)',
				name: 'hours',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { operation: ['list'], listBy: ['changed'] } },
				default: 24,
				description:
					'With a Schedule Trigger choose a little more than its interval: a record that comes twice is written once',
			},
			{
				displayName: 'AI Field Name or ID',
				name: 'emptyField',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['list'], listBy: ['empty'] } },
				default: 'ai_lead_score',
				description:
					'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			{
				displayName: 'Date Field Name or ID',
				name: 'dateField',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getDateFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['list'], listBy: ['olderThan'] } },
				default: 'ai_updated_at',
				description:
					'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			{
				displayName: 'Older Than (Days)',
				name: 'days',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { operation: ['list'], listBy: ['olderThan'] } },
				default: 30,
			},
			{
				displayName: 'Limit',
				name: 'maxRecords',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { operation: ['list'] } },
				default: 100,
				description: 'Max number of results to return',
			},
			{
				displayName: 'Field Names or IDs to Read',
				name: 'fields',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['find', 'list'] } },
				default: [],
				hint: 'Empty: only the AI fields are read',
				description:
					'The fields that later nodes need, with who changed them last. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName:
					'Pipedrive: who changed a field is looked up where you read fields besides the AI fields, since it costs 20 of your company’s daily API tokens a matched record. Leave Fields to Read empty, or choose AI fields only, where that is too much.',
				name: 'pipedriveNotice',
				type: 'notice',
				displayOptions: { show: { crm: ['pipedrive'], operation: ['find', 'list'] } },
				default: '',
			},
			{
				displayName: 'Context to Read',
				name: 'context',
				type: 'multiOptions',
				displayOptions: { show: { operation: ['find', 'list'] } },
				options: [
					{
						name: 'Recent Activities',
						value: 'activities',
						description: 'Calls, meetings, e-mails, notes and tasks of the last 90 days',
					},
					{
						name: 'Related Records',
						value: 'related',
						description: 'For a contact its companies and deals, and so on',
					},
				],
				default: [],
				description: 'What AI Score may look at beside the fields. Costs more requests.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				displayOptions: { show: { operation: ['find', 'sample'] } },
				default: {},
				options: [
					{
						displayName: 'Certainty Needed',
						name: 'certainty',
						type: 'number',
						typeOptions: { minValue: 0.5, maxValue: 1, numberPrecision: 2 },
						default: 0.9,
						description:
							'At least this sure is Matched. 0.96 refuses secondary addresses, 0.999 wants more than an e-mail address.',
					},
					{
						displayName: 'Country for Phone Numbers',
						name: 'country',
						type: 'string',
						default: '',
						placeholder: 'e.g. US',
						description: 'Two letters. Needed for numbers without country code; without it such numbers are not used.',
					},
					{
						displayName: 'Create People As',
						name: 'createPeopleAs',
						type: 'options',
						noDataExpression: true,
						displayOptions: { show: { createUnmatched: [true], '/crm': ['salesforce'] } },
						options: [
							{ name: 'Contact', value: 'contact' },
							{ name: 'Lead', value: 'lead' },
						],
						default: 'lead',
						description: 'What a new person becomes where Object is Contacts and Leads',
					},
					{
						displayName: 'Create When Unmatched',
						name: 'createUnmatched',
						type: 'boolean',
						noDataExpression: true,
						displayOptions: { show: { '/operation': ['find'] } },
						default: false,
						description:
							'Whether an item that no record fits becomes a new record, made of the keys that it was looked up by. It leaves by Matched, marked as created. The CRM’s own duplicate check stays on, and ambiguous items are never created.',
					},
					{
						displayName: 'Include Archived',
						name: 'includeArchived',
						type: 'boolean',
						default: false,
						description:
							'Whether an item whose record was deleted in the CRM leaves by Ambiguous with the deleted record, instead of by Unmatched. Nothing is ever written to it. With a Reference List: whether rows marked as archived may match.',
					},
					{
						displayName: 'Most Records Created a Run',
						name: 'mostCreated',
						type: 'number',
						noDataExpression: true,
						typeOptions: { minValue: 0 },
						displayOptions: { show: { createUnmatched: [true] } },
						default: 50,
						description: 'Items beyond it stay unmatched and say so. Counts over the whole execution, loops included.',
					},
					{
						displayName: 'Reference List',
						name: 'referenceList',
						type: 'boolean',
						default: false,
						description:
							'Whether to match against rows on a second input instead of searching the CRM: an export with record IDs, as items or as one CSV or JSON lines file, up to 100,000 rows',
					},
					{
						displayName: 'Review Above',
						name: 'reviewAbove',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
						default: 0.05,
						description: 'Less sure than this is Unmatched instead of Ambiguous',
					},
					{
						displayName: 'Run Assignment Rules',
						name: 'runAssignmentRules',
						type: 'boolean',
						noDataExpression: true,
						displayOptions: { show: { createUnmatched: [true], '/crm': ['salesforce'] } },
						default: false,
						description: 'Whether Salesforce may hand new records to somebody by its assignment rules',
					},
					{
						displayName: 'Values for New Records',
						name: 'newValues',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Value',
						displayOptions: { show: { createUnmatched: [true] } },
						default: {},
						description:
							'What a new record holds beside its keys, for example its source, or a field that your CRM requires. Existing records are not touched.',
						options: [
							{
								displayName: 'Value',
								name: 'value',
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
										description:
											'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
									},
									{
										displayName: 'Value',
										name: 'value',
										type: 'string',
										default: '',
										description: 'A fixed value, or drag a field of the incoming item here',
									},
								],
							},
						],
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchObjects },
		loadOptions: { getFields, getUniqueFields, getDateFields, getWritableFields },
	};

	/** What a node does is loaded when it first runs: n8n loads descriptions of all nodes. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		switch (this.getNodeParameter('operation', 0)) {
			case 'list':
				return await (await import('../../n8n/identity-lookup/list')).getRecords(this);
			case 'sample':
				return await (await import('../../n8n/identity-lookup/sample')).checkSample(this);
			default:
				return await (await import('../../n8n/identity-lookup/find')).findForItems(this);
		}
	}
}
