/** The real n8n as the demo and the end-to-end tests use it. */
export { Execution } from './execution';
export { discard, installInto, pack, type Tarball, unpack } from './pack';
export { createN8n, freePort, RealN8n, type RealN8nOptions } from './real-n8n';
export { SignedIn, type Finished } from './signed-in';
export { bind, type CredentialFile, type WorkflowFile } from './workflow';
