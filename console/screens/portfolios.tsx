import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useBulk } from '../api/bulk';
import { usePortfolios } from '../api/portfolios';
import type { Portfolio, PortfolioQuery } from '../api/types';
import { usd } from '../format/amount';
import { Age, useNow } from '../parts/age';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { BulkActions, BulkResults } from './bulk';
import { PortfolioFilters } from './portfolio-filters';
import { SavedViews } from './saved-views';

const ON_A_PAGE = 50;

/** Every portfolio to which the filters of the URL apply: what is on the screen can be sent to somebody as a link. */
export function Portfolios() {
  const [search] = useSearchParams();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const bulk = useBulk();
  const query = usePortfolios({ ...(Object.fromEntries(search) as PortfolioQuery), limit: ON_A_PAGE });
  const toggle = (id: string) =>
    setSelected((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  const columns: Column<Portfolio>[] = [
    {
      title: 'Select',
      show: ({ id }) => (
        <input type="checkbox" aria-label={`Select ${id}`} checked={selected.has(id)} onChange={() => toggle(id)} />
      ),
    },
    ...COLUMNS,
  ];
  return (
    <Page title="Portfolios">
      <PortfolioFilters />
      <SavedViews of="portfolios" />
      <BulkResults bulk={bulk} />
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="By id" at={at} flush>
            <BulkActions
              bulk={bulk}
              selected={selected}
              shown={data.map(({ id }) => id)}
              onSelect={(ids) => setSelected(new Set(ids))}
            />
            <Table
              caption="Portfolios"
              columns={columns}
              rows={data}
              keyOf={({ id }) => id}
              empty="No portfolio matches."
            />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<Portfolio>[] = [
  { title: 'Portfolio', show: ({ id }) => <Link to={`/portfolios/${id}`}>{id}</Link> },
  { title: 'Status', show: ({ status }) => <StateTag of={status} /> },
  { title: 'Why', show: (portfolio) => <Why of={portfolio} />, isWide: true },
  { title: 'Account', show: ({ accountId }) => <code>{accountId}</code> },
  { title: 'Targets', show: ({ targets }) => targets.length, isFigure: true },
  { title: 'Cash', show: ({ cash }) => usd(cash), isFigure: true },
];

/** Why nothing is traded, or what it waits for. */
function Why({ of: { statusReason, frozen, refusal, refusedSince, coolUntil } }: { of: Portfolio }) {
  const now = useNow();
  if (statusReason !== null) return `${statusReason}${frozen ? ', frozen' : ''}`;
  if (refusal !== null)
    return (
      <>
        refused: {refusal.code} {refusedSince !== null && <Age at={refusedSince} label="first" />}
      </>
    );
  return coolUntil !== null && Date.parse(coolUntil) > now ? 'cooling down' : '';
}
