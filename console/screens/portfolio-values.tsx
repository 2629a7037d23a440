import { useValues } from '../api/portfolios';
import { usd } from '../format/amount';
import { LineChart } from '../parts/line-chart';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';

type DayValue = NonNullable<ReturnType<typeof useValues>['data']>['data'][number];

/** Over a weekend, and over a day on which the account was busy whenever it was read, the line goes on. */
const GAP_MS = 4 * 24 * 3_600_000;

/** What a portfolio was worth, day by day. The table has the same figures as the line. */
export function PortfolioValues({ portfolioId }: { portfolioId: string }) {
  const { data, dataUpdatedAt } = useValues(portfolioId);
  if (data === undefined) return null;
  const days = data.data;
  return (
    <Panel title="Value over time" at={dataUpdatedAt}>
      {days.length === 0 ? (
        <p className="quiet">
          No day is known yet. Each account is read once a day, and its value is kept when it agrees.
        </p>
      ) : (
        <div className="stack">
          <LineChart
            said={`value from ${days[0]?.day} to ${days.at(-1)?.day}; the table below has the figures`}
            points={days.map(({ day, value }) => ({ at: day, value }))}
            gapMs={GAP_MS}
            showValue={usd}
            showTime={(day) => day}
          />
          <details>
            <summary>As a table</summary>
            <div className="scrolls tall" tabIndex={-1}>
              <Table
                caption="Value by day, the latest first"
                columns={COLUMNS}
                rows={days.toReversed()}
                keyOf={({ day }) => day}
                empty=""
              />
            </div>
          </details>
        </div>
      )}
    </Panel>
  );
}

const COLUMNS: readonly Column<DayValue>[] = [
  { title: 'Day', show: ({ day }) => day },
  { title: 'Value', show: ({ value }) => usd(value), isFigure: true },
  { title: 'Cash', show: ({ cash }) => usd(cash), isFigure: true },
];
