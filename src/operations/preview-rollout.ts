import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import { priceBySymbol, symbolsOf } from '../domain/drift';
import { decimalProblem } from '../domain/money';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';
import { type Refused, refusedAs } from '../domain/refused';
import { createPreview, type PreviewCosts, type PreviewMarket, type RolloutPreview } from '../domain/rollout-preview';
import { InputRefused } from '../input/refused';
import type { ModelLedger } from '../ledger/models';
import { modelApplied } from '../ledger/rules/models';
import type { OperationDeps } from './deps';

export interface PreviewRolloutInput extends Partial<PreviewCosts> {
  modelId: string;
  version: number;
}

interface Deps extends Pick<OperationDeps, 'caps'> {
  ledger: Pick<ModelLedger, 'findModel' | 'findModelVersion' | 'listFollowers'>;
  broker: Pick<Broker, 'asset'>;
  market: Pick<Market, 'latestPrices'>;
}

const DEFAULTS: PreviewCosts = { costBasisPoints: '5', requestsPerMinute: 200 };
/** While these are planned, nobody else is answered. */
const AT_ONCE = 200;

/**
 * Adds up what rolling out a version would do now: it plans for each portfolio that follows the model, at latest prices and on the books
 * alone, and stores nothing.
 *
 * @throws InputRefused, BrokerFault
 */
export async function previewRollout(
  deps: Deps,
  { modelId, version: number, ...given }: PreviewRolloutInput,
): Promise<{ ok: true; preview: RolloutPreview } | Refused<'MODEL_NOT_FOUND' | 'MODEL_VERSION_NOT_FOUND'>> {
  const costs = { ...DEFAULTS, ...given };
  const problem = decimalProblem(costs.costBasisPoints, 2);
  if (problem !== undefined || costs.costBasisPoints.startsWith('-'))
    throw new InputRefused(
      'INVALID_ROLLOUT',
      'costBasisPoints',
      `costBasisPoints ${problem ?? 'must not be negative'}`,
    );
  const { ledger } = deps;
  if ((await ledger.findModel(modelId)) === undefined) return refusedAs('MODEL_NOT_FOUND', modelId);
  const version = await ledger.findModelVersion(modelId, number);
  if (version === undefined) return refusedAs('MODEL_VERSION_NOT_FOUND', `${modelId} ${number}`);
  const preview = createPreview(costs);
  const market = lazyMarket(deps);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof ledger.listFollowers>> = await ledger.listFollowers(modelId, {
      after,
      limit: AT_ONCE,
    });
    const changed: Portfolio[] = [];
    for (const { subscription, portfolio } of page) {
      if (subscription.pinned !== null) preview.skip('pinned');
      else if (subscription.version === number) preview.skip('unchanged');
      else {
        const applied = modelApplied(portfolio, { version, overrides: subscription.overrides });
        if (!('refusal' in applied)) changed.push(withApplied(portfolio, applied));
        else if (applied.refusal !== 'PORTFOLIO_NOT_FOUND') preview.refuse(applied.refusal, portfolio.id);
      }
    }
    const known = await market(changed);
    for (const portfolio of changed) preview.add(portfolio, known);
    after = page.at(-1)?.portfolio.id;
  }
  return { ok: true, preview: preview.result() };
}

function withApplied(
  portfolio: Portfolio,
  { targets, policy }: Exclude<ReturnType<typeof modelApplied>, { ok: false }>,
) {
  return {
    ...portfolio,
    targets: targets?.after ?? portfolio.targets,
    policy: policy?.policy ?? portfolio.policy,
  };
}

/** Asks for the price of a symbol, and for what the broker says of it, when it is first met. */
function lazyMarket({ broker, market, caps }: Deps): (portfolios: readonly Portfolio[]) => Promise<PreviewMarket> {
  const [asked, prices, assets] = [new Set<TickerSymbol>(), new Map(), new Map()];
  return async (portfolios) => {
    const symbols = [...new Set(portfolios.flatMap(symbolsOf))].filter((symbol) => !asked.has(symbol)).sort();
    if (symbols.length > 0) {
      const [latest, listed] = await Promise.all([
        market.latestPrices(symbols),
        Promise.all(symbols.map((symbol) => broker.asset(symbol))),
      ]);
      for (const symbol of symbols) asked.add(symbol);
      for (const [symbol, price] of priceBySymbol(latest)) prices.set(symbol, price);
      for (const asset of listed) if (asset !== undefined) assets.set(asset.symbol, asset);
    }
    return { prices, assets, caps };
  };
}
