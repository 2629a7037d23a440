import { Link, useParams } from 'react-router';
import { useStale } from '../api/ask';
import { ApiError } from '../api/problem';
import type { StaleEvidence } from '../api/types';
import { shares, usd } from '../format/amount';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { WaysOut } from './ways-out';

/** Why a portfolio is STALE, what ledger and broker have of it, and what may be done about it. */
export function StaleScreen() {
  const { portfolioId = '' } = useParams();
  const query = useStale(portfolioId);
  const isOver = query.error instanceof ApiError && query.error.code === 'NOT_STALE';
  return (
    <Page title={portfolioId} aside={<Link to={`/portfolios/${portfolioId}`}>The whole portfolio</Link>}>
      {isOver ? (
        <p className="note" role="status">
          It is no longer STALE. <Link to="/stale">Back to the inbox</Link>
        </p>
      ) : (
        <Loaded query={query}>
          {(stale, at) => (
            <>
              <Panel title="What happened" at={at}>
                <WhatHappened of={stale} />
              </Panel>
              <Panel title="Ledger and broker" at={at} flush>
                <Sides of={stale.evidence} />
              </Panel>
              <WaysOut portfolioId={portfolioId} stale={stale} />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function WhatHappened({ of: { evidence, unreversed } }: { of: StaleEvidence }) {
  const { reason, cause, batch, openOrders, brokerProblem } = evidence;
  return (
    <div className="stack">
      <Facts
        of={[
          ['Reason', <code key="reason">{reason}</code>],
          ['Cause', cause && `${cause.symbol === undefined ? '' : `${cause.symbol}: `}${cause.message}`],
          ['Not reversed', unreversed.length === 0 ? 'nothing' : unreversed.map(unreversedText).join(', ')],
          ['Open at the broker', openOrders.length === 0 ? null : openOrders.join(', ')],
          ['Broker', brokerProblem],
          ['Evidence', evidence.hash && <code>{evidence.hash}</code>],
        ]}
      />
      {batch !== null && (
        <div className="scrolls">
          <Table
            caption="Orders of the open batch"
            rows={batch.orders}
            keyOf={({ clientOrderId }) => clientOrderId}
            empty="It has no orders."
            columns={[
              {
                title: 'Order',
                show: ({ kind, side, symbol }) => `${kind === 'reversal' ? '↩ ' : ''}${side} ${symbol}`,
              },
              { title: 'State', show: ({ state }) => <StateTag of={state} /> },
              {
                title: 'Filled',
                show: ({ filled, quantity }) =>
                  quantity === null ? shares(filled) : `${shares(filled)} of ${shares(quantity)}`,
                isFigure: true,
              },
              { title: 'Why', show: ({ error }) => error, isWide: true },
            ]}
          />
        </div>
      )}
    </div>
  );
}

/** What both say, side by side; a line that differs says so. */
function Sides({ of: { positions, cash, brokerProblem } }: { of: StaleEvidence['evidence'] }) {
  if (positions === null || cash === null)
    return <p className="empty">The broker could not be asked: {brokerProblem}</p>;
  const rows = [
    ...positions.map(({ symbol, ledger, broker }) => ({
      what: symbol,
      ledger: shares(ledger),
      broker: shares(broker),
    })),
    { what: 'Cash', ledger: usd(cash.ledger), broker: usd(cash.broker) },
  ];
  return (
    <Table
      caption="Ledger and broker"
      rows={rows}
      keyOf={({ what }) => what}
      empty="Neither holds anything."
      columns={[
        { title: 'What', show: ({ what }) => <b>{what}</b> },
        { title: 'Ledger', show: ({ ledger }) => ledger, isFigure: true },
        { title: 'Broker', show: ({ broker }) => broker, isFigure: true },
        {
          title: '',
          show: ({ ledger, broker }) => (ledger === broker ? 'same' : <span className="differs">≠ differs</span>),
        },
      ]}
    />
  );
}

function unreversedText({ symbol, side, quantity }: StaleEvidence['unreversed'][number]): string {
  return `${shares(quantity)} ${symbol} ${side === 'BUY' ? 'bought' : 'sold'}`;
}
