/** What `n8n execute --rawOutput` printed. */
import type { ExecutionError, INodeExecutionData, IRun, ITaskData } from 'n8n-workflow';
import { endingInWords, type Ending, type Finished } from './child';

export class Execution {
	constructor(
		readonly run: IRun,
		/** How the process ended, as it was: see `executionOf` for what that says about the run. */
		readonly ending: Ending,
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

	/** True if the workflow came to its end, or waits. */
	get succeeded(): boolean {
		return this.error === undefined && (this.status === 'success' || this.status === 'waiting');
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

/**
 * Crashes, as opposed to being killed. n8n 2.41 prints the run and calls process.exit while a thread of isolated-vm may
 * still compile the next isolate for expressions: V8's platform is torn down beneath it, and the process ends by SIGSEGV
 * instead of n8n's exit code. On a busy machine that is every second short run.
 */
const crashes: ReadonlySet<NodeJS.Signals> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGTRAP']);

/**
 * The execution that a finished `n8n execute` tells of. Its exit code must say the same as the run that it printed;
 * where it crashed after printing the whole run, the run alone says what came of it.
 * @throws where there is no whole run, where somebody killed it, or where exit code and run contradict each other
 */
export function executionOf(done: Finished): Execution {
	const { exitCode, signal, stdout, log, seconds } = done;
	const said = () => `${stdout.slice(-2000)}\n${log.slice(-2000)}`;
	if (signal !== null && !crashes.has(signal)) throw new Error(`n8n execute was ended by ${signal}:\n${said()}`);
	const run = parseRun(stdout);
	if (run === undefined) throw new Error(`n8n execute printed no run and ${endingInWords(done)}:\n${said()}`);
	const execution = new Execution(run, { exitCode, signal }, seconds, log);
	if (signal === null && exitCode !== (execution.succeeded ? 0 : 1)) {
		throw new Error(
			`n8n execute ${endingInWords(done)}, but the run that it printed is ${run.status}:\n${execution.error?.message ?? ''}\n${said()}`,
		);
	}
	return execution;
}

/** @param output everything on stdout: the run as indented JSON, between log lines. Undefined where no whole run is in it. */
function parseRun(output: string): IRun | undefined {
	// Only the outermost braces stand alone at the start of a line: line breaks inside of strings are escaped.
	const [json] = /^\{$[^]*?^\}$/m.exec(output) ?? [];
	return json === undefined ? undefined : (JSON.parse(json) as IRun);
}
