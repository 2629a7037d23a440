import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { parseFill, parseOrder } from '../../src/broker/alpaca/parse';
import { withoutReplacements } from '../../src/broker/alpaca/replaced';
import type { AlpacaSettings, Wire } from '../../src/broker/alpaca/transport';
import type { Records } from '../../src/check/records';
import { decimal, HUNDRED, ZERO } from '../../src/domain/money';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Ledger } from '../../src/ledger/ledger';
import { fillView } from '../../src/simulator/api/fill-view';
import { orderView } from '../../src/simulator/api/order-view';
import { type SimulatorRequest, step } from '../../src/simulator/engine/engine';
import { endOrder } from '../../src/simulator/engine/fill-model';
import { createSimulatorState, type JournalEntry } from '../../src/simulator/engine/state';
import { createMemoryLedger } from '../ledger/memory-ledger';
import type { Random } from '../support/random';
import { type Clock, createClock } from './clock';
import type { PriceSince } from './judge-stops';
import { isNotOwners, type OwnOrder, ownOrder } from './owner';
import type { PlannedPortfolio } from './schedule';
import { createSimulatedWire, type Way } from './wire';

/** 10:00 in New York on a Monday. */
export const START = Date.parse('2026-03-02T15:00:00.000Z');

export interface World {
  clock: Clock;
  /** Milliseconds since 1970: the times of a schedule count from here. */
  start: number;
  ledger: ReturnType<typeof createMemoryLedger>;
  /** Broker and market as a process that has just started has them. */
  newAdapters(): ReturnType<typeof adaptersOf>;
  /** One of the simulator's own calls. @throws Error when it is refused. */
  admin(method: string, path: string, body: unknown): void;
  /** What a symbol's price was, from when on. */
  pricesOf(symbol: string): readonly PriceSince[];
  /** Moves the latest price by whole percents. */
  movePrice(symbol: string, percent: number): void;
  /** Has bid and ask of a symbol stay at these percents of its latest price. */
  holdQuote(symbol: string, bid: number, ask: number): void;
  /** Books so many USD at the broker that no order explains. */
  moveCash(accountId: string, usd: string): void;
  /** Sends an order as the owner of the account, and returns how to cancel it; undefined if it was refused. */
  ownerSends(accountId: string, order: OwnOrder): (() => void) | undefined;
  /** The market times at which it opened. */
  openings(): number[];
  /** How often the faults of the simulator have hit, by effect. */
  brokerHits(): Map<string, number>;
  /** Those with a batch that some run has to end. */
  pendingPortfolios(): Promise<string[]>;
  recordsOf(portfolioId: string): Promise<Records>;
  /** What the broker's journal says of one account. */
  journalOf(accountId: string): JournalEntry[];
}

/** The simulated broker, the ledger in memory, and a clock; `way` is the network's state, `onAnswer` hears of each HTTP status. */
export function createWorld(
  fillDelayMs: number,
  random: Random,
  way: Way,
  onAnswer: (status: number) => void = () => undefined,
  clock: Clock = createClock(START),
  ledger: Ledger = createMemoryLedger(),
): World {
  const simulator = createSimulatorState({ fillDelayMs });
  const prices = [...simulator.assets.values()].map(({ symbol, price }) => ({
    symbol,
    price: price.toFixed(),
    known: null,
  }));
  void ledger.keepPrices(prices, new Date(clock.now()).toISOString());
  const quiet = createSimulatedWire(simulator, clock, random, way);
  const wire: Wire = {
    ...quiet,
    exchange: async (wanted) => {
      const outcome = await quiet.exchange(wanted);
      if (outcome.kind === 'answer') onAnswer(outcome.status);
      return outcome;
    },
  };
  const pricesSince = new Map<string, PriceSince[]>(
    prices.map(({ symbol, price }) => [symbol, [{ at: clock.now(), price }]]),
  );
  const admin: World['admin'] = (method, path, body) => {
    const request: SimulatorRequest = { method, path, body, query: NO_QUERY, authenticated: true };
    const { status, body: answer } = step(simulator, request, clock.now());
    if (status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  };
  const settings: AlpacaSettings = { ...ADDRESS, wire };
  const trading = (method: string, path: string, body?: unknown) =>
    step(simulator, { method, path, body, query: NO_QUERY, authenticated: true }, clock.now());
  return {
    clock,
    start: clock.now(),
    ledger,
    // A wire of its own: a process that has just started does not know what others have spent.
    newAdapters: () => adaptersOf({ ...settings, wire: { ...wire } }),
    admin,
    pricesOf: (symbol) => pricesSince.get(symbol) ?? [],
    movePrice: (symbol, percent) => {
      const price = simulator.assets.get(symbol)?.price ?? ZERO;
      const moved = price.times(String(100 + percent)).div(HUNDRED);
      admin('PUT', '/simulator/prices', { [symbol]: moved.toFixed(2) });
      pricesSince.get(symbol)?.push({ at: clock.now(), price: moved.toFixed(2) });
    },
    holdQuote: (symbol, bid, ask) => {
      const price = simulator.assets.get(symbol)?.price ?? ZERO;
      const at = (percent: number) => price.times(String(percent)).div(HUNDRED).toFixed(4);
      admin('PUT', `/simulator/assets/${symbol}`, { quote: { bid: at(bid), ask: at(ask) } });
    },
    moveCash: (id, usd) => {
      const account = simulator.accounts.get(id);
      if (account === undefined) return;
      const after = account.cash.plus(decimal(usd));
      admin('PUT', `/simulator/accounts/${id}`, { cash: (after.isNegative() ? ZERO : after).toFixed(2) });
    },
    ownerSends: (accountId, { symbol, side }) => {
      const price = simulator.assets.get(symbol)?.price ?? ZERO;
      const held = simulator.accounts.get(accountId)?.positions.get(symbol) ?? ZERO;
      const path = `/v1/trading/accounts/${accountId}/orders`;
      const order = ownOrder({ symbol, side }, { price, held, id: `${clock.now()}` });
      trading('POST', path, order);
      // A fault may hit its answer as well.
      const taken = simulator.accounts.get(accountId)?.byClientOrderId.get(order.client_order_id);
      return taken && (() => simulator.open.has(taken) && endOrder(simulator, taken, 'canceled', clock.now()));
    },
    openings: () => {
      const changes = simulator.journal.filter(({ kind }) => kind === 'clock');
      const opened = changes.filter(({ message }, n) => message === 'open' && changes[n - 1]?.message === 'closed');
      return opened.map(({ at }) => Date.parse(at));
    },
    brokerHits: () => {
      const hits = new Map<string, number>();
      for (const { fault } of simulator.journal) if (fault !== undefined) hits.set(fault, (hits.get(fault) ?? 0) + 1);
      return hits;
    },
    pendingPortfolios: async () => {
      const unsettled = await ledger.listUnsettled();
      const open = await Promise.all(unsettled.map((id) => ledger.findOpenBatch(id)));
      return open.flatMap((batch) => (batch?.state === 'PENDING' ? [batch.portfolioId] : []));
    },
    recordsOf: async (portfolioId) => {
      const portfolio = await ledger.findPortfolio(portfolioId);
      const account = simulator.accounts.get(portfolioId);
      if (portfolio === undefined || account === undefined) throw new Error(`there is no ${portfolioId}`);
      const batches = await ledger.listBatches(portfolioId);
      const fills = await Promise.all(batches.map(({ id }) => ledger.listFills(id)));
      return {
        portfolio,
        batches,
        fills: fills.flat(),
        audit: await ledger.listAudit(portfolioId),
        broker: {
          cash: account.cash.toFixed(2),
          positions: [...account.positions].map(([symbol, quantity]) => ({ symbol, quantity: quantity.toFixed() })),
          orders: withoutReplacements(account.orders.map(orderView).map(parseOrder)).filter(isNotOwners),
          fills: account.fills.map(fillView).map(parseFill),
        },
        cashIsOurs: true,
      };
    },
    journalOf: (accountId) => simulator.journal.filter((entry) => entry.accountId === accountId && isNotOwners(entry)),
  };
}

/** Puts one portfolio into ledger and broker. */
export async function settle(world: World, planned: PlannedPortfolio): Promise<void> {
  const { id, cash, margin, positions, targets, policy } = planned;
  world.admin('POST', '/simulator/accounts', { id, cash, margin, positions });
  const created = await world.ledger.createPortfolio(
    {
      id,
      accountId: id,
      policy: { ...DEFAULT_POLICY, ...policy },
      targets,
      holdings: Object.entries(positions).map(([symbol, quantity]) => ({ symbol, quantity })),
      cash,
    },
    { name: 'simulation', at: new Date(world.clock.now()).toISOString() },
  );
  if (!created.ok) throw new Error(created.message);
}

const ADDRESS = {
  baseUrl: 'http://broker.simulated',
  dataUrl: 'http://broker.simulated',
  api: 'broker',
  keyId: 'simulation',
  secretKey: 'none',
} as const;
const NO_QUERY = new URLSearchParams();

function adaptersOf(settings: AlpacaSettings) {
  return { broker: createAlpacaBroker(settings), market: createAlpacaMarket(settings) };
}
