/** `The nearest is PAY-482913 "Login fails": bug in triage.` Of the ticket that is nearest to being ready: what is between. */
export const sayNearest = ({ key, title, why }: { key: string; title: string; why: string }): string =>
  `The nearest is ${key} "${title}": ${why}.`;
