import { Link } from 'react-router';
import type { Fleet } from '../api/types';
import { count } from '../format/amount';
import { Age } from '../parts/age';
import { type Column, Table } from '../parts/table';

type RefusedCount = Fleet['vitals']['refused'][number];

/** How many portfolios are refused with each code, and since when the first one is. */
export function RefusedCounts({ of }: { of: readonly RefusedCount[] }) {
  return (
    <Table
      caption="Refused by code"
      columns={COLUMNS}
      rows={of}
      keyOf={({ code }) => code}
      empty="No portfolio is refused."
    />
  );
}

const COLUMNS: readonly Column<RefusedCount>[] = [
  { title: 'Code', show: ({ code }) => <Link to={`/refused?code=${code}`}>{code}</Link> },
  { title: 'Portfolios', show: (one) => count(one.count), isFigure: true },
  { title: 'First refused', show: ({ oldest }) => <Age at={oldest} label="" /> },
];
