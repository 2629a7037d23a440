// Comma-separated values: what a chart was drawn from, for a spreadsheet.

/** Returns a line of names, then a line for each of `rows`. No field may need quoting. */
export function csv(names: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [names, ...rows].map((fields) => fields.map(plainField).join(','));
  return `${lines.join('\n')}\n`;
}

/** @throws RangeError for a field that would have to be quoted: ours are dates, symbols, codes and decimals. */
function plainField(field: string): string {
  if (/[",\r\n]/.test(field)) throw new RangeError(`a field of CSV must need no quotes: ${JSON.stringify(field)}`);
  return field;
}
