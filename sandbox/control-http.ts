/** The control API over HTTP: POST /_sandbox/{method} with a JSON object; the answer is the method's result as JSON. */
import type { FastifyInstance } from 'fastify';
import { object } from './core/json';
import { SandboxControl } from './control';

const methods = Object.getOwnPropertyNames(SandboxControl.prototype).filter(
	(name) => !['constructor', 'act', 'sourceOf', 'any', 'live', 'token', 'clock', 'faults', 'scheduler'].includes(name),
);

export function mountControl(app: FastifyInstance, control: SandboxControl): void {
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
