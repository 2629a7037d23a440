// Amounts arrive as decimal strings and are shown as they are: a float would change their digits.

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
const MINUS = '−';

/** "-1234567.50" becomes "−$1,234,567.50". What is no decimal is shown as it is. */
export function usd(text: string): string {
  const parts = partsOf(text);
  if (parts === undefined) return text;
  return `${parts.sign}$${grouped(parts.whole)}.${(parts.fraction ?? '').padEnd(2, '0')}`;
}

/** "12.500000000" becomes "12.5": zeros at the end of a number of shares say nothing. */
export function shares(text: string): string {
  const parts = partsOf(text);
  if (parts === undefined) return text;
  const fraction = (parts.fraction ?? '').replace(/0+$/, '');
  return `${parts.sign}${grouped(parts.whole)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** "6.4517" becomes "6.4517 %". All decimals are shown: 5.0000 is not above a threshold of 5, and 5.0001 is. */
export function percent(text: string): string {
  const parts = partsOf(text);
  if (parts === undefined) return text;
  const fraction = parts.fraction === undefined ? '' : `.${parts.fraction}`;
  return `${parts.sign}${grouped(parts.whole)}${fraction} %`;
}

/** 1234567 becomes "1,234,567". */
export function count(whole: number): string {
  return whole < 0 ? `${MINUS}${grouped(String(-whole))}` : grouped(String(whole));
}

/** The exact sum of percents with at most 4 decimals, or undefined when one of them is no such number. */
export function sumOfPercents(texts: readonly string[]): string | undefined {
  let sum = 0n;
  for (const text of texts) {
    const parts = partsOf(text);
    if (parts === undefined || (parts.fraction ?? '').length > 4) return undefined;
    const units = BigInt(parts.whole + (parts.fraction ?? '').padEnd(4, '0'));
    sum += parts.sign === '' ? units : -units;
  }
  const digits = (sum < 0n ? -sum : sum).toString().padStart(5, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function partsOf(text: string): { sign: string; whole: string; fraction: string | undefined } | undefined {
  const [, sign, whole, fraction] = DECIMAL.exec(text) ?? [];
  return whole === undefined ? undefined : { sign: sign === '-' ? MINUS : '', whole, fraction };
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
