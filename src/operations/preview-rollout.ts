import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import { priceBySymbol, symbolsOf } from '../domain/drift';
import { decimalProblem } from '../domain/money';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';
import { type Refused, refusedAs } from '../domain/refused';
import {
  createPreview,
  NOTHING_PREVIEWED,
  type PreviewCosts,
  type PreviewMarket,
  previewOf,
  type RolloutPreview,
} from '../domain/rollout-preview';
import { InputRefused } from '../input/refused';
import type { ModelLedger } from '../ledger/models';
import { modelApplied } from '../ledger/rules/models';
import type { OperationDeps } from './deps';
import { previewNext, readPreviewNext } from './preview-next';

export interface PreviewRolloutInput extends Partial<PreviewCosts> {
  modelId: string;
  version: number;
}

interface Deps extends Pick<OperationDeps, 'caps'> {
  ledger: Pick<ModelLedger, 'findModel' | 'findModelVersion' | 'listFollowers'>;
  broker: Pick<Broker, 'asset'>;
  market: Pick<Market, 'latestPrices'>;
}

type NotFound = Refused<'MODEL_NOT_FOUND' | 'MODEL_VERSION_NOT_FOUND'>;

const DEFAULTS: PreviewCosts = { costBasisPoints: '5', requestsPerMinute: 200 };
/** While these are planned, nobody else is answered. */
const AT_ONCE = 100;
/** What one request plans: well below the minute after which proxies give up. Each asks the broker about its symbols again. */
export const PREVIEWED_AT_MOST = 20_000;

/** As `previewRolloutPart`, of all the portfolios that follow the model. @throws InputRefused, BrokerFault */
export async function previewRollout(
  deps: Deps,
  asked: PreviewRolloutInput,
): Promise<{ ok: true; preview: RolloutPreview } | NotFound> {
  for (let after: string | undefined; ; ) {
    const part: Awaited<ReturnType<typeof previewRolloutPart>> = await previewRolloutPart(deps, { ...asked, after });
    if (!part.ok) return part;
    if (part.next === null) return { ok: true, preview: part.preview };
    after = part.next;
  }
}

/**
 * Adds up what rolling out a version would do now: it plans for the portfolios that follow the model, at latest prices and on the books
 * alone, and stores nothing. After `limit` portfolios it answers with what they come to; given `next` back as `after`, it goes on from there,
 * in any process. At the end `next` is null.
 *
 * @throws InputRefused, BrokerFault
 */
export async function previewRolloutPart(
  deps: Deps,
  asked: PreviewRolloutInput & { after?: string | undefined; limit?: number | undefined },
): Promise<{ ok: true; preview: RolloutPreview; next: string | null } | NotFound> {
  const { modelId, version: number, after, limit = PREVIEWED_AT_MOST, ...given } = asked;
  const costs = costsOf(given);
  const { ledger } = deps;
  const from = after === undefined ? { portfolioId: '', totals: NOTHING_PREVIEWED } : readPreviewNext(after);
  if ((await ledger.findModel(modelId)) === undefined) return refusedAs('MODEL_NOT_FOUND', modelId);
  const version = await ledger.findModelVersion(modelId, number);
  if (version === undefined) return refusedAs('MODEL_VERSION_NOT_FOUND', `${modelId} ${number}`);
  const preview = createPreview(from.totals);
  const market = lazyMarket(deps);
  let last: string | undefined = from.portfolioId;
  for (let left = limit; left > 0 && last !== undefined; left -= AT_ONCE) {
    const page = await ledger.listFollowers(modelId, { after: last, limit: Math.min(AT_ONCE, left) });
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
    last = page.at(-1)?.portfolio.id;
  }
  const totals = preview.totals();
  const next = last === undefined ? null : previewNext({ portfolioId: last, totals });
  return { ok: true, preview: previewOf(totals, costs), next };
}

function costsOf(given: Partial<PreviewCosts>): PreviewCosts {
  const costs = { ...DEFAULTS, ...given };
  const problem = decimalProblem(costs.costBasisPoints, 2);
  if (problem === undefined && !costs.costBasisPoints.startsWith('-')) return costs;
  const rule = `costBasisPoints ${problem ?? 'must not be negative'}`;
  throw new InputRefused('INVALID_ROLLOUT', 'costBasisPoints', rule);
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
