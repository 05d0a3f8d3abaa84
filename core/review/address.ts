/** Whether people outside of this machine or network can open an address: n8n often knows itself by a private one. */

export type Reach = 'public' | 'private' | 'loopback';

/** By the host's name or number alone; no look-up. */
export function reachOf(address: string): Reach {
	const host = hostOf(address);
	if (host === undefined) return 'loopback';
	if (host === 'localhost' || host.endsWith('.localhost') || host === '0.0.0.0' || /^127(\.\d+){3}$/.test(host))
		return 'loopback';
	if (host === '::1' || host === '::' || /^::ffff:(127\.|7f)/.test(host)) return 'loopback';
	const number = /^\d+(\.\d+){3}$/.test(host);
	if (number && /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(host)) return 'private';
	if (number && /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(host)) return 'private';
	if (/^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/.test(host)) return 'private';
	if (/\.(local|internal|intranet|lan|home|corp|private)$/.test(host)) return 'private';
	// A bare name (n8n, a container's) is known inside only; a number with dots or colons is an address of its own.
	return host.includes('.') || host.includes(':') ? 'public' : 'private';
}

function hostOf(address: string): string | undefined {
	const match = /^https?:\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^/:?#]+)/i.exec(address.trim());
	return match?.[1]
		?.toLowerCase()
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
}
