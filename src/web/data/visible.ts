/** What turns the letters after it round, and so lets a text look like another one. https://www.unicode.org/reports/tr36/ */
const turning = /[\u202A-\u202E\u2066-\u2069]/g;

/** A title as it is shown: with a mark where something would act on whoever reads it, as replies and terminals have it. */
export const visible = (text: string): string => text.replace(turning, '\uFFFD');
