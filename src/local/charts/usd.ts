import { type Decimal, showCents } from '../../domain/money';

/** "$100,000.00", "-$12.50". The amount must already be in cents. */
export function showUsd(usd: Decimal): string {
  const [whole = '', cents = ''] = showCents(usd.abs()).split('.');
  const sign = usd.isNegative() && !usd.isZero() ? '-' : '';
  return `${sign}$${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** "$250k", "$1.5M": what an axis has room for. */
export function shortUsd(usd: number): string {
  const [unit, name] = UNITS.find(([one]) => Math.abs(usd) >= one) ?? [1, ''];
  return `$${Number.parseFloat((usd / unit).toPrecision(4))}${name}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];
