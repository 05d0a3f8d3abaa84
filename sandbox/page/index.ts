/** The rep's web page of any stand-in CRM: lists, records, and edits by form. Server-rendered, without any script. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { html, layout } from './html';
import { recordPage } from './record';
import type { ListView, PageCrm } from './view';

const pageSize = 50;

export function mountPage(app: FastifyInstance, crm: PageCrm): void {
	const send = (reply: FastifyReply, text: string, status = 200): FastifyReply =>
		reply
			.code(status)
			.type('text/html; charset=utf-8')
			.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
			.send(text);
	const missing = (reply: FastifyReply): FastifyReply => {
		const body = html`<h1>Not found</h1>
			<p>There is no such record in the sandbox.</p>`;
		return send(reply, layout(crm, 'Not found', body), 404);
	};
	const list = (reply: FastifyReply, object: string, query: URLSearchParams): FastifyReply => {
		const page = Math.max(0, Math.floor(Number(query.get('page') ?? 0)) || 0);
		const search = query.get('q') ?? '';
		const view = crm.list(object, search, page, pageSize);
		return view ? send(reply, listPage(crm, view, search, page)) : missing(reply);
	};
	const record = (reply: FastifyReply, object: string, id: string, query: URLSearchParams): FastifyReply => {
		const view = crm.record(object, id);
		return view ? send(reply, recordPage(crm, view, query.get('notice') ?? '')) : missing(reply);
	};
	const queryOf = (url: string): URLSearchParams => new URL(url, 'http://sandbox').searchParams;

	app.get('/', (request, reply) => list(reply, crm.sections[0]?.[0] ?? '', queryOf(request.url)));
	app.get<{ Params: { object: string } }>('/records/:object', (request, reply) =>
		list(reply, request.params.object, queryOf(request.url)),
	);
	app.get<{ Params: { object: string; id: string } }>('/records/:object/:id', (request, reply) =>
		record(reply, request.params.object, request.params.id, queryOf(request.url)),
	);
	for (const { path, object } of crm.recordPaths) {
		app.get<{ Params: Record<string, string> }>(path, (request, reply) => {
			const { params } = request;
			const name = object === undefined ? (params.object ?? '') : object(params);
			return record(reply, name, params.id ?? '', queryOf(request.url));
		});
	}
	app.post<{ Params: { object: string; id: string } }>('/records/:object/:id/edit', (request, reply) => {
		const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
		const { object, id } = request.params;
		const notice = crm.edit(object, id, {
			field: form.get('field') ?? '',
			value: form.get('value') ?? '',
			user: form.get('user') ?? '',
		});
		if (notice === undefined) return missing(reply);
		const to = `/records/${encodeURIComponent(object)}/${encodeURIComponent(id)}?notice=${encodeURIComponent(notice)}`;
		return reply.redirect(to, 303);
	});
}

function listPage(crm: PageCrm, view: ListView, search: string, page: number): string {
	const link = (to: number, label: string) =>
		html`<a href="/records/${view.object}?page=${to}&q=${encodeURIComponent(search)}">${label}</a> `;
	return layout(
		crm,
		`${view.title} - ${crm.name}`,
		html`
			<h1>${view.title} <span class="quiet">${view.total}</span></h1>
			<form method="get" action="/records/${view.object}">
				<label>Search<input name="q" value="${search}" /></label><button type="submit">Search</button>
			</form>
			<table>
				<thead>
					<tr>
						<th scope="col">Record</th>
						${view.columns.map((label) => html`<th scope="col">${label}</th>`)}
					</tr>
				</thead>
				<tbody>
					${view.rows.map(
						({ id, label, cells }) =>
							html`<tr>
								<td><a href="/records/${view.object}/${id}">${label}</a></td>
								${cells.map((cell) => html`<td>${cell}</td>`)}
							</tr>`,
					)}
				</tbody>
			</table>
			<p>
				${page > 0 ? link(page - 1, 'Previous') : ''}${view.total > (page + 1) * pageSize ? link(page + 1, 'Next') : ''}
			</p>
		`,
	);
}
