import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoleProblem } from '../api/roles';
import { type Position, setTrading, useTrading } from '../api/trading';
import { timeText } from '../format/time';
import { ActionButton } from '../parts/action-button';
import { Confirm, type ConfirmProps } from '../parts/confirm';
import { Facts } from '../parts/facts';
import { useLiveness } from '../parts/liveness';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { StateTag } from '../parts/tag';
import { RulesPanel } from './rules-panel';

/** A wish about the switch, with what it takes to be sure of it: to stop is easier than to go on. */
interface Wish {
  button: string;
  position: Position;
  undo?: true;
  asks: Pick<ConfirmProps, 'title' | 'verb' | 'typed' | 'isDangerous' | 'children'>;
}

const WISHES: readonly Wish[] = [
  {
    button: 'Halt trading',
    position: 'halted',
    asks: {
      title: 'Halt trading for all portfolios?',
      verb: 'Halt',
      isDangerous: true,
      children: 'No batch begins, and no order or reversal is sent. What has filled is held until a person decides.',
    },
  },
  {
    button: 'Halt and reverse',
    position: 'halted',
    undo: true,
    asks: {
      title: 'Halt trading, and reverse what has begun?',
      verb: 'Halt and reverse',
      isDangerous: true,
      typed: 'reverse',
      children: 'No batch begins. Batches under way are reversed within their limits, which sends orders.',
    },
  },
  {
    button: 'Reduce only',
    position: 'reduce-only',
    asks: {
      title: 'Stop new batches that buy?',
      verb: 'Reduce only',
      children: 'Batches under way run to their end, because stopping them would trade more.',
    },
  },
  {
    button: 'Trade again',
    position: 'active',
    asks: {
      title: 'Trade again in all portfolios?',
      verb: 'Trade again',
      typed: 'active',
      children: 'After a halt, a second person has to approve it. Then batches begin wherever a portfolio has drifted.',
    },
  },
];

/** The kill switch: where it is, who put it there and why, and how to move it. */
export function TradingScreen() {
  const query = useTrading();
  return (
    <Page title="Trading">
      <Loaded query={query}>
        {({ position, undo, reason, actor, since }, at) => (
          <>
            <Panel title="Kill switch" at={at}>
              <Facts
                of={[
                  ['Position', <StateTag key="position" of={position} />],
                  ['Reverses', position === 'halted' ? (undo ? 'the batches that were under way' : 'nothing') : null],
                  ['Why', reason],
                  ['Set by', <code key="actor">{actor}</code>],
                  ['Since', timeText(since)],
                ]}
              />
            </Panel>
            <Wishes position={position} undo={undo} />
          </>
        )}
      </Loaded>
      <RulesPanel />
    </Page>
  );
}

function Wishes({ position, undo }: { position: Position; undo: boolean }) {
  const [wish, setWish] = useState<Wish>();
  const roleProblem = useRoleProblem('setTrading');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  const wishes = WISHES.filter((one) => one.position !== position || (one.undo ?? false) !== undo);
  return (
    <div className="row">
      {wishes.map((one) => (
        <ActionButton
          key={one.button}
          tone={one.asks.isDangerous ? 'danger' : undefined}
          why={whyNot ?? roleProblem}
          onClick={() => setWish(one)}
        >
          {one.button}
        </ActionButton>
      ))}
      {wish !== undefined && (
        <Confirm
          {...wish.asks}
          asksFor="Why"
          onClose={() => setWish(undefined)}
          onConfirm={async (why, once) => {
            await setTrading({ position: wish.position, reason: why, undo: wish.undo ?? false }, once);
            await queries.invalidateQueries();
          }}
        />
      )}
    </div>
  );
}
