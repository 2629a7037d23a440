import { Decimal, decimal } from '../../domain/money';

/**
 * Returns `value` as a bar of `cells` characters that is full at `full`, with a mark where `mark` is: where a weight should
 * be, or where a drift becomes too large. All are decimal strings; what is beyond `full` fills the bar.
 */
export function bar(value: string, mark: string, full: string, cells: number): string {
  const cellsOf = (amount: string) =>
    decimal(full).isZero() ? 0 : Decimal.min(cells, decimal(amount).times(cells).div(full).round()).toNumber();
  const filled = cellsOf(value);
  const marked = Math.max(0, cellsOf(mark) - 1);
  return Array.from({ length: cells }, (_, cell) => {
    if (cell === marked) return cell < filled ? '▓' : '│';
    return cell < filled ? '█' : '·';
  }).join('');
}
