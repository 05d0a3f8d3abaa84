import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { leave } from '../../n8n/agent';
import { captureBaseline } from '../../n8n/drift-monitor/capture-baseline';
import { checkHealth } from '../../n8n/drift-monitor/check-health';
import { getFields, searchObjects } from '../../n8n/dropdowns';
import { errorData, failRun } from '../../n8n/errors';

export class DriftMonitor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Drift Monitor',
		name: 'driftMonitor',
		icon: { light: 'file:driftMonitor.svg', dark: 'file:driftMonitor.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] === "capture" ? "capture baseline" : "check health" }}',
		description:
			'Check the AI fields of a CRM: whether scores moved, people change them, values are out of date, writing stopped or the credential died',
		defaults: { name: 'CRM Drift Monitor' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['All Good', 'Needs Attention'],
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
				description: 'The CRM to look at. After changing it, choose credential, object and fields again.',
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
						name: 'Capture Baseline',
						value: 'capture',
						action: 'Capture a baseline',
						description: 'Print how the scores are distributed now, as a text to paste into Baseline',
					},
					{
						name: 'Check Health',
						value: 'check',
						action: 'Check the health of AI fields',
						description: 'Run every check once, whatever the number of incoming items',
					},
				],
				default: 'check',
			},
			{
				displayName: 'AI Field Names or IDs to Watch',
				name: 'fields',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
				default: ['ai_lead_score'],
				description:
					'The fields that AI writes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Baseline',
				name: 'baselineFrom',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { operation: ['check'] } },
				options: [
					{
						name: 'None',
						value: 'none',
						description: 'Run every check but "scores moved"',
					},
					{ name: 'Pasted Text', value: 'text', description: 'The text that Capture Baseline printed' },
				],
				default: 'text',
				description: 'How the scores were distributed when all was well',
			},
			{
				displayName: 'Baseline Text',
				name: 'baselineText',
				type: 'string',
				typeOptions: { rows: 3 },
				displayOptions: { show: { operation: ['check'], baselineFrom: ['text'] } },
				default: '',
				placeholder: 'e.g. {"v":1,"takenAt":"2026-11-20T08:00:00.000Z", …}',
				hint: 'Run the operation Capture Baseline once, and paste its "text" here. Empty: scores are not compared yet.',
			},
			{
				displayName: 'Alarm If Nothing Written For (Days)',
				name: 'silentDays',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { operation: ['check'] } },
				default: 7,
				description: 'Days without a single write by AI. A run that finds every value unchanged writes nothing, too.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Limit: Changed by People (%)',
						name: 'overridden',
						type: 'number',
						typeOptions: { minValue: 0.1, maxValue: 100, numberPrecision: 1 },
						default: 8,
						description:
							'Of the values that AI wrote, people may change at most this share. Surely more is an alarm, possibly more a warning.',
					},
					{
						displayName: 'Limit: Out of Date (%)',
						name: 'stale',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 1 },
						default: 25,
						description: 'At most this share of AI’s values may be out of date; more is a warning',
					},
					{
						displayName: 'Limit: Out of Date After (Days)',
						name: 'staleDays',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 30,
						description: 'Days after which an AI value that was not written again counts as out of date',
					},
					{
						displayName: 'Limit: Scores Moved, Alarm From',
						name: 'movedAlarm',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 3 },
						default: 0.25,
						description: 'How far the scores may move (population stability index), if it is more than chance gives',
					},
					{
						displayName: 'Limit: Scores Moved, Warning From',
						name: 'movedWarning',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 3 },
						default: 0.1,
						description: 'How far the scores may move (population stability index), if it is more than chance gives',
					},
					{
						displayName: 'Report',
						name: 'report',
						type: 'options',
						options: [
							{ name: 'Markdown', value: 'markdown', description: 'A file "report" on the item, to send on' },
							{ name: 'None', value: 'none' },
						],
						default: 'markdown',
					},
					{
						displayName: 'Sample',
						name: 'sample',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 500,
						description: 'Most records to read: the ones that changed last and hold something of AI’s',
					},
					{
						displayName: 'Stamp: Provenance Field Name or ID',
						name: 'provenanceField',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
						default: 'ai_provenance',
						description:
							'The field in which Field-Safe Write remembers what AI wrote; choose the same one there. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Stamp: Updated At Field Name or ID',
						name: 'updatedAtField',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
						default: 'ai_updated_at',
						description:
							'The field in which Field-Safe Write shows when AI last changed the record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchObjects },
		loadOptions: { getFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return this.getNodeParameter('operation', 0) === 'capture'
				? await captureBaseline(this)
				: await checkHealth(this);
		} catch (error) {
			// With On Error: Continue, n8n would send the items on by All Good.
			return leave(this, [[], failRun(this, this.getInputData(), errorData(error), '')]);
		}
	}
}
