import { useContext } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useAuditSearch } from '../api/ask';
import { useRoleProblem, WhoContext } from '../api/roles';
import type { AuditRow } from '../api/types';
import { FilterForm, TextFilter } from '../parts/filter-form';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { AUDIT_COLUMNS } from './audit';

/** What was done to any portfolio, by whom and when. It names everybody who did something, so the API shows it to admins only. */
export function AuditSearchScreen() {
  const roleProblem = useRoleProblem('searchAudit');
  const { principal } = useContext(WhoContext);
  return (
    <Page title="Audit" aside={roleProblem === undefined && <Link to={`/audit?actor=${principal}`}>What I did</Link>}>
      {roleProblem === undefined ? (
        <>
          <FilterForm>
            <TextFilter name="actor" label="Who" hint="cli:anna@desk" size={24} />
            <TextFilter name="from" label="From" hint="2026-11-30T00:00:00Z" size={24} />
            <TextFilter name="to" label="Before" hint="2026-12-01T00:00:00Z" size={24} />
          </FilterForm>
          <Rows />
        </>
      ) : (
        <p className="note">{roleProblem} The screen of each portfolio has the audit of that portfolio.</p>
      )}
    </Page>
  );
}

function Rows() {
  const [search] = useSearchParams();
  const query = useAuditSearch(Object.fromEntries(search));
  return (
    <Loaded query={query}>
      {({ data, nextCursor }, at) => (
        <Panel title="Latest first" at={at} flush>
          <Table
            caption="Audit of all portfolios"
            columns={COLUMNS}
            rows={data}
            keyOf={({ portfolioId, sequence }) => `${portfolioId} ${sequence}`}
            empty="Nothing was done then, or not by them."
          />
          <Pager nextCursor={nextCursor} />
        </Panel>
      )}
    </Loaded>
  );
}

const COLUMNS: readonly Column<AuditRow>[] = [
  ...AUDIT_COLUMNS.slice(0, 1),
  {
    title: 'Portfolio',
    // What concerns all of them is under a name that no portfolio can have.
    show: ({ portfolioId }) =>
      portfolioId.startsWith('_') ? 'all' : <Link to={`/portfolios/${portfolioId}/audit`}>{portfolioId}</Link>,
  },
  ...AUDIT_COLUMNS.slice(1),
];
