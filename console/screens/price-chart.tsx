import { usePricePoints } from '../api/ask';
import type { PriceJump } from '../api/types';
import { usd } from '../format/amount';
import { shortTimeText, timeText } from '../format/time';
import { LineChart } from '../parts/line-chart';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';

interface Point {
  at: string;
  value: string;
}

/** From the close before a long weekend to the open after it, the line goes on. */
const GAP_MS = 4 * 24 * 3_600_000;

/** The good prices of the last days up to the last one, and where the price is now that is not traded on. */
export function PriceChart({ of: { symbol, known, knownSince, latest } }: { of: PriceJump }) {
  const query = usePricePoints(symbol);
  return (
    <Loaded query={query}>
      {({ data }, at) => {
        const before = data
          .filter((point) => point.at < knownSince)
          .map((point) => ({ at: point.at, value: point.price }));
        const points = [...before, { at: knownSince, value: known }];
        return (
          <Panel title={`Good prices of ${symbol}`} at={at}>
            <div className="stack">
              <LineChart
                said={`good prices from ${timeText(points[0]?.at ?? '')} to ${timeText(knownSince)}, and the price now of ${usd(latest)}; the table below has the figures`}
                points={points}
                levels={[{ name: `now ${usd(latest)}`, value: latest }]}
                gapMs={GAP_MS}
                showValue={usd}
                showTime={shortTimeText}
              />
              <p className="small quiet">
                The first good price of each quarter of an hour in which it changed, over five days, and the last good
                one. Times are UTC.
              </p>
              <details>
                <summary>As a table</summary>
                <div className="scrolls tall" tabIndex={-1}>
                  <Table
                    caption={`Good prices of ${symbol}, the latest first`}
                    columns={COLUMNS}
                    rows={points.toReversed()}
                    keyOf={(point) => point.at}
                    empty=""
                  />
                </div>
              </details>
            </div>
          </Panel>
        );
      }}
    </Loaded>
  );
}

const COLUMNS: readonly Column<Point>[] = [
  { title: 'At', show: ({ at }) => timeText(at) },
  { title: 'Price', show: ({ value }) => usd(value), isFigure: true },
];
