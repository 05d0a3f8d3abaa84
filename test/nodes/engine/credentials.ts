/**
 * Credentials of one test: plain data instead of n8n's encrypted rows; everything else as n8n does it (defaults of the
 * type's properties, `authenticate`, expirable `preAuthentication`, OAuth2 token data that is kept after a refresh).
 */
import {
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentials,
	ICredentialsHelper,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IRequestOptionsSimplified,
	isExpression,
	NodeHelpers,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { builtinCredential } from './builtin';
import { credentialData } from './credential-data';

export interface TestCredential {
	/** Our class, from its source. */
	readonly type: new () => ICredentialType;
	/** What a person would have typed into the credential window. */
	readonly data: ICredentialDataDecryptedObject;
	/** Where a workflow uses two of one type. Default: the type's name. */
	readonly id?: string;
}

interface Entry {
	readonly type: ICredentialType;
	data: ICredentialDataDecryptedObject;
}

export class TestCredentials extends ICredentialsHelper {
	private readonly types = new Map<string, ICredentialType>();
	private readonly entries = new Map<string, Entry>();

	constructor(credentials: readonly TestCredential[]) {
		super();
		for (const { type: Class, data, id } of credentials) {
			const type = new Class();
			this.types.set(type.name, type);
			this.entries.set(id ?? type.name, { type, data: { ...data } });
		}
	}

	/** What a node's `credentials` looks like when a person picked these. */
	references(): Record<string, INodeCredentialsDetails> {
		return Object.fromEntries([...this.entries].map(([id, { type }]) => [type.name, { id, name: id }]));
	}

	/** The data as it stands now: after token refreshes, too. */
	dataOf(id: string): ICredentialDataDecryptedObject {
		return this.entry({ id, name: id }).data;
	}

	getParentTypes(name: string): string[] {
		return (this.type(name).extends ?? []).flatMap((parent) => [...this.getParentTypes(parent), parent]);
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.type(name);
		const properties: INodeProperties[] = [];
		for (const parent of type.extends ?? []) {
			NodeHelpers.mergeNodeProperties(properties, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(properties, type.properties);
		return properties;
	}

	getDecrypted(
		_additionalData: unknown,
		reference: INodeCredentialsDetails,
		typeName: string,
		mode: WorkflowExecuteMode,
		_executeData?: unknown,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		const { data } = this.entry(reference);
		return Promise.resolve(raw ? { ...data } : credentialData(data, this.getCredentialsProperties(typeName), mode));
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		incoming: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const request = incoming as IHttpRequestOptions;
		const { authenticate } = this.type(typeName);
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (!authenticate) return request;
		if (!workflow || !node) throw new Error('Declarative authentication needs the workflow and the node.');
		const resolve = (text: string): string =>
			isExpression(text)
				? String(
						workflow.expression.getSimpleParameterValue(
							node,
							text,
							'internal',
							{ $credentials: credentials },
							undefined,
							'',
						) ?? '',
					)
				: text;
		const { headers, qs, body, auth } = authenticate.properties;
		const resolveAll = (part: object) =>
			Object.fromEntries(Object.entries(part).map(([key, value]) => [resolve(key), resolve(String(value))]));
		if (headers) request.headers = { ...request.headers, ...resolveAll(headers) };
		if (qs) request.qs = { ...request.qs, ...resolveAll(qs) };
		if (body) request.body = { ...(request.body as object | undefined), ...resolveAll(body) };
		if (auth) request.auth = { username: '', password: '', ...request.auth, ...resolveAll(auth) };
		return request;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.type(typeName);
		const expirable = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		)?.name;
		if (expirable === undefined || !type.preAuthentication) return undefined;
		if (credentials[expirable] !== '' && !credentialsExpired) return undefined;
		const output = (await type.preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject;
		const reference = node.credentials?.[typeName];
		if (output[expirable] === undefined || !reference) return undefined;
		const entry = this.entry(reference);
		entry.data = { ...entry.data, ...output };
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.type(typeName).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('Test credentials are not encrypted: use getDecrypted.'));
	}

	updateCredentials(
		reference: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.entry(reference).data = { ...data };
		return Promise.resolve();
	}

	updateCredentialsOauthTokenData(
		reference: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const entry = this.entry(reference);
		if (data.oauthTokenData !== undefined) entry.data = { ...entry.data, oauthTokenData: data.oauthTokenData };
		return Promise.resolve();
	}

	private type(name: string): ICredentialType {
		let type = this.types.get(name);
		if (!type) this.types.set(name, (type = builtinCredential(name)));
		return type;
	}

	private entry(reference: INodeCredentialsDetails): Entry {
		const entry = this.entries.get(reference.id ?? '');
		if (!entry) throw new Error(`The test has no credential '${reference.id ?? reference.name}'.`);
		return entry;
	}
}
