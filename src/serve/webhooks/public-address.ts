import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { TrackerError } from '../../domain/errors.ts';

export interface Address {
  address: string;
  family: 4 | 6;
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry: what is no address of the internet, or of one machine there. */
const special4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Of what is global at all: tunnels that carry IPv4, and addresses of examples. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function blockListOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
}

const notPublic4 = blockListOf('ipv4', special4);
const global6 = blockListOf('ipv6', ['2000::/3']);
const notPublic6 = blockListOf('ipv6', special6);

/** Whether an address is one of the internet's, and of one machine. An IPv4 address within one of IPv6 is none. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic4.check(address, 'ipv4');
  // With a zone it is a neighbour's.
  return family === 6 && !address.includes('%') && global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
}

/**
 * The address to connect to for a URL. It is asked for once and then connected to, whatever the name is said to mean a moment
 * later. Throws `permission_denied` where any of the name's addresses is not public, and `network_error` where it has none.
 */
export async function resolvePublic(url: URL, { isPrivate }: { isPrivate: boolean }): Promise<Address> {
  const host = hostOf(url);
  const found = await addressesOf(host);
  const refused = isPrivate ? undefined : found.find(({ address }) => !isPublic(address));
  if (refused) throw notPublic(host);
  const [first] = found;
  if (first) return { address: first.address, family: first.family === 6 ? 6 : 4 };
  throw new TrackerError('network_error', `${host} has no address.`);
}

/** Refuses at once what is an address itself and not public. Throws `permission_denied`. */
export function checkNotPrivate(url: string): void {
  const host = hostOf(new URL(url));
  if (isIP(host) && !isPublic(host)) throw notPublic(host);
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

async function addressesOf(host: string): Promise<{ address: string; family: number }[]> {
  if (isIP(host)) return [{ address: host, family: isIP(host) }];
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw new TrackerError('network_error', `${host} was not found (${(cause as NodeJS.ErrnoException).code}).`, [], {
      cause,
    });
  }
}

const notPublic = (host: string): TrackerError =>
  new TrackerError(
    'permission_denied',
    `${host} is no address of the internet, and webhooks do not reach into private networks.`,
    'Whoever runs the server can allow it there: tracker webhook add URL --allow-private.',
  );
