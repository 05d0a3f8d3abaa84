import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	getChoiceFields,
	getFillableFields,
	getOptionalFields,
	getScoreFields,
	getTextFields,
	getYesNoFields,
	searchFields,
} from '../../n8n/ai-score/dropdowns';
import { getFactFields, searchObjects } from '../../n8n/dropdowns';

export class AiScore implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM AI Score',
		name: 'aiScore',
		icon: { light: 'file:aiScore.svg', dark: 'file:aiScore.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ ((operation, task, method) => operation === "train" ? "train a scorecard" : operation === "calibrate" ? "calibrate confidence" : ({ score: "score", yesno: "yes or no", classify: "classify", extract: "extract fields", summarize: "summarize", draft: "draft a reply" })[task ?? "score"] + ((task ?? "score") !== "score" && task !== "yesno" ? "" : method === "model" ? " by AI model" : method === "scorecard" && task !== "yesno" ? " by trained scorecard" : " by points rules"))($parameter["operation"], $parameter["task"], $parameter["method"]) }}',
		description:
			'Turn a CRM record into a suggestion: by points rules, a trained scorecard or a connected chat model. Writes nothing.',
		defaults: { name: 'CRM AI Score' },
		// As a tool a node loses its model input, so agents get Field-Safe Write instead.
		usableAsTool: undefined as never,
		inputs:
			'={{ ((operation, task, method, from) => operation === "train" || operation === "calibrate" ? ["main"] : method === "model" || !["score", "yesno"].includes(task ?? "score") ? ["main", { displayName: "Model", maxConnections: 1, type: "ai_languageModel", required: true }] : method === "scorecard" && from === "input" && (task ?? "score") === "score" ? [{ displayName: "Records", type: "main" }, { displayName: "Scorecard", type: "main" }] : ["main"])($parameter.operation, $parameter.task, $parameter.method, $parameter.scorecardFrom) }}',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Scored', 'Failed'],
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
					'Connect Failed too: records with too little information leave there without a suggestion, and items that no node takes are gone.',
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
						name: 'Calibrate Confidence',
						value: 'calibrate',
						description: 'Learn from reviewed suggestions what a stated confidence is worth',
						action: 'Calibrate confidence',
					},
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
				displayName: 'Task',
				name: 'task',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'] } },
				options: [
					{ name: 'Classify', value: 'classify', description: 'Choose among the options of a dropdown field' },
					{
						name: 'Draft Reply',
						value: 'draft',
						description: 'Write a reply that a person reads and sends; nothing is sent',
					},
					{ name: 'Extract', value: 'extract', description: 'Read facts for fields out of mails, calls and texts' },
					{ name: 'Score', value: 'score', description: 'A number from 0 to 100 and a band' },
					{ name: 'Summarize', value: 'summarize', description: 'A call, a mail thread or all that happened lately' },
					{ name: 'Yes or No', value: 'yesno', description: 'A checkbox that a CRM workflow can start from' },
				],
				default: 'score',
			},
			{
				displayName: 'Method',
				name: 'method',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'], task: ['score'] } },
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
				displayName: 'Method',
				name: 'method',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'], task: ['yesno'] } },
				options: [
					{ name: 'AI Model', value: 'model', description: 'A chat model that you connect below this node' },
					{
						name: 'Points Rules',
						value: 'rules',
						description: 'Points for what is known; no model, no cost, same answer every time',
					},
				],
				default: 'rules',
			},
			{
				displayName: 'Scorecard From',
				name: 'scorecardFrom',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'], task: ['score'], method: ['scorecard'] } },
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
				displayOptions: {
					show: { operation: ['suggest'], task: ['score'], method: ['scorecard'], scorecardFrom: ['text'] },
				},
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
				displayOptions: { show: { operation: ['suggest'], task: ['score'], method: ['scorecard'] } },
			},
			{
				displayName: 'Rules',
				name: 'rules',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				placeholder: 'Add Rule',
				displayOptions: { show: { operation: ['suggest'], task: ['score', 'yesno'], method: ['rules', 'scorecard'] } },
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
				displayName: 'Engagement Rules',
				name: 'engagement',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				placeholder: 'Add Engagement Rule',
				displayOptions: { show: { operation: ['suggest'], task: ['score', 'yesno'], method: ['rules', 'scorecard'] } },
				default: {},
				description:
					'Points for calls, mails, meetings and notes; Identity Lookup must read Recent Activities. What is long ago can count for less.',
				options: [
					{
						displayName: 'Engagement Rule',
						name: 'rule',
						values: [
							{
								displayName: 'Activity',
								name: 'kind',
								type: 'options',
								options: [
									{
										name: 'Any Activity',
										value: 'any',
									},
									{
										name: 'Call',
										value: 'call',
									},
									{
										name: 'Incoming Mail',
										value: 'email in',
									},
									{
										name: 'Mail, Incoming or Outgoing',
										value: 'email',
									},
									{
										name: 'Meeting',
										value: 'meeting',
									},
									{
										name: 'Note',
										value: 'note',
									},
									{
										name: 'Outgoing Mail',
										value: 'email out',
									},
									{
										name: 'Task',
										value: 'task',
									},
								],
								default: 'any',
							},
							{
								displayName: 'At Least Times',
								name: 'atLeast',
								type: 'number',
								default: 1,
								description: 'With fewer of them there are no points',
							},
							{
								displayName: 'Contains',
								name: 'contains',
								type: 'string',
								default: '',
								placeholder: 'e.g. demo',
								description: 'Words in its title or text;	leave empty for any. Capital letters do not count.',
							},
							{
								displayName: 'Counts up to Times',
								name: 'upTo',
								type: 'number',
								default: 1,
								description: 'Of several so many give points, the newest first',
							},
							{
								displayName: 'Fades by	%	Every 30 Days',
								name: 'fade',
								type: 'number',
								default: 0,
								description: 'At 50, ten points are five after 30 days and none after 60',
							},
							{
								displayName: 'Points',
								name: 'points',
								type: 'number',
								default: 10,
								description: 'For each that counts;	negative points count against the record',
							},
							{
								displayName: 'Within the Last Days',
								name: 'days',
								type: 'number',
								default: 30,
							},
						],
					},
				],
			},
			{
				displayName: 'Yes From Points',
				name: 'yesFrom',
				type: 'number',
				displayOptions: { show: { operation: ['suggest'], task: ['yesno'], method: ['rules'] } },
				default: 70,
				description: 'With so many points the answer is yes, with fewer no',
			},
			{
				displayName: 'Field Names or IDs to Use',
				name: 'information',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getFactFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['suggest'], task: ['score'], method: ['model'] } },
				default: [],
				required: true,
				hint: 'The model sees these fields and nothing else; activities and related records only if Identity Lookup read them',
				description:
					'Information for the model. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Field Names or IDs to Use',
				name: 'information',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getFactFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['suggest'], task: ['yesno'], method: ['model'] } },
				default: [],
				hint: 'The model sees these fields and nothing else; activities and related records only if Identity Lookup read them',
				description:
					'Information for the model. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Activities to Read',
				name: 'source',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['suggest'], task: ['classify', 'extract', 'summarize', 'draft'] } },
				options: [
					{ name: 'All Recent Activities', value: 'all' },
					{ name: 'Calls and Meetings', value: 'conversations' },
					{ name: 'Latest Call or Meeting', value: 'latest conversation' },
					{ name: 'Mails', value: 'mails' },
					{ name: 'Notes', value: 'notes' },
				],
				default: 'all',
				hint: 'Identity Lookup must read Recent Activities (Context to Read)',
			},
			{
				displayName: 'Field Names or IDs to Use',
				name: 'information',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getFactFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				displayOptions: { show: { operation: ['suggest'], task: ['classify', 'extract', 'summarize', 'draft'] } },
				default: [],
				hint: 'Beside the activities the model sees these fields and nothing else',
				description:
					'Information for the model. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Fields to Fill Names or IDs',
				name: 'resultFields',
				type: 'multiOptions',
				typeOptions: {
					loadOptionsMethod: 'getFillableFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['suggest'], task: ['extract'] } },
				default: [],
				required: true,
				hint: 'A value whose exact words do not stand in the record goes to Review',
				description:
					'The model suggests values for these fields and no others. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], task: ['score'], method: ['model'] } },
				default: 'Score how promising this contact is for us. We sell software to companies with 50 to 500 employees.',
				description:
					'What a good record looks like, in your words. Do not ask for a format: that is taken from the target field.',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], task: ['classify'] } },
				default:
					'Choose the option that fits this record best. If several fit, choose the one that the latest activity speaks for.',
				description:
					'What the options mean, in your words. Do not ask for a format: that is taken from the target field.',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], task: ['extract'] } },
				default: 'Read only what is said about this contact and their own company, not about others who are mentioned.',
				description: 'What to watch for, in your words. Do not ask for a format: that is taken from the target field.',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], task: ['summarize'] } },
				default:
					'In short lines: key points, next steps with who does them, risks and objections. Name dates and amounts as they were said.',
				description: 'What the summary is for, in your words',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], task: ['draft'] } },
				default:
					'Answer the latest incoming mail politely and shortly. Promise no price, date or feature that the record does not name.',
				description: 'How you write, in your words',
			},
			{
				displayName: 'Instructions',
				name: 'instructions',
				type: 'string',
				typeOptions: { rows: 4 },
				displayOptions: { show: { operation: ['suggest'], task: ['yesno'], method: ['model'] } },
				default: 'Does this contact want to buy within three months?',
				description: 'The question, in your words',
			},
			{
				displayName: 'Save Result In Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getScoreFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['suggest'], task: ['score'] } },
				default: 'ai_lead_score',
				description:
					'The field that the suggestion is for; its type decides what an answer may be. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Save Result In Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getChoiceFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['suggest'], task: ['classify'] } },
				default: '',
				required: true,
				description:
					'The options of this field, as the CRM has them now, are what the model chooses from. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Save Result In Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getTextFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['suggest'], task: ['summarize'] } },
				default: 'ai_summary',
				description:
					'The text field that the summary is for. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Save Result In Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getTextFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['suggest'], task: ['draft'] } },
				default: 'ai_reply_draft',
				description:
					'The text field that the draft is for. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Save Result In Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getYesNoFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['suggest'], task: ['yesno'] } },
				default: '',
				required: true,
				description:
					'A checkbox, or a dropdown with the options Yes and No. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
				displayName: 'Scores Go Into Name or ID',
				name: 'resultField',
				type: 'options',
				typeOptions: {
					loadOptionsMethod: 'getScoreFields',
					loadOptionsDependsOn: ['object.value', 'authentication'],
				},
				displayOptions: { show: { operation: ['train'] } },
				default: 'ai_lead_score',
				description:
					'The field that scores will be saved in: the baseline for Drift Monitor is made for it. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName:
					'Give audit rows of Conflict Gate and Field-Safe Write, and what leaves Human Review by Rejected (with CRM tasks: by both outputs of Close Finished Reviews). They are understood as they are. The keys below are for lists of your own.',
				name: 'calibrateNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['calibrate'] } },
			},
			{
				displayName: 'Confidence Key',
				name: 'confidenceKey',
				type: 'string',
				displayOptions: { show: { operation: ['calibrate'] } },
				default: 'confidence',
				description: 'The key of the items that holds the confidence as it was stated, from 0 to 1',
			},
			{
				displayName: 'Verdict Key',
				name: 'verdictKey',
				type: 'string',
				displayOptions: { show: { operation: ['calibrate'] } },
				default: 'verdict',
				description: 'The key of the items that says whether a person accepted the suggestion',
			},
			{
				displayName: 'Counts as Accepted',
				name: 'acceptedValues',
				type: 'string',
				displayOptions: { show: { operation: ['calibrate'] } },
				default: 'accepted, approved, yes, true',
				description: 'Values separated by commas; capital letters do not count',
			},
			{
				displayName: 'Counts as Rejected',
				name: 'rejectedValues',
				type: 'string',
				displayOptions: { show: { operation: ['calibrate'] } },
				default: 'rejected, corrected, no, false',
				description: 'Values separated by commas; items with any other value are left out',
			},
			{
				displayName: 'Options',
				name: 'calibrateOptions',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { operation: ['calibrate'] } },
				options: [
					{
						displayName: 'Curve',
						name: 'curve',
						type: 'options',
						options: [
							{
								name: 'By the Number of Items',
								value: 'auto',
								description: 'Platt below 1,000, isotonic from there on',
							},
							{ name: 'Isotonic', value: 'isotonic', description: 'Rising steps' },
							{ name: 'Platt', value: 'platt', description: 'Two numbers' },
						],
						default: 'auto',
					},
					{
						displayName: 'Fewest Reviewed',
						name: 'fewest',
						type: 'number',
						typeOptions: { minValue: 20 },
						default: 200,
						description: 'With fewer reviewed suggestions nothing is learned: it would be chance',
					},
					{
						displayName: 'Scorer Version Key',
						name: 'versionKey',
						type: 'string',
						default: '',
						placeholder: 'e.g. scorer_version',
						description:
							'Where items of your own name the version that made the suggestion (audit rows do): the last one named is learned from, and the calibration holds for it alone',
					},
				],
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
				displayOptions: { show: { operation: ['suggest'], task: ['score', 'yesno'], method: ['rules', 'scorecard'] } },
				options: [
					{
						displayName: 'Bands',
						name: 'bands',
						type: 'fixedCollection',
						displayOptions: { show: { '/task': ['score'] } },
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
						displayName: 'Minimum Filled Fields',
						name: 'minimumFilled',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 3,
						description:
							'With fewer of the fields filled in, the record leaves by Failed instead of getting a bad score',
					},
					{
						displayName: 'Most Points for Engagement',
						name: 'mostForEngagement',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 50,
						description: 'The engagement rules together give no more',
					},
					{
						displayName: 'Most Points for Fit',
						name: 'mostForFit',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 50,
						description: 'The rules about fields together give no more',
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
						displayOptions: { show: { '/task': ['score'] } },
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
						displayOptions: { show: { '/task': ['score'], '/method': ['scorecard'] } },
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
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { operation: ['suggest'], task: ['score', 'yesno'], method: ['model'] } },
				options: [
					{
						displayName: 'Ask Again Although Nothing Changed',
						name: 'askAnew',
						type: 'boolean',
						default: false,
						description:
							'Whether the model is asked also about records that still hold what it made of the same information. Without it such records cost nothing, if Identity Lookup reads the fields that results are saved in.',
					},
					{
						displayName: 'Bands',
						name: 'bands',
						type: 'fixedCollection',
						displayOptions: { show: { '/task': ['score'] } },
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
						displayName: 'Calibration',
						name: 'calibration',
						type: 'string',
						typeOptions: { rows: 2 },
						default: '',
						description:
							'Paste "calibration" of the operation Calibrate Confidence. Without it a confidence is the model’s own word: shown as not calibrated, and good for AI fields only.',
					},
					{
						displayName: 'Calls at Once',
						name: 'atOnce',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 20 },
						default: 5,
						description: 'So many records are asked about at the same time, always one record in one question',
					},
					{
						displayName: 'Hide Personal Data in Free Text',
						name: 'hidePersonalData',
						type: 'boolean',
						default: true,
						description:
							'Whether e-mail addresses, phone numbers and IBANs in texts, mails and notes are hidden from the model. Fields that hold nothing else, such as Email, are shown if you pick them.',
					},
					{
						displayName: 'Keep Prompt and Answer',
						name: 'keepPrompt',
						type: 'boolean',
						default: false,
						description:
							'Whether the prompt and the answer leave with the item under crm.asked, to look at. They may hold personal data.',
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
						typeOptions: { minValue: 1 },
						default: 500,
						description:
							'Counted over all batches of a loop, second tries too; equal records are asked about once. What comes after that leaves by Failed.',
					},
					{
						displayName: 'Most Tokens a Run',
						name: 'mostTokens',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description: 'Counted over all batches of a loop; 0 for no limit. What comes after that leaves by Failed.',
					},
					{
						displayName: 'Pause After Each Call (Milliseconds)',
						name: 'pauseMs',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 60000 },
						default: 0,
						description: 'For providers that allow few calls a minute',
					},
					{
						displayName: 'Price per Million Tokens In',
						name: 'priceInput',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 4 },
						default: 0,
						description: 'With a price the run says what it cost',
					},
					{
						displayName: 'Price per Million Tokens Out',
						name: 'priceOutput',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 4 },
						default: 0,
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
						displayName: 'Samples',
						name: 'samples',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 9 },
						default: 1,
						description:
							'How often each record is asked about. With 3 to 5 the confidence is how far the answers agree, which says more than the model’s own word, and costs as many times.',
					},
					{
						displayName: 'Save Band In Name or ID',
						name: 'bandField',
						type: 'options',
						displayOptions: { show: { '/task': ['score'] } },
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
						displayName: 'Structured Output',
						name: 'structured',
						type: 'options',
						options: [
							{ name: 'Never', value: 'never' },
							{ name: 'Where the Model Offers It', value: 'auto' },
						],
						default: 'auto',
						description:
							'Whether the model is held to a closed schema of the answer; it is checked just as strictly without',
					},
				],
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { operation: ['suggest'], task: ['classify', 'extract', 'summarize', 'draft'] } },
				options: [
					{
						displayName: 'Ask Again Although Nothing Changed',
						name: 'askAnew',
						type: 'boolean',
						default: false,
						description:
							'Whether the model is asked also about records that still hold what it made of the same information. Without it such records cost nothing, if Identity Lookup reads the fields that results are saved in.',
					},
					{
						displayName: 'Calibration',
						name: 'calibration',
						type: 'string',
						typeOptions: { rows: 2 },
						default: '',
						description:
							'Paste "calibration" of the operation Calibrate Confidence. Without it a confidence is the model’s own word: shown as not calibrated, and good for AI fields only.',
					},
					{
						displayName: 'Calls at Once',
						name: 'atOnce',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 20 },
						default: 5,
						description: 'So many records are asked about at the same time, always one record in one question',
					},
					{
						displayName: 'Hide Personal Data in Free Text',
						name: 'hidePersonalData',
						type: 'boolean',
						default: true,
						description:
							'Whether e-mail addresses, phone numbers and IBANs in texts, mails and notes are hidden from the model. Fields that hold nothing else, such as Email, are shown if you pick them.',
					},
					{
						displayName: 'Keep Prompt and Answer',
						name: 'keepPrompt',
						type: 'boolean',
						default: false,
						description:
							'Whether the prompt and the answer leave with the item under crm.asked, to look at. They may hold personal data.',
					},
					{
						displayName: 'Minimum Filled Fields',
						name: 'minimumFilled',
						type: 'number',
						displayOptions: { show: { '/task': ['classify', 'extract'] } },
						typeOptions: { minValue: 0 },
						default: 3,
						description:
							'With fewer of the fields filled in, the record leaves by Failed instead of getting a bad score',
					},
					{
						displayName: 'Most Model Calls a Run',
						name: 'mostCalls',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 500,
						description:
							'Counted over all batches of a loop, second tries too; equal records are asked about once. What comes after that leaves by Failed.',
					},
					{
						displayName: 'Most Tokens a Run',
						name: 'mostTokens',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description: 'Counted over all batches of a loop; 0 for no limit. What comes after that leaves by Failed.',
					},
					{
						displayName: 'Pause After Each Call (Milliseconds)',
						name: 'pauseMs',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 60000 },
						default: 0,
						description: 'For providers that allow few calls a minute',
					},
					{
						displayName: 'Price per Million Tokens In',
						name: 'priceInput',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 4 },
						default: 0,
						description: 'With a price the run says what it cost',
					},
					{
						displayName: 'Price per Million Tokens Out',
						name: 'priceOutput',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 4 },
						default: 0,
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
						displayName: 'Samples',
						name: 'samples',
						type: 'number',
						displayOptions: { show: { '/task': ['classify'] } },
						typeOptions: { minValue: 1, maxValue: 9 },
						default: 1,
						description:
							'How often each record is asked about. With 3 to 5 the confidence is how far the answers agree, which says more than the model’s own word, and costs as many times.',
					},
					{
						displayName: 'Save Reason In Name or ID',
						name: 'reasonField',
						type: 'options',
						displayOptions: { show: { '/task': ['classify', 'summarize', 'draft'] } },
						typeOptions: {
							loadOptionsMethod: 'getOptionalFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: 'ai_score_reason',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Structured Output',
						name: 'structured',
						type: 'options',
						options: [
							{ name: 'Never', value: 'never' },
							{ name: 'Where the Model Offers It', value: 'auto' },
						],
						default: 'auto',
						description:
							'Whether the model is held to a closed schema of the answer; it is checked just as strictly without',
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchFields, searchObjects },
		loadOptions: {
			getChoiceFields,
			getFactFields,
			getFillableFields,
			getOptionalFields,
			getScoreFields,
			getTextFields,
			getYesNoFields,
		},
	};

	/** What a node does is loaded when it first runs: n8n loads descriptions of all nodes. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		switch (this.getNodeParameter('operation', 0, 'suggest')) {
			case 'train':
				return await (await import('../../n8n/ai-score/train/train-scorecard')).trainScorecard(this);
			case 'calibrate':
				return await (await import('../../n8n/ai-score/calibrate')).calibrateConfidence(this);
			default:
				return await (await import('../../n8n/ai-score/score-items')).scoreItems(this);
		}
	}
}
