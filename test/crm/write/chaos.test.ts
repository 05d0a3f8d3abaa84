/** Every fault on every CRM: all is accounted for, each failure has its class, nothing takes effect twice, and the same input again brings it in. */
import { chaosNames, runChaos } from './race/chaos';
import { raceCrms } from './race/stages';

describe.each(raceCrms)('%s', (crm) => {
	test.each(chaosNames)(
		'%s',
		async (fault) => {
			const [report] = await runChaos(crm, 1, fault);
			expect(report).toMatchObject({ fault, accounted: true, doubled: 0, missing: 0 });
			expect(report?.classes).toEqual(report?.expected);
			expect(report?.ok).toBe(true);
		},
		60_000,
	);
});

test('a failure has the class that tells what to do', async () => {
	const classOf = async (fault: string) => (await runChaos('hubspot', 1, fault))[0]?.classes;
	expect(await classOf('5xx at the write')).toEqual(['unavailable']);
	expect(await classOf('the token dies mid-run')).toEqual(['auth']);
	expect(await classOf('the permission is taken away')).toEqual(['permission']);
	expect(await classOf('an option or rule refuses the value')).toEqual(['validation']);
	expect(await classOf('a record merged mid-run')).toEqual(['not found']);
	expect(await classOf('200 without effect')).toEqual(['conflict']);
});
