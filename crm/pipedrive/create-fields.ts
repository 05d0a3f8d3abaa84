/**
 * Creating the AI fields where they are missing. A field's name on all CRMs is read off its label here, so the label
 * has to say it. https://developers.pipedrive.com/docs/api/v1/PersonFields#addPersonField
 */
import type { FieldSchema, FieldSpec } from '../../core/fields/schema';
import type { FieldCreation } from '../crm';
import { asCrmError } from '../results';
import type { Connection } from './connection';
import { slug } from './fields';
import type { PipedriveObject } from './objects';

/** A moment is kept as text: Pipedrive has no custom field of that type. */
const native: Readonly<Record<FieldSpec['type'], string>> = {
	text: 'varchar',
	'long text': 'text',
	number: 'double',
	'date and time': 'varchar',
	choice: 'enum',
};

export async function createFields(
	connection: Connection,
	objectName: string,
	specs: readonly FieldSpec[],
): Promise<readonly FieldCreation[]> {
	const target = connection.object(objectName);
	connection.forgetFields(target);
	const existing = await connection.fields(target);
	const answers: FieldCreation[] = [];
	for (const spec of specs) {
		const field = existing.get(spec.name);
		const twins = [...existing.values()].filter(({ custom, schema }) => custom && slug(schema.label) === spec.name);
		if (field !== undefined) answers.push(compare(field.schema, spec));
		else if (twins.length > 1) answers.push(severalFields(spec, twins.length));
		else answers.push(await create(connection, target, spec));
	}
	if (answers.some(({ status }) => status === 'created')) connection.forgetFields(target);
	return answers;
}

/** The spec's label where it leads back to the name, else the name in words: ai_provenance -> AI Provenance. */
export function labelFor({ name, label }: FieldSpec): string {
	if (slug(label) === name) return label;
	const words = name.split('_').map((word) => (word === 'ai' ? 'AI' : word.charAt(0).toUpperCase() + word.slice(1)));
	return words.join(' ');
}

async function create(connection: Connection, target: PipedriveObject, spec: FieldSpec): Promise<FieldCreation> {
	const label = labelFor(spec);
	if (slug(label) !== spec.name || !spec.name.startsWith('ai_')) {
		const message = `Pipedrive gives its fields keys of its own, so only fields named ai_… can be created by name.`;
		return { name: spec.name, status: 'failed', message };
	}
	// Leads have the custom fields of deals.
	const path = target.name === 'lead' ? connection.object('deal').fieldsPath : target.fieldsPath;
	try {
		await connection.http.request({
			method: 'POST',
			path,
			body: {
				field_name: label,
				field_type: native[spec.type],
				...(spec.choices === undefined ? {} : { options: spec.choices.map((choice) => ({ label: choice.label })) }),
			},
			purpose: 'create fields',
		});
		const message = `Created as "${label}". Do not rename it in Pipedrive: this package finds it by that name.`;
		return { name: spec.name, status: 'created', message };
	} catch (error) {
		const crmError = asCrmError(error);
		if (crmError.kind === 'auth') throw crmError;
		return { name: spec.name, status: 'failed', message: `${crmError.message} ${crmError.hint}` };
	}
}

function severalFields({ name }: FieldSpec, count: number): FieldCreation {
	const message = `${count} fields have this label in Pipedrive, so none of them is meant. Rename all but one (Company settings > Data fields).`;
	return { name, status: 'differs', message };
}

function compare(field: FieldSchema, spec: FieldSpec): FieldCreation {
	const differences: string[] = [];
	if (field.type !== spec.type) differences.push(`it is of the type "${field.type}" instead of "${spec.type}"`);
	if (field.readOnly) differences.push('it cannot be written');
	const known = new Set(field.choices.map((choice) => choice.value));
	const missing = (spec.choices ?? []).filter((choice) => !known.has(choice.value)).map((choice) => choice.label);
	if (spec.type === 'choice' && field.type === 'choice' && missing.length > 0) {
		differences.push(`it lacks the options ${missing.join(', ')}`);
	}
	if (differences.length === 0) return { name: spec.name, status: 'exists', message: 'It is there already.' };
	return {
		name: spec.name,
		status: 'differs',
		message: `A field of this name is there, but ${differences.join(' and ')}. Rename it in Pipedrive, or change it there.`,
	};
}
