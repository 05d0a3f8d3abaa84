/** What Human Review leaves in the CRM: never over a person's value, and a person's no is not lost. */
import { readStamp } from '../../../core/stamp';
import { rememberReviews, type ReviewNote } from '../../../crm/review/remember';
import { openPipedrive } from '../pipedrive/stage';
import { stage } from '../write/stage';

const at = () => new Date().toISOString();
const open = (id: string, field: string, hash = 'aa'): ReviewNote => ({
	id,
	field,
	review: { hash, status: 'open', at: at() },
});

test('a won deal stays won where its status was chosen as the review status', async () => {
	const s = await openPipedrive();
	try {
		const id = s.control.create({ object: 'deal', values: { title: 'Engine', status: 'won' } });
		const places = { provenance: 'ai_provenance', status: 'status' };
		const { remarks } = await rememberReviews(s.connect().crm, 'deal', [open(id, 'title')], places);
		expect(s.control.value({ object: 'deal', id, field: 'status' })).toBe('won');
		expect(remarks.join()).toContain('status');
	} finally {
		await s.close();
	}
});

test('a person’s words stay where their field was chosen as the review status; an empty one takes it', async () => {
	const s = await stage();
	try {
		const [full, free] = [s.contact({ city: 'Bonn' }), s.contact()];
		const places = { provenance: 'ai_provenance', status: 'city' };
		const { crm } = s.connect();
		const { remarks } = await rememberReviews(crm, 'contact', [open(full, 'jobtitle'), open(free, 'jobtitle')], places);
		expect([s.value(full, 'city'), s.value(free, 'city')]).toEqual(['Bonn', 'open']);
		expect(remarks.join()).toContain('city');
		const rejected = { ...open(free, 'jobtitle'), review: { hash: 'aa', status: 'rejected' as const, at: at() } };
		await rememberReviews(crm, 'contact', [rejected], places);
		expect(s.value(free, 'city')).toBe('rejected');
	} finally {
		await s.close();
	}
});

test('a rep’s Rejected that nobody has collected yet is remembered before the next question opens', async () => {
	const s = await stage();
	try {
		const id = s.contact();
		const places = { provenance: 'ai_provenance', status: 'ai_review_status' };
		const { crm } = s.connect();
		await rememberReviews(crm, 'contact', [open(id, 'jobtitle', 'aa')], places);
		s.control.edit({ object: 'contact', id, field: 'ai_review_status', value: 'rejected' });
		await rememberReviews(s.connect().crm, 'contact', [open(id, 'city', 'bb')], places);
		const { reviews } = readStamp(s.value(id, 'ai_provenance'));
		expect(reviews?.['jobtitle']).toMatchObject({ status: 'rejected', refused: ['aa'] });
		expect(reviews?.['city']).toMatchObject({ status: 'open', hash: 'bb' });
	} finally {
		await s.close();
	}
});

describe('what was written is read again', () => {
	const places = { provenance: 'ai_provenance', status: 'ai_review_status' };

	test.each(['ai_provenance', 'ai_review_status'])(
		'%s that the CRM dropped once is written again',
		async (property) => {
			const s = await stage();
			try {
				const id = s.contact();
				s.control.writeRule({ object: 'contact', property, effect: 'ignore', count: 1 });
				const { remarks } = await rememberReviews(s.connect().crm, 'contact', [open(id, 'jobtitle')], places);
				expect(remarks).toEqual([]);
				expect(readStamp(s.value(id, 'ai_provenance')).reviews?.['jobtitle']).toMatchObject({ status: 'open' });
				expect(s.value(id, 'ai_review_status')).toBe('open');
			} finally {
				await s.close();
			}
		},
	);

	test('what the CRM never keeps is said, after a few tries', async () => {
		const s = await stage();
		try {
			const id = s.contact();
			s.control.writeRule({ object: 'contact', property: 'ai_provenance', effect: 'ignore' });
			const { remarks } = await rememberReviews(s.connect().crm, 'contact', [open(id, 'jobtitle')], places);
			expect(remarks.join()).toContain('did not keep what was asked');
		} finally {
			await s.close();
		}
	});

	test('of two runs that read the same answer the first closes the question, and an older answer closes no newer one', async () => {
		const s = await stage();
		try {
			const id = s.contact();
			const { crm } = s.connect();
			const opened = open(id, 'jobtitle');
			expect((await rememberReviews(crm, 'contact', [opened], places)).closed(opened)).toBe(false);
			const no = (at: string) => ({
				...opened,
				review: { hash: opened.review.hash, status: 'rejected' as const, at },
				refused: opened.review.hash,
			});
			const early = no('2020-01-01T00:00:00.000Z');
			expect((await rememberReviews(crm, 'contact', [early], places)).closed(early)).toBe(false);
			const late = no('2100-01-01T00:00:00.000Z');
			expect((await rememberReviews(s.connect().crm, 'contact', [late], places)).closed(late)).toBe(true);
			expect((await rememberReviews(s.connect().crm, 'contact', [late], places)).closed(late)).toBe(false);
		} finally {
			await s.close();
		}
	});

	test('a question that another run opened in between stands, and ours is not put over it', async () => {
		const s = await stage();
		try {
			const id = s.contact();
			const { crm } = s.connect();
			const ours = open(id, 'jobtitle', 'aa');
			const later = { hash: 'bb', status: 'open' as const, at: new Date(Date.now() + 1_000).toISOString() };
			await rememberReviews(crm, 'contact', [{ id, field: 'jobtitle', review: later }], places);
			const no = { ...ours, review: { ...ours.review, status: 'rejected' as const }, refused: 'aa' };
			expect((await rememberReviews(s.connect().crm, 'contact', [no], places)).remarks).toEqual([]);
			expect(readStamp(s.value(id, 'ai_provenance')).reviews?.['jobtitle']).toEqual({ ...later, refused: ['aa'] });
			expect(s.value(id, 'ai_review_status')).toBe('open');
		} finally {
			await s.close();
		}
	});
});
