/** The part of n8n's scanner that `scan` uses; the package ships no types. */
declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	interface Analysis {
		readonly passed: boolean;
		readonly message?: string;
		/** The violations, as ESLint prints them. */
		readonly details?: string;
	}
	export const SOURCE_FILE_PATTERNS: string[];
	export function analyzePackage(folder: string, patterns: readonly string[]): Promise<Analysis>;
}

declare module '*/check-requires.cjs' {
	export function checkRequires(folder: string): string[];
	export function filesBelow(folder: string, end: string): string[];
}
