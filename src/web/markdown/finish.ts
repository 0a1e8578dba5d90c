import { ticketPath } from '../data/route.ts';
import { texts } from '../texts/texts.ts';
import { idPrefix } from './render.ts';

/** Keys that mean another ticket than the one of that key now: as written → the ticket's key and title. */
export type Meanings = ReadonlyMap<string, { key: string; title: string }>;

export interface Finishing {
  /** Tells the ids of this text from those of others. */
  scope: string;
  /** The level of the first heading: the page's own are above it. */
  level: number;
  /** How many headings of the same words stand before this part of the text. */
  nth: number;
  meanings: Meanings;
  canTick: boolean;
}

/** Makes of what micromark has written what may stand in the page: links that lead where they may, headings in order. */
export function finish(root: DocumentFragment, finishing: Finishing): void {
  orderHeadings(root, finishing);
  for (const link of root.querySelectorAll('a')) finishLink(link, finishing);
  for (const image of root.querySelectorAll('img')) finishImage(image);
  for (const box of root.querySelectorAll('input')) finishBox(box, finishing);
  for (const label of root.querySelectorAll('#footnote-label')) label.removeAttribute('id');
  for (const called of root.querySelectorAll('[aria-describedby]')) called.removeAttribute('aria-describedby');
  for (const table of root.querySelectorAll('table')) scrollable(table);
  for (const code of root.querySelectorAll('pre')) code.tabIndex = 0;
  linkKeys(root, finishing.meanings);
}

/** Each heading is one level below that of what it belongs to, whatever signs it has. */
function orderHeadings(root: DocumentFragment, { scope, level, nth }: Finishing): void {
  const open: number[] = [];
  const seen = new Map<string, number>();
  for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const rank = Number(heading.tagName.slice(1));
    while ((open.at(-1) ?? 0) >= rank) open.pop();
    const placed = document.createElement(`h${Math.min(level + open.length, 6)}`);
    open.push(rank);
    placed.append(...heading.childNodes);
    const slug = slugOf(placed.textContent ?? '');
    const count = seen.get(slug) ?? (seen.size === 0 ? nth : 0);
    seen.set(slug, count + 1);
    if (slug !== '') placed.id = `${idPrefix}${scope}${slug}${count > 0 ? `-${count}` : ''}`;
    heading.replaceWith(placed);
  }
}

const slugOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s+/g, '-');

const outside = /^(?:https?|mailto):$/;
/** Pages of the application; all else of this origin is no place for a reader. */
const pages = /^\/(?:t\/[^/]+|list|reviews|agents|history|settings)?$/;

/** Where a link of a text may lead; undefined: nowhere. */
export function addressOf(written: string, scope: string): { href: string; isOwn: boolean } | undefined {
  if (written.startsWith('#')) {
    const name = written.slice(1);
    return { href: `#${name.startsWith(idPrefix) ? name : `${idPrefix}${scope}${name}`}`, isOwn: true };
  }
  const url = URL.canParse(written, location.origin) ? new URL(written, location.origin) : undefined;
  if (!url || !outside.test(url.protocol)) return undefined;
  if (url.origin !== location.origin || url.protocol === 'mailto:') return { href: url.href, isOwn: false };
  return pages.test(url.pathname) ? { href: url.pathname + url.search + url.hash, isOwn: true } : undefined;
}

function finishLink(link: HTMLAnchorElement, { scope }: Finishing): void {
  const address = addressOf(link.getAttribute('href') ?? '', scope);
  if (!address) {
    const plain = document.createElement('span');
    plain.className = 'no-link';
    plain.title = texts.ticket.noLink;
    plain.append(...link.childNodes);
    link.replaceWith(plain);
    return;
  }
  link.setAttribute('href', address.href);
  if (!address.isOwn) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
}

/** An image of elsewhere would tell elsewhere who reads the ticket, and when. */
function finishImage(image: HTMLImageElement): void {
  const written = image.getAttribute('src') ?? '';
  const url = URL.canParse(written, location.origin) ? new URL(written, location.origin) : undefined;
  if (written !== '' && url?.origin === location.origin && /^https?:$/.test(url.protocol)) return;
  const name = image.alt || written;
  if (!url || written === '' || !/^https?:$/.test(url.protocol) || image.closest('a')) {
    image.replaceWith(name);
    return;
  }
  const link = document.createElement('a');
  link.href = url.href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
  link.textContent = texts.ticket.imageElsewhere(name);
  image.replaceWith(link);
}

function finishBox(box: HTMLInputElement, { canTick }: Finishing): void {
  const item = box.closest('li');
  item?.classList.add('task');
  const words = [...(box.parentElement?.childNodes ?? [])].filter(
    (node) => node !== box && !(node instanceof HTMLUListElement) && !(node instanceof HTMLOListElement),
  );
  const name = words
    .map(({ textContent }) => textContent)
    .join('')
    .trim();
  box.setAttribute('aria-label', name);
  box.disabled = !canTick;
}

function scrollable(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'wide-table';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', texts.ticket.table);
  table.replaceWith(frame);
  frame.append(table);
}

const keys = /\b[A-Z][A-Z0-9]{1,9}-\d{6}\b/g;

/** Keys of tickets become links; in code only where they are all of it. */
function linkKeys(root: DocumentFragment, meanings: Meanings): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text;
    if (!text.data.match(keys) || text.parentElement?.closest('a, pre')) continue;
    const code = text.parentElement?.closest('code');
    if (!code || code.textContent?.replace(keys, '') === '') found.push(text);
  }
  for (const text of found) text.replaceWith(...withLinks(text.data, meanings));
}

function withLinks(text: string, meanings: Meanings): (string | Node)[] {
  const parts: (string | Node)[] = [];
  let at = 0;
  for (const match of text.matchAll(keys)) {
    const [written] = match;
    const meant = meanings.get(written);
    const link = document.createElement('a');
    link.href = ticketPath(meant?.key ?? written);
    link.textContent = written;
    if (meant) link.title = `${meant.key} ${meant.title}`;
    parts.push(text.slice(at, match.index), link);
    at = match.index + written.length;
  }
  return [...parts, text.slice(at)];
}
