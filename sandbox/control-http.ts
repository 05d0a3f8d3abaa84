/** The control API over HTTP: POST /_sandbox/{method} with a JSON object; the answer is the method's result as JSON. */
import type { FastifyInstance } from 'fastify';
import { object } from './core/json';
import type { CommonControl } from './core/control';

/** Helpers of the control classes, which the language cannot hide at run time. */
const internal = ['constructor', 'act', 'sourceOf', 'any', 'live', 'token'];

function methodsOf(control: object): string[] {
	const names = new Set<string>();
	for (let level: unknown = control; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
		for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level as object))) {
			if (typeof value === 'function' && !internal.includes(name)) names.add(name);
		}
	}
	return [...names];
}

/** Mounts every public method of a stand-in CRM's control. Private helpers must be #private or named above. */
export function mountControl(app: FastifyInstance, control: CommonControl<never>): void {
	const methods = methodsOf(control);
	const callable = control as unknown as Record<string, (argument: unknown) => unknown>;
	app.get('/_sandbox', () => ({ methods }));
	app.route({
		method: ['GET', 'POST'],
		url: '/_sandbox/:method',
		handler: async (request, reply) => {
			const { method } = request.params as { method: string };
			if (!methods.includes(method)) return reply.code(404).send({ message: `No control method ${method}.`, methods });
			try {
				const raw = typeof request.body === 'string' && request.body !== '' ? request.body : '{}';
				const argument = object(JSON.parse(raw) as unknown);
				return await reply
					.type('application/json')
					.send(JSON.stringify(callable[method]?.call(control, argument) ?? null));
			} catch (error) {
				return reply.code(400).send({ message: error instanceof Error ? error.message : String(error) });
			}
		},
	});
}
