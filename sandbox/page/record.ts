/** One record as a rep sees it: its values, who changed them when, its activities, and a form to edit a field. */
import { html, layout, type Html } from './html';
import type { FieldView, PageCrm, RecordView, VersionView } from './view';

export function recordPage(crm: PageCrm, record: RecordView, notice: string): string {
	return layout(
		crm,
		`${record.label} - ${crm.name}`,
		html`
			<p class="quiet"><a href="/records/${record.object}">${record.objectTitle}</a> / Record ${record.id}</p>
			<h1>${record.label}</h1>
			${notice === '' ? '' : html`<p class="notice" role="status">${notice}</p>`}
			${record.state === undefined ? '' : html`<p class="notice">${record.state}</p>`} ${editForm(record)}
			<h2>Properties</h2>
			<table>
				<thead>
					<tr>
						<th scope="col">Property</th>
						<th scope="col">Value</th>
						<th scope="col">Last changed</th>
					</tr>
				</thead>
				<tbody>
					${aiFirst(record.fields).map(fieldRow)}
				</tbody>
			</table>
			${related(record)} ${activities(record)}
		`,
	);
}

/** What AI wrote comes first: it is what people come here to see. */
function aiFirst(fields: readonly FieldView[]): FieldView[] {
	const place = ({ name, label }: FieldView): number => (/^ai[_ ]/i.test(name) || /^AI /.test(label) ? 0 : 1);
	return [...fields].sort((a, b) => place(a) - place(b));
}

function fieldRow({ name, label, value, versions }: FieldView): Html {
	return html`<tr>
		<th scope="row">${label}<br /><span class="quiet">${name}</span></th>
		<td>${value}</td>
		<td>
			<details>
				<summary>${versions[0] ? change(versions[0]) : ''} (${versions.length})</summary>
				<table>
					${versions.map(
						(version) =>
							html`<tr>
								<td>${version.value}</td>
								<td>${change(version)}</td>
							</tr>`,
					)}
				</table>
			</details>
		</td>
	</tr>`;
}

function change({ at, who, kind }: VersionView): Html {
	return html`<time datetime="${new Date(at).toISOString()}">${when(at)}</time> by <span class="${kind}">${who}</span>`;
}

function when(at: number): string {
	return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function editForm({ object, id, editable, people }: RecordView): Html {
	if (editable.length === 0) return html``;
	return html`<form method="post" action="/records/${object}/${id}/edit">
		<label
			>Field<select name="field">
				${editable.map(({ name, label }) => html`<option value="${name}">${label}</option>`)}
			</select></label
		>
		<label>New value<input name="value" size="40" /></label>
		<label
			>As<select name="user">
				${people.map((person) => html`<option value="${person.id}">${person.name}</option>`)}
			</select></label
		>
		<button type="submit">Save</button>
	</form>`;
}

function related({ related: links }: RecordView): Html {
	if (links.length === 0) return html``;
	return html`<h2>Related records</h2>
		<ul>
			${links.map(({ kind, object, id, label }) => html`<li>${kind}: <a href="/records/${object}/${id}">${label}</a></li>`)}
		</ul>`;
}

function activities({ activities: list }: RecordView): Html {
	if (list.length === 0) return html``;
	return html`<h2>Activities</h2>
		${list.map(
			({ kind, object, id, at, state, title, body }) =>
				html`<article>
					<p class="quiet"><a href="/records/${object}/${id}">${kind}</a> ${at} ${state}</p>
					${title === '' ? '' : html`<h3>${title}</h3>`}
					<div>${body}</div>
				</article>`,
		)}`;
}
