import type { Alerts } from '../alerts/alerts';
import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import type { OrderNews } from '../broker/order-news';
import type { Caps } from '../domain/caps';
import { type Freeze, REBALANCE_ACTOR } from '../domain/stale';
import type { Actor, Ledger } from '../ledger/ledger';

/** What the steps need of the outside. `now` is ISO; `sleep` ends early, without an error, when one of `signals` aborts. */
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
  /** Milliseconds on a clock that nobody sets: how long something took. */
  monotonicMs(): number;
  sleep(ms: number, ...signals: AbortSignal[]): Promise<void>;
  /**
   * How the current step is called off and shows that it lives. `signal` ends an attempt; only with `calledOff` it is the run that
   * wants no more of the step. Otherwise the worker stops, or another attempt has taken over: then an attempt has to throw.
   */
  current(): {
    signal: AbortSignal;
    calledOff(): boolean;
    heartbeat(): void;
    /** What the attempt before this one wanted remembered as it ended in order to wait. */
    remembered(): string | undefined;
  };
}

/** What a step does of itself is recorded in this name, at the present time. */
export function by(deps: Pick<Deps, 'now'>): Actor {
  return { name: REBALANCE_ACTOR, at: deps.now() };
}
