/**
 * Creating the AI fields where they are missing.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (create properties)
 */
import { CrmError } from '../../core/errors';
import type { FieldSchema, FieldSpec } from '../../core/fields/schema';
import type { FieldCreation } from '../crm';
import type { Connection } from './connection';
import type { HubSpotObject } from './objects';
import { asCrmError } from './results';
import { list, object, text } from './wire';

const group = { name: 'ai_layer', label: 'AI' };

const native: Readonly<Record<FieldSpec['type'], { readonly type: string; readonly fieldType: string }>> = {
	text: { type: 'string', fieldType: 'text' },
	'long text': { type: 'string', fieldType: 'textarea' },
	number: { type: 'number', fieldType: 'number' },
	'date and time': { type: 'datetime', fieldType: 'date' },
	choice: { type: 'enumeration', fieldType: 'select' },
};

export async function createFields(
	connection: Connection,
	objectName: string,
	specs: readonly FieldSpec[],
): Promise<readonly FieldCreation[]> {
	const hubspotObject = await connection.object(objectName);
	connection.forgetFields(hubspotObject);
	const existing = await connection.fields(hubspotObject);
	const isMissing = (spec: FieldSpec) => !existing.has(spec.name);
	if (specs.some(isMissing)) await ensureGroup(connection, hubspotObject);
	const answers: FieldCreation[] = [];
	for (const spec of specs) {
		const field = existing.get(spec.name);
		answers.push(field === undefined ? await create(connection, hubspotObject, spec) : compare(field, spec));
	}
	if (specs.some(isMissing)) connection.forgetFields(hubspotObject);
	return answers;
}

async function create(connection: Connection, hubspotObject: HubSpotObject, spec: FieldSpec): Promise<FieldCreation> {
	const options = spec.choices?.map((choice, index) => ({ ...choice, displayOrder: index, hidden: false }));
	try {
		await connection.http.request({
			method: 'POST',
			path: connection.paths.properties(hubspotObject.path),
			body: {
				name: spec.name,
				label: spec.label,
				description: spec.description,
				groupName: group.name,
				...native[spec.type],
				...(options === undefined ? {} : { options }),
			},
			purpose: 'create fields',
		});
		return { name: spec.name, status: 'created', message: `Created as "${spec.label}" in the group "${group.label}".` };
	} catch (error) {
		const crmError = asCrmError(error);
		if (crmError.kind === 'auth') throw crmError;
		if (crmError.kind === 'conflict') {
			const message = 'HubSpot holds a field of this name that is archived or was created just now. ';
			return { name: spec.name, status: 'failed', message: `${message}Restore it in HubSpot, or run this again.` };
		}
		return { name: spec.name, status: 'failed', message: `${crmError.message} ${crmError.hint}` };
	}
}

/** The group is made first, since HubSpot refuses a field in a group that is not there. Throws CrmError. */
async function ensureGroup(connection: Connection, hubspotObject: HubSpotObject): Promise<void> {
	const path = connection.paths.propertyGroups(hubspotObject.path);
	const answer = await connection.http.request({ method: 'GET', path, purpose: 'create fields' });
	const names = list(object(answer.body)['results']).map((entry) => text(object(entry)['name']));
	if (names.includes(group.name)) return;
	try {
		await connection.http.request({
			method: 'POST',
			path,
			body: { ...group, displayOrder: -1 },
			purpose: 'create fields',
		});
	} catch (error) {
		// Somebody else made it between the two requests.
		if (!(error instanceof CrmError) || error.kind !== 'conflict') throw error;
	}
}

function compare(field: FieldSchema, spec: FieldSpec): FieldCreation {
	const differences: string[] = [];
	const wanted = native[spec.type];
	const textual = (type: string) => type === 'text' || type === 'long text';
	if (field.native.type !== wanted.type) {
		differences.push(`it is of the type "${field.type}" instead of "${spec.type}"`);
	} else if (textual(spec.type) && !textual(field.type)) {
		differences.push(`it is shown as "${field.type}" instead of "${spec.type}"`);
	}
	if (field.readOnly) differences.push('it cannot be written');
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
		message: `A field of this name is there, but ${differences.join(' and ')}. Rename it in HubSpot, or change it there.`,
	};
}
