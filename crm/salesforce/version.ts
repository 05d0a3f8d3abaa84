/** The API version that this adapter is tested with; an org that does not have it gets its own newest one. */
export const testedVersion = '66.0';
