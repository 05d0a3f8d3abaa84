/** The two stamp fields as the panel names them. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { WritePolicy } from '../../crm/write/request';
import { nameOr } from '../panel-values';

export function stampFieldsOf(caller: IExecuteFunctions): WritePolicy['stampFields'] {
	const options = caller.getNodeParameter('options', 0, {}) as {
		readonly provenanceField?: string;
		readonly updatedAtField?: string;
	};
	return {
		provenance: nameOr(options.provenanceField, 'ai_provenance'),
		updatedAt: nameOr(options.updatedAtField, 'ai_updated_at'),
	};
}
