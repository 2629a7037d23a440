import type { Batch } from '../../domain/batch';
import type { Order } from '../../domain/order';

/** A batch as the demo shows it: a line for each order, and its end. */
export function batchLines({ orders, state, driftBefore, driftAfter }: Batch): string[] {
  const drift = driftAfter === null ? `drift before it ${driftBefore} %` : `drift ${driftBefore} % → ${driftAfter} %`;
  return [...orders.map(orderLine), `batch ${state}, ${drift}`];
}

function orderLine({ kind, side, quantity, filledQuantity, symbol, attempt, filledPrice, state, errorMessage }: Order) {
  const isShort = quantity !== null && filledQuantity !== quantity;
  const what = [
    ...(kind === 'reversal' ? [kind] : []),
    side.padEnd(4),
    isShort ? `${filledQuantity} of ${quantity}` : filledQuantity,
    symbol,
    ...(attempt > 1 ? [`(attempt ${attempt})`] : []),
  ].join(' ');
  return `${what}${filledPrice === null ? '' : ` at $${filledPrice}`}  ${state}${state === 'ERROR' ? `: ${errorMessage ?? ''}` : ''}`;
}

/** Breaks text at spaces into lines of at most `width` characters; the lines after the first of a paragraph are indented. */
export function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (longer.length <= width || line.trim() === '') line = longer;
      else {
        lines.push(line);
        line = `  ${word}`;
      }
    }
    return [...lines, line];
  });
}
