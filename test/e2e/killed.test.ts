/** The real n8n killed by SIGKILL in the middle of its work, started again, and the same input run again. */
import { discard, pack } from '../../scripts/n8n';
import { killRealN8n } from '../crm/write/race/killed';
import { raceCrms } from '../crm/write/race/stages';

it('killed after a note, and between write and verify: nothing twice, no rep’s edit lost, all accounted for, on every CRM', async () => {
	const tarball = pack();
	const reports = await killRealN8n(raceCrms, tarball);
	discard(tarball);
	for (const report of reports) {
		expect(report).toMatchObject({ accounted: true, doubled: 0, wrongNotes: 0, lost: 0, changedAgain: 0, ok: true });
	}
	expect(reports.map(({ crm }) => crm)).toEqual(raceCrms);
}, 600_000);
