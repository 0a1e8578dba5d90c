import type { Chance } from '../bench/random.ts';

/** Spoils the bytes of a database file in one of the ways in which disks, merges and people do. */
export function mutateBytes(file: Buffer, other: Buffer, chance: Chance): { what: string; bytes: Buffer } {
  const bytes = Buffer.from(file);
  const page = 4096;
  const pages = Math.floor(bytes.length / page);
  const at = () => chance.below(bytes.length);
  const ways: Record<string, () => Buffer> = {
    'one bit': () => flip(bytes, at(), chance),
    'some bytes': () => {
      for (let n = 1 + chance.below(40); n > 0; n--) bytes[at()] = chance.below(256);
      return bytes;
    },
    header: () => flip(bytes, chance.below(100), chance),
    'page header': () => flip(bytes, chance.below(pages) * page + chance.below(12), chance),
    'cell pointers': () => flip(bytes, chance.below(pages) * page + 8 + chance.below(64), chance),
    letters: () => {
      for (let n = 1 + chance.below(30); n > 0; n--) {
        const place = at();
        const byte = bytes[place] ?? 0;
        if (byte >= 32 && byte < 127) bytes[place] = 32 + chance.below(95);
      }
      return bytes;
    },
    truncated: () => bytes.subarray(0, at()),
    'cut at a page': () => bytes.subarray(0, chance.below(pages) * page),
    'zeroed page': () => bytes.fill(0, ...pageAt(chance.below(pages))),
    'random page': () => {
      const [from, to] = pageAt(chance.below(pages));
      for (let place = from; place < to; place++) bytes[place] = chance.below(256);
      return bytes;
    },
    'two pages in each other’s place': () => {
      const [a, b] = [pageAt(chance.below(pages)), pageAt(chance.below(pages))];
      const kept = Buffer.from(bytes.subarray(...a));
      bytes.copyWithin(a[0], ...b);
      kept.copy(bytes, b[0]);
      return bytes;
    },
    'pages of another version': () => {
      const from = chance.below(pages) * page;
      other.copy(bytes, from, from, Math.min(other.length, from + page * (1 + chance.below(4))));
      return bytes;
    },
    'more behind it': () => Buffer.concat([bytes, Buffer.alloc(chance.below(200_000), chance.below(256))]),
  };
  const what = chance.pick(Object.keys(ways));
  return { what, bytes: ways[what]?.() ?? bytes };
}

const pageAt = (number: number): [number, number] => [number * 4096, (number + 1) * 4096];

function flip(bytes: Buffer, at: number, chance: Chance): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  return bytes;
}
