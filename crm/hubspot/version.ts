/**
 * The dated API version in every path; supported for 18 months after its release.
 * https://developers.hubspot.com/docs/developer-tooling/platform/versioning
 */
export const apiVersion = '2026-09';
