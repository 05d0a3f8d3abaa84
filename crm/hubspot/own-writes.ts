/**
 * Telling our own writes apart in HubSpot's history. Where the token tells its app, the app id decides. Service keys
 * and OAuth tokens do not tell it: then a version is ours if it holds what this connection has just written, at the
 * time of the answer; its app id is remembered from then on.
 */
import { canonicalJson, type CrmValue } from '../../core/value';
import { appOf, timeOf } from './history';
import type { WireVersion } from './wire';

/** The record's change time in the answer and its new versions belong to one write, a moment apart at most. */
const toleranceMs = 2_000;

export class OwnWrites {
	private readonly written = new Map<string, { value: string; at: number }[]>();

	constructor(private app?: string | undefined) {}

	/** The app id, once it is known. */
	get appId(): string | undefined {
		return this.app;
	}

	/** Takes over the app id that the token told. */
	know(app: string | undefined): void {
		this.app ??= app;
	}

	/** Remembers what was written. `at` is the record's change time in the answer, in milliseconds. */
	remember(object: string, id: string, field: string, value: CrmValue, at: number): void {
		const key = JSON.stringify([object, id, field]);
		this.written.set(key, [...(this.written.get(key) ?? []), { value: canonicalJson(value), at }]);
	}

	isOwn(object: string, id: string, field: string, value: CrmValue, version: WireVersion): boolean {
		const app = appOf(version);
		if (app === undefined) return false;
		if (this.app !== undefined) return app === this.app;
		const at = timeOf(version.timestamp);
		const ours = (this.written.get(JSON.stringify([object, id, field])) ?? []).some(
			(entry) => entry.value === canonicalJson(value) && Math.abs(at - entry.at) <= toleranceMs,
		);
		if (ours) this.app = app;
		return ours;
	}
}
