export const halfHeader = 'x-tracker-half';

/** Which sign-in the headers of a request belong to. */
export const halfOf = (headers: Readonly<Record<string, string>>): string => headers[halfHeader] ?? '';
