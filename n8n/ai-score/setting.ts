/** A setting on the panel with which nothing can be scored. */
import { CrmError } from '../../core/errors';

export function setting(message: string, hint: string): CrmError {
	return new CrmError({ kind: 'validation', message, hint, status: 0 });
}
