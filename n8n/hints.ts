/** The sentence at the end of every run: an unconnected output swallows items, so what left where is always said. */
import type { IExecuteFunctions } from 'n8n-workflow';

export function hint(caller: IExecuteFunctions, message: string, type: 'info' | 'warning' | 'danger' = 'info'): void {
	caller.addExecutionHints({ message, type, location: 'outputPane' });
}

/** `3 matched, 1 ambiguous`: counts that are 0 are left out unless all are. */
export function counted(counts: Readonly<Record<string, number>>): string {
	const parts = Object.entries(counts).filter(([, count]) => count > 0);
	const shown = parts.length > 0 ? parts : Object.entries(counts).slice(0, 1);
	return shown.map(([name, count]) => `${count} ${name}`).join(', ');
}
