import { Link } from 'react-router';
import type { Activity } from '../api/types';
import { shares, usd } from '../format/amount';
import { timeText } from '../format/time';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';

/** What moved cash or shares of an account without an order of ours; where all are of one portfolio, its id is left out. */
export function ActivityTable({ activities, isOfOne = false }: { activities: readonly Activity[]; isOfOne?: boolean }) {
  return (
    <Table
      caption="Broker activities"
      columns={isOfOne ? COLUMNS : [...COLUMNS.slice(0, 1), PORTFOLIO, ...COLUMNS.slice(1)]}
      rows={activities}
      keyOf={({ portfolioId, id }) => `${portfolioId} ${id}`}
      empty="The broker has listed none."
    />
  );
}

const PORTFOLIO: Column<Activity> = {
  title: 'Portfolio',
  show: ({ portfolioId }) => <Link to={`/portfolios/${portfolioId}`}>{portfolioId}</Link>,
};

const COLUMNS: readonly Column<Activity>[] = [
  { title: 'At', show: ({ at }) => <span className="nowrap">{timeText(at)}</span> },
  { title: 'State', show: ({ state }) => <StateTag of={state} /> },
  {
    title: 'What',
    show: ({ kind, type, isVoid }) => (
      <>
        {kind.replaceAll('_', ' ').toLowerCase()} <code>{type}</code>
        {isVoid && ', taken back'}
      </>
    ),
  },
  { title: 'Cash', show: ({ cash }) => usd(cash), isFigure: true },
  { title: 'Shares', show: ({ quantity, symbol }) => (quantity === null ? symbol : `${shares(quantity)} ${symbol}`) },
  { title: 'Description', show: ({ description }) => description, isWide: true },
];
