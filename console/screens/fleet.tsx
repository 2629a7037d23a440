import { Link } from 'react-router';
import { useApprovals } from '../api/approvals';
import { useBatches, useFleet } from '../api/ask';
import type { Fleet as FleetState } from '../api/types';
import { count } from '../format/amount';
import { timeText } from '../format/time';
import { Age } from '../parts/age';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { Tile } from '../parts/tile';
import { BatchTable } from './batch-table';
import { RefusedCounts } from './refused-counts';
import { Watching } from './watching';

const LATEST = 20;
const MANY = 50;

/** All portfolios at a glance, and first what a person has to do. */
export function Fleet() {
  const fleet = useFleet();
  const { data: proposals } = useApprovals({ pending: 'true', limit: MANY });
  const batches = useBatches(undefined, { limit: LATEST });
  return (
    <Page title="Fleet">
      <Loaded query={fleet}>
        {(state, at) => (
          <>
            <Todo of={state} proposals={proposals?.data.length ?? 0} />
            <Tiles of={state} at={at} />
            <Watching of={state} />
            <div className="columns">
              <Panel title="Refused" at={at} flush>
                <RefusedCounts of={state.vitals.refused} />
              </Panel>
              <Panel title="Books and broker" at={at}>
                <Books of={state} />
              </Panel>
            </div>
          </>
        )}
      </Loaded>
      <Loaded query={batches}>
        {({ data }, at) => (
          <Panel title="Latest batches" at={at} flush>
            <BatchTable batches={data} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

/** What waits until a person does something. */
function Todo({ of: { trading, vitals, refusalToMend, booksNeed }, proposals }: { of: FleetState; proposals: number }) {
  const lines = [
    trading.position !== 'active' && (
      <>
        Trading is {trading.position}: {trading.reason}. <Link to="/trading">Kill switch</Link>
      </>
    ),
    vitals.portfolios.STALE > 0 && (
      <>
        {staleText(vitals.portfolios.STALE)} <Link to="/stale">Inbox</Link>
      </>
    ),
    proposals > 0 && (
      <>
        {proposalsText(proposals)} <Link to="/approvals">Approvals</Link>
      </>
    ),
    vitals.unknownOrders > 0 && `${count(vitals.unknownOrders)} orders whose outcome is not known yet`,
    refusalToMend !== null && (
      <>
        Refused until somebody fixes it: <Link to={`/refused?code=${refusalToMend}`}>{refusalToMend}</Link>
      </>
    ),
    booksNeed === 'trust' && 'The broker is in doubt: many accounts differ at once, and no batch begins',
    booksNeed === 'resolve' && 'Accounts differ from the books',
    booksNeed === 'monitor' && 'No monitor has read every account yet',
  ].filter((line) => line !== false);
  if (lines.length === 0) return <p className="note">Nothing is waiting for a person.</p>;
  return (
    <ul className="note warn todo">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no name, and no state
        <li key={index}>{line}</li>
      ))}
    </ul>
  );
}

function staleText(stale: number): string {
  return stale === 1
    ? '1 portfolio is STALE. It is not traded until somebody resolves it.'
    : `${count(stale)} portfolios are STALE. They are not traded until somebody resolves them.`;
}

function proposalsText(proposals: number): string {
  if (proposals === 1) return '1 proposal is waiting for a second person.';
  return `${proposals}${proposals < MANY ? '' : ' or more'} proposals are waiting for a second person.`;
}

function Tiles({ of: { vitals, books }, at }: { of: FleetState; at: number }) {
  const refused = vitals.refused.reduce((sum, one) => sum + one.count, 0);
  return (
    <div className="tiles">
      <Tile name="Portfolios" count={books.progress.portfolios} to="/portfolios" at={at} />
      <Tile name="STALE" count={vitals.portfolios.STALE} to="/stale" at={at} isBad={vitals.portfolios.STALE > 0} />
      <Tile name="Paused" count={vitals.portfolios.PAUSED} to="/portfolios?status=PAUSED" at={at} />
      <Tile name="Refused" count={refused} to="/refused" at={at} />
      <Tile name="Batches running" count={vitals.openBatches.PENDING} to="/batches?state=PENDING" at={at} />
      <Tile name="Unknown orders" count={vitals.unknownOrders} at={at} isBad={vitals.unknownOrders > 0} />
    </div>
  );
}

function Books({ of: { books, vitals } }: { of: FleetState }) {
  const { progress, doubt } = books;
  return (
    <Facts
      of={[
        ['Accounts read', `${count(progress.read)} of ${count(progress.portfolios)}`],
        ['Accounts that differ', count(progress.differing)],
        ['Oldest read', progress.oldest === null ? 'none yet' : <Age key="oldest" at={progress.oldest} label="" />],
        [
          'In doubt',
          doubt === null
            ? 'no'
            : `since ${timeText(doubt.since)}: ${count(doubt.differing)} of ${count(doubt.read)} differ`,
        ],
        [
          'Oldest batch',
          vitals.oldestPending === null ? 'none' : <Age key="batch" at={vitals.oldestPending} label="opened" />,
        ],
      ]}
    />
  );
}
