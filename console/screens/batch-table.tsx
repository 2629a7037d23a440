import { Link } from 'react-router';
import type { ListedBatch } from '../api/types';
import { percent } from '../format/amount';
import { Age } from '../parts/age';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';

/** Batches, the latest first; of one portfolio its name is left out. */
export function BatchTable({ batches, isOfOne = false }: { batches: readonly ListedBatch[]; isOfOne?: boolean }) {
  const columns = isOfOne ? COLUMNS.filter(({ title }) => title !== 'Portfolio') : COLUMNS;
  return (
    <Table
      caption="Batches"
      columns={columns}
      rows={batches}
      keyOf={({ id }) => id}
      empty="No batch has been opened."
    />
  );
}

const COLUMNS: readonly Column<ListedBatch>[] = [
  {
    title: 'Opened',
    show: ({ id, portfolioId, openedAt }) => (
      <Link to={`/portfolios/${portfolioId}/batches/${id}`}>
        <Age at={openedAt} label="" />
        <span className="only-heard"> batch {id}</span>
      </Link>
    ),
  },
  { title: 'Portfolio', show: ({ portfolioId }) => <Link to={`/portfolios/${portfolioId}`}>{portfolioId}</Link> },
  { title: 'State', show: ({ state }) => <StateTag of={state} /> },
  {
    title: 'Drift',
    show: ({ driftBefore, driftAfter }) =>
      driftAfter === null ? percent(driftBefore) : `${percent(driftBefore)} → ${percent(driftAfter)}`,
    isFigure: true,
  },
  { title: 'Orders', show: ({ orders }) => orders.length, isFigure: true },
  { title: 'Cause', show: ({ cause }) => (cause === null ? '' : <code>{cause.code}</code>), isWide: true },
];
