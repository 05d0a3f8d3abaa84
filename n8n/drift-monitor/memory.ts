/**
 * The last successful write that a run of this node saw, kept in the workflow's static data: with a dead credential it
 * cannot be read any more, and that is when it is asked for. n8n does not keep static data in test runs.
 */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Panel } from './panel';

const keyOf = (panel: Panel) => `lastWrite:${panel.system}:${panel.object}`;

/** ISO time; undefined where no run saw a write. */
export function rememberedWrite(caller: IExecuteFunctions, panel: Panel): string | undefined {
	const kept = caller.getWorkflowStaticData('node')[keyOf(panel)];
	return typeof kept === 'string' && !Number.isNaN(Date.parse(kept)) ? kept : undefined;
}

export function rememberWrite(caller: IExecuteFunctions, panel: Panel, time: string): void {
	caller.getWorkflowStaticData('node')[keyOf(panel)] = time;
}

/** The later of two times, either of which may be unknown. */
export function later(a: string | undefined, b: string | undefined): string | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Date.parse(a) >= Date.parse(b) ? a : b;
}
