import type { Portfolio } from '../api/types';
import { timeText } from '../format/time';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';

type Restriction = Portfolio['restrictions'][number];

const MEANS: Record<Restriction['kind'], string> = {
  'no-buy': 'is not bought',
  'no-sell': 'is not sold',
  legacy: 'is left out of the rebalance',
};

const COLUMNS: Column<Restriction>[] = [
  { title: 'Symbol', show: ({ symbol }) => symbol },
  { title: 'What', show: ({ kind }) => MEANS[kind] },
  { title: 'Until', show: ({ until }) => (until === null ? 'somebody removes it' : timeText(until)) },
  { title: 'Why', show: ({ reason }) => reason, isWide: true },
  { title: 'Set by', show: ({ by }) => by },
];

/** What the portfolio must not buy or sell. Without any, nothing is shown. */
export function Restrictions({ of: { restrictions } }: { of: Portfolio }) {
  if (restrictions.length === 0) return null;
  return (
    <Panel title="Restrictions">
      <Table
        caption="Restrictions"
        columns={COLUMNS}
        rows={restrictions}
        keyOf={({ symbol, kind }) => `${symbol} ${kind}`}
        empty="There are none."
      />
    </Panel>
  );
}
