import { trusted } from '../parts/trusted.ts';

const element = document.createElement('template');

/**
 * What a named character reference (`copy` of `&copy;`) means, or false. The package of this name that micromark brings along asks
 * the browser as well, but by a text that is no TrustedHTML: scripts/build-web.ts puts this in its place.
 */
export function decodeNamedCharacterReference(name: string): string | false {
  if (!/^[A-Za-z0-9]+$/.test(name)) return false;
  element.innerHTML = trusted.createHTML(`&${name};`) as string;
  const decoded = element.content.textContent ?? '';
  // Of `&notit;` the browser knows `&not` alone, and leaves the rest as it is.
  return decoded.endsWith(';') && name !== 'semi' ? false : decoded;
}
