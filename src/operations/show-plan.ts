import type { BatchExecution } from '../domain/batch';
import type { AfterPlan, Decision } from '../domain/decide';
import type { Trigger } from '../domain/drift';
import type { ClassReason, Reason } from '../domain/explain';
import { type Decimal, halfEvenToCents, showCents } from '../domain/money';
import type { Side } from '../domain/order';
import type { LeftOutBecause } from '../domain/plan';
import type { PortfolioStatus, TickerSymbol } from '../domain/portfolio';
import type { Finding } from '../domain/rules';
import type { NewOrder } from '../ledger/ledger';
import type { NotFound } from './find-portfolio';
import { type Preview, previewPlan } from './preview-plan';

/** What a rebalance would do now, as every door shows it: USD with 2 decimals, percents with 4. */
export interface ShownPlan {
  portfolioId: string;
  status: PortfolioStatus;
  /** Percent. */
  threshold: string;
  /** What would happen now. */
  decision: Decision['kind'] | 'settle-first';
  obstacle: Preview['obstacle'];
  drift: string | null;
  /** What would be sent if the portfolio's own status did not stand in the way. `value` is USD at `price`. */
  plan: {
    execution: BatchExecution;
    drift: string;
    orders: (NewOrder & { price: string; value: string })[];
  } | null;
  leftOut: { symbol: TickerSymbol; side: Side; value: string; because: LeftOutBecause }[];
  after: AfterPlan | null;
  /** The rules that the plan breaks and that do not keep it from being traded. */
  findings: Finding[];
  /** These are empty when nobody can tell. */
  triggers: Trigger[];
  reasons: Reason[];
  classes: ClassReason[];
}

/** Returns what `previewPlan` does, to be shown. @throws BrokerFault */
export async function showPlan(
  deps: Parameters<typeof previewPlan>[0],
  portfolioId: string,
): Promise<({ ok: true } & ShownPlan) | NotFound> {
  const preview = await previewPlan(deps, portfolioId);
  return preview.ok ? { ok: true, ...shownPlan(portfolioId, preview) } : preview;
}

export function shownPlan(portfolioId: string, preview: Preview): ShownPlan {
  const { situation, toSettle, decision, obstacle, drift, trade, explanation } = preview;
  const { status, policy } = situation.portfolio;
  return {
    portfolioId,
    status,
    threshold: policy.driftThreshold,
    decision: toSettle === null ? decision.kind : 'settle-first',
    obstacle,
    drift,
    plan: trade && {
      execution: trade.execution,
      drift: trade.drift,
      orders: trade.orders.map(({ symbol, side, price, value }, index) => ({
        symbol,
        side,
        quantity: trade.intended[index]?.quantity ?? null,
        notional: trade.intended[index]?.notional ?? null,
        price: price.toFixed(),
        value: usd(value),
      })),
    },
    leftOut: (trade?.leftOut ?? []).map(({ symbol, side, value, because }) => ({
      symbol,
      side,
      value: usd(value),
      because,
    })),
    after: trade && trade.after,
    findings: trade?.findings ?? [],
    triggers: explanation?.triggers ?? [],
    reasons: explanation?.reasons ?? [],
    classes: explanation?.classes ?? [],
  };
}

function usd(value: Decimal): string {
  return showCents(halfEvenToCents(value));
}
