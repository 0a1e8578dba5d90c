/** On this machine there is no way on which a token could be read. `host` as in a URL. */
export const isLoopbackName = (host: string): boolean => /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(host);

/**
 * The origin that an address is, as `https://tracker.example.com:8443`: nothing but scheme, name and port, and plain http for
 * this machine alone. Undefined for all else: what a URL's rules would read as another name than people do, a path, a password.
 */
export function findOrigin(given: string): string | undefined {
  if (given.length > maxLength || !/^https?:\/\/[^\s\\/?#@]+\/?$/i.test(given)) return undefined;
  const url = URL.parse(given);
  if (url?.pathname !== '/' || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || isLoopbackName(url.hostname) ? url.origin : undefined;
}

/** A name has 253 characters at most, and what is longer would fill the lines that tell of it. */
const maxLength = 270;
