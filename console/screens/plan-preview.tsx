import { usePlan } from '../api/settings';
import type { Plan } from '../api/types';
import { percent, shares, usd } from '../format/amount';
import { ActionButton } from '../parts/action-button';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';
import { ProblemNote } from '../parts/problem-note';
import { Table } from '../parts/table';

/** What a rebalance would do now, when somebody asks: its orders, what is left out and why, and the weights after it. */
export function PlanPreview({ portfolioId }: { portfolioId: string }) {
  const { data: plan, error, dataUpdatedAt, isFetching, refetch } = usePlan(portfolioId);
  const { whyNot } = useLiveness();
  return (
    <Panel title="What a rebalance would do" {...(plan !== undefined && { at: dataUpdatedAt })}>
      <div className="stack">
        <ActionButton why={whyNot ?? (isFetching ? 'Asking the broker …' : undefined)} onClick={() => void refetch()}>
          {plan === undefined ? 'Preview the plan' : 'Preview it again'}
        </ActionButton>
        {error !== null && <ProblemNote error={error} />}
        {plan !== undefined && <PlanText of={plan} />}
      </div>
    </Panel>
  );
}

const DECISIONS: Readonly<Record<Plan['decision'], string>> = {
  trade: 'It would send these orders.',
  'not-needed': 'Nothing: the drift is within the threshold.',
  refused: 'Nothing: it would be refused.',
  'books-differ':
    'Nothing: the account differs from the books. It would be read again, and become STALE if it still differs.',
  'settle-first': 'First it would settle the batch that is open, and then decide.',
};

function PlanText({ of: { decision, obstacle, drift, plan, leftOut, after, findings, classes } }: { of: Plan }) {
  return (
    <div className="stack" role="status">
      <p>
        <b>{DECISIONS[decision]}</b> {drift !== null && `The largest drift is ${percent(drift)}.`}
      </p>
      {obstacle !== null && (
        <p className="note warn">
          {obstacle.message} <code>{obstacle.code}</code>
        </p>
      )}
      {plan !== null && (
        <>
          <p className="small quiet">
            {decision === 'trade' ? '' : 'Without that, it would send these orders. '}
            {plan.execution === 'parallel'
              ? 'All of them are sent at once.'
              : 'The sells are sent first, then the buys.'}{' '}
            A rebalance decides again, at the prices of that moment.
          </p>
          <div className="scrolls">
            <Orders of={plan.orders} />
          </div>
        </>
      )}
      {classes.length > 0 && (
        <div className="scrolls">
          <Classes of={classes} />
        </div>
      )}
      {findings.length > 0 && (
        <p className="note warn">It breaks rules that only warn: {findings.map(findingText).join('; ')}.</p>
      )}
      {leftOut.length > 0 && (
        <div className="scrolls">
          <LeftOut of={leftOut} />
        </div>
      )}
      {after !== null && <After of={after} />}
    </div>
  );
}

function findingText({ rule, symbol, value, limit }: Plan['findings'][number]): string {
  return [rule, symbol, value, limit === null ? null : `(limit ${limit})`].filter((part) => part !== null).join(' ');
}

function Orders({ of: orders }: { of: NonNullable<Plan['plan']>['orders'] }) {
  return (
    <Table
      caption="Orders that would be sent"
      rows={orders}
      keyOf={({ side, symbol }) => `${side} ${symbol}`}
      empty="No order."
      columns={[
        { title: 'Order', show: ({ side, symbol }) => `${side} ${symbol}` },
        {
          title: 'Size',
          show: ({ quantity, notional }) => (quantity === null ? usd(notional ?? '') : shares(quantity)),
          isFigure: true,
        },
        { title: 'Price', show: ({ price }) => usd(price), isFigure: true },
        { title: 'Value', show: ({ value }) => usd(value), isFigure: true },
      ]}
    />
  );
}

function Classes({ of: classes }: { of: Plan['classes'] }) {
  return (
    <Table
      caption="Asset classes now"
      rows={classes}
      keyOf={({ name }) => name}
      empty=""
      columns={[
        { title: 'Class', show: ({ name }) => name },
        { title: 'Weight', show: ({ weight }) => percent(weight), isFigure: true },
        { title: 'Target', show: ({ target }) => percent(target), isFigure: true },
        { title: 'Band, points', show: ({ band }) => band, isFigure: true },
        { title: 'State', show: ({ isPast }) => (isPast ? 'past its band' : 'inside its band') },
      ]}
    />
  );
}

function LeftOut({ of: leftOut }: { of: Plan['leftOut'] }) {
  return (
    <Table
      caption="Left out of the plan"
      rows={leftOut}
      keyOf={({ side, symbol }) => `${side} ${symbol}`}
      empty=""
      columns={[
        { title: 'Left out', show: ({ side, symbol }) => `${side} ${symbol}` },
        { title: 'Value', show: ({ value }) => usd(value), isFigure: true },
        { title: 'Why', show: ({ message }) => message, isWide: true },
      ]}
    />
  );
}

function After({ of: { cash, halfSumBefore, halfSum, weights } }: { of: NonNullable<Plan['after']> }) {
  return (
    <>
      <div className="scrolls">
        <Table
          caption="Weights after it"
          rows={weights}
          keyOf={({ symbol }) => symbol}
          empty=""
          columns={[
            { title: 'Symbol', show: ({ symbol }) => <b>{symbol}</b> },
            { title: 'Weight now', show: ({ before }) => percent(before), isFigure: true },
            { title: 'Weight after', show: (weight) => percent(weight.after), isFigure: true },
            { title: 'Target', show: ({ target }) => percent(target), isFigure: true },
          ]}
        />
      </div>
      <p className="figure">
        Cash after it: {usd(cash)}. Half the sum of all deviations: {percent(halfSumBefore)} now, {percent(halfSum)}{' '}
        after it.
      </p>
    </>
  );
}
