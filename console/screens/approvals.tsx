import { Link, useSearchParams } from 'react-router';
import { type Approval, useApprovals } from '../api/approvals';
import { timeText } from '../format/time';
import { Age } from '../parts/age';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { Decision } from './approval-decision';
import { deedOf } from './deed';

/** What one person has proposed and another has to approve. */
export function ApprovalsScreen() {
  const [search] = useSearchParams();
  const cursor = search.get('cursor');
  const isAll = search.has('all');
  const query = useApprovals({ ...(!isAll && { pending: 'true' }), ...(cursor !== null && { cursor }) });
  return (
    <Page
      title="Approvals"
      aside={
        isAll ? <Link to="/approvals">Only what is waiting</Link> : <Link to="/approvals?all">Decided as well</Link>
      }
    >
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title={isAll ? 'Latest first' : 'Waiting for a second person'} at={at} flush>
            <Table
              caption="Approvals"
              columns={COLUMNS}
              rows={data}
              keyOf={({ id }) => id}
              empty={isAll ? 'Nothing has been proposed.' : 'Nothing is waiting for a second person.'}
            />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<Approval>[] = [
  { title: 'What it does', show: (approval) => <WhatItDoes of={approval} />, isWide: true },
  {
    title: 'Proposed by',
    show: ({ proposedBy, proposedAt }) => (
      <span className="stack tight">
        <code>{proposedBy}</code>
        <Age at={proposedAt} label="" />
      </span>
    ),
  },
  { title: 'State', show: (approval) => <State of={approval} /> },
  { title: 'Decision', show: (approval) => <Decision of={approval} /> },
];

function WhatItDoes({ of: approval }: { of: Approval }) {
  return (
    <span className="stack tight">
      <b>{deedOf(approval)}</b>
      {approval.parameters.reason !== undefined && <span>“{approval.parameters.reason}”</span>}
      <code className="quiet">{approval.id}</code>
    </span>
  );
}

function State({ of: { state, expiresAt, decidedBy, note } }: { of: Approval }) {
  return (
    <span className="stack tight">
      <StateTag of={state} />
      {state === 'PENDING' && <span className="small nowrap">until {timeText(expiresAt)}</span>}
      {decidedBy !== null && (
        <span className="small">
          by <code>{decidedBy}</code>
          {note !== null && `: “${note}”`}
        </span>
      )}
    </span>
  );
}
