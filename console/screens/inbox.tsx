import { Link, useSearchParams } from 'react-router';
import { useStaleList } from '../api/ask';
import type { Portfolio } from '../api/types';
import { usd } from '../format/amount';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';

/** Every portfolio that waits for a person. */
export function InboxScreen() {
  const [search] = useSearchParams();
  const query = useStaleList(Object.fromEntries(search));
  return (
    <Page title="STALE inbox" aside={search.has('reason') && <Link to="/stale">All reasons</Link>}>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="By id" at={at} flush>
            <Table
              caption="STALE portfolios"
              columns={COLUMNS}
              rows={data}
              keyOf={({ id }) => id}
              empty="No portfolio is STALE."
            />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<Portfolio>[] = [
  { title: 'Portfolio', show: ({ id }) => <Link to={`/stale/${id}`}>{id}</Link> },
  {
    title: 'Reason',
    show: ({ statusReason }) =>
      statusReason !== null && <Link to={`/stale?reason=${statusReason}`}>{statusReason}</Link>,
  },
  { title: 'Frozen', show: ({ frozen }) => (frozen ? 'frozen' : '') },
  { title: 'Account', show: ({ accountId }) => <code>{accountId}</code> },
  { title: 'Cash', show: ({ cash }) => usd(cash), isFigure: true },
];
