import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { acceptPrice } from '../api/act';
import { usePriceJumps } from '../api/ask';
import { useRoleProblem } from '../api/roles';
import type { PriceJump } from '../api/types';
import { usd } from '../format/amount';
import { ActionButton } from '../parts/action-button';
import { Age } from '../parts/age';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { PriceChart } from './price-chart';

/** Prices that nothing is traded on, because they are far from the last good ones, and how one of them came to be. */
export function PricesScreen() {
  const [search] = useSearchParams();
  const query = usePriceJumps();
  return (
    <Page title="Price jumps">
      <Loaded query={query}>
        {({ data }, at) => {
          const chosen = data.find(({ symbol }) => symbol === search.get('symbol')) ?? data[0];
          return (
            <>
              <Panel title="Prices that are not traded on" at={at} flush>
                <Table
                  caption="Price jumps"
                  columns={COLUMNS}
                  rows={data}
                  keyOf={({ symbol }) => symbol}
                  empty="No price has jumped."
                />
              </Panel>
              {chosen !== undefined && <PriceChart key={chosen.symbol} of={chosen} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<PriceJump>[] = [
  { title: 'Symbol', show: ({ symbol }) => <Link to={`/prices?symbol=${symbol}`}>{symbol}</Link> },
  { title: 'Last good', show: ({ known }) => usd(known), isFigure: true },
  { title: '', show: ({ knownSince }) => <Age at={knownSince} label="" /> },
  { title: 'Now', show: ({ latest }) => usd(latest), isFigure: true },
  { title: 'What it looks like', show: ({ jump }) => jump, isWide: true },
  { title: 'Holders', show: ({ symbol }) => <Link to={`/portfolios?symbol=${symbol}`}>list</Link> },
  { title: 'Decision', show: (jump) => <Accept of={jump} /> },
];

function Accept({ of: { symbol, known, latest, jump } }: { of: PriceJump }) {
  const [price, setPrice] = useState<string>();
  const roleProblem = useRoleProblem('acceptPrice');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  return (
    <>
      <ActionButton why={whyNot ?? roleProblem} onClick={() => setPrice(latest)}>
        Accept
      </ActionButton>
      {price !== undefined && (
        <Confirm
          title={`Accept ${usd(price)} as the price of ${symbol}?`}
          verb="Accept"
          typed={symbol}
          asksFor="Why"
          onClose={() => setPrice(undefined)}
          onConfirm={async (reason, once) => {
            await acceptPrice(symbol, { price, reason }, once);
            await queries.invalidateQueries();
          }}
        >
          <p>
            The last good one is {usd(known)}: {jump}. From then on, every portfolio that holds {symbol} is traded on
            the new price. After a split that the broker has not booked yet, that buys or sells far too much.
          </p>
        </Confirm>
      )}
    </>
  );
}
