// A program that previews in threads, which need a process whose TypeScript they can load. It prints what the threads and this thread say of
// the same portfolios.

import { createPreviewThreads } from '../../src/api/preview-threads';
import { NO_CAPS } from '../../src/domain/caps';
import type { Portfolio } from '../../src/domain/portfolio';
import { type PreviewMarket, previewMany } from '../../src/domain/rollout-preview';
import { portfolio } from './situations';

const SYMBOLS = ['AAPL', 'META', 'MSFT'];
const market: PreviewMarket = {
  prices: new Map(SYMBOLS.slice(0, 2).map((symbol, n) => [symbol, `${100 + n}.25`])),
  assets: new Map(
    SYMBOLS.slice(0, 2).map((symbol) => [symbol, { symbol, tradable: true, fractionable: true, ptp: false }]),
  ),
  caps: NO_CAPS,
};

/** Every third one drifted, every fifth holds what has no price. */
function page(from: number): Portfolio[] {
  return Array.from({ length: 40 }, (_, n) =>
    portfolio({
      id: `p-${from + n}`,
      cash: '1.50',
      targets: [
        { symbol: 'AAPL', percent: '60.0000' },
        { symbol: 'META', percent: '40.0000' },
      ],
      holdings: [
        { symbol: 'AAPL', quantity: (from + n) % 3 === 0 ? '9' : '6' },
        { symbol: (from + n) % 5 === 0 ? 'MSFT' : 'META', quantity: '4' },
      ],
    }),
  );
}

const OUTCOME = [() => 'none', (error: unknown) => (error as Error).name] as const;

async function main(): Promise<void> {
  const pages = Array.from({ length: 8 }, (_, n) => page(n * 40));
  const threads = createPreviewThreads();
  const inThreads = await Promise.all(pages.map((portfolios) => threads.previewMany(portfolios, market)));
  const broken = [null] as unknown as Portfolio[];
  const fault = await threads.previewMany(broken, market).then(...OUTCOME);
  const afterFault = await threads.previewMany(page(0), market);
  const late = threads.previewMany(page(0), market).then(...OUTCOME);
  await threads.close();
  const closed = [await late, await threads.previewMany(page(0), market).then(...OUTCOME)];
  const here = pages.map((portfolios) => previewMany(portfolios, market));
  process.stdout.write(JSON.stringify({ inThreads, here, fault, afterFault, closed }));
}

void main();
