/** The words of notes and tasks that AI leaves on a record: always labelled, never mistaken for a colleague's. */
import { hashValue } from '../value';

export interface NoteWords {
	readonly title: string;
	readonly text: string;
	readonly workflow: string;
	/** n8n's execution id. */
	readonly execution: string;
}

export const AI_LABEL = 'AI-generated';

/** The title with the label in front, once. */
export function noteTitle(title: string): string {
	const plain = title.trim() === '' ? 'Summary' : title.trim();
	return plain.toLowerCase().startsWith(AI_LABEL.toLowerCase()) ? plain : `${AI_LABEL}: ${plain}`;
}

/** The text and, below it, where it comes from (S1-05). */
export function noteBody({ text, workflow, execution }: NoteWords): string {
	const origin = [workflow === '' ? '' : `workflow "${workflow}"`, `run ${execution}`].filter((part) => part !== '');
	return `${text.trim()}\n\n${AI_LABEL} by ${origin.join(', ')}. Nobody has checked or sent it. Please read it before you rely on it.`;
}

/** What a second run looks for: the same text of the same kind is left once; the record is the CRM's part of the key. */
export function noteReference(kind: 'note' | 'task', title: string, text: string): string {
	return `crm-ai-${kind}-${hashValue([title.trim(), text.replace(/\s+/g, ' ').trim()])}`;
}
