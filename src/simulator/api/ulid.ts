/** Crockford's base 32. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Returns the ULID of the `count`-th event: its time in 48 bits, and where others have chance, the count: the same in every run. */
export function ulidOf(at: number, count: number): string {
  return digits(at, 10) + digits(count, 16);
}

function digits(value: number, length: number): string {
  let text = '';
  for (let rest = Math.max(value, 0); text.length < length; rest = Math.floor(rest / DIGITS.length))
    text = `${DIGITS[rest % DIGITS.length]}${text}`;
  return text;
}
