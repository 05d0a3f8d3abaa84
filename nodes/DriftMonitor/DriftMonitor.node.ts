import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { leave } from '../../n8n/agent';
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
		inputs:
			'={{ ((p) => ["main", ...(p.operation !== "capture" && p.baselineFrom === "input" ? [{ displayName: "Baseline", type: "main" }] : []), ...(p.operation !== "capture" && p.options?.auditRows ? [{ displayName: "Audit Rows", type: "main" }] : [])])($parameter) }}',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['All Good', 'Needs Attention'],
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
					{
						name: 'Pasted Text',
						value: 'text',
						description: 'The text that Capture Baseline printed, or a trained scorecard',
					},
					{
						name: 'Second Input',
						value: 'input',
						description: 'Items of a second input: a baseline, a trained scorecard, or rows of earlier values',
					},
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
				hint: 'Run the operation Capture Baseline once, and paste its "text" here. A trained scorecard of AI Score works, too. Empty: scores are not compared yet.',
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
						displayName: 'Audit Rows',
						name: 'auditRows',
						type: 'boolean',
						default: true,
						description:
							'Whether to show an input for the rows that Field-Safe Write gives by its Audit output, as you stored them. They tell about failed writes, conflicts, delays and reviews.',
					},
					{
						displayName: 'Limits',
						name: 'limits',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Limit',
						default: {},
						description: 'Limits that differ from the usual ones',
						options: [
							{
								displayName: 'Limit',
								name: 'limit',
								values: [
									{
										displayName: 'What',
										name: 'what',
										type: 'options',
										options: [
											{
												name: 'All the Same From (%)',
												value: 'same',
												description:
													'Usually 95: share of one and the same value from which on a field counts as constant',
											},
											{
												name: 'Ambiguous (%)',
												value: 'ambiguous',
												description: 'Usually 10: at most; needs audit rows that say so',
											},
											{
												name: 'Average Moved, Alarm From',
												value: 'averageAlarm',
												description: 'Usually 0.6: in the baseline’s standard deviations',
											},
											{
												name: 'Average Moved, Warning From',
												value: 'averageWarning',
												description: 'Usually 0.3: in the baseline’s standard deviations',
											},
											{
												name: 'Calibration Error, at Most',
												value: 'ece',
												description:
													'Usually 0.1: expected calibration error; needs Outcome Field and Score Is a Chance in Percent',
											},
											{
												name: 'Changed by People (%)',
												value: 'overridden',
												description: 'Usually 8: of the values that AI wrote, people may change at most this share',
											},
											{
												name: 'Conflicts With People (%)',
												value: 'conflicts',
												description: 'Usually 20: at most; needs audit rows',
											},
											{
												name: 'Delay (Minutes)',
												value: 'delayMinutes',
												description: 'Usually 60: for nine of ten writes',
											},
											{
												name: 'Fits Outcomes, at Least',
												value: 'auc',
												description: 'Usually 0.6: area under the ROC curve, 0.5 is chance; needs Outcome Field',
											},
											{
												name: 'Oldest Review (Days)',
												value: 'reviewDays',
												description: 'Usually 7: at most so many days that a review waits',
											},
											{
												name: 'Out of Date (%)',
												value: 'stale',
												description: 'Usually 25: at most this share of AI’s values may be out of date',
											},
											{
												name: 'Out of Date After (Days)',
												value: 'staleDays',
												description: 'Usually 30: days after which a value that was not written again is out of date',
											},
											{
												name: 'Reviews Accepted (%)',
												value: 'accepted',
												description: 'Usually 50: at least',
											},
											{
												name: 'Reviews Waiting',
												value: 'backlog',
												description: 'Usually 100: at most so many open reviews',
											},
											{
												name: 'Scores Moved, Alarm From',
												value: 'movedAlarm',
												description: 'Usually 0.25: population stability index',
											},
											{
												name: 'Scores Moved, Warning From',
												value: 'movedWarning',
												description: 'Usually 0.1: population stability index',
											},
											{
												name: 'Unmatched (%)',
												value: 'unmatched',
												description: 'Usually 20: at most; needs audit rows that say so',
											},
											{
												name: 'Updates a Week',
												value: 'updatesAWeek',
												description: 'Usually as in the weeks before: how many writes are expected',
											},
											{
												name: 'Values Missing, Alarm From (%)',
												value: 'missingAlarm',
												description: 'Usually 25: more records without a value than in the baseline',
											},
											{
												name: 'Values Missing, Warning From (%)',
												value: 'missingWarning',
												description: 'Usually 10: more records without a value than in the baseline',
											},
											{
												name: 'Writes Not Stored (%)',
												value: 'notStored',
												description: 'Usually 1: at most; needs audit rows',
											},
											{
												name: 'Writes That Succeed (%)',
												value: 'success',
												description: 'Usually 95: at least; needs audit rows',
											},
										],
										default: 'overridden',
									},
									{
										displayName: 'Limit',
										name: 'value',
										type: 'number',
										typeOptions: { minValue: 0 },
										default: 8,
									},
								],
							},
						],
					},
					{
						displayName: 'Outcome Field Name or ID',
						name: 'outcomeField',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
						default: '',
						description:
							'A field that says how it ended, for example the stage or a yes/no field: whether the scores foretold it is checked. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Outcome: Score Is a Chance in Percent',
						name: 'scoreIsChance',
						type: 'boolean',
						default: false,
						description:
							'Whether 70 means that 7 of 10 succeed, as with a calibrated score; then this is checked, too. Points only rank.',
					},
					{
						displayName: 'Outcome: Values That Mean Failure',
						name: 'outcomeLost',
						type: 'string',
						default: '',
						placeholder: 'e.g. closedlost',
						description:
							'Values of the outcome field that count as lost, with commas between them. Empty: no, false and values that end in "lost"; where the field has none of these, every value that is no success.',
					},
					{
						displayName: 'Outcome: Values That Mean Success',
						name: 'outcomeWon',
						type: 'string',
						default: '',
						placeholder: 'e.g. closedwon, customer',
						description:
							'Values of the outcome field that count as won, with commas between them. Empty: yes, true, customer and values that end in "won". What is neither success nor failure is not decided yet.',
					},
					{
						displayName: 'Report',
						name: 'report',
						type: 'multiOptions',
						options: [
							{ name: 'Chart (PNG)', value: 'chart', description: 'A picture "chart", shown by n8n' },
							{ name: 'Markdown', value: 'markdown', description: 'A file "report", shown by n8n' },
							{ name: 'Table (CSV)', value: 'csv', description: 'A file "table", shown by n8n' },
							{
								name: 'Web Page (HTML)',
								value: 'html',
								description: 'A file "page" with charts, for mail and download; n8n does not show web pages',
							},
						],
						default: ['markdown'],
						description: 'Files on the item. None chosen: the item has the text and the checks only.',
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
						displayName: 'Stamp: Updated At Field Name or ID',
						name: 'updatedAtField',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
						default: 'ai_updated_at',
						description:
							'The field in which Field-Safe Write shows when AI last changed the record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Stamp: Written by AI Field Name or ID',
						name: 'provenanceField',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value', 'authentication'] },
						default: 'ai_provenance',
						description:
							'The field in which Field-Safe Write remembers what AI wrote; choose the same one there. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
			// Loaded on first use: statistics and reports are no burden to an n8n that never checks.
			if (this.getNodeParameter('operation', 0) === 'capture') {
				const { captureBaseline } = await import('../../n8n/drift-monitor/capture-baseline');
				return await captureBaseline(this);
			}
			const { checkHealth } = await import('../../n8n/drift-monitor/check-health');
			return await checkHealth(this);
		} catch (error) {
			// With On Error: Continue, n8n would send the items on by All Good.
			return leave(this, [[], failRun(this, this.getInputData(), errorData(error), '')]);
		}
	}
}
