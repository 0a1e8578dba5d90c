import { computed, signal } from '@preact/signals';

const read = () => ({ path: location.pathname, search: location.search });
const here = signal(read());

/** The address without its query: `/t/PAY-482913`. */
export const path = computed(() => here.value.path);
/** The address's query. */
export const params = computed(() => new URLSearchParams(here.value.search));

export type Page = 'board' | 'ticket' | 'list' | 'reviews' | 'agents' | 'history' | 'settings' | 'nowhere';
const pages: Readonly<Record<string, Page>> = {
  ...{ '/': 'board', '/list': 'list', '/reviews': 'reviews', '/agents': 'agents', '/history': 'history' },
  '/settings': 'settings',
};

export const page = computed<Page>(() => (path.value.startsWith('/t/') ? 'ticket' : (pages[path.value] ?? 'nowhere')));

/** The key in a ticket's address. */
export const keyInPath = computed(() => decodeURIComponent(/^\/t\/([^/]+)/.exec(path.value)?.[1] ?? ''));

export const ticketPath = (key: string): string => `/t/${encodeURIComponent(key)}`;

/** Goes to a page of the application. */
export function go(to: string): void {
  history.pushState(null, '', to);
  here.value = read();
  scrollTo(0, 0);
}

/** The same page by its right address, without a step of its own for the back button. */
export function replace(to: string): void {
  history.replaceState(null, '', to + location.search);
  here.value = read();
}

/** Keeps something in the address's query, or takes it out, without a step of its own for the back button. */
export function setParams(changed: Readonly<Record<string, string | undefined>>): void {
  const next = new URLSearchParams(here.peek().search);
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  const search = next.toString();
  history.replaceState(null, '', `${location.pathname}${search ? `?${search}` : ''}`);
  here.value = read();
}

addEventListener('popstate', () => {
  here.value = read();
});

/** Links within the application change the page without loading it anew. */
document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest?.('a');
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target) return;
  if (link.origin !== location.origin || link.pathname.startsWith('/api/') || link.hasAttribute('download')) return;
  if (link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
