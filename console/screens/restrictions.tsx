import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoleProblem } from '../api/roles';
import { removeRestriction } from '../api/settings';
import type { Portfolio, Restriction } from '../api/types';
import { timeText } from '../format/time';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { RestrictionForm } from './restriction-form';

const MEANS: Record<Restriction['kind'], string> = {
  'no-buy': 'is not bought',
  'no-sell': 'is not sold',
  legacy: 'is left out of the rebalance',
};

const COLUMNS: Column<Restriction>[] = [
  { title: 'Symbol', show: ({ symbol }) => symbol },
  { title: 'What', show: ({ kind }) => MEANS[kind] },
  { title: 'Until', show: ({ until }) => (until === null ? 'somebody removes it' : timeText(until)) },
  { title: 'Why', show: ({ reason }) => reason, isWide: true },
  { title: 'Set by', show: ({ by }) => by },
];

/** What the portfolio must not buy or sell, and a way to change it. */
export function Restrictions({ of: { id, status, restrictions } }: { of: Portfolio }) {
  const isClosed = status === 'CLOSED';
  if (isClosed && restrictions.length === 0) return null;
  const remove = { title: '', show: (one: Restriction) => !isClosed && <Remove from={id} of={one} /> };
  return (
    <Panel title="Restrictions" flush>
      <Table
        caption="Restrictions"
        columns={[...COLUMNS, remove]}
        rows={restrictions}
        keyOf={({ symbol, kind }) => `${symbol} ${kind}`}
        empty="It may buy and sell everything."
      />
      {!isClosed && <RestrictionForm portfolioId={id} means={MEANS} />}
    </Panel>
  );
}

function Remove({ from, of: { symbol, kind } }: { from: string; of: Restriction }) {
  const [isAsking, setAsking] = useState(false);
  const roleProblem = useRoleProblem('removeRestriction');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  return (
    <>
      <ActionButton why={whyNot ?? roleProblem} isWhyHidden onClick={() => setAsking(true)}>
        Remove<span className="only-heard"> {`${symbol} ${kind}`}</span>
      </ActionButton>
      {isAsking && (
        <Confirm
          title={`Remove the restriction ${kind} of ${symbol}?`}
          verb="Remove"
          onClose={() => setAsking(false)}
          onConfirm={async (_text, once) => {
            await removeRestriction(from, { symbol, kind }, once);
            await queries.invalidateQueries();
          }}
        >
          The next plan of {from} may trade {symbol} again.
        </Confirm>
      )}
    </>
  );
}
