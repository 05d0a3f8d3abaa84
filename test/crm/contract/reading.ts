/** read: every asked id has a result; values in canonical form; who changed what. */
import { make, type ContractCrm } from './setup';

export function describeReading(crm: () => ContractCrm): void {
	const read = async (ids: readonly string[], fields: readonly string[], edits = false) =>
		await crm().connect().read(crm().object, ids, fields, { edits });

	const readOne = async (id: string, fields: readonly string[], edits = false) => {
		const result = (await read([id], fields, edits)).get(id);
		if (result?.ok !== true) throw new Error(`record ${id} could not be read`);
		return result.value;
	};

	describe('reading', () => {
		test('gives the values in canonical form, and null for an empty field', async () => {
			const { fields } = crm();
			const id = await make(crm(), { [fields.text]: 'Berlin', [fields.number]: '0', [fields.yesNo]: 'false' });
			const snapshot = await readOne(id, [fields.text, fields.number, fields.yesNo, fields.date]);
			expect(snapshot.values).toEqual({
				[fields.text]: 'Berlin',
				[fields.number]: 0,
				[fields.yesNo]: false,
				[fields.date]: null,
			});
			expect(snapshot).toMatchObject({ object: crm().object, id, archived: false, edits: {}, history: {} });
		});

		test('names the record as people know it, and gives an address that opens it', async () => {
			const id = await make(crm(), crm().fields.label.values);
			const snapshot = await readOne(id, []);
			expect(snapshot.label).toBe(crm().fields.label.text);
			expect(new URL(snapshot.url).href).toContain(id);
			expect(Number.isNaN(Date.parse(snapshot.readAt))).toBe(false);
			expect(Number.isNaN(Date.parse(snapshot.changedAt ?? ''))).toBe(false);
		});

		test('answers for every asked id: missing, blank and malformed ones fail alone (S2-24)', async () => {
			const { fields, missingId } = crm();
			const id = await make(crm(), { [fields.text]: 'here' });
			const asked = [id, missingId, '', 'not an id', '../../settings'];
			const results = await read(asked, [fields.text]);
			expect([...results.keys()]).toEqual(asked);
			expect(results.get(id)).toMatchObject({ ok: true });
			expect(results.get(missingId)).toMatchObject({ ok: false, error: { kind: 'not found' } });
			for (const bad of ['', 'not an id', '../../settings']) {
				const result = results.get(bad);
				expect(result?.ok === false && ['validation', 'not found'].includes(result.error.kind)).toBe(true);
			}
		});

		test('a deleted record is not found', async () => {
			const id = await make(crm());
			await crm().act.remove(id);
			const result = (await read([id], [crm().fields.text])).get(id);
			expect(result).toMatchObject({ ok: false, error: { kind: 'not found' } });
			expect(result?.ok === false ? result.error.hint : '').not.toBe('');
		});

		test('a merged id leads to the survivor, also when the survivor is asked for as well', async () => {
			const { fields } = crm();
			const winner = await make(crm(), { [fields.text]: 'kept' });
			const loser = await make(crm(), { [fields.text]: 'gone' });
			await crm().act.merge(winner, loser);
			for (const asked of [[loser], [loser, winner], [winner, loser]]) {
				const results = await read(asked, [fields.text], true);
				for (const id of asked) {
					expect(results.get(id)).toMatchObject({ ok: true, value: { id: winner, values: { [fields.text]: 'kept' } } });
				}
			}
		});

		test('more records than fit into one request all come back, each with its own values', async () => {
			const { fields } = crm();
			const ids: string[] = [];
			for (let index = 0; index < 230; index++) ids.push(await make(crm(), { [fields.text]: `value ${index}` }));
			for (const edits of [false, true]) {
				const results = await read(ids, [fields.text], edits);
				const values = ids.map((id) => {
					const result = results.get(id);
					return result?.ok === true ? result.value.values[fields.text] : undefined;
				});
				expect(values).toEqual(ids.map((_, index) => `value ${index}`));
			}
		});

		test('the same id asked for twice is read once', async () => {
			const id = await make(crm());
			expect((await read([id, id], [])).size).toBe(1);
		});

		test('reading nothing gives nothing', async () => {
			expect((await read([], [crm().fields.text])).size).toBe(0);
		});
	});

	describe('who changed a field last (S0-34)', () => {
		test('a person, a machine of the CRM and our own write are told apart', async () => {
			const { fields, act } = crm();
			const id = await make(crm());
			await act.edit(id, fields.text, 'by a rep');
			await act.automate(id, fields.number, '7');
			const writer = crm().connect();
			const [written] = await writer.write(crm().object, [{ id, values: { [fields.yesNo]: true } }]);
			expect(written).toMatchObject({ ok: true });

			const asked = [fields.text, fields.number, fields.yesNo, fields.date];
			const snapshot = (await writer.read(crm().object, [id], asked, { edits: true })).get(id);
			if (snapshot?.ok !== true) throw new Error('not read');
			const { edits, history } = snapshot.value;
			if (!crm().fieldHistory) return;
			expect(edits[fields.text]?.by).toBe('human');
			expect(edits[fields.number]?.by).not.toBe('human');
			expect(edits[fields.date]).toBeUndefined();
			expect(history[fields.yesNo]?.[0]).toMatchObject({ value: true, own: true });
			expect(history[fields.text]?.[0]?.own).toBe(false);
		});

		test('versions are newest first, in canonical form, with the time of the change', async () => {
			const { fields, act } = crm();
			const id = await make(crm());
			for (const value of ['1', '2', '3']) {
				await act.edit(id, fields.number, value);
				await act.wait(5);
			}
			await act.edit(id, fields.number, null);
			if (!crm().fieldHistory) return;
			const snapshot = await readOne(id, [fields.number], true);
			const versions = snapshot.history[fields.number] ?? [];
			expect(versions.slice(0, 4).map((version) => version.value)).toEqual([null, 3, 2, 1]);
			const times = versions.map((version) => version.at);
			expect(times).toEqual([...times].sort().reverse());
			expect(snapshot.edits[fields.number]).toMatchObject({ at: times[0], by: 'human', evidence: 'history' });
		});

		test('where an account keeps no versions, nothing is claimed about a field: only who changed the record last', async () => {
			const { fields, act, object } = crm();
			const id = await make(crm());
			await act.edit(id, fields.text, 'by a rep');
			const connection = crm().connect();
			const asked = [fields.text, fields.number];
			const snapshot = (await connection.read(object, [id], asked, { edits: true })).get(id);
			if (snapshot?.ok !== true) throw new Error('not read');
			const { edits, history } = snapshot.value;
			const { fieldHistory } = connection.capabilities;
			if (crm().fieldHistory) {
				expect(fieldHistory).not.toBe('never');
				expect(history[fields.text]).not.toHaveLength(0);
			} else {
				expect(fieldHistory).not.toBe('always');
				expect(history).toEqual({});
				for (const edit of Object.values(edits)) expect(edit).toMatchObject({ by: 'human', evidence: 'record' });
			}
		});
	});
}
