import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { close, freeze, invest, pause, rebalance, resume } from '../api/act';
import { useRoleProblem } from '../api/roles';
import type { Portfolio } from '../api/types';
import { ActionButton } from '../parts/action-button';
import { Confirm, type ConfirmProps } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';

interface Action
  extends Pick<ConfirmProps, 'title' | 'verb' | 'typed' | 'asksFor' | 'isDangerous' | 'children' | 'onConfirm'> {
  button: string;
  why: string | undefined;
}

/** What a person may do to a portfolio. */
export function PortfolioActions({ portfolio }: { portfolio: Portfolio }) {
  const [action, setAction] = useState<Action>();
  const [said, setSaid] = useState<string>();
  const queries = useQueryClient();
  const roleProblem = useRoleProblem('requestRebalance');
  const { whyNot } = useLiveness();
  return (
    <div className="stack">
      <div className="row">
        {actionsOn(portfolio, setSaid).map((one) => (
          <ActionButton
            key={one.button}
            tone={one.isDangerous ? 'danger' : undefined}
            why={whyNot ?? roleProblem ?? one.why}
            onClick={() => setAction(one)}
          >
            {one.button}
          </ActionButton>
        ))}
        {portfolio.frozen && portfolio.status === 'STALE' && (
          <Link className="button" to={`/stale/${portfolio.id}`}>
            Release
          </Link>
        )}
        <Link className="button" to={`/portfolios/${portfolio.id}/settings`}>
          Change settings
        </Link>
      </div>
      {said !== undefined && (
        <p className="note" role="status">
          {said}
        </p>
      )}
      {action !== undefined && (
        <Confirm
          {...action}
          onClose={() => setAction(undefined)}
          onConfirm={async (text, once) => {
            await action.onConfirm(text, once);
            await queries.invalidateQueries();
          }}
        />
      )}
    </div>
  );
}

function actionsOn({ id, status, frozen }: Portfolio, say: (text: string) => void): Action[] {
  const isPaused = status === 'PAUSED';
  const notActive = status === 'ACTIVE' ? undefined : `It is ${status}.`;
  return [
    {
      button: 'Rebalance',
      why: notActive,
      title: `Rebalance ${id} now?`,
      verb: 'Rebalance',
      children: 'It trades only if it has drifted above its threshold and nothing prevents it.',
      onConfirm: async (_text, once) => {
        const { state, message } = await rebalance(id, once);
        say(state === 'STARTED' ? 'The rebalance has begun.' : `${message}.`);
      },
    },
    {
      button: 'Invest cash',
      why: notActive,
      title: `Invest the cash of ${id} now?`,
      verb: 'Invest',
      children: 'It only buys what is under its target, with the cash above the reserve. Nothing is sold.',
      onConfirm: async (_text, once) => {
        const { state, message } = await invest(id, once);
        say(state === 'STARTED' ? 'The investment has begun.' : `${message}.`);
      },
    },
    {
      button: isPaused ? 'Resume' : 'Pause',
      why: isPaused ? undefined : notActive,
      title: isPaused ? `Resume rebalancing ${id}?` : `Stop rebalancing ${id} until it is resumed?`,
      verb: isPaused ? 'Resume' : 'Pause',
      asksFor: 'Why',
      children: isPaused
        ? 'It is rebalanced as soon as it drifts above its threshold.'
        : 'A batch under way runs to its end.',
      onConfirm: async (reason, once) => {
        await (isPaused ? resume : pause)(id, reason, once);
        say(isPaused ? 'It is ACTIVE.' : 'It is PAUSED.');
      },
    },
    {
      button: 'Freeze',
      why: status === 'CLOSED' ? 'It is CLOSED.' : frozen ? 'It is frozen.' : undefined,
      title: `Freeze ${id}?`,
      verb: 'Freeze',
      asksFor: 'Why',
      isDangerous: true,
      children: 'Open orders are cancelled, what has filled is held, and nothing is traded until somebody releases it.',
      onConfirm: async (reason, once) => {
        const { told } = await freeze(id, { reason, undo: false }, once);
        say(told ? 'It is frozen.' : 'It is frozen in the ledger; the next sweep tells Temporal.');
      },
    },
    {
      button: 'Close',
      why: status === 'CLOSED' || status === 'STALE' ? `It is ${status}.` : undefined,
      title: `Close ${id}?`,
      verb: 'Close',
      typed: id,
      asksFor: 'Why',
      isDangerous: true,
      children: 'It is never traded again. Nothing is sold: what the account holds stays in it. This cannot be undone.',
      onConfirm: async (reason, once) => {
        await close(id, reason, once);
        say('It is CLOSED.');
      },
    },
  ];
}
