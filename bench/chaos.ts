/** `npm run bench:chaos -- --crm hubspot|salesforce|pipedrive|all --seed S [--json]`: every fault; exits with 1 if one harms. */
import { runChaos } from '../test/crm/write/race/chaos';
import { raceCrms, type RaceCrm } from '../test/crm/write/race/stages';

const argument = (name: string, fallback: string) => {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? fallback : (process.argv[at + 1] ?? fallback);
};

async function main(): Promise<void> {
	const wanted = argument('crm', 'all');
	const crms = raceCrms.filter((crm: RaceCrm) => wanted === 'all' || wanted === crm);
	if (crms.length === 0) throw new Error(`--crm is one of ${raceCrms.join(', ')} or all.`);
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

void main();
