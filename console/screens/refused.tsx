import { Link, useSearchParams } from 'react-router';
import { useFleet, useRefused } from '../api/ask';
import type { RefusedPortfolio } from '../api/types';
import { Age } from '../parts/age';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { RefusedCounts } from './refused-counts';

/** The portfolios whose rebalance is refused, longest refused first. */
export function RefusedScreen() {
  const [search] = useSearchParams();
  const query = useRefused(Object.fromEntries(search));
  const fleet = useFleet();
  return (
    <Page title="Refused" aside={search.has('code') && <Link to="/refused">All codes</Link>}>
      <Loaded query={fleet}>
        {({ vitals }, at) => (
          <Panel title="By code" at={at} flush>
            <RefusedCounts of={vitals.refused} />
          </Panel>
        )}
      </Loaded>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title={search.get('code') ?? 'Longest refused first'} at={at} flush>
            <Table
              caption="Refused portfolios"
              columns={COLUMNS}
              rows={data}
              keyOf={({ id }) => id}
              empty="No portfolio is refused."
            />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<RefusedPortfolio>[] = [
  { title: 'Portfolio', show: ({ id }) => <Link to={`/portfolios/${id}`}>{id}</Link> },
  { title: 'First refused', show: ({ since }) => <Age at={since} label="" /> },
  { title: 'Code', show: ({ code }) => <code>{code}</code> },
  { title: 'Detail', show: ({ detail }) => detail, isWide: true },
];
