/** Text from records inside Markdown that n8n and mail programs show: no link, no picture, no tag, no table border. */
import { sanitizeText } from '../../fields/texts';

const LONGEST = 300;

export function plainCell(text: string): string {
	return sanitizeText(text.slice(0, LONGEST))
		.replace(/\s+/g, ' ')
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/[\\`*_[\]()|~]/g, '\\$&')
		.replace(/:\/\//g, ':&#47;&#47;');
}
