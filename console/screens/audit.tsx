import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { useAudit } from '../api/ask';
import { api } from '../api/client';
import { answered } from '../api/problem';
import type { AuditRow } from '../api/types';
import { timeText } from '../format/time';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { Tag } from '../parts/tag';

/** What was done to a portfolio, the latest first, and whether the chain of rows is unbroken. */
export function AuditScreen() {
  const { portfolioId = '' } = useParams();
  const [search] = useSearchParams();
  const cursor = search.get('cursor');
  const query = useAudit(portfolioId, cursor === null ? {} : { cursor });
  return (
    <Page title={`Audit of ${portfolioId}`} aside={<Link to={`/portfolios/${portfolioId}`}>The portfolio</Link>}>
      <div className="row">
        <Chain portfolioId={portfolioId} />
        <a
          className="button"
          href={`/v1/portfolios/${portfolioId}/audit/export`}
          download={`audit-${portfolioId}.json`}
        >
          Export
        </a>
      </div>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="Latest first" at={at} flush>
            <AuditTable rows={data} />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

/** The whole chain is read for it, so it is not asked for again by the clock, nor with each row that comes: its key names no portfolio. */
function Chain({ portfolioId }: { portfolioId: string }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['verification', `of ${portfolioId}`],
    queryFn: () =>
      answered(api.GET('/v1/portfolios/{portfolioId}/audit/verification', { params: { path: { portfolioId } } })),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
  if (data === undefined && isFetching) return <span className="quiet">Verifying …</span>;
  if (data === undefined)
    return (
      <span className="row">
        <Tag tone="warn">{`not verified: ${error?.message ?? ''}`}</Tag>
        <button type="button" className="button" onClick={() => void refetch()}>
          Verify again
        </button>
      </span>
    );
  if (!data.intact) return <Tag tone="bad">{`broken: ${data.problem ?? ''}`}</Tag>;
  return <Tag tone="good">{`chain verified up to row ${data.head?.sequence ?? 0}`}</Tag>;
}

export function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <Table
      caption="Audit"
      columns={AUDIT_COLUMNS}
      rows={rows}
      keyOf={({ sequence }) => `${sequence}`}
      empty="Nothing has been done yet."
    />
  );
}

export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
  { title: 'At', show: ({ at }) => <span className="nowrap">{timeText(at)}</span> },
  { title: 'Event', show: ({ event }) => <code>{event}</code> },
  { title: 'Who', show: ({ actor, via }) => `${actor}${via === null ? '' : ` by ${via}`}` },
  { title: 'Detail', show: ({ detail }) => <Detail of={detail} />, isWide: true },
];

function Detail({ of }: { of: AuditRow['detail'] }) {
  const text = JSON.stringify(of);
  return text === '{}' ? null : (
    <details>
      <summary className="small">{text.length > 60 ? `${text.slice(0, 60)} …` : text}</summary>
      <code>{JSON.stringify(of, null, 1)}</code>
    </details>
  );
}
