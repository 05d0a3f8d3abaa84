/** docs/crms.md must say what the adapters declare. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '../../scripts/promises/differences';

const squeeze = (text: string) =>
	text
		.split('\n')
		.map((line) => line.replace(/-+/g, '-').replace(/\s+/g, ''))
		.join('\n');

test('the page on the CRMs holds the table of what each CRM cannot do, as the adapters declare it', () => {
	const page = readFileSync(join(__dirname, '../../docs/crms.md'), 'utf8');
	expect(squeeze(page)).toContain(squeeze(differences()));
});
