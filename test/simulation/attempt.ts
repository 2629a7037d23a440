// One attempt of one step, as a worker runs it: every call it makes can be its last, and it can be called off.

import type { Deps } from '../../src/activities/deps';
import type { Memory } from '../../src/activities/order/memory';
import type { Alerts } from '../../src/alerts/alerts';
import type { Broker } from '../../src/broker/broker';
import type { Market } from '../../src/broker/market';
import { NO_NEWS, type OrderNews } from '../../src/broker/order-news';
import type { Caps } from '../../src/domain/caps';
import type { StopReason } from '../../src/domain/causes';
import { type Ledger, LedgerFault } from '../../src/ledger/ledger';
import type { Random } from '../support/random';
import type { Clock, Owner } from './clock';
import type { Crash } from './schedule';
import { OF_BROKER, type Strikes } from './strikes';

/** What all attempts share. */
export interface Surroundings {
  clock: Clock;
  random: Random;
  ledger: Ledger;
  /** A process that died takes the adapter's memory with it, so each attempt asks for a new one. */
  adapters(): { broker: Broker; market: Market };
  strikes: Strikes;
  /** What the broker tells of orders; nothing unless given. */
  news?: OrderNews;
  caps: Caps;
  /** A step calls on and on while no time passes: a real process would hang there. */
  spins(portfolio: string): void;
}

const CALLS_AT_ONE_MOMENT_MAX = 1_000;

export class Attempt {
  readonly owner: Owner = { alive: true, frozenUntil: 0 };
  /** The server timed it out: at its next heartbeat it learns that. */
  disowned = false;
  /** When the server last heard of it, the client's throttling included. */
  heardAt: number;
  private nextBeatAt = 0;
  private calls = 0;
  private lastEvents = 0;
  private wantedNoMore = false;
  private aborted = false;
  private readonly sleepers = new Set<() => void>();
  readonly calledOff = () => this.wantedNoMore;
  readonly remembered = () => this.memory;
  readonly heartbeat = () => {
    const now = this.around.clock.now();
    if (this.disowned) this.drop();
    if (now >= this.nextBeatAt) {
      this.heardAt = now;
      this.nextBeatAt = now + BEAT_THROTTLE_MS;
    } else this.heardAt = this.nextBeatAt;
  };

  constructor(
    private readonly around: Surroundings,
    readonly portfolio: string,
    /** What becomes of the run when a call of this attempt is where it is struck. */
    private readonly struck: (what: Crash, forMs: number) => void,
    private readonly stopRun: (reason: StopReason) => void,
    /** What the attempt before it has stored for it. */
    private readonly memory?: Memory,
  ) {
    this.heardAt = around.clock.now();
  }

  deps(): Deps {
    const { clock, ledger } = this.around;
    const { broker, market } = this.around.adapters();
    return {
      ledger: guarded(this, ledger),
      broker: guarded(this, broker),
      market: guarded(this, market),
      news: this.around.news ?? NO_NEWS,
      alerts: NOBODY_TO_CALL,
      caps: this.around.caps,
      // It arrives at the run that sent it, which waits for nothing else.
      signalStale: () => Promise.resolve(),
      now: clock.iso,
      monotonicMs: clock.now,
      sleep: (ms, _own, ...news) => this.sleep(ms, news),
      current: () => this,
    };
  }

  /** A real one is made only once it is aborted: nothing in here listens to it, and every step that sends asks for it. */
  get signal(): AbortSignal {
    return this.aborted ? AbortSignal.abort() : NEVER_ABORTED;
  }

  /** The run wants no more of this step. */
  callOff(): void {
    this.wantedNoMore ||= !this.aborted;
    this.drop();
  }

  /** Only this attempt is to end: its worker stops, or the server has given its place to another one. */
  drop(): void {
    this.aborted = true;
    for (const wake of this.sleepers) wake();
  }

  die(): void {
    this.owner.alive = false;
  }

  freeze(forMs: number): void {
    this.owner.frozenUntil = this.around.clock.now() + forMs;
  }

  /** A call to the outside. It takes a moment, and everything happens at the end of that moment. */
  call<T>(point: string, work: () => Promise<T>): Promise<T> {
    const { clock, random, strikes } = this.around;
    if (this.isSpinning()) return new Promise(() => this.around.spins(this.portfolio));
    return new Promise<T>((resolve, reject) => {
      const answer = (deliver: () => void) => {
        if (!this.owner.alive) return;
        if (this.owner.frozenUntil > clock.now())
          clock.after(this.owner.frozenUntil - clock.now(), this.owner, deliver);
        else deliver();
      };
      const start = () => {
        const struck = strikes.at(this.portfolio, point, clock.now());
        const strike = struck?.kind === 'stop' ? struck.then : struck;
        if (struck?.kind === 'stop') this.stopRun(struck.reason);
        const afterwards = () => {
          if (strike?.kind === 'crash' && strike.when === 'after') this.struck(strike.what, strike.forMs);
        };
        const happen = () => {
          if (strike?.kind === 'ledger-fault' && strike.when === 'before') return reject(ledgerGone());
          work().then(
            (value) => {
              afterwards();
              if (strike?.kind === 'ledger-fault') answer(() => reject(ledgerGone()));
              else answer(() => resolve(value));
            },
            (error: Error) => {
              afterwards();
              answer(() => reject(error));
            },
          );
        };
        if (strike?.kind === 'crash' && strike.when === 'before') {
          this.struck(strike.what, strike.forMs);
          answer(happen);
        } else happen();
      };
      // The network adds its own delay to a call of the broker.
      if (OF_BROKER.has(point)) start();
      else clock.after(random.int(0, 3), this.owner, start);
    });
  }

  private isSpinning(): boolean {
    const events = this.around.clock.events();
    this.calls = events === this.lastEvents ? this.calls + 1 : 0;
    this.lastEvents = events;
    return this.calls > CALLS_AT_ONE_MOMENT_MAX;
  }

  private sleep(ms: number, news: readonly AbortSignal[]): Promise<void> {
    const { clock } = this.around;
    return new Promise((resolve) => {
      if (this.aborted || news.some(({ aborted }) => aborted)) return resolve();
      const wake = () => {
        this.sleepers.delete(wake);
        for (const signal of news) signal.removeEventListener('abort', hear);
        callOff();
        resolve();
      };
      // One that died hears nothing, and one that is frozen hears it later.
      const hear = () => void clock.after(0, this.owner, wake);
      this.sleepers.add(wake);
      const callOff = clock.after(ms, this.owner, wake);
      for (const signal of news) signal.addEventListener('abort', hear);
    });
  }
}

const NEVER_ABORTED = new AbortController().signal;

/** The SDK's client sends heartbeats no oftener than this share of their timeout of 10 s. */
const BEAT_THROTTLE_MS = 8_000;

const NOBODY_TO_CALL: Alerts = { send: () => Promise.resolve('not-configured') };

function ledgerGone(): LedgerFault {
  return new LedgerFault('UNREACHABLE', 'the connection to the ledger broke');
}

/** The same interface, each call through the attempt. */
function guarded<T extends object>(attempt: Attempt, inner: T): T {
  let Guard = GUARD_OF.get(inner);
  if (Guard === undefined) {
    const names = Object.keys(inner);
    Guard = GUARDS.get(names.join()) ?? guardOf(names);
    GUARDS.set(names.join(), Guard);
    GUARD_OF.set(inner, Guard);
  }
  return new Guard(attempt, inner as Methods) as T;
}

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;
type Guard = new (attempt: Attempt, inner: Methods) => object;
/** By the names of the interface's methods: one class each is faster than closures for every attempt. */
const GUARDS = new Map<string, Guard>();
const GUARD_OF = new WeakMap<object, Guard>();

function guardOf(names: readonly string[]): Guard {
  class Guarded {
    constructor(
      readonly attempt: Attempt,
      readonly inner: Methods,
    ) {}
  }
  for (const name of names)
    Object.defineProperty(Guarded.prototype, name, {
      value: function (this: Guarded, ...args: unknown[]) {
        return this.attempt.call(name, () => (this.inner[name] as Methods[string])(...args));
      },
    });
  return Guarded;
}
