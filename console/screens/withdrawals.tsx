import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoleProblem } from '../api/roles';
import type { Portfolio } from '../api/types';
import { endWithdrawal, requestWithdrawal, useWithdrawals, type Withdrawal } from '../api/withdrawals';
import { usd } from '../format/amount';
import { timeText } from '../format/time';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { ProblemNote } from '../parts/problem-note';
import { useSubmit } from '../parts/submit';
import { type Column, Table } from '../parts/table';

type Verb = 'cancel' | 'paid';

const MEANS: Record<Withdrawal['state'], string> = {
  REQUESTED: 'being raised',
  READY: 'may leave',
  PAID: 'has left',
  CANCELLED: 'cancelled',
};

/** What is to be taken out of the portfolio, and how to ask for it. */
export function Withdrawals({ of: portfolio }: { of: Portfolio }) {
  const query = useWithdrawals(portfolio.id);
  const [ending, setEnding] = useState<{ verb: Verb; withdrawal: Withdrawal }>();
  const queries = useQueryClient();
  const role = useRoleProblem('cancelWithdrawal');
  const { whyNot } = useLiveness();
  const button = (verb: Verb, text: string, withdrawal: Withdrawal) => (
    <ActionButton why={whyNot ?? role} isWhyHidden onClick={() => setEnding({ verb, withdrawal })}>
      {text} <span className="only-heard">{usd(withdrawal.amount)}</span>
    </ActionButton>
  );
  const columns: Column<Withdrawal>[] = [
    { title: 'USD', show: ({ amount }) => <span className="figure">{usd(amount)}</span> },
    { title: 'State', show: ({ state }) => MEANS[state] },
    { title: 'Until', show: ({ until }) => (until === null ? 'it has left' : timeText(until)) },
    { title: 'Why', show: ({ reason }) => reason, isWide: true },
    { title: 'Asked by', show: ({ by }) => by },
    {
      title: 'End',
      show: (one) => (
        <span className="row">
          {button('cancel', 'Cancel', one)}
          {button('paid', 'It has left', one)}
        </span>
      ),
    },
  ];
  return (
    <Panel title="Withdrawals">
      <Loaded query={query}>
        {({ data }) =>
          data.length > 0 && (
            <Table caption="Withdrawals" columns={columns} rows={data} keyOf={({ id }) => id} empty="There are none." />
          )
        }
      </Loaded>
      <RequestForm portfolioId={portfolio.id} />
      {ending !== undefined && (
        <Confirm
          {...asked(ending.verb, ending.withdrawal)}
          onClose={() => setEnding(undefined)}
          onConfirm={async (_text, once) => {
            await endWithdrawal(ending.verb, ending.withdrawal, once);
            await queries.invalidateQueries();
          }}
        />
      )}
    </Panel>
  );
}

function asked(verb: Verb, { amount }: Withdrawal) {
  if (verb === 'cancel')
    return {
      title: `Cancel the withdrawal of ${usd(amount)}?`,
      verb: 'Cancel it',
      children: 'Its money may be spent again. What was sold for it is not bought back by itself.',
    };
  return {
    title: `Has ${usd(amount)} left the account?`,
    verb: 'It has left',
    children: 'Say so only if the broker paid in parts or took a fee: otherwise the withdrawal ends by itself.',
  };
}

function RequestForm({ portfolioId }: { portfolioId: string }) {
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [once, setOnce] = useState(() => crypto.randomUUID());
  const queries = useQueryClient();
  const role = useRoleProblem('requestWithdrawal');
  const { whyNot } = useLiveness();
  const isMissing = amount.trim() === '' || reason.trim() === '';
  const missing = whyNot ?? role ?? (isMissing ? 'Fill in how much, and why' : undefined);
  const { onSubmit, why, error } = useSubmit(missing, async () => {
    await requestWithdrawal(portfolioId, { amount: amount.trim(), reason: reason.trim() }, once);
    setAmount('');
    setReason('');
    setOnce(crypto.randomUUID());
    await queries.invalidateQueries();
  });
  return (
    <form className="stack" onSubmit={onSubmit} onChange={() => setOnce(crypto.randomUUID())}>
      <div className="row">
        <label className="field">
          <b>USD to take out</b>
          <input
            className="input"
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        </label>
        <label className="field">
          <b>What for</b>
          <input
            className="input"
            maxLength={1_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      </div>
      <p className="small">It is set aside at once. What the cash lacks is raised by selling.</p>
      <ActionButton type="submit" tone="main" why={why} onClick={() => undefined}>
        Take out
      </ActionButton>
      {error !== null && <ProblemNote error={error} />}
    </form>
  );
}
