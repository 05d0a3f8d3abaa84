/**
 * Creating the AI fields where they are missing. A field made by API is seen by nobody: a permission set gives it to
 * the user behind the credential.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm
 */
import type { FieldSchema, FieldSpec } from '../../core/fields/schema';
import type { FieldCreation } from '../crm';
import type { Json } from '../json';
import { asCrmError } from '../results';
import type { Connection } from './connection';
import { grantFields } from './field-access';
import { isPerson, person, type SalesforceObject } from './objects';

/** Salesforce refuses longer ones. */
const longestLabel = 40;
const longestHelp = 510;

const native: Readonly<Record<FieldSpec['type'], Json>> = {
	text: { type: 'Text', length: 255 },
	// Enough for the stamps of hundreds of fields.
	'long text': { type: 'LongTextArea', length: 32_768, visibleLines: 5 },
	number: { type: 'Number', precision: 18, scale: 2 },
	'date and time': { type: 'DateTime' },
	choice: { type: 'Picklist' },
};

export async function createFields(
	connection: Connection,
	objectName: string,
	specs: readonly FieldSpec[],
): Promise<readonly FieldCreation[]> {
	if (!isPerson(objectName)) return await createIn(connection, await connection.object(objectName), specs);
	const answers: FieldCreation[] = [];
	for (const part of person.parts) answers.push(...(await createIn(connection, part, specs)));
	return answers;
}

async function createIn(
	connection: Connection,
	object: SalesforceObject,
	specs: readonly FieldSpec[],
): Promise<readonly FieldCreation[]> {
	connection.forgetSchema(object);
	const { fields } = await connection.schema(object);
	const answers = new Map<string, FieldCreation>();
	for (const spec of specs) {
		const field = fields.get(spec.name);
		answers.set(spec.name, field === undefined ? await create(connection, object, spec) : compare(field, spec));
	}
	const fresh = specs.filter(({ name }) => answers.get(name)?.status === 'created');
	if (fresh.length > 0) {
		const apis = fresh.map(({ name }) => `${object.sobject}.${apiName(name)}`);
		const problem = await grantFields(connection, object, apis);
		for (const { name, label } of fresh) {
			const next = problem ?? `Add it to the page layout: Setup > Object Manager > ${object.label} > Page Layouts.`;
			answers.set(name, { name, status: 'created', message: `Created as "${label}". ${next}` });
		}
		connection.forgetSchema(object);
	}
	return specs.flatMap(({ name }) => answers.get(name) ?? []);
}

function apiName(name: string): string {
	return `${name}__c`;
}

async function create(connection: Connection, object: SalesforceObject, spec: FieldSpec): Promise<FieldCreation> {
	try {
		await connection.send({
			method: 'POST',
			path: '/tooling/sobjects/CustomField',
			body: {
				FullName: `${object.sobject}.${apiName(spec.name)}`,
				Metadata: {
					label: spec.label.slice(0, longestLabel),
					inlineHelpText: spec.description.slice(0, longestHelp),
					description: spec.description,
					required: false,
					...native[spec.type],
					...(spec.type === 'choice' ? { valueSet: valueSetOf(spec) } : {}),
				},
			},
			purpose: 'create fields',
		});
		return { name: spec.name, status: 'created', message: '' };
	} catch (error) {
		const crmError = asCrmError(error);
		if (crmError.kind === 'auth') throw crmError;
		if (/DUPLICATE/.test(crmError.code ?? '')) {
			const message = `${object.label} have a field of this name already that the Salesforce user may not see.`;
			return {
				name: spec.name,
				status: 'failed',
				message: `${message} Give the user access to it (field-level security).`,
			};
		}
		const hint =
			crmError.kind === 'permission'
				? 'The user needs the permission "Customize Application", or an administrator creates the field.'
				: crmError.hint;
		return { name: spec.name, status: 'failed', message: `${crmError.message} ${hint}` };
	}
}

function valueSetOf(spec: FieldSpec): Json {
	const value = (spec.choices ?? []).map((choice) => ({ fullName: choice.value, label: choice.label, default: false }));
	return { restricted: true, valueSetDefinition: { sorted: false, value } };
}

function compare(field: FieldSchema, spec: FieldSpec): FieldCreation {
	const differences: string[] = [];
	if (field.type !== spec.type) differences.push(`it is of the type "${field.type}" instead of "${spec.type}"`);
	if (field.readOnly) differences.push('the Salesforce user may not edit it');
	if (field.unique) differences.push('it must be unique');
	const active = new Set(field.choices.filter((choice) => choice.active).map((choice) => choice.value));
	const missing = (spec.choices ?? []).filter((choice) => !active.has(choice.value)).map((choice) => choice.value);
	if (spec.type === 'choice' && field.type === 'choice' && missing.length > 0) {
		differences.push(`it lacks the options ${missing.join(', ')}`);
	}
	if (differences.length === 0) return { name: spec.name, status: 'exists', message: 'It is there already.' };
	return {
		name: spec.name,
		status: 'differs',
		message: `A field of this name is there, but ${differences.join(' and ')}. Rename it in Salesforce, or change it there.`,
	};
}
