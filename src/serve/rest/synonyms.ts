import type { Endpoint } from './endpoint.ts';

/**
 * Where other trackers have what stands elsewhere here: their path, and ours. Of a path that ends in a star all that stands
 * below it. stompy has a tracker below each project; jinwoole's reviews are alignments; NODE.DC's session is who asks.
 */
export const synonyms: readonly (readonly [theirs: string, ours: string])[] = [
  ['/projects/{project}/tickets*', '/tickets*'],
  ['/projects/{project}/tickets/board', '/board'],
  ['/projects/{project}/tickets/search', '/search'],
  ['/projects/{project}/tickets/tags', '/labels'],
  ['/issues*', '/tickets*'],
  ['/tickets/{id}/alignment', '/tickets/{id}/review'],
  ['/tickets/{id}/alignment/submit', '/tickets/{id}/review'],
  ['/tickets/{id}/alignment/decide', '/tickets/{id}/review/decision'],
  ['/tickets/{id}/alignment/decision', '/tickets/{id}/review/decision'],
  ['/issues/{id}/alignment', '/tickets/{id}/review'],
  ['/issues/{id}/alignment/submit', '/tickets/{id}/review'],
  ['/issues/{id}/alignment/decide', '/tickets/{id}/review/decision'],
  ['/issues/{id}/alignment/decision', '/tickets/{id}/review/decision'],
  ['/auth/me', '/me'],
  ['/agent-session', '/me'],
];

/** The endpoints once more, by the paths that other trackers have for them. */
export function withSynonyms(endpoints: readonly Endpoint[]): Endpoint[] {
  const others = synonyms.flatMap(([theirs, ours]) =>
    endpoints.flatMap((endpoint): Endpoint[] => {
      const path = pathAs(endpoint.path, theirs, ours);
      return path === undefined ? [] : [{ ...endpoint, path, isSynonym: true }];
    }),
  );
  const taken = new Set(endpoints.map(({ method, path }) => `${method} ${path}`));
  const added = others.filter(({ method, path }) => {
    const name = `${method} ${path}`;
    return !taken.has(name) && taken.add(name);
  });
  return [...endpoints, ...added];
}

function pathAs(path: string, theirs: string, ours: string): string | undefined {
  if (!ours.endsWith('*')) return path === ours ? theirs : undefined;
  const start = ours.slice(0, -1);
  const isBelow = path === start || path.startsWith(`${start}/`);
  return isBelow ? theirs.slice(0, -1) + path.slice(start.length) : undefined;
}

/** What others' clients send though it says no more than what is so anyhow. */
const needless: Readonly<Record<string, RegExp>> = {
  offset: /^0$/,
  include_archived: /^(?:false|0)$/i,
  include_terminal: /^(?:false|0)$/i,
};

export const isNeedless = (name: string, value: string | readonly string[]): boolean =>
  typeof value === 'string' && Object.hasOwn(needless, name) && needless[name]?.test(value) === true;
