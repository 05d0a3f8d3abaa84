/**
 * `npm run bench:chaos -- --crm hubspot|salesforce|pipedrive|all --seed S [--real] [--json]`: every fault; exits with 1 if
 * one harms. `--real` instead kills a real n8n in the middle of its work (needs `npm run build`; about a minute).
 */
import { discard, pack } from '../scripts/n8n';
import { runChaos } from '../test/crm/write/race/chaos';
import { killRealN8n } from '../test/crm/write/race/killed';
import { raceCrms, type RaceCrm } from '../test/crm/write/race/stages';

const argument = (name: string, fallback: string) => {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? fallback : (process.argv[at + 1] ?? fallback);
};

async function main(): Promise<void> {
	const wanted = argument('crm', 'all');
	const crms = raceCrms.filter((crm: RaceCrm) => wanted === 'all' || wanted === crm);
	if (crms.length === 0) throw new Error(`--crm is one of ${raceCrms.join(', ')} or all.`);
	if (process.argv.includes('--real')) return await real(crms);
	const reports = [];
	for (const crm of crms) reports.push(...(await runChaos(crm, Number(argument('seed', '1')))));
	if (process.argv.includes('--json')) console.log(JSON.stringify(reports));
	else
		for (const { crm, fault, ok, sums, classes, expected, doubled, missing } of reports)
			console.log(
				`${ok ? 'ok  ' : 'HARM'} ${crm}: ${fault}: ${JSON.stringify(sums)} [${classes.join(', ')}] of [${expected.join(', ')}] doubled ${doubled} missing ${missing}`,
			);
	if (reports.some(({ ok }) => !ok)) process.exitCode = 1;
}

async function real(crms: readonly RaceCrm[]): Promise<void> {
	const tarball = pack();
	const reports = await killRealN8n(crms, tarball).finally(() => discard(tarball));
	if (process.argv.includes('--json')) console.log(JSON.stringify(reports));
	else
		for (const { crm, ok, sums, notesUntold, doubled, wrongNotes, lost } of reports)
			console.log(
				`${ok ? 'ok  ' : 'HARM'} ${crm}: n8n killed after ${notesUntold} notes, and between write and verify: ${JSON.stringify(sums)} doubled ${doubled} notes ${wrongNotes} lost ${lost}`,
			);
	if (reports.some(({ ok }) => !ok)) process.exitCode = 1;
}

void main();
