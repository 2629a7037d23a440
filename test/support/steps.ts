// The steps of one batch over the simulator's wire and a ledger in memory. Waiting takes a moment: the clock of the steps moves by itself.

import { type Activities, createActivities } from '../../src/activities';
import type { Deps } from '../../src/activities/deps';
import type { Memory } from '../../src/activities/order/memory';
import { Waiting } from '../../src/activities/order/pause';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { observedWire, type SeenRequest } from '../../src/broker/alpaca/observed-wire';
import type { Broker } from '../../src/broker/broker';
import { NO_NEWS, type OrderNews } from '../../src/broker/order-news';
import { NO_CAPS } from '../../src/domain/caps';
import type { Order } from '../../src/domain/order';
import type { Actor, Ledger, NewBatch, NewPortfolio } from '../../src/ledger/ledger';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { newBatch, newPortfolio } from './portfolios';
import { brokerSettings } from './system';

export const START = Date.parse('2026-03-02T15:00:00.000Z');
const MOMENT_MS = 10;
const NEWS_PART_MS = 50;

export interface StepsAtHand {
  simulator: SimulatorAdmin;
  broker: Broker;
  server: Simulator;
  close(): Promise<void>;
}

export async function startSteps(): Promise<StepsAtHand> {
  const server = await startSimulator({ port: 0 });
  return {
    server,
    simulator: createSimulatorAdmin(server.url),
    broker: createAlpacaBroker(brokerSettings(server.url)),
    close: () => server.close(),
  };
}

/** A batch of which nothing was sent, with its steps. */
export interface OpenedBatch {
  steps: Activities;
  ledger: Ledger;
  clock: { nowMs: number; onSleep: () => Promise<void> };
  portfolioId: string;
  accountId: string;
  /** Its sell of META. */
  order: Order;
  ref: { batchId: string; epoch: number; symbol: string };
  by: Actor;
  /** How long each attempt of a step has kept its slot, on the steps' clock. */
  slotMs: number[];
}

export async function openBatch(
  { simulator, broker, server }: StepsAtHand,
  some: {
    portfolio?: Partial<NewPortfolio>;
    batch?: Partial<NewBatch>;
    news?: OrderNews;
    /** Told about every request to the market. */
    onMarketRequest?: (seen: SeenRequest) => void;
  } = {},
): Promise<OpenedBatch> {
  const ledger = createMemoryLedger();
  // The simulator fills in real time. Without these pauses, all looks at an order could be over before it fills.
  const clock = { nowMs: START, onSleep: () => new Promise<void>((resolve) => setTimeout(resolve, MOMENT_MS)) };
  const portfolio = newPortfolio(some.portfolio);
  const by = { name: 'test', at: new Date(START).toISOString() };
  const positions = Object.fromEntries(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  await simulator.createAccount({ id: portfolio.accountId, cash: portfolio.cash, margin: false, positions });
  await ledger.createPortfolio(portfolio, by);
  // The simulator's clock is the real one, and the batch is of its session.
  const marketTime = new Date(Date.now() - 1_000).toISOString();
  const opened = await ledger.openBatch(newBatch({ portfolioId: portfolio.id, marketTime, ...some.batch }), by);
  const order = opened.ok ? opened.batch.orders.find(({ symbol }) => symbol === 'META') : undefined;
  if (order === undefined) throw new Error('an order of META');
  const deps: Deps = {
    ledger,
    broker,
    market: createAlpacaMarket({
      ...brokerSettings(server.url),
      wire: { ...observedWire(some.onMarketRequest ?? (() => undefined)), now: () => clock.nowMs },
    }),
    news: some.news ?? NO_NEWS,
    caps: NO_CAPS,
    alerts: { send: () => Promise.reject(new Error('nobody is called')) },
    signalStale: () => Promise.reject(new Error('nobody is signalled')),
    now: () => new Date(clock.nowMs).toISOString(),
    monotonicMs: () => clock.nowMs,
    sleep: async (ms, _signal, ...news) => {
      const until = clock.nowMs + ms;
      // What can end early passes in parts.
      const partMs = news.length === 0 ? ms : NEWS_PART_MS;
      while (clock.nowMs < until && !news.some(({ aborted }) => aborted)) {
        clock.nowMs = Math.min(clock.nowMs + partMs, until);
        await clock.onSleep();
      }
    },
    current: () => ({
      signal: new AbortController().signal,
      calledOff: () => false,
      heartbeat: () => undefined,
      remembered: () => remembered,
    }),
  };
  let remembered: Memory | undefined;
  const slotMs: number[] = [];
  /** An attempt that ends in order to wait is followed by the next one. */
  const patiently = (step: (input: unknown) => Promise<unknown>) => async (input: unknown) => {
    remembered = undefined;
    for (;;) {
      const beganMs = clock.nowMs;
      try {
        const answer = await step(input);
        slotMs.push(clock.nowMs - beganMs);
        return answer;
      } catch (error) {
        if (!(error instanceof Waiting)) throw error;
        slotMs.push(clock.nowMs - beganMs);
        remembered = error.remember;
        await deps.sleep(error.retryAfterMs, deps.current().signal);
      }
    }
  };
  const steps = Object.entries(createActivities(deps)).map(([name, step]) => [name, patiently(step as never)]);
  return {
    steps: Object.fromEntries(steps) as Activities,
    ledger,
    clock,
    portfolioId: portfolio.id,
    accountId: portfolio.accountId,
    order,
    ref: { batchId: order.batchId, epoch: 1, symbol: 'META' },
    by,
    slotMs,
  };
}
