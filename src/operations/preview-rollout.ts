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
  type PreviewMany,
  type PreviewMarket,
  type PreviewTotals,
  previewMany,
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

export interface PreviewThreads {
  /** How many plan at the same time. */
  threads: number;
  previewMany: PreviewMany;
}

interface Deps extends Pick<OperationDeps, 'caps'> {
  ledger: Pick<ModelLedger, 'findModel' | 'findModelVersion' | 'listFollowers'>;
  broker: Pick<Broker, 'asset'>;
  market: Pick<Market, 'latestPrices'>;
  /** Threads that plan while this one reads. Without them it plans in this thread, and nobody else is answered meanwhile. */
  previewing?: PreviewThreads | undefined;
}

type NotFound = Refused<'MODEL_NOT_FOUND' | 'MODEL_VERSION_NOT_FOUND'>;

const DEFAULTS: PreviewCosts = { costBasisPoints: '5', requestsPerMinute: 200 };
/** Read and planned together. */
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
  const inOrder = addedInOrder(preview, deps.previewing);
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
    await inOrder.add(changed, await market(changed));
    last = page.at(-1)?.portfolio.id;
  }
  await inOrder.end();
  const totals = preview.totals();
  const next = last === undefined ? null : previewNext({ portfolioId: last, totals });
  return { ok: true, preview: previewOf(totals, costs), next };
}

const IN_THIS_THREAD: PreviewThreads = { threads: 1, previewMany: async (...asked) => previewMany(...asked) };

/** Has portfolios planned while the next ones are read, and adds them up in their order, so that the same portfolios give the same answer. */
function addedInOrder(preview: ReturnType<typeof createPreview>, { threads, previewMany: plan } = IN_THIS_THREAD) {
  const underWay: Promise<PreviewTotals>[] = [];
  const addFirst = async () => {
    const totals = await underWay.shift();
    if (totals !== undefined) preview.addTotals(totals);
  };
  return {
    add: async (portfolios: readonly Portfolio[], market: PreviewMarket) => {
      if (portfolios.length === 0) return;
      const planned = plan(portfolios, market);
      // It is awaited in its turn; one that fails before then is not left without a listener.
      planned.catch(() => undefined);
      underWay.push(planned);
      if (underWay.length > threads) await addFirst();
    },
    end: async () => {
      while (underWay.length > 0) await addFirst();
    },
  };
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
