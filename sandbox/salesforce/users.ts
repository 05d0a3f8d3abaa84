/** The people and machines of the org. */
import type { UserKey } from './options';

export interface UserSpec {
	readonly key: UserKey;
	/** The number under which the other stand-in CRMs know the same rep. */
	readonly number: number | null;
	readonly firstName: string;
	readonly lastName: string;
	readonly active: boolean;
	readonly userType: string;
	readonly profile: string;
}

/** Profile name -> licence name. */
export const profiles: Readonly<Record<string, string>> = {
	'Standard User': 'Salesforce',
	'System Administrator': 'Salesforce',
	'Minimum Access - API Only Integrations': 'Salesforce Integration',
	'Automated Process': 'Automated Process',
};

const person = (key: UserKey, number: number, firstName: string, lastName: string, active = true): UserSpec => ({
	key,
	number,
	firstName,
	lastName,
	active,
	userType: 'Standard',
	profile: key === 'admin' ? 'System Administrator' : 'Standard User',
});

const machine = (key: UserKey, firstName: string, lastName: string): UserSpec => ({
	key,
	number: null,
	firstName,
	lastName,
	active: true,
	userType: 'Standard',
	profile: 'Minimum Access - API Only Integrations',
});

export const userSpecs: readonly UserSpec[] = [
	person('rep1', 501, 'Robin', 'Hale'),
	person('rep2', 502, 'Sam', 'Okafor'),
	person('rep3', 503, 'Toni', 'Lindqvist'),
	person('rep4', 504, 'Una', 'Marsh', false),
	person('admin', 505, 'Vic', 'Admin'),
	machine('integration', 'Integration', 'User'),
	machine('otherIntegration', 'Other', 'Integration'),
	{
		...machine('automation', 'Automated', 'Process'),
		userType: 'AutomatedProcess',
		profile: 'Automated Process',
	},
];
