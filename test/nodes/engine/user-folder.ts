/**
 * Requiring n8n-core reads, and if missing writes, settings in n8n's user folder. Import this module before any other
 * that may load n8n-core, so that tests never touch the folder of the person who runs them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const userFolder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'only-for-tests-0123456789abcdef';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
// The engine logs every error that a node throws; tests look at the run's result instead.
process.env.N8N_LOG_LEVEL = 'silent';

const remove = () => rmSync(userFolder, { recursive: true, force: true });
// Inside jest the process object is a copy that never hears of the end.
if (typeof afterAll === 'function') afterAll(remove);
else process.once('exit', remove);
