// What a simulation will do, as data: it can be printed, shrunk and played again.

import type { Violation } from '../../src/check/records';
import type { StopReason } from '../../src/domain/causes';
import type { TradingPosition } from '../../src/domain/kill-switch';
import type { Policy } from '../../src/domain/policy';
import type { Target } from '../../src/domain/portfolio';
import type { FaultInput } from '../../src/simulator/engine/faults';
import type { AccountLag, AccountRestrictions } from '../../src/simulator/engine/state';
import type { PlannedMarket } from './market';
import type { PersonMessage } from './people';

export interface Schedule {
  /** Decides latencies and with them the order of what happens together. */
  seed: number;
  fillDelayMs: number;
  /** A cap of the worker: a plan of more is refused. */
  ordersPerBatch: number;
  /** The limits of the fleet breaker, and how long it takes a person to resume; without them none watches. */
  breaker?: { batchesPerMinute: number; usdPerMinute: string | null; forMs: number } | undefined;
  /** After this many steps the history of a hold is long, and another run goes on. */
  holdStepsMax?: number | undefined;
  portfolios: PlannedPortfolio[];
  faults: PlannedFault[];
  market?: PlannedMarket | undefined;
  /** Orders are told of, as badly as can be (hints.ts); without it nothing is told. */
  hints?: boolean;
}

export interface PlannedPortfolio {
  id: string;
  margin: boolean;
  cash: string;
  /** Shares by symbol. */
  positions: Record<string, string>;
  targets: Target[];
  policy: Partial<Policy>;
  /** When its rebalance is asked for: milliseconds from the start. */
  startsAt: number;
}

/** Times are milliseconds from the start. `portfolio` is the one it hits. */
export type PlannedFault =
  /** The simulator's own menu. */
  | { kind: 'broker'; portfolio: string; fault: FaultInput }
  /** Nobody reaches the broker. */
  | { kind: 'unreachable'; at: number; forMs: number }
  /** Connecting takes this long for a while: a POST that cannot leave in time must not leave. */
  | { kind: 'slow-connect'; at: number; forMs: number; takesMs: number }
  /** Calls of the ledger fail, before or after they were committed. */
  | { kind: 'ledger'; portfolio: string; point: string; nth: number; times: number; when: When }
  | { kind: 'ledger-down'; at: number; forMs: number }
  | { kind: 'crash'; portfolio: string; point: string; nth: number; when: When; what: Crash; forMs: number }
  /** Every step under way dies with its process. */
  | { kind: 'worker-crash'; at: number }
  /** A deploy: the worker is told to stop, and another one takes its place. */
  | { kind: 'deploy'; at: number }
  | { kind: 'stop'; portfolio: string; at: number; reason: StopReason }
  /** A stop arrives while a step makes this call: where it would be too rarely by the clock. */
  | { kind: 'stop-at'; portfolio: string; point: string; nth: number; reason: StopReason }
  | { kind: 'price'; at: number; symbol: string; percent: number }
  /** The price moves while a step makes this call: between a fill and its reversal. */
  | { kind: 'price-at'; portfolio: string; point: string; nth: number; symbol: string; percent: number }
  /** A person freezes it: in the ledger first, as the commands do it, or by a bare signal to what runs. */
  | { kind: 'freeze'; portfolio: string; at: number; undo: boolean; ledgerFirst: boolean }
  /** Bid and ask of a symbol stay, for a while, where these percents of its price of that moment are; a side of 0 is not there. */
  | { kind: 'quote'; at: number; symbol: string; forMs: number; bid: number; ask: number }
  /** The market has just opened: it was closed for a moment. */
  | { kind: 'opening'; at: number }
  | { kind: 'market-closed'; at: number; forMs: number }
  /** Somebody sets the kill switch, for all portfolios. */
  | { kind: 'trading'; at: number; forMs: number; position: TradingPosition; undo?: boolean }
  | {
      kind: 'asset';
      at: number;
      symbol: string;
      forMs: number;
      /** `halt-refuses`: halted, and its orders are refused instead of taken. */
      what: 'tradable' | 'fractionable' | 'ptp' | 'halted' | 'halt-refuses';
    }
  /** The ledger fails over to a standby that is so far behind. */
  | { kind: 'lose-rows'; at: number; lostMs: number }
  /** A feed that walks: so many percent at each step. Meanwhile bid and ask follow the price, stay where they were, or jump about. */
  | {
      kind: 'walk';
      at: number;
      symbol: string;
      percent: number;
      everyMs: number;
      steps: number;
      quotes: 'follow' | 'stay' | 'jump';
    }
  /** A feed that does not move: every price is as old as its last move. */
  | { kind: 'old-prices'; at: number; forMs: number }
  /** A broker that takes a client order id again for this long. */
  | { kind: 'id-race'; ms: number }
  /** Which limit orders the broker refuses from the start. */
  | { kind: 'limits'; limitAwayPercent: string | null; fractionalLimits: boolean }
  /** How long after they happen the broker lists executions, in milliseconds; null for never. */
  | { kind: 'executions'; lagMs: number | null }
  /** How long after they happen the broker lists deposits, splits and the like, in milliseconds; null for never. */
  | { kind: 'activities'; lagMs: number | null }
  /** Money or shares come to the account or leave it, and the broker lists why. */
  | { kind: 'happens'; portfolio: string; at: number; type: string; usd?: string; symbol?: string; quantity?: string }
  /** How long the answers about an account still show it as it was before a fill. */
  | { kind: 'lag'; portfolio: string; lag: AccountLag }
  | { kind: 'split'; at: number; symbol: string; newShares: string; cashInLieu?: boolean }
  | { kind: 'rename'; at: number; symbol: string; newSymbol: string }
  /** Half a share of another company for each, which is worth so much. */
  | { kind: 'spin-off'; at: number; symbol: string; newSymbol: string; newPrice: string }
  /** The broker lists each activity twice. */
  | { kind: 'listed-twice'; at: number }
  /** Money is asked for. Each look, it leaves the account once that is covered; what still waits after `looks` of them is cancelled. */
  | { kind: 'withdrawal'; portfolio: string; at: number; usd: string; everyMs: number; looks: number }
  /** Somebody asks for a rebalance once more. */
  | { kind: 'again'; portfolio: string; at: number }
  /** Somebody sends this some time after it first became STALE. */
  | { kind: 'person'; portfolio: string; afterMs: number; message: PersonMessage }
  /** Money comes to the account or leaves it, and goes back after `forMs`, or stays. */
  | { kind: 'cash'; portfolio: string; at: number; usd: string; forMs: number | null }
  /** The broker knows no key of ours for a while: 401 for every request. */
  | { kind: 'keys'; at: number; forMs: number }
  | { kind: 'blocked'; portfolio: string; at: number; forMs: number }
  /** What the broker forbids an account, beside all of it. */
  | { kind: 'restricted'; portfolio: string; at: number; forMs: number; restrictions: Partial<AccountRestrictions> }
  /** The owner of an account sends an order past us, far from the market, and cancels it after a while. */
  | { kind: 'own-order'; portfolio: string; at: number; symbol: string; side: 'buy' | 'sell'; forMs: number }
  /** A person changes these fields of its policy, which are what validation accepts. */
  | { kind: 'policy'; portfolio: string; at: number; policy: Partial<Policy> }
  /** The broker suddenly shows another quantity, as no order of ours explains. */
  | { kind: 'positions'; portfolio: string; at: number; symbol: string; shares: string };

export type When = 'before' | 'after';

/**
 * `attempt`: the process of one step dies, and the server starts the step again. `freeze`: it is stuck for a while and then
 * goes on as if nothing had been. `run`: the whole run dies and another takes its place. `terminate`: so it does, but what its
 * steps were doing goes on. `grace-over`: the worker was told to stop a while ago, and its steps are told to end now.
 */
export type Crash = 'attempt' | 'freeze' | 'run' | 'terminate' | 'grace-over';

/** The rules that a schedule is judged by: docs/faults.md. */
export type Invariant =
  | Violation['invariant']
  | 'I11'
  | 'I14'
  | 'I17'
  | 'I19'
  | 'I20'
  | 'I22'
  | 'I30'
  | 'I31'
  | 'I32'
  | 'I34'
  | 'I44'
  | 'I45'
  | 'I46';
