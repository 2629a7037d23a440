/** The server refuses a summary of more than 400 bytes, with its quotes. */
const BYTES_MAX = 390;

/** Returns as much of `text` as a summary may hold: it is cut by bytes, and never within a character. */
export function summaryOf(text: string): string {
  let bytes = 0;
  let summary = '';
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > BYTES_MAX) return summary;
    summary += character;
  }
  return summary;
}

/** In JSON, as UTF-8: a quote and a line break take two, other control characters six. */
function bytesOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return 6;
  if (character === '"' || character === '\\') return 2;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  // Half of a surrogate pair is written as an escape.
  if (point >= 0xd800 && point <= 0xdfff) return 6;
  return point < 0x10000 ? 3 : 4;
}
