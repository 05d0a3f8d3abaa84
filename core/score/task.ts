/** What AI Score can be asked for. */
export const tasks = ['score', 'classify', 'extract', 'summarize', 'draft', 'yesno'] as const;
export type Task = (typeof tasks)[number];

/** Tasks whose answer is a text that a person reads: nothing in it can be compared or quoted. */
export const isWritten = (task: Task) => task === 'summarize' || task === 'draft';

/** Most characters of such a text; a field may hold fewer. */
export const LONGEST_WRITTEN = 4000;
