import { Link } from 'react-router';
import type { RolloutPreview } from '../api/models';
import { count, usd } from '../format/amount';
import { Facts } from '../parts/facts';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';

/** What rolling out a version would do now. `followers` is how many there are to add up. */
export function PreviewPanel({ preview, followers }: { preview: RolloutPreview; followers: number }) {
  const isWhole = preview.nextCursor === null;
  const said = `${count(preview.subscribers)} of ${count(Math.max(followers, preview.subscribers))} portfolios`;
  return (
    <Panel title="What it would do now">
      <div className="stack">
        <p role="status">
          {isWhole
            ? `${count(preview.subscribers)} portfolios follow the model, at latest prices and by the books.`
            : `Added up so far: ${said} …`}
        </p>
        {!isWhole && (
          <progress className="progress" aria-label={said} max={Math.max(1, followers)} value={preview.subscribers} />
        )}
        <Facts
          of={[
            ['Would trade', `${count(preview.accounts)} portfolios, with ${count(preview.orders)} orders`],
            ['Turnover', `${usd(preview.turnover)}: ${usd(preview.bought)} bought, ${usd(preview.sold)} sold`],
            ['Cost', `about ${usd(preview.cost)}`],
            ['Requests', `${count(preview.requests)} of the broker, for about ${lastingText(preview.minutes)}`],
            ['Trade nothing', `${count(preview.withinThreshold)}, because they stay within their threshold`],
            ['Have it already', count(preview.unchanged)],
            ['Pinned', count(preview.pinned)],
            ['Refused', count(preview.refused.reduce((all, one) => all + one.count, 0))],
          ]}
        />
        {preview.refused.length > 0 && (
          <Table
            caption="Would be refused"
            columns={COLUMNS}
            rows={preview.refused}
            keyOf={({ code }) => code}
            empty="Nothing is refused."
          />
        )}
      </div>
    </Panel>
  );
}

const COLUMNS: readonly Column<RolloutPreview['refused'][number]>[] = [
  { title: 'Refused as', show: ({ code }) => <code>{code}</code> },
  { title: 'Portfolios', show: (one) => count(one.count), isFigure: true },
  { title: 'One of them', show: ({ example }) => <Link to={`/portfolios/${example}`}>{example}</Link> },
];

function lastingText(minutes: number): string {
  return minutes < 120 ? `${count(minutes)} min` : `${count(Math.ceil(minutes / 60))} h`;
}
