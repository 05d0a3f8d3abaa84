/** The rep's web page: lists, records, and edits by form. Server-rendered, without any script. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { coerce } from '../hubspot/coerce';
import type { ObjectType } from '../hubspot/object-types';
import type { Portal } from '../hubspot/portal';
import { labelOf, valueOf } from '../hubspot/present';
import { html, layout } from './html';
import { recordPage } from './record';

const pageSize = 50;

export function mountPage(app: FastifyInstance, portal: Portal): void {
	const send = (reply: FastifyReply, text: string, status = 200): FastifyReply =>
		reply
			.code(status)
			.type('text/html; charset=utf-8')
			.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
			.send(text);
	const missing = (reply: FastifyReply): FastifyReply =>
		send(
			reply,
			layout(
				'Not found',
				html`<h1>Not found</h1>
					<p>There is no such record in the sandbox.</p>`,
			),
			404,
		);

	const list = (reply: FastifyReply, name: string, query: URLSearchParams): FastifyReply => {
		const type = portal.findType(name);
		return type ? send(reply, listPage(portal, type, query)) : missing(reply);
	};
	const record = (reply: FastifyReply, name: string, id: string, query: URLSearchParams): FastifyReply => {
		const type = portal.findType(name);
		const found = type && portal.store.survivor(type.plural, id);
		return type && found ? send(reply, recordPage(portal, type, found, query.get('notice') ?? '')) : missing(reply);
	};
	const queryOf = (url: string): URLSearchParams => new URL(url, 'http://sandbox').searchParams;

	app.get('/', (request, reply) => list(reply, 'contacts', queryOf(request.url)));
	app.get<{ Params: { type: string } }>('/records/:type', (request, reply) =>
		list(reply, request.params.type, queryOf(request.url)),
	);
	app.get<{ Params: { type: string; id: string } }>('/records/:type/:id', (request, reply) =>
		record(reply, request.params.type, request.params.id, queryOf(request.url)),
	);
	// The address form of HubSpot's own app.
	app.get<{ Params: { type: string; id: string } }>('/contacts/:portalId/record/:type/:id', (request, reply) =>
		record(reply, request.params.type, request.params.id, queryOf(request.url)),
	);
	app.post<{ Params: { type: string; id: string } }>('/records/:type/:id/edit', (request, reply) => {
		const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
		const type = portal.findType(request.params.type);
		if (!type) return missing(reply);
		const notice = edit(portal, type, request.params.id, form);
		return reply.redirect(
			`/records/${type.plural}/${encodeURIComponent(request.params.id)}?notice=${encodeURIComponent(notice)}`,
			303,
		);
	});
}

/** Edits as a rep; answers what happened. */
function edit(portal: Portal, type: ObjectType, id: string, form: URLSearchParams): string {
	const field = form.get('field') ?? '';
	const property = portal.property(type.plural, field);
	const record = portal.store.survivor(type.plural, id);
	if (!record || !property || property.modificationMetadata.readOnlyValue)
		return 'Nothing was saved: this field cannot be edited.';
	const result = coerce(property, form.get('value') ?? '', {
		current: portal.store.value(record, field) ?? '',
		rules: portal.rulesOf(type.plural, field),
		normalizesDates: true,
		isOwner: (owner) => portal.owners.some((candidate) => candidate.id === owner),
		now: portal.clock.now(),
		isContactEmail: type.plural === 'contacts' && field === 'email',
		forwardOnly: false,
	});
	if ('error' in result) return `Nothing was saved: ${result.message}`;
	if ('stored' in result)
		portal.store.set(record, field, result.stored, portal.userSource(Number(form.get('user')) || undefined));
	return `${property.label} was saved.`;
}

function listPage(portal: Portal, type: ObjectType, query: URLSearchParams): string {
	const page = Math.max(0, Number(query.get('page') ?? 0) || 0);
	const search = (query.get('q') ?? '').toLowerCase();
	const live = [...portal.store.all(type.plural)].filter(
		(record) =>
			record.archivedAt === null &&
			record.mergedInto === null &&
			(search === '' ||
				type.searched.some((name) => (portal.store.value(record, name) ?? '').toLowerCase().includes(search))),
	);
	const columns = [...new Set([...type.defaults, ...aiColumns(portal, type)])];
	const rows = live.slice(page * pageSize, (page + 1) * pageSize).map(
		(record) =>
			html`<tr>
				<td><a href="/records/${type.plural}/${record.id}">${labelOf(portal, type, record)}</a></td>
				${columns.map((name) => html`<td>${valueOf(portal, type, record, name)}</td>`)}
			</tr>`,
	);
	const link = (to: number, label: string) =>
		html`<a href="/records/${type.plural}?page=${to}&q=${encodeURIComponent(search)}">${label}</a> `;
	return layout(
		`${type.pluralLabel} - Sandbox HubSpot`,
		html`
			<h1>${type.pluralLabel} <span class="quiet">${live.length}</span></h1>
			<form method="get" action="/records/${type.plural}">
				<label>Search<input name="q" value="${search}" /></label><button type="submit">Search</button>
			</form>
			<table>
				<thead>
					<tr>
						<th scope="col">Record</th>
						${columns.map((name) => html`<th scope="col">${portal.property(type.plural, name)?.label ?? name}</th>`)}
					</tr>
				</thead>
				<tbody>
					${rows}
				</tbody>
			</table>
			<p>
				${page > 0 ? link(page - 1, 'Previous') : ''}${live.length > (page + 1) * pageSize ? link(page + 1, 'Next') : ''}
			</p>
		`,
	);
}

function aiColumns(portal: Portal, type: ObjectType): string[] {
	return ['ai_lead_score', 'ai_score_reason'].filter((name) => portal.property(type.plural, name) !== undefined);
}
