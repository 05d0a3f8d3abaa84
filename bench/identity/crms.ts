/** The three stand-in CRMs, filled with the benchmark's records, behind their real adapters. */
import type { Crm } from '../../crm/crm';
import type { HttpPort, HttpRequest, HttpResponse } from '../../crm/http-port';
import { createHubSpot } from '../../crm/hubspot/hubspot';
import { createPipedrive } from '../../crm/pipedrive/pipedrive';
import { createSalesforce } from '../../crm/salesforce/salesforce';
import { startPipedriveSandbox } from '../../sandbox/pipedrive/sandbox';
import { startSalesforceSandbox } from '../../sandbox/salesforce/sandbox';
import { startSandbox } from '../../sandbox/server';
import { fetchPort } from '../../test/crm/fetch-port';
import type { CrmLine } from './files';

type Values = Record<string, string>;

export interface Filled {
	readonly crm: Crm;
	/** The CRM's field of each external system. */
	readonly uniqueFields: Readonly<Record<string, string>>;
	/** Objects of the set in which the CRM keeps people. */
	readonly hasLeads: boolean;
	/** An address exists only once: what shares one cannot be held. */
	readonly uniqueEmails: boolean;
	/** Answers the CRM's id. */
	add(line: CrmLine, companyId: string | undefined): string;
	merge(object: CrmLine['object'], winner: string, loser: string): void;
	remove(object: CrmLine['object'], id: string): void;
	requests(): number;
	close(): Promise<void>;
}

export type CrmName = 'hubspot' | 'salesforce' | 'pipedrive';

/** Answers a request in the CRM's place, or hands it on. */
export type Between = (send: Send, request: HttpRequest) => Promise<HttpResponse>;

type Send = (request: HttpRequest) => Promise<HttpResponse>;

export async function fillable(name: CrmName, between?: Between): Promise<Filled> {
	return await { hubspot, salesforce, pipedrive }[name](between ?? (async (send, request) => await send(request)));
}

function port(between: Between, url: string, token: string): HttpPort {
	const direct = fetchPort(url, { token });
	return { ...direct, send: async (request) => await between(async (one) => await direct.send(one), request) };
}

function present(values: Readonly<Record<string, string | null | undefined>>): Values {
	return Object.fromEntries(
		Object.entries(values).filter(
			(entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
		),
	);
}

function unique(line: CrmLine, system: string): string | undefined {
	const value = line.externalIds?.[system];
	return value === undefined ? undefined : String(value);
}

async function hubspot(between: Between): Promise<Filled> {
	const sandbox = await startSandbox({ limits: { tenSeconds: 1e9, searchPerSecond: 1e9 } });
	const { control, url, token } = sandbox;
	for (const object of ['contact', 'company']) {
		for (const name of ['erp', 'billing', 'webshop']) {
			control.createProperty({ object, name, type: 'string', fieldType: 'text', hasUniqueValue: true });
		}
	}
	control.createProperty({ object: 'company', name: 'trading_names', type: 'string', fieldType: 'text' });
	control.createProperty({ object: 'contact', name: 'hs_linkedin_url', type: 'string', fieldType: 'text' });
	const uniques = (line: CrmLine): Values => present({ erp: unique(line, 'erp'), billing: unique(line, 'billing') });
	return {
		crm: createHubSpot(port(between, url, token), {
			baseUrl: url,
			accessToken: async () => await Promise.resolve(token),
		}),
		uniqueFields: { erp: 'erp', billing: 'billing', webshop: 'webshop' },
		hasLeads: false,
		uniqueEmails: true,
		add: (line, companyId) => {
			if (line.object === 'company') {
				return control.create({
					object: 'company',
					values: {
						...present({
							name: line.name,
							trading_names: line.aliases?.join(';'),
							domain: line.domain,
							hs_additional_domains: line.additionalDomains?.join(';'),
							phone: line.phone,
							city: line.city,
							country: line.country,
							linkedin_company_page: line.linkedinUrl,
						}),
						...uniques(line),
					},
				});
			}
			return control.create({
				object: 'contact',
				values: {
					...present({
						firstname: line.firstName,
						lastname: line.lastName,
						email: line.email,
						hs_additional_emails: line.secondaryEmails?.join(';'),
						phone: line.phone,
						mobilephone: line.mobile,
						jobtitle: line.title,
						company: line.companyName,
						city: line.city,
						country: line.country,
						hs_linkedin_url: line.linkedinUrl,
					}),
					...uniques(line),
				},
				...(companyId === undefined ? {} : { associate: [{ object: 'company', id: companyId }] }),
			});
		},
		merge: (object, winner, loser) =>
			control.merge({ object: object === 'company' ? object : 'contact', winner, loser }),
		remove: (object, id) => control.delete({ object: object === 'company' ? object : 'contact', id }),
		requests: () => control.stats().total,
		close: async () => await sandbox.close(),
	};
}

/** Pipedrive's lists of addresses and numbers. */
function entries(values: readonly (string | null | undefined)[], label: string): string {
	const given = values.filter((value) => typeof value === 'string' && value !== '');
	return given.length === 0
		? ''
		: JSON.stringify(given.map((value, index) => ({ value, primary: index === 0, label })));
}

const salesforceNames = { company: 'company', contact: 'contact', lead: 'lead' } as const;

async function salesforce(between: Between): Promise<Filled> {
	const sandbox = await startSalesforceSandbox({});
	const { control, url, token } = sandbox;
	return {
		crm: createSalesforce(port(between, url, token), { baseUrl: url }),
		uniqueFields: { erp: 'External_Customer_Id__c' },
		hasLeads: true,
		uniqueEmails: false,
		add: (line, companyId) => {
			const object = salesforceNames[line.object];
			if (line.object === 'company') {
				return control.create({
					object,
					values: present({
						Name: line.name,
						Website: line.domain,
						Tradestyle: line.aliases?.join('; '),
						Additional_Domains__c: line.additionalDomains?.join('; '),
						Phone: line.phone,
						BillingCity: line.city,
						BillingCountry: line.country,
						LinkedIn__c: line.linkedinUrl,
					}),
				});
			}
			const isLead = line.object === 'lead';
			return control.create({
				object,
				values: present({
					FirstName: line.firstName,
					LastName: line.lastName ?? 'Unknown',
					Email: line.email,
					Second_Email__c: isLead ? undefined : line.secondaryEmails?.[0],
					Phone: line.phone,
					MobilePhone: line.mobile,
					Title: line.title,
					Company: isLead ? (line.companyName ?? 'Unknown') : undefined,
					AccountId: isLead ? undefined : companyId,
					MailingCity: isLead ? undefined : line.city,
					MailingCountry: isLead ? undefined : line.country,
					Country: isLead ? line.country : undefined,
					LinkedIn__c: line.linkedinUrl,
					External_Customer_Id__c: isLead ? undefined : unique(line, 'erp'),
				}),
			});
		},
		merge: (object, winner, loser) => control.merge({ object: salesforceNames[object], winner, loser }),
		remove: (object, id) => control.delete({ object: salesforceNames[object], id }),
		requests: () => control.stats().total,
		close: async () => await sandbox.close(),
	};
}

async function pipedrive(between: Between): Promise<Filled> {
	const sandbox = await startPipedriveSandbox({
		limits: { burst: 1e9, search: 1e9, dailyTokens: 1e12, dailyChanges: 1e12 },
	});
	const { control, url } = sandbox;
	const linkedin = control.createProperty({ object: 'contact', name: 'LinkedIn', type: 'varchar' });
	const erp = control.createProperty({ object: 'contact', name: 'ERP Number', type: 'varchar' });
	const aliases = control.createProperty({ object: 'company', name: 'Trading Names', type: 'varchar' });
	const domains = control.createProperty({ object: 'company', name: 'Additional Domains', type: 'varchar' });
	return {
		crm: createPipedrive(port(between, url, sandbox.oauthToken), { baseUrl: url }),
		uniqueFields: { erp },
		hasLeads: false,
		uniqueEmails: false,
		add: (line, companyId) => {
			if (line.object === 'company') {
				const address = present({ locality: line.city, country: line.country });
				return control.create({
					object: 'company',
					values: present({
						name: line.name,
						website: line.domain,
						[aliases]: line.aliases?.join('; '),
						[domains]: line.additionalDomains?.join('; '),
						address:
							Object.keys(address).length === 0
								? ''
								: JSON.stringify({ value: Object.values(address).join(', '), ...address }),
					}),
				});
			}
			const name = [line.firstName, line.lastName].filter(Boolean).join(' ');
			return control.create({
				object: 'contact',
				values: present({
					name,
					emails: entries([line.email, ...(line.secondaryEmails ?? [])], 'work'),
					phones: entries([line.phone, line.mobile], 'work'),
					[linkedin]: line.linkedinUrl,
					job_title: line.title,
					[erp]: unique(line, 'erp'),
				}),
				...(companyId === undefined ? {} : { associate: [{ object: 'company', id: companyId }] }),
			});
		},
		merge: (object, winner, loser) =>
			control.merge({ object: object === 'company' ? object : 'contact', winner, loser }),
		remove: (object, id) => control.delete({ object: object === 'company' ? object : 'contact', id }),
		requests: () => control.stats().total,
		close: async () => await sandbox.close(),
	};
}
