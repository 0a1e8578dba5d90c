import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { CardsResult } from '../../actions/catalog/cards.ts';
import type { Written } from '../send-json.ts';

type CardRow = CardsResult['cards'][number];
type Cards = readonly CardRow[];

/** Cards that stand one after another, as JSON, and compressed once somebody wants that. */
interface Piece {
  cards: Cards;
  text: Buffer;
  deflated?: Promise<Uint8Array>;
}

/** By the first card, for as long as that is the same object. */
const pieces = new WeakMap<CardRow, Piece>();

/**
 * An answer with all cards of a board as JSON. Of the answer before it the pieces are taken over in which every card is still
 * the same object: to write and compress thousands of cards takes longer than to find out which of them have changed.
 */
export function writeCards({ cards, ...rest }: { cards: Cards } & Record<string, unknown>): Written {
  const own = cutInPieces(cards).map(pieceOf);
  const head = Buffer.from(`{${[...fieldsOf(rest), '"cards":['].join(',')}`);
  const parts = [{ text: head }, ...own.flatMap((piece, at) => (at === 0 ? [piece] : [comma, piece])), end];
  const text = Buffer.concat(parts.map((part) => part.text));
  return { text, compress: () => gzipOf(text, parts) };
}

const fieldsOf = (fields: Record<string, unknown>): string[] => {
  const text = JSON.stringify(fields).slice(1, -1);
  return text === '' ? [] : [text];
};

const comma: Pick<Piece, 'text' | 'deflated'> = { text: Buffer.from(',') };
const end: Pick<Piece, 'text' | 'deflated'> = { text: Buffer.from(']}') };

/** So that a piece begins at the same card whatever comes and goes before it, its id decides: one of 256 begins one. */
const beginsPiece = ({ id }: CardRow): boolean => /[0-3]0$/.test(id);
/** Whatever the ids are. */
const mostCards = 1_024;

function cutInPieces(cards: Cards): Cards[] {
  const cut: Cards[] = [];
  let from = 0;
  for (const [at, card] of cards.entries()) {
    if (at === from || (at - from < mostCards && !beginsPiece(card))) continue;
    cut.push(cards.slice(from, at));
    from = at;
  }
  if (from < cards.length) cut.push(cards.slice(from));
  return cut;
}

function pieceOf(cards: Cards): Piece {
  const [first] = cards as [CardRow];
  const known = pieces.get(first);
  if (known?.cards.length === cards.length && known.cards.every((card, at) => card === cards[at])) return known;
  const piece = { cards, text: Buffer.from(JSON.stringify(cards).slice(1, -1)) };
  pieces.set(first, piece);
  return piece;
}

/** Kept for many answers, so that zlib's usual effort pays. */
const level = 6;
const deflateElsewhere = promisify(deflateRaw);
/** Ends with a whole byte, and another part may follow. */
const deflate = (text: Uint8Array): Promise<Uint8Array> =>
  deflateElsewhere(text, { level, finishFlush: constants.Z_SYNC_FLUSH });

/** https://www.rfc-editor.org/rfc/rfc1952: no name, no time, of an unknown system. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** https://www.rfc-editor.org/rfc/rfc1951: the last block, which is empty. */
const lastBlock = Buffer.from([3, 0]);

/** One member, as browsers read no second: its blocks are those of the parts, each compressed by itself. */
async function gzipOf(text: Uint8Array, parts: readonly Pick<Piece, 'text' | 'deflated'>[]): Promise<Uint8Array> {
  const blocks = await Promise.all(
    parts.map((part) => {
      part.deflated ??= deflate(part.text);
      return part.deflated;
    }),
  );
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length % 2 ** 32, 4);
  return Buffer.concat([header, ...blocks, lastBlock, trailer]);
}
