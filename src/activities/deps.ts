import type { Alerts } from '../alerts/alerts';
import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import type { OrderNews } from '../broker/order-news';
import type { Caps } from '../domain/caps';
import { type Freeze, REBALANCE_ACTOR } from '../domain/stale';
import type { Actor, Ledger } from '../ledger/ledger';
import type { Memory } from './order/memory';

/** What the steps need from outside. `now` is ISO; `sleep` ends early, without an error, when one of `signals` aborts. */
export interface Deps {
  ledger: Ledger;
  broker: Broker;
  market: Market;
  news: OrderNews;
  alerts: Alerts;
  caps: Caps;
  /** Resolves once the workflow that holds this portfolio has the `stale` signal in its history. */
  signalStale(portfolioId: string, freeze: Freeze): Promise<void>;
  now(): string;
  /** Milliseconds on a clock that is never adjusted, to measure how long something took. */
  monotonicMs(): number;
  sleep(ms: number, ...signals: AbortSignal[]): Promise<void>;
  /**
   * How the current step is cancelled, and how it shows that it is alive. `signal` ends an attempt. If `calledOff` is true, the
   * run has cancelled the step. Otherwise the worker is stopping or another attempt has taken over, and this attempt has to
   * throw.
   */
  current(): {
    signal: AbortSignal;
    calledOff(): boolean;
    heartbeat(): void;
    /** What the previous attempt left for this one when it ended in order to wait. */
    remembered(): Memory | undefined;
  };
}

/** The actor of what a step does on its own, at the present time. */
export function by(deps: Pick<Deps, 'now'>): Actor {
  return { name: REBALANCE_ACTOR, at: deps.now() };
}
