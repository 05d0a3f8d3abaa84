/** Values with parts, such as addresses: plain JSON objects and lists. */
import type { CrmValue } from '../value';
import type { Coerced } from './coerced';
import { accept, kindOf, refuse } from './coerced';
import type { FieldSchema } from './schema';

const deepest = 20;

/** Keys that reach into JavaScript's own objects instead of naming a part. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A copy of the object or list; parts that are undefined are left out. */
export function coerceStructured(field: FieldSchema, value: unknown): Coerced {
	if (typeof value !== 'object' || value === null) {
		return refuse(field, 'wrong type', `is ${kindOf(value)}, not an object or list`, 'Give the parts as JSON.');
	}
	const copy = copyJson(value, 0);
	if (copy === undefined) {
		return refuse(
			field,
			'wrong type',
			'has parts that are not plain JSON',
			'Give only texts, numbers, lists and objects.',
		);
	}
	return accept(copy);
}

/** Undefined for anything that JSON cannot say, that is nested too deep, or that has a forbidden key. */
function copyJson(value: unknown, depth: number): CrmValue | undefined {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'object' || depth > deepest) return undefined;
	if (Array.isArray(value)) {
		const entries: CrmValue[] = [];
		for (const entry of value as readonly unknown[]) {
			const copy = copyJson(entry, depth + 1);
			if (copy === undefined) return undefined;
			entries.push(copy);
		}
		return entries;
	}
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
	const parts: Record<string, CrmValue> = {};
	for (const [key, entry] of Object.entries(value)) {
		if (forbidden.has(key)) return undefined;
		if (entry === undefined) continue;
		const copy = copyJson(entry, depth + 1);
		if (copy === undefined) return undefined;
		parts[key] = copy;
	}
	return parts;
}
