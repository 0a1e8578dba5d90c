import { posix } from 'node:path';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A link, an image or a link's definition: where it leads, and where in the text that stands. */
export interface Link {
  url: string;
  isImage: boolean;
  start: number;
  end: number;
}

export function findLinks(markdown: string): Link[] {
  const links: Link[] = [];
  const visit = (node: Nodes): void => {
    if ('url' in node) links.push({ url: node.url, isImage: node.type === 'image', ...placeOf(node) });
    if ('children' in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(markdown));
  return links;
}

function placeOf({ position }: Nodes): { start: number; end: number } {
  const [start, end] = [position?.start.offset, position?.end.offset];
  if (start === undefined || end === undefined) throw new Error('Parsed Markdown says where each node is.');
  return { start, end };
}

export const isRelative = (url: string): boolean => !/^([a-z][a-z+.-]*:|#)/i.test(url);

/** The file that a relative link in this file leads to, from the root. */
export const targetOf = (file: string, url: string): string =>
  posix.normalize(posix.join(posix.dirname(file), decodeURI(url.replace(/[#?].*$/, ''))));

/** The text with each relative link that leads out of the package made one into the repository. */
export function linkOutside(
  markdown: string,
  file: string,
  { base, has }: { base: string; has(path: string): boolean },
) {
  let text = markdown;
  for (const { url, isImage, start, end } of findLinks(markdown).reverse()) {
    if (!isRelative(url) || has(targetOf(file, url))) continue;
    const at = text.indexOf(`(${url}`, start) + 1;
    if (at === 0 || at > end)
      throw new Error(`${file}: the link to ${url} is written in a way that is not provided for`);
    // The page about a file is no picture.
    const outside = base + posix.join(posix.dirname(file), url) + (isImage ? '?raw=true' : '');
    text = text.slice(0, at) + outside + text.slice(at + url.length);
  }
  return text;
}
