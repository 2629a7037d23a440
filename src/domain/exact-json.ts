/**
 * Reads JSON with its numbers as their own text, so that no digit of a price is lost.
 *
 * @throws SyntaxError when it is no JSON.
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(HOLDS_NUMBER.test(text) ? text.replace(STRING_OR_NUMBER, quoted) : text);
}

/** A number is at the start, after a key, or in a list. Some strings look like that too, and most answers hold no number. */
const HOLDS_NUMBER = /(?:^|"\s*:|[[,])\s*-?[0-9]/;
/** Outside of a string, what has the form of a number and ends as a value does. Anything else is left for the parser to refuse. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?=\s*(?:[,}\]]|$))/g;

function quoted(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`;
}
