import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { getOptionalFields, searchFields } from '../../n8n/ai-score/dropdowns';
import { scoreItems } from '../../n8n/ai-score/score-items';
import { trainScorecard } from '../../n8n/ai-score/train/train-scorecard';
import { getFactFields, getWritableFields, searchObjects } from '../../n8n/dropdowns';

export class AiScore implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM AI Score',
		name: 'aiScore',
		icon: { light: 'file:aiScore.svg', dark: 'file:aiScore.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ $parameter["operation"] === "train" ? "train a scorecard" : $parameter["method"] === "model" ? "score by AI model" : $parameter["method"] === "scorecard" ? "score by trained scorecard" : "score by points rules" }}',
		description:
			'Turn a CRM record into a suggestion: by points rules, a trained scorecard or a connected chat model. Writes nothing.',
		defaults: { name: 'CRM AI Score' },
		// As a tool a node loses its model input, so agents get Field-Safe Write instead.
		usableAsTool: undefined as never,
		inputs:
			'={{ ((operation, method, from) => operation === "train" ? ["main"] : method === "model" ? ["main", { displayName: "Model", maxConnections: 1, type: "ai_languageModel", required: true }] : method === "scorecard" && from === "input" ? [{ displayName: "Records", type: "main" }, { displayName: "Scorecard", type: "main" }] : ["main"])($parameter.operation, $parameter.method, $parameter.scorecardFrom) }}',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Scored', 'Failed'],
		credentials: [
			{
				name: 'crmAiHubSpotApi',
				required: true,
				displayOptions: { show: { crm: ['hubspot'], authentication: ['accessToken'] } },
			},
			{
				name: 'crmAiHubSpotOAuth2Api',
				required: true,
				displayOptions: { show: { crm: ['hubspot'], authentication: ['oAuth2'] } },
			},
			{
				name: 'crmAiSalesforceApi',
				required: true,
				displayOptions: { show: { crm: ['salesforce'], authentication: ['clientCredentials'] } },
			},
			{
				name: 'crmAiSalesforceOAuth2Api',
				required: true,
				displayOptions: { show: { crm: ['salesforce'], authentication: ['oAuth2'] } },
			},
			{
				name: 'crmAiPipedriveApi',
				required: true,
				displayOptions: { show: { crm: ['pipedrive'], authentication: ['apiToken'] } },
			},
			{
				name: 'crmAiPipedriveOAuth2Api',
				required: true,
				displayOptions: { show: { crm: ['pipedrive'], authentication: ['oAuth2'] } },
			},
		],
		hints: [
			{
				message:
					'Connect Failed too: records with too little information leave there without a score, and items that no node takes are gone.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
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
				description:
					'The CRM whose fields are scored. After changing it, choose credential and object and pick the fields again.',
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
						name: 'Suggest Values',
						value: 'suggest',
						description: 'Judge each record and suggest a value for a field',
						action: 'Suggest values for records',
					},
					{
						name: 'Train a Scorecard',
						value: 'train',
						description: 'Learn from records whose outcome is known, such as won and lost deals',
						action: 'Train a scorecard',
					},
				],
				default: 'suggest',
			},
			{
				displayName: 'Method',
				name: 'method',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'] } },
				options: [
					{ name: 'AI Model', value: 'model', description: 'A chat model that you connect below this node' },
					{
						name: 'Points Rules',
						value: 'rules',
						description: 'Points for what is known; no model, no cost, same answer every time',
					},
					{
						name: 'Trained Scorecard',
						value: 'scorecard',
						description: 'Points that were learned from your own won and lost records',
					},
				],
				default: 'rules',
			},
			{
				displayName: 'Scorecard From',
				name: 'scorecardFrom',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'], method: ['scorecard'] } },
				options: [
					{
						name: 'Second Input',
						value: 'input',
						description: 'An AI Score that trains, or a node that loads a scorecard',
					},
					{ name: 'Text on This Panel', value: 'text' },
				],
				default: 'text',
			},
			{
				displayName: 'Scorecard',
				name: 'scorecard',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], method: ['scorecard'], scorecardFrom: ['text'] } },
				default: '',
				required: true,
				hint: 'Run the operation Train a Scorecard once and paste "scorecard" of its output',
			},
			{
				displayName:
					'Where no scorecard could be trained (too few conversions), the rules below score the records instead.',
				name: 'scorecardNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['suggest'], method: ['scorecard'] } },
			},
			{
				displayName: 'Rules',
				name: 'rules',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				placeholder: 'Add Rule',
				displayOptions: { show: { operation: ['suggest'], method: ['rules', 'scorecard'] } },
				default: {
					rule: [
						{ field: 'jobtitle', condition: 'contains', value: 'head', points: 30 },
						{
							field: 'lifecyclestage',
							condition: 'is one of',
							value: 'marketingqualifiedlead, salesqualifiedlead',
							points: 30,
						},
						{ field: 'phone', condition: 'is not empty', value: '', points: 10 },
					],
				},
				description:
					'Three examples to change. The points of all rules that hold are added; the score is kept between 0 and 100. Identity Lookup must read the fields.',
				options: [
					{
						displayName: 'Rule',
						name: 'rule',
						values: [
							{
								displayName: 'Field Name or ID',
								name: 'field',
								type: 'options',
								typeOptions: {
									loadOptionsMethod: 'getFactFields',
									loadOptionsDependsOn: ['object.value', 'authentication'],
								},
								default: '',
								description:
									'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
							},
							{
								displayName: 'Condition',
								name: 'condition',
								type: 'options',
								options: [
									{ name: 'Contains', value: 'contains' },
									{ name: 'Is', value: 'is' },
									{ name: 'Is at Least', value: 'at least' },
									{ name: 'Is at Most', value: 'at most' },
									{ name: 'Is Empty', value: 'is empty' },
									{ name: 'Is Filled In', value: 'is not empty' },
									{ name: 'Is Not', value: 'is not' },
									{ name: 'Is One Of', value: 'is one of', description: 'Several values, separated by commas' },
									{ name: 'Is Within the Last Days', value: 'within days' },
									{ name: 'Is Yes', value: 'is yes' },
								],
								default: 'is',
							},
							{
								displayName: 'Value',
								name: 'value',
								type: 'string',
								displayOptions: { hide: { condition: ['is empty', 'is not empty', 'is yes'] } },
								default: '',
								description: 'What to compare with; capital letters do not count',
							},
							{
								displayName: 'Points',
								name: 'points',
								type: 'number',
								default: 10,
								description: 'Negative points count against the record',
							},
						],
					},
				],
			},
			{
				displayName: 'Field Names or IDs to Use',
				name: 'information',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getFactFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['suggest'], method: ['model'] } },
				default: [],
				required: true,
				hint: 'The model sees these fields and nothing else; activities and related records only if Identity Lookup read them',
				description:
					'Information for the model. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], method: ['model'] } },
				default: 'Score how promising this contact is for us. We sell software to companies with 50 to 500 employees.',
				description:
					'What a good record looks like, in your words. Do not ask for a format: that is taken from the target field.',
			},
			{
				displayName: 'Save Result In Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getWritableFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				default: 'ai_lead_score',
				description:
					'The field that the suggestion is for; its type decides what an answer may be. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Outcome Field',
				name: 'outcomeField',
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				required: true,
				displayOptions: { show: { operation: ['train'] } },
				description: 'The field that says how each incoming record ended; records in which it is empty are left out',
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: 'searchFields', searchable: true },
					},
					{
						displayName: 'By Name',
						name: 'id',
						type: 'string',
						placeholder: 'e.g. converted',
						hint: 'The name of a field, or of a key of the incoming items',
					},
				],
			},
			{
				displayName: 'Counts as Success',
				name: 'successValues',
				type: 'string',
				displayOptions: { show: { operation: ['train'] } },
				default: '',
				required: true,
				placeholder: 'e.g. closedwon',
				description:
					'The values of the outcome field that are a success, separated by commas; capital letters do not count',
			},
			{
				displayName: 'Options',
				name: 'trainOptions',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { operation: ['train'] } },
				options: [
					{
						displayName: 'Attributes to Learn From',
						name: 'attributes',
						type: 'string',
						default: '',
						placeholder: 'e.g. industry, jobtitle, country',
						description:
							'Names separated by commas; if empty, everything that the items bring along but IDs and AI fields',
					},
					{
						displayName: 'Attributes to Leave Out',
						name: 'exclude',
						type: 'string',
						default: '',
						placeholder: 'e.g. closed_lost_reason, hs_analytics_source',
						description:
							'Names separated by commas: what is known only once the outcome is known. Names that look so are left out by themselves and listed in the report.',
					},
					{
						displayName: 'Counts as Failure',
						name: 'failure',
						type: 'string',
						default: '',
						placeholder: 'e.g. closedlost',
						description:
							'Values separated by commas; if empty, every value that is no success. Name them where records are still open.',
					},
					{
						displayName: 'Date Field',
						name: 'date',
						type: 'string',
						default: '',
						placeholder: 'e.g. createdate',
						description:
							'With a date the scorecard is tested on the newest records, as it will be used; without one on records chosen by chance',
					},
					{
						displayName: 'Fewest Conversions',
						name: 'fewestConversions',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 1000,
						description:
							'With fewer successes no scorecard is made: it would follow chance. The item then leaves by Failed.',
					},
					{
						displayName: 'Scorecard Name',
						name: 'scorecardName',
						type: 'string',
						default: '',
						placeholder: 'e.g. inbound leads 2',
						description: 'Stands in the stamp of every score beside the version',
					},
					{
						displayName: 'Use Although It Looks Like a Leak',
						name: 'useAnyway',
						type: 'string',
						default: '',
						placeholder: 'e.g. hubspotscore',
						description: 'Names separated by commas: attributes that really are known before the outcome',
					},
				],
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { operation: ['suggest'] } },
				options: [
					{
						displayName: 'Bands',
						name: 'bands',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Band',
						default: {
							band: [
								{ name: 'Hot', from: 70 },
								{ name: 'Warm', from: 40 },
								{ name: 'Cold', from: 0 },
							],
						},
						description: 'Names for ranges of the score; they must be options of the field that the band is saved in',
						options: [
							{
								displayName: 'Band',
								name: 'band',
								values: [
									{ displayName: 'Name', name: 'name', type: 'string', default: '' },
									{ displayName: 'From Score', name: 'from', type: 'number', default: 0 },
								],
							},
						],
					},
					{
						displayName: 'Hide Personal Data in Free Text',
						name: 'hidePersonalData',
						type: 'boolean',
						displayOptions: { show: { '/method': ['model'] } },
						default: true,
						description:
							'Whether e-mail addresses, phone numbers and IBANs in texts, mails and notes are hidden from the model. Fields that hold nothing else, such as Email, are shown if you pick them.',
					},
					{
						displayName: 'Minimum Filled Fields',
						name: 'minimumFilled',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 3,
						description:
							'With fewer of the fields filled in, the record leaves by Failed instead of getting a bad score',
					},
					{
						displayName: 'Most Model Calls a Run',
						name: 'mostCalls',
						type: 'number',
						displayOptions: { show: { '/method': ['model'] } },
						typeOptions: { minValue: 1 },
						default: 500,
						description:
							'Counted over all batches of a loop, second tries too; equal records are asked about once. What comes after that leaves by Failed.',
					},
					{
						displayName: 'Prompt Name and Version',
						name: 'promptName',
						type: 'string',
						default: '',
						placeholder: 'e.g. lead score 3',
						description: 'Stands in the stamp and in audit rows beside a hash of rules or prompt',
					},
					{
						displayName: 'Save Band In Name or ID',
						name: 'bandField',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getOptionalFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: 'ai_fit_segment',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Save Reason In Name or ID',
						name: 'reasonField',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getOptionalFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: 'ai_score_reason',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Score Shown As',
						name: 'scoreAs',
						type: 'options',
						displayOptions: { show: { '/method': ['scorecard'] } },
						options: [
							{ name: 'Chance in Percent', value: 'chance' },
							{
								name: 'Points From 0 to 100',
								value: 'points',
								description: '50 is the average record, ten more mean doubled odds',
							},
						],
						default: 'points',
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchFields, searchObjects },
		loadOptions: { getFactFields, getOptionalFields, getWritableFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return this.getNodeParameter('operation', 0, 'suggest') === 'train'
			? await trainScorecard(this)
			: await scoreItems(this);
	}
}
