// Every holding of every portfolio, found by symbol and by portfolio: 32 bytes each, and nothing for the garbage collector.
//
// H1. The holders of one symbol lie in chunks, without gaps: a price change reads them in a row. A symbol that has many takes several
//     chunks at a time that follow each other, because memory is read fastest straight on; what it took too many is an eighth at most.
// H2. The holdings of one portfolio are a row, four words each: quantity, over, under, and which of its symbol's holders (H1) it is. Rows
//     lie in the order in which portfolios came, so that all of them are read straight on. No row has a symbol twice.

import { invariant } from '../domain/invariant';
import type { Bounds } from './bounds';

export const CHUNK_BITS = 8;
const CHUNK = 1 << CHUNK_BITS;
/** H1: so many chunks at a time at most. */
const RUN_MAX = 64;
export const WORDS = 4;
/** The index of a word is a whole number for the processor. */
const HOLDINGS_MAX = 2 ** 28;

export interface Holding {
  symbol: number;
  quantity: number;
  bounds: Bounds;
}

/** The arrays are replaced when they grow: hold them only while reading. */
export interface Holders {
  /** These four by holder. */
  quantity: Float32Array;
  over: Float32Array;
  under: Float32Array;
  portfolio: Uint32Array;
  /** By portfolio: where in `words` its row begins, and how many holdings it has. */
  first: Uint32Array;
  count: Uint16Array;
  /** H2: the rows. `places` are the same bytes, for each last word. */
  words: Float32Array;
  places: Uint32Array;
  /** The symbol of a holder, by its chunk: the bits above `CHUNK_BITS`. */
  symbols: Uint32Array;
  /** How many holdings there are. */
  size(): number;
  /** How many hold or target a symbol. */
  countOf(symbol: number): number;
  /** Visits the holders of a symbol, from `start` to before `end` without a gap. Nothing may be put meanwhile. */
  eachRun(symbol: number, visit: (start: number, end: number) => void): void;
  /** Makes these the holdings of a portfolio, instead of those it had. */
  put(portfolio: number, holdings: readonly Holding[]): void;
  /** Makes room for portfolios below `count`. */
  reserve(count: number): void;
  /** Bytes of the arrays per holding, room to grow included; `first` and `count` are not in it. */
  bytes(): number;
}

/** Each chunk starts at a multiple of `CHUNK`, all but the last are full; `reserved` more follow from `nextChunk`. */
interface HolderList {
  chunks: number[];
  count: number;
  nextChunk: number;
  reserved: number;
}

export function createHolders(): Holders {
  const lists: HolderList[] = [];
  const freeChunks: number[] = [];
  /** By how many holdings they are for. */
  const freeRows: number[][] = [];
  let usedChunks = 0;
  let usedWords = 0;
  let size = 0;

  const listOf = (symbol: number) => (lists[symbol] ??= { chunks: [], count: 0, nextChunk: 0, reserved: 0 });
  const takeChunk = (symbol: number, list: HolderList): number => {
    if (list.reserved === 0) reserveChunks(symbol, list);
    list.reserved -= 1;
    return list.nextChunk++ * CHUNK;
  };
  const reserveChunks = (symbol: number, list: HolderList) => {
    const free = freeChunks.pop();
    list.reserved = free === undefined ? Math.min(RUN_MAX, 1 + (list.chunks.length >> 3)) : 1;
    list.nextChunk = free ?? usedChunks;
    if (free === undefined) usedChunks += list.reserved;
    if (usedChunks > all.symbols.length) growChunks(Math.ceil(usedChunks * 1.2));
    all.symbols.fill(symbol, list.nextChunk, list.nextChunk + list.reserved);
  };
  const growChunks = (chunks: number) => {
    all.symbols = grown(all.symbols, chunks, Uint32Array);
    all.quantity = grown(all.quantity, chunks * CHUNK, Float32Array);
    all.over = grown(all.over, chunks * CHUNK, Float32Array);
    all.under = grown(all.under, chunks * CHUNK, Float32Array);
    all.portfolio = grown(all.portfolio, chunks * CHUNK, Uint32Array);
  };
  const takeRow = (count: number): number => {
    const free = freeRows[count]?.pop();
    if (free !== undefined) return free;
    const row = usedWords;
    usedWords += count * WORDS;
    if (usedWords > all.words.length) growRows(Math.ceil(usedWords * 1.2));
    return row;
  };
  const growRows = (words: number) => {
    invariant(usedWords <= HOLDINGS_MAX * WORDS, `a monitor has at most ${HOLDINGS_MAX} holdings`);
    all.words = grown(all.words, words, Float32Array);
    all.places = new Uint32Array(all.words.buffer);
  };
  const addHolder = (portfolio: number, { symbol, quantity, bounds }: Holding): number => {
    const list = listOf(symbol);
    if (list.count % CHUNK === 0) list.chunks.push(takeChunk(symbol, list));
    const holder = (list.chunks.at(-1) ?? 0) + (list.count % CHUNK);
    list.count += 1;
    all.quantity[holder] = quantity;
    all.over[holder] = bounds.over;
    all.under[holder] = bounds.under;
    all.portfolio[holder] = portfolio;
    return holder;
  };
  /** H1: the symbol's last holder moves to where the removed one was. */
  const removeHolder = (holder: number) => {
    const list = listOf(all.symbols[holder >>> CHUNK_BITS] ?? 0);
    list.count -= 1;
    const last = (list.chunks.at(-1) ?? 0) + (list.count % CHUNK);
    if (last !== holder) {
      renumber(all, last, holder);
      for (const column of [all.quantity, all.over, all.under, all.portfolio]) column[holder] = column[last] ?? 0;
    }
    if (list.count % CHUNK === 0) freeChunks.push((list.chunks.pop() ?? 0) / CHUNK);
  };
  const removeAll = (portfolio: number) => {
    const [row, count] = [all.first[portfolio] ?? 0, all.count[portfolio] ?? 0];
    if (count === 0) return;
    for (let word = row; word < row + count * WORDS; word += WORDS) removeHolder(all.places[word + 3] ?? 0);
    (freeRows[count] ??= []).push(row);
    all.count[portfolio] = 0;
    size -= count;
  };

  const all: Holders = {
    quantity: new Float32Array(0),
    over: new Float32Array(0),
    under: new Float32Array(0),
    portfolio: new Uint32Array(0),
    first: new Uint32Array(0),
    count: new Uint16Array(0),
    words: new Float32Array(0),
    places: new Uint32Array(0),
    symbols: new Uint32Array(0),
    size: () => size,
    countOf: (symbol) => listOf(symbol).count,
    eachRun: (symbol, visit) => {
      const { chunks, count } = listOf(symbol);
      for (let first = 0, after = 0; after < chunks.length; first = after) {
        const start = chunks[first] ?? 0;
        do after += 1;
        while (chunks[after] === start + (after - first) * CHUNK);
        visit(start, start + Math.min(after * CHUNK, count) - first * CHUNK);
      }
    },
    put: (portfolio, holdings) => {
      removeAll(portfolio);
      let word = takeRow(holdings.length);
      all.first[portfolio] = word;
      all.count[portfolio] = holdings.length;
      size += holdings.length;
      for (const holding of holdings) {
        all.words.set([holding.quantity, holding.bounds.over, holding.bounds.under], word);
        all.places[word + 3] = addHolder(portfolio, holding);
        word += WORDS;
      }
    },
    reserve: (count) => {
      if (count <= all.first.length) return;
      all.first = grown(all.first, Math.ceil(count * 1.2), Uint32Array);
      all.count = grown(all.count, Math.ceil(count * 1.2), Uint16Array);
    },
    bytes: () => all.symbols.byteLength + all.symbols.length * CHUNK * 16 + all.words.byteLength,
  };
  return all;
}

/** The holding that is the holder `from` becomes the holder `to` (H2). */
function renumber({ portfolio, first, count, places }: Holders, from: number, to: number): void {
  const owner = portfolio[from] ?? 0;
  const row = first[owner] ?? 0;
  let word = row + 3;
  while (places[word] !== from) {
    word += WORDS;
    invariant(word < row + (count[owner] ?? 0) * WORDS, 'a holder is in the row of its portfolio');
  }
  places[word] = to;
}

/** The same numbers in a longer array. Untouched memory costs nothing yet. */
export function grown<Column extends Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array>(
  column: Column,
  length: number,
  Type: new (length: number) => Column,
): Column {
  const longer = new Type(length);
  longer.set(column);
  return longer;
}
