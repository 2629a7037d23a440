import type { Measured, Portfolio } from '../api/types';
import { percent, shares, usd } from '../format/amount';
import { roomFor } from '../format/geometry';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { WeightBar } from '../parts/weight-bar';

type Position = Measured['positions'][number];

interface PositionsProps {
  portfolio: Portfolio;
  measured: Measured | null;
  /** Why there are no prices. */
  problem: string | null;
  at: number;
}

/** Each symbol with its weight against its target and the band around it, or the plain rows when there are no prices. */
export function Positions({ portfolio, measured, problem, at }: PositionsProps) {
  const quantities = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  const { driftThreshold, driftMode } = portfolio.policy;
  if (measured === null)
    return (
      <Panel title="Targets and holdings" at={at} flush>
        <p className="empty quiet">{problem ?? 'A price is missing, so there are no weights.'}</p>
        <Table
          caption="Targets"
          rows={portfolio.targets}
          keyOf={({ symbol }) => symbol}
          empty="No targets."
          columns={[
            { title: 'Symbol', show: ({ symbol }) => symbol },
            { title: 'Target', show: (target) => percent(target.percent), isFigure: true },
            { title: 'Shares', show: ({ symbol }) => shares(quantities.get(symbol) ?? '0'), isFigure: true },
          ]}
        />
      </Panel>
    );
  const full = roomFor(measured.positions.flatMap(({ weight, target }) => [weight, target]));
  const rows = measured.positions.map((position) => ({
    ...position,
    quantity: quantities.get(position.symbol) ?? '0',
  }));
  const columns: Column<Position & { quantity: string }>[] = [
    { title: 'Symbol', show: ({ symbol }) => <b>{symbol}</b> },
    {
      title: 'Weight, target and band',
      isWide: true,
      show: ({ weight, target }) => (
        <WeightBar weight={weight} target={target} threshold={driftThreshold} mode={driftMode} full={full} />
      ),
    },
    { title: 'Weight', show: ({ weight }) => percent(weight), isFigure: true },
    { title: 'Target', show: ({ target }) => percent(target), isFigure: true },
    { title: 'Drift', show: ({ drift }) => percent(drift), isFigure: true },
    { title: 'Shares', show: ({ quantity }) => shares(quantity), isFigure: true },
    { title: 'Price', show: ({ price }) => usd(price), isFigure: true },
  ];
  return (
    <Panel title="Targets and holdings" at={at} flush>
      <Table
        caption="Targets and holdings"
        rows={rows}
        keyOf={({ symbol }) => symbol}
        empty="No targets."
        columns={columns}
      />
    </Panel>
  );
}
