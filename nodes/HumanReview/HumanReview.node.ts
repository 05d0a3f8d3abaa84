import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { getUsers, getWritableFields, searchObjects } from '../../n8n/dropdowns';

/** Webhooks of a waiting execution need no subscription anywhere: n8n's address book is the execution itself. */
const nothingToSubscribe = async (): Promise<boolean> => await Promise.resolve(true);

export class HumanReview implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Human Review',
		name: 'humanReview',
		icon: { light: 'file:humanReview.svg', dark: 'file:humanReview.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ { task: "CRM task", sendAndWait: "review page", close: "close finished reviews" }[$parameter["operation"]] }}',
		description:
			'Ask a person about AI suggestions for CRM records: by a task in the CRM, or on a page for which the workflow waits',
		defaults: { name: 'CRM Human Review' },
		// An agent gets this node as an approval gate before its tools; as a tool of its own it would ask about anything.
		usableAsTool: undefined as never,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Undecided', 'Approved', 'Rejected', 'Audit'],
		waitingNodeTooltip: '="The workflow waits for a person. The link to the review page stands in a task in the CRM."',
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
		webhooks: [
			{
				name: 'default',
				httpMethod: 'GET',
				path: '={{ $nodeId }}',
				restartWebhook: true,
				isFullPath: true,
				responseMode: 'onReceived',
				responseData: '',
			},
			{
				name: 'default',
				httpMethod: 'POST',
				path: '={{ $nodeId }}',
				restartWebhook: true,
				isFullPath: true,
				responseMode: 'onReceived',
				responseData: '',
			},
			{
				name: 'default',
				httpMethod: 'GET',
				path: 'review',
				restartWebhook: true,
				isFullPath: true,
				responseMode: 'onReceived',
				responseData: '',
			},
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'review',
				restartWebhook: true,
				isFullPath: true,
				responseMode: 'onReceived',
				responseData: '',
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
				description: 'The CRM that the records are in. After changing it, choose credential and object again.',
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
				description:
					'The kind of record, for example contacts or companies. Items about another kind leave by Undecided.',
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
						name: 'Ask by CRM Task',
						value: 'task',
						action: 'Ask by CRM task',
						description:
							'The suggestion stands in a task on the record. The person edits the field or completes the task; nothing waits.',
					},
					{
						name: 'Ask on a Review Page',
						value: 'sendAndWait',
						action: 'Ask on a review page',
						description:
							'The workflow waits until a person approves, changes or rejects on a page, or the time is over',
					},
					{
						name: 'Close Finished Reviews',
						value: 'close',
						action: 'Close finished reviews',
						description:
							'Look what became of earlier questions: updates AI Review Status, remembers what people said no to, and leaves an audit row per answer',
					},
				],
				default: 'task',
			},
			{
				displayName:
					'The person enters the suggested value to accept it, or completes the task without it to decline. The next run notices, and what was declined is not suggested again. Run Close Finished Reviews on a schedule, so that AI Review Status in your CRM’s list views stays true. The output Audit says who accepted or declined.',
				name: 'taskNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['task'] } },
			},
			{
				displayName:
					'The page’s link stands in a CRM task. To send it elsewhere too, put a Slack or mail node before this one and write {{ $execution.resumeUrl }}/review there. Draw the branch that writes above this one: a waiting branch holds back what is drawn below it. What is rejected leaves a row by the output Audit. For what nobody answers, connect Undecided to a second CRM Human Review with the operation Close Finished Reviews.',
				name: 'pageNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['sendAndWait'] } },
			},
			{
				displayName:
					'Put Identity Lookup with Get Records before this node and run it on a schedule, or connect the output Undecided of a review page to it. The output Audit gives a row for each answer, and for each question that nobody answered in time.',
				name: 'closeNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['close'] } },
			},
			{
				displayName: 'Ask',
				name: 'ask',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Record Owner', value: 'owner', description: 'Each record’s owner gets the task' },
					{ name: 'User', value: 'user', description: 'One user gets all tasks' },
				],
				default: 'owner',
				displayOptions: { show: { operation: ['task', 'sendAndWait'] } },
			},
			{
				displayName: 'User Name or ID',
				name: 'askUser',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getUsers', loadOptionsDependsOn: ['crm', 'authentication'] },
				default: '',
				displayOptions: { show: { operation: ['task', 'sendAndWait'], ask: ['user'] } },
				description:
					'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			{
				displayName: 'Record for the Approval Task',
				name: 'approvalRecord',
				type: 'string',
				default: '',
				placeholder: 'e.g. 512',
				displayOptions: { show: { operation: ['sendAndWait'], '@tool': [true] } },
				description: 'ID of the record on which the task with the link to the approval page is left',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Additional Protected Fields',
						name: 'additionalProtected',
						type: 'string',
						default: '',
						placeholder: 'e.g. jobtitle, contract_*',
						description:
							'Fields that are approved one by one on the page, beside owner, stage, status, money and the other built-in ones: internal names or patterns, separated by commas',
					},
					{
						displayName: 'Expires After (Days)',
						name: 'expiresAfterDays',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 365 },
						default: 7,
						description: 'After this time nobody waits any more: the value in the CRM stays. It never counts as a yes.',
					},
					{
						displayName: 'Leave the Link in a CRM Task',
						name: 'leaveTask',
						type: 'boolean',
						default: true,
						description:
							'Whether the link to the review page is left in a CRM task. Switch it off only where the link is sent in another way.',
						displayOptions: { show: { '/operation': ['sendAndWait'] } },
					},
					{
						displayName: 'Review Status Field Name or ID',
						name: 'statusField',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getWritableFields',
							loadOptionsDependsOn: ['object.value', 'authentication'],
						},
						default: 'ai_review_status',
						description:
							'The field that shows open, approved, rejected or expired, for list views of the CRM. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
							'The field in which open questions and what people rejected are remembered; choose the same one as in Field-Safe Write. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Use Private Address',
						name: 'privateAddress',
						type: 'boolean',
						default: false,
						description:
							'Whether to wait although n8n knows itself by an address of this computer or network only. Switch it on where all reviewers can open that address; otherwise the suggestions go into CRM tasks.',
						displayOptions: { show: { '/operation': ['sendAndWait'] } },
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchObjects },
		loadOptions: { getUsers, getWritableFields },
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await nothingToSubscribe();
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await nothingToSubscribe();
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await nothingToSubscribe();
			},
		},
	};

	/** What a node does is loaded when it first runs: n8n loads descriptions of all nodes. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await (await import('../../n8n/human-review/review')).reviewSuggestions(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await (await import('../../n8n/human-review/page')).reviewPage(this);
	}
}
