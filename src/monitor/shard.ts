/** Which part of all portfolios a monitor watches: the `number`-th of `of`, from 1. */
export interface Shard {
  number: number;
  of: number;
}

const TEXT = /^([1-9][0-9]{0,3})\/([1-9][0-9]{0,3})$/;

/** Reads "2/8". Returns undefined for any other text. */
export function parseShard(text: string): Shard | undefined {
  const [, number = 0, of = 0] = (TEXT.exec(text) ?? []).map((part) => Number.parseInt(part, 10));
  return number >= 1 && number <= of ? { number, of } : undefined;
}

/** For a given number of shards, every id is in exactly one of them, on every machine. */
export function isInShard(id: string, { number, of }: Shard): boolean {
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % of === number - 1;
}
