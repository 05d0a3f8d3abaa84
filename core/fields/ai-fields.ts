/** The AI fields of Set Up AI Fields. Names are the defaults of the panels; descriptions are what a sales rep reads. */
import type { FieldSpec } from './schema';

/** Where list views of the CRM see what waits for a person. */
export const REVIEW_STATUS = 'ai_review_status';

export const aiFields: readonly FieldSpec[] = [
	{
		name: 'ai_lead_score',
		label: 'AI Lead Score',
		type: 'number',
		description: 'How promising this lead looks, from 0 (cold) to 100 (hot). Written by AI and refreshed on its own.',
	},
	{
		name: 'ai_score_reason',
		label: 'AI Score Reason',
		type: 'long text',
		description: 'Why the AI gave this score, in a few sentences. Written by AI.',
	},
	{
		name: 'ai_fit_segment',
		label: 'AI Fit Segment',
		type: 'choice',
		description: 'The score in one word: whom to call first. Written by AI.',
		choices: [
			{ value: 'hot', label: 'Hot' },
			{ value: 'warm', label: 'Warm' },
			{ value: 'cold', label: 'Cold' },
		],
	},
	{
		name: 'ai_summary',
		label: 'AI Summary',
		type: 'long text',
		description: 'What happened lately and what comes next, in a few lines. Written by AI.',
	},
	{
		name: 'ai_summary_status',
		label: 'AI Summary Status',
		type: 'choice',
		description: 'Whether the AI’s summary of this record can be relied on today. Written by AI.',
		choices: [
			{ value: 'up_to_date', label: 'Up to Date' },
			{ value: 'outdated', label: 'Outdated' },
			{ value: 'not_enough_information', label: 'Not Enough Information' },
			{ value: 'failed', label: 'Failed' },
		],
	},
	{
		name: 'ai_reply_draft',
		label: 'AI Reply Draft',
		type: 'long text',
		description:
			'A draft of a reply, to be read, changed and sent by a person. Nothing is sent from here. Written by AI.',
	},
	{
		name: REVIEW_STATUS,
		label: 'AI Review Status',
		type: 'choice',
		description: 'Whether an AI suggestion for this record waits for a person, and what the person said.',
		choices: [
			{ value: 'open', label: 'Open' },
			{ value: 'approved', label: 'Approved' },
			{ value: 'rejected', label: 'Rejected' },
			{ value: 'expired', label: 'Expired' },
		],
	},
	{
		name: 'ai_updated_at',
		label: 'AI Updated At',
		type: 'date and time',
		description: 'When AI last changed a field of this record.',
	},
	{
		name: 'ai_provenance',
		label: 'Written by AI (technical record)',
		type: 'long text',
		description:
			'Keeps track of which fields AI wrote, so that values typed by people are never overwritten. Please do not edit.',
	},
];
