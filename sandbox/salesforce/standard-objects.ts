/** The objects that a Sales Cloud org has, as far as this package meets them. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/ */
import {
	addressFields,
	calculated,
	field,
	fixed,
	longText,
	picklist,
	reference,
	text,
	typed,
	type Field,
} from './field';
import { historyType, masterRecord, owner, personName, sobject, type SObjectType } from './sobject';

const industries = ['Agriculture', 'Banking', 'Energy', 'Media', 'Retail', 'Technology'];
const sources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
const externalId = (): Field =>
	text('External_Customer_Id__c', 'External Customer Id', 40, { externalId: true, idLookup: true, unique: true });
/** Custom fields of every main object: one of each type that people use. */
const ownFields = (): Field[] => [
	externalId(),
	picklist(
		'Tier__c',
		'Tier',
		[
			['A', 'Gold'],
			['B', 'Silver'],
			['C', 'Bronze'],
		],
		{ restricted: true },
	),
	typed('multipicklist', 'Interests__c', 'Interests', {
		options: ['Analytics', 'Hardware', 'Training'].map((value) => ({
			value,
			label: value,
			active: true,
			defaultValue: false,
		})),
	}),
	longText('Sales_Notes__c', 'Sales Notes'),
	typed('url', 'LinkedIn__c', 'LinkedIn'),
	typed('date', 'Renewal_Date__c', 'Renewal Date'),
	typed('double', 'Seats__c', 'Seats', { precision: 6, scale: 0 }),
	typed('boolean', 'Newsletter__c', 'Newsletter'),
];

const account = (): SObjectType =>
	sobject({
		name: 'Account',
		label: 'Account',
		labelPlural: 'Accounts',
		keyPrefix: '001',
		searchable: true,
		historyName: 'AccountHistory',
		required: ['Name'],
		fields: [
			text('Name', 'Account Name', 255, { nillable: false, nameField: true }),
			masterRecord('Account'),
			reference('ParentId', 'Parent Account ID', ['Account'], 'Parent', { childRelationship: 'ChildAccounts' }),
			owner(),
			picklist('Type', 'Account Type', ['Prospect', 'Customer', 'Partner', 'Other']),
			picklist('Industry', 'Industry', industries),
			typed('phone', 'Phone', 'Account Phone'),
			typed('phone', 'Fax', 'Account Fax'),
			typed('url', 'Website', 'Website'),
			text('Tradestyle', 'Tradestyle', 255),
			text('Additional_Domains__c', 'Additional Domains', 255),
			text('AccountNumber', 'Account Number', 40),
			typed('currency', 'AnnualRevenue', 'Annual Revenue', { scale: 0 }),
			typed('int', 'NumberOfEmployees', 'Employees'),
			picklist('Rating', 'Account Rating', ['Hot', 'Warm', 'Cold']),
			longText('Description', 'Account Description'),
			...addressFields('Billing'),
			...addressFields('Shipping'),
			...ownFields(),
		],
	});

const contact = (): SObjectType =>
	sobject({
		name: 'Contact',
		label: 'Contact',
		labelPlural: 'Contacts',
		keyPrefix: '003',
		searchable: true,
		historyName: 'ContactHistory',
		required: ['LastName'],
		fields: [
			...personName(),
			masterRecord('Contact'),
			reference('AccountId', 'Account ID', ['Account'], 'Account', { childRelationship: 'Contacts' }),
			reference('ReportsToId', 'Reports To ID', ['Contact'], 'ReportsTo'),
			owner(),
			typed('email', 'Email', 'Email', { idLookup: true }),
			typed('phone', 'Phone', 'Business Phone'),
			typed('phone', 'MobilePhone', 'Mobile Phone'),
			typed('phone', 'HomePhone', 'Home Phone'),
			typed('phone', 'OtherPhone', 'Other Phone'),
			text('Title', 'Title', 128),
			text('Department', 'Department', 80),
			picklist('LeadSource', 'Lead Source', sources),
			typed('date', 'Birthdate', 'Birthdate'),
			longText('Description', 'Contact Description'),
			typed('boolean', 'HasOptedOutOfEmail', 'Email Opt Out'),
			typed('boolean', 'DoNotCall', 'Do Not Call'),
			fixed(typed('datetime', 'LastActivityDate', 'Last Activity')),
			typed('email', 'Second_Email__c', 'Second Email'),
			...addressFields('Mailing'),
			...addressFields('Other'),
			...ownFields(),
		],
	});

const lead = (): SObjectType =>
	sobject({
		name: 'Lead',
		label: 'Lead',
		labelPlural: 'Leads',
		keyPrefix: '00Q',
		searchable: true,
		historyName: 'LeadHistory',
		required: ['LastName', 'Company'],
		fields: [
			...personName(),
			masterRecord('Lead'),
			owner(),
			text('Company', 'Company', 255, { nillable: false }),
			text('Title', 'Title', 128),
			typed('email', 'Email', 'Email', { idLookup: true }),
			typed('phone', 'Phone', 'Phone'),
			typed('phone', 'MobilePhone', 'Mobile Phone'),
			typed('url', 'Website', 'Website'),
			picklist(
				'Status',
				'Status',
				['Open - Not Contacted', 'Working - Contacted', 'Closed - Converted', 'Closed - Not Converted'],
				{ nillable: false, defaultedOnCreate: true },
			),
			picklist('LeadSource', 'Lead Source', sources),
			picklist('Industry', 'Industry', industries),
			picklist('Rating', 'Rating', ['Hot', 'Warm', 'Cold']),
			typed('currency', 'AnnualRevenue', 'Annual Revenue', { scale: 0 }),
			typed('int', 'NumberOfEmployees', 'Employees'),
			longText('Description', 'Description'),
			typed('boolean', 'HasOptedOutOfEmail', 'Email Opt Out'),
			fixed(typed('boolean', 'IsConverted', 'Converted')),
			fixed(typed('date', 'ConvertedDate', 'Converted Date')),
			fixed(reference('ConvertedAccountId', 'Converted Account ID', ['Account'], 'ConvertedAccount')),
			fixed(reference('ConvertedContactId', 'Converted Contact ID', ['Contact'], 'ConvertedContact')),
			fixed(reference('ConvertedOpportunityId', 'Converted Opportunity ID', ['Opportunity'], 'ConvertedOpportunity')),
			...addressFields(''),
			...ownFields(),
		],
	});

/** Stage, probability, closed, won, forecast category. */
export const stages: readonly (readonly [string, number, boolean, boolean, string])[] = [
	['Prospecting', 10, false, false, 'Pipeline'],
	['Qualification', 20, false, false, 'Pipeline'],
	['Proposal/Price Quote', 75, false, false, 'BestCase'],
	['Negotiation/Review', 90, false, false, 'Forecast'],
	['Closed Won', 100, true, true, 'Closed'],
	['Closed Lost', 0, true, false, 'Omitted'],
];

const opportunity = (): SObjectType =>
	sobject({
		name: 'Opportunity',
		label: 'Opportunity',
		labelPlural: 'Opportunities',
		keyPrefix: '006',
		searchable: true,
		historyName: 'OpportunityFieldHistory',
		required: ['Name', 'StageName', 'CloseDate'],
		fields: [
			text('Name', 'Name', 120, { nillable: false, nameField: true }),
			reference('AccountId', 'Account ID', ['Account'], 'Account', { childRelationship: 'Opportunities' }),
			reference('ContactId', 'Contact ID', ['Contact'], 'Contact', { updateable: false }),
			owner(),
			longText('Description', 'Description'),
			picklist(
				'StageName',
				'Stage',
				stages.map(([name]) => name),
				{ nillable: false },
			),
			typed('currency', 'Amount', 'Amount'),
			typed('percent', 'Probability', 'Probability (%)'),
			typed('date', 'CloseDate', 'Close Date', { nillable: false }),
			picklist('Type', 'Opportunity Type', ['New Business', 'Existing Business']),
			text('NextStep', 'Next Step', 255),
			picklist('LeadSource', 'Lead Source', sources),
			picklist('ForecastCategoryName', 'Forecast Category', ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed']),
			fixed(typed('boolean', 'IsClosed', 'Closed')),
			fixed(typed('boolean', 'IsWon', 'Won')),
			fixed(typed('boolean', 'HasOpportunityLineItem', 'Has Line Item')),
			...ownFields(),
		],
	});

/** Who and what a task, event or note is about. */
const about = (): Field[] => [
	reference('WhoId', 'Name ID', ['Contact', 'Lead'], 'Who'),
	reference('WhatId', 'Related To ID', ['Account', 'Opportunity', 'Thing__c'], 'What'),
	fixed(reference('AccountId', 'Account ID', ['Account'], 'Account')),
];

const task = (): SObjectType =>
	sobject({
		name: 'Task',
		label: 'Task',
		labelPlural: 'Tasks',
		keyPrefix: '00T',
		searchable: true,
		fields: [
			...about(),
			typed('combobox', 'Subject', 'Subject', { length: 255, nameField: true }),
			typed('date', 'ActivityDate', 'Due Date Only'),
			picklist('Status', 'Status', ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
				nillable: false,
				defaultedOnCreate: true,
			}),
			picklist('Priority', 'Priority', ['High', 'Normal', 'Low'], { nillable: false, defaultedOnCreate: true }),
			owner(),
			longText('Description', 'Description'),
			picklist('Type', 'Type', ['Call', 'Email', 'Meeting', 'Other']),
			picklist('TaskSubtype', 'Task Subtype', ['Task', 'Email', 'Call', 'ListEmail'], { updateable: false }),
			fixed(typed('boolean', 'IsClosed', 'Closed')),
			fixed(typed('datetime', 'CompletedDateTime', 'Completed Date')),
			typed('boolean', 'IsReminderSet', 'Reminder Set'),
			typed('datetime', 'ReminderDateTime', 'Reminder Date/Time'),
			typed('int', 'CallDurationInSeconds', 'Call Duration'),
			picklist('CallType', 'Call Type', ['Internal', 'Inbound', 'Outbound']),
			text('CallDisposition', 'Call Result', 255),
		],
	});

const event = (): SObjectType =>
	sobject({
		name: 'Event',
		label: 'Event',
		labelPlural: 'Events',
		keyPrefix: '00U',
		searchable: true,
		fields: [
			...about(),
			typed('combobox', 'Subject', 'Subject', { length: 255, nameField: true }),
			text('Location', 'Location', 255),
			typed('datetime', 'ActivityDateTime', 'Due Date Time'),
			typed('date', 'ActivityDate', 'Due Date Only'),
			typed('datetime', 'StartDateTime', 'Start Date Time'),
			typed('datetime', 'EndDateTime', 'End Date Time'),
			typed('int', 'DurationInMinutes', 'Duration'),
			typed('boolean', 'IsAllDayEvent', 'All-Day Event'),
			longText('Description', 'Description'),
			picklist('Type', 'Type', ['Call', 'Email', 'Meeting', 'Other']),
			owner(),
		],
	});

const emailMessage = (): SObjectType =>
	sobject({
		name: 'EmailMessage',
		label: 'Email Message',
		labelPlural: 'Email Messages',
		keyPrefix: '02s',
		fields: [
			reference('RelatedToId', 'Related To ID', ['Account', 'Opportunity', 'Contact', 'Lead'], 'RelatedTo'),
			reference('ActivityId', 'Activity ID', ['Task'], 'Activity'),
			text('Subject', 'Subject', 3_000, { nameField: true }),
			longText('TextBody', 'Text Body', 131_072),
			longText('HtmlBody', 'HTML Body', 131_072),
			text('FromAddress', 'From Address', 1_000),
			text('FromName', 'From Name', 1_000),
			longText('ToAddress', 'To Address', 4_000),
			typed('boolean', 'Incoming', 'Is Incoming'),
			typed('datetime', 'MessageDate', 'Message Date'),
			picklist('Status', 'Status', [
				['0', 'New'],
				['1', 'Read'],
				['2', 'Replied'],
				['3', 'Sent'],
			]),
		],
	});

const note = (): SObjectType =>
	sobject({
		name: 'Note',
		label: 'Note',
		labelPlural: 'Notes',
		keyPrefix: '002',
		searchable: true,
		required: ['ParentId', 'Title'],
		fields: [
			reference('ParentId', 'Parent ID', ['Account', 'Contact', 'Lead', 'Opportunity', 'Thing__c'], 'Parent', {
				nillable: false,
				updateable: false,
				childRelationship: 'Notes',
			}),
			text('Title', 'Title', 80, { nillable: false, nameField: true }),
			typed('boolean', 'IsPrivate', 'Private'),
			longText('Body', 'Body'),
			owner(),
		],
	});

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentnote.htm */
const contentNote = (): SObjectType =>
	sobject({
		name: 'ContentNote',
		label: 'Note',
		labelPlural: 'Notes',
		keyPrefix: '069',
		required: ['Title'],
		fields: [
			text('Title', 'Title', 255, { nillable: false, nameField: true }),
			typed('base64', 'Content', 'Content'),
			fixed(text('TextPreview', 'Text Preview', 255)),
			fixed(text('FileType', 'File Type', 20)),
			fixed(typed('boolean', 'IsReadOnly', 'Read Only')),
			fixed(reference('LatestPublishedVersionId', 'Latest Version', [], null)),
			owner(),
		],
	});

const contentDocumentLink = (): SObjectType =>
	sobject({
		name: 'ContentDocumentLink',
		label: 'Content Document Link',
		labelPlural: 'Content Document Links',
		keyPrefix: '06A',
		required: ['ContentDocumentId', 'LinkedEntityId'],
		replicateable: false,
		fields: [
			reference('ContentDocumentId', 'ContentDocument ID', ['ContentNote'], 'ContentDocument', {
				nillable: false,
				updateable: false,
			}),
			reference(
				'LinkedEntityId',
				'Linked Entity ID',
				['Account', 'Contact', 'Lead', 'Opportunity', 'Thing__c', 'User'],
				'LinkedEntity',
				{ nillable: false, updateable: false, childRelationship: 'ContentDocumentLinks' },
			),
			picklist(
				'ShareType',
				'Share Type',
				[
					['V', 'Viewer'],
					['C', 'Collaborator'],
					['I', 'Inferred'],
				],
				{
					restricted: true,
				},
			),
			picklist('Visibility', 'Visibility', ['AllUsers', 'InternalUsers', 'SharedUsers'], { restricted: true }),
		],
	});

const contactRole = (): SObjectType =>
	sobject({
		name: 'OpportunityContactRole',
		label: 'Opportunity Contact Role',
		labelPlural: 'Opportunity Contact Roles',
		keyPrefix: '00K',
		required: ['OpportunityId', 'ContactId'],
		fields: [
			reference('OpportunityId', 'Opportunity ID', ['Opportunity'], 'Opportunity', {
				nillable: false,
				childRelationship: 'OpportunityContactRoles',
			}),
			reference('ContactId', 'Contact ID', ['Contact'], 'Contact', {
				nillable: false,
				childRelationship: 'OpportunityContactRoles',
			}),
			picklist('Role', 'Role', ['Decision Maker', 'Evaluator', 'Business User']),
			typed('boolean', 'IsPrimary', 'Primary'),
		],
	});

const thing = (): SObjectType =>
	sobject({
		name: 'Thing__c',
		label: 'Thing',
		labelPlural: 'Things',
		keyPrefix: 'a00',
		searchable: true,
		historyName: 'Thing__History',
		fields: [
			text('Name', 'Thing Name', 80, { nameField: true }),
			owner(),
			reference('Account__c', 'Account', ['Account'], 'Account__r', { childRelationship: 'Things__r' }),
			reference('Contact__c', 'Contact', ['Contact'], 'Contact__r', { childRelationship: 'Things__r' }),
			typed('double', 'Level__c', 'Level'),
			typed('datetime', 'Checked_At__c', 'Checked At'),
			typed('time', 'Opens_At__c', 'Opens At'),
			typed('percent', 'Share__c', 'Share', { scale: 2, precision: 5 }),
			typed('currency', 'Price__c', 'Price'),
			calculated(typed('double', 'Level_Doubled__c', 'Level Doubled')),
			...ownFields(),
		],
	});

const setup = (parts: Parameters<typeof sobject>[0]): SObjectType => sobject({ replicateable: false, ...parts });

const setupObjects = (): SObjectType[] => [
	setup({
		name: 'User',
		label: 'User',
		labelPlural: 'Users',
		keyPrefix: '005',
		deletable: false,
		fields: [
			text('Username', 'Username', 80),
			...personName(),
			typed('email', 'Email', 'Email'),
			text('Alias', 'Alias', 8),
			typed('boolean', 'IsActive', 'Active'),
			picklist('UserType', 'User Type', [
				'Standard',
				'PowerPartner',
				'CustomerSuccess',
				'Guest',
				'AutomatedProcess',
				'CloudIntegrationUser',
			]),
			reference('ProfileId', 'Profile ID', ['Profile'], 'Profile'),
			text('TimeZoneSidKey', 'Time Zone', 40),
			text('LocaleSidKey', 'Locale', 40),
		],
	}),
	setup({
		name: 'Group',
		label: 'Group',
		labelPlural: 'Groups',
		keyPrefix: '00G',
		fields: [text('Name', 'Name', 40, { nameField: true }), picklist('Type', 'Type', ['Queue', 'Regular'])],
	}),
	setup({
		name: 'Profile',
		label: 'Profile',
		labelPlural: 'Profiles',
		keyPrefix: '00e',
		createable: false,
		updateable: false,
		fields: [
			text('Name', 'Name', 255, { nameField: true }),
			reference('UserLicenseId', 'User License ID', ['UserLicense'], 'UserLicense'),
		],
	}),
	setup({
		name: 'UserLicense',
		label: 'User License',
		labelPlural: 'User Licenses',
		keyPrefix: '100',
		createable: false,
		updateable: false,
		fields: [text('Name', 'Name', 255, { nameField: true })],
	}),
	setup({
		name: 'Organization',
		label: 'Organization',
		labelPlural: 'Organizations',
		keyPrefix: '00D',
		createable: false,
		updateable: false,
		fields: [
			text('Name', 'Name', 80, { nameField: true }),
			typed('boolean', 'IsSandbox', 'Is Sandbox'),
			text('InstanceName', 'Instance Name', 5),
			text('OrganizationType', 'Edition', 40),
			text('DefaultLocaleSidKey', 'Locale', 40),
			text('TimeZoneSidKey', 'Time Zone', 40),
		],
	}),
	setup({
		name: 'PermissionSet',
		label: 'Permission Set',
		labelPlural: 'Permission Sets',
		keyPrefix: '0PS',
		required: ['Name', 'Label'],
		fields: [
			text('Name', 'Permission Set Name', 80, { nillable: false, nameField: true }),
			text('Label', 'Permission Set Label', 80, { nillable: false }),
			text('Description', 'Description', 255),
			fixed(typed('boolean', 'IsOwnedByProfile', 'Is Owned By Profile')),
			fixed(typed('boolean', 'IsCustom', 'Is Custom')),
			fixed(reference('ProfileId', 'Profile ID', ['Profile'], 'Profile')),
		],
	}),
	setup({
		name: 'PermissionSetAssignment',
		label: 'Permission Set Assignment',
		labelPlural: 'Permission Set Assignments',
		keyPrefix: '0Pa',
		updateable: false,
		required: ['AssigneeId', 'PermissionSetId'],
		fields: [
			reference('AssigneeId', 'Assignee ID', ['User'], 'Assignee', { childRelationship: 'PermissionSetAssignments' }),
			reference('PermissionSetId', 'Permission Set ID', ['PermissionSet'], 'PermissionSet', {
				childRelationship: 'Assignments',
			}),
		],
	}),
	setup({
		name: 'FieldPermissions',
		label: 'Field Permissions',
		labelPlural: 'Field Permissions',
		keyPrefix: '01k',
		required: ['ParentId', 'SobjectType', 'Field'],
		fields: [
			reference('ParentId', 'Parent ID', ['PermissionSet'], 'Parent', { childRelationship: 'FieldPerms' }),
			picklist('SobjectType', 'Sobject Type Name', []),
			picklist('Field', 'Field Name', []),
			typed('boolean', 'PermissionsRead', 'Read Field'),
			typed('boolean', 'PermissionsEdit', 'Edit Field'),
		],
	}),
	setup({
		name: 'CustomField',
		label: 'Custom Field',
		labelPlural: 'Custom Fields',
		keyPrefix: '00N',
		tooling: true,
		fields: [
			text('DeveloperName', 'Developer Name', 40),
			text('TableEnumOrId', 'Entity', 40),
			text('NamespacePrefix', 'Namespace Prefix', 15),
			longText('Description', 'Description', 1_000),
			longText('InlineHelpText', 'Help Text', 510),
			field({ name: 'FullName', label: 'Full Name', type: 'string', length: 255, filterable: false }),
		],
	}),
	setup({
		name: 'EntityDefinition',
		label: 'Entity Definition',
		labelPlural: 'Entity Definitions',
		keyPrefix: '4ie',
		createable: false,
		updateable: false,
		deletable: false,
		fields: [
			text('DurableId', 'Durable ID', 40),
			text('QualifiedApiName', 'Qualified API Name', 70, { nameField: true }),
			text('DeveloperName', 'Developer Name', 40),
			text('Label', 'Label', 255),
			text('PluralLabel', 'Plural Label', 255),
			text('KeyPrefix', 'Key Prefix', 3),
			typed('boolean', 'IsFieldHistoryTracked', 'Field History Tracked'),
			typed('boolean', 'IsCustomizable', 'Customizable'),
			typed('boolean', 'IsQueryable', 'Queryable'),
		],
	}),
	setup({
		name: 'FieldDefinition',
		label: 'Field Definition',
		labelPlural: 'Field Definitions',
		keyPrefix: '4fd',
		createable: false,
		updateable: false,
		deletable: false,
		fields: [
			text('DurableId', 'Durable ID', 80),
			reference('EntityDefinitionId', 'Entity Definition ID', ['EntityDefinition'], 'EntityDefinition'),
			text('QualifiedApiName', 'Qualified API Name', 70, { nameField: true }),
			text('DeveloperName', 'Developer Name', 40),
			text('Label', 'Label', 255),
			text('DataType', 'Data Type', 40),
			typed('boolean', 'IsFieldHistoryTracked', 'Field History Tracked'),
			typed('boolean', 'IsNillable', 'Nillable'),
		],
	}),
];

/** New definitions for a new org; `withHistory` tells which history objects are there. */
export function standardObjects(): SObjectType[] {
	const main = [account(), contact(), lead(), opportunity(), thing()];
	const histories = main.flatMap((type) => (type.historyName === null ? [] : [historyType(type, type.historyName)]));
	return [
		...main,
		...histories,
		task(),
		event(),
		emailMessage(),
		note(),
		contentNote(),
		contentDocumentLink(),
		contactRole(),
		...setupObjects(),
	];
}
