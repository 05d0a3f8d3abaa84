/** The real n8n as the demo and the end-to-end tests use it. */
export { endingInWords, runToEnd, type ChildOptions, type Ending, type Finished as FinishedProcess } from './child';
export { Execution, executionOf } from './execution';
export { discard, installInto, pack, type Tarball, unpack } from './pack';
export { freePort, isFree } from './port';
export { createN8n, RealN8n, type RealN8nOptions } from './real-n8n';
export { SignedIn, type Finished } from './signed-in';
export { bind, type CredentialFile, type WorkflowFile } from './workflow';
