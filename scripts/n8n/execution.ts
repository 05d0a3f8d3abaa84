/** What `n8n execute --rawOutput` printed. */
import type { ExecutionError, INodeExecutionData, IRun, ITaskData } from 'n8n-workflow';

export class Execution {
	constructor(
		readonly run: IRun,
		/** 0 if the execution succeeded (or waits), 1 if it failed. */
		readonly exitCode: number,
		/** Start of the process to its end: n8n's own start takes about two of them. */
		readonly seconds: number,
		/** n8n's log. */
		readonly log: string,
	) {}

	get status(): IRun['status'] {
		return this.run.status;
	}

	get error(): ExecutionError | undefined {
		return this.run.data.resultData.error;
	}

	/** One entry per time the node ran; empty if it never did. */
	runs(node: string): ITaskData[] {
		return this.run.data.resultData.runData[node] ?? [];
	}

	/** The items of one output, over all runs of the node. */
	items(node: string, output = 0): INodeExecutionData[] {
		return this.runs(node).flatMap(({ data }) => data?.main?.[output] ?? []);
	}

	/** What the node told the person who looks at it. */
	hints(node: string): string[] {
		return this.runs(node).flatMap(({ hints }) => (hints ?? []).map(({ message }) => message));
	}
}

/** @param output everything on stdout: the run as indented JSON, between log lines */
export function parseRun(output: string): IRun {
	// Only the outermost braces stand alone at the start of a line: line breaks inside of strings are escaped.
	const [json] = /^\{$[^]*?^\}$/m.exec(output) ?? [];
	if (json === undefined) throw new Error(`n8n printed no run:\n${output.slice(-2000)}`);
	return JSON.parse(json) as IRun;
}
