import { computed, effect, signal } from '@preact/signals';
import { request } from '../api/request.ts';
import type { Card } from './card.ts';
import { changing } from './cards.ts';
import { params, setParams } from './route.ts';

/** What a person has typed, as the address has it. */
export const query = computed(() => params.value.get('q') ?? '');
export const setQuery = (text: string): void => setParams({ q: text });

export const facetNames = ['type', 'priority', 'assignee', 'label', 'mark'] as const;
export type FacetName = (typeof facetNames)[number];
/** Chosen values by facet; of one facet any of them is enough. */
export type Facets = Readonly<Record<FacetName, readonly string[]>>;

export const facets = computed<Facets>(
  () =>
    Object.fromEntries(
      facetNames.map((name) => [name, params.value.get(name)?.split(',').filter(Boolean) ?? []]),
    ) as unknown as Facets,
);

export function toggleFacet(name: FacetName, value: string): void {
  const chosen = facets.peek()[name];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  setParams({ [name]: next.join(',') });
}

export const clearFilter = (): void =>
  setParams({ q: undefined, ...Object.fromEntries(facetNames.map((name) => [name, undefined])) });

export const isFiltered = computed(
  () => query.value.trim() !== '' || facetNames.some((name) => facets.value[name].length > 0),
);

/** Only the server reads its query language: here it is seen that something is said in it. */
const isForServer = (text: string): boolean => /[:"()*]|(?:^|\s)(?:-\S|OR\s)/.test(text);

/** The ids that the server found for the query; undefined: it was not asked, or has not answered. */
const found = signal<ReadonlySet<string> | undefined>(undefined);
/** Why the server can't read the query. */
export const queryFault = signal('');

/** Asks the server again when the query or the tracker changes. */
export function followQuery(): void {
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = '';
  effect(() => {
    const text = query.value.trim();
    void changing.value;
    clearTimeout(timer);
    if (!isForServer(text)) {
      asking?.abort();
      asked = '';
      found.value = undefined;
      queryFault.value = '';
      return;
    }
    if (text !== asked) found.value = undefined;
    asked = text;
    timer = setTimeout(async () => {
      asking?.abort();
      const own = new AbortController();
      asking = own;
      try {
        const { body } = await request<{ ids: string[]; notes: string[] }>('GET', '/cards/ids', {
          query: { query: text },
          signal: own.signal,
        });
        found.value = new Set(body.ids);
        // A word that the language does not know is no error: nothing has it.
        queryFault.value = body.notes.join(' ');
      } catch (error) {
        if (!own.signal.aborted) queryFault.value = (error as Error).message;
      }
    }, 150);
  });
}

const marks: Readonly<Record<string, (card: Card) => boolean>> = {
  blocked: ({ blocked }) => blocked === true,
  ready: ({ ready }) => ready === true,
  claimed: ({ claim }) => claim !== undefined,
  review: ({ review }) => review === 'waiting' || review === 'needs_review',
  conflict: ({ conflict }) => conflict === true,
};
export const markNames = Object.keys(marks);

/** Whether a card is wanted now. */
export const matcher = computed<(card: Card) => boolean>(() => {
  const text = query.value.trim();
  const byServer = found.value;
  const words = isForServer(text) ? [] : text.toLowerCase().split(/\s+/).filter(Boolean);
  const { type, priority, assignee, label, mark } = facets.value;
  const any = (wanted: readonly string[], has: readonly string[]) =>
    wanted.length === 0 || wanted.some((one) => has.includes(one));
  return (card) =>
    (byServer?.has(card.id) ?? true) &&
    any(type, [card.type]) &&
    any(priority, [card.priority]) &&
    any(assignee, card.assignees ?? ['']) &&
    any(label, card.labels ?? []) &&
    (mark.length === 0 || mark.some((name) => marks[name]?.(card))) &&
    (words.length === 0 || hasWords(card, words));
});

function hasWords({ key, title, labels, assignees }: Card, words: readonly string[]): boolean {
  const text = `${key} ${title} ${labels?.join(' ') ?? ''} ${assignees?.join(' ') ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
