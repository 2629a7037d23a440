// A hold on a clock of its own, over a ledger that is one word: STALE or ACTIVE.

import type { StaleReason } from '../../src/domain/causes';
import { InvariantError } from '../../src/domain/invariant';
import type { Evidence, Verdict } from '../../src/domain/stale';
import type { StaleHold } from '../../src/domain/steps';
import { beginHold, holdStale, type Request } from '../../src/workflows/hold';
import { type HoldSteps, StepFailed } from '../../src/workflows/steps';
import { type Clock, createClock, type Owner, WORLD } from '../simulation/clock';

export const SINCE = '2026-01-05T15:00:00.000Z';
export const MINUTE = 60_000;

export const EVIDENCE: Evidence = {
  reason: 'FROZEN',
  cause: null,
  batch: null,
  positions: [],
  cash: { ledger: '1.00', broker: '1.00' },
  openOrders: [],
  brokerProblem: null,
  reopensInMs: null,
  hash: null,
};

export interface HeldWorld {
  clock: Clock;
  /** What the ledger says. A step may change it. */
  ledger: { status: 'STALE' | 'ACTIVE'; reason: StaleReason };
  /** What was done, in order. */
  done: string[];
  /** A message arrives `ms` milliseconds from now. */
  sendAt(ms: number, request: Request): void;
  /** A resolve arrives; its verdict is noted in `verdicts` under the note. */
  resolveAt(ms: number, note: string): void;
  verdicts: [note: string, Verdict][];
  /** "RESOLVED", "goes on", or undefined while it holds. */
  ended(): string | undefined;
  /** What the page shows. */
  page(): string;
}

export interface HeldScript {
  hold?: Partial<StaleHold>;
  alerts?: number;
  /** How long a step takes: milliseconds. */
  takesMs?: () => number;
  steps?: (world: HeldWorld) => Partial<HoldSteps>;
}

/** Starts a hold; time passes with `clock.runToEnd`. Main-path steps that overlap are a broken invariant. */
export function startHeld({
  hold,
  alerts = 0,
  takesMs = () => 1,
  steps: scripted = () => ({}),
}: HeldScript = {}): HeldWorld {
  const clock = createClock(Date.parse(SINCE));
  const beside: Owner = { alive: true, frozenUntil: 0 };
  const held = beginHold({
    portfolioId: 'anna',
    hold: { reason: 'FROZEN', cause: null, batchId: null, ...hold },
    since: SINCE,
    alerts,
  });
  let waiting: { isMet: () => boolean; resolve: () => void }[] = [];
  const wake = () => {
    const met = waiting.filter(({ isMet }) => isMet());
    waiting = waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  };
  const wakeSoon = () => void clock.after(0, WORLD, wake);
  const pause = (ms: number, owner: Owner) =>
    new Promise<void>((resolve) =>
      clock.after(ms, owner, () => {
        resolve();
        wakeSoon();
      }),
    );
  let ended: string | undefined;
  let page = '';
  const world: HeldWorld = {
    clock,
    ledger: { status: 'STALE', reason: held.hold.reason },
    done: [],
    verdicts: [],
    sendAt: (ms, request) =>
      void clock.after(ms, WORLD, () => {
        if (ended !== undefined) return;
        held.inbox.push(request);
        wake();
      }),
    resolveAt: (ms, note) =>
      world.sendAt(ms, {
        kind: 'resolve',
        resolve: { action: 'release', actor: 'ann', note },
        answer: (verdict) => void world.verdicts.push([note, verdict]),
      }),
    ended: () => ended,
    page: () => page,
  };
  let acting = false;
  /** What only the main path does. */
  const act = async <T>(what: string, answer: () => T): Promise<T> => {
    if (acting) throw new InvariantError('the main path does one thing after the other');
    acting = true;
    await pause(takesMs(), WORLD);
    acting = false;
    world.done.push(what);
    return answer();
  };
  const refuse = () => Promise.reject(new StepFailed('it is not part of this script'));
  const steps: HoldSteps = {
    readEvidence: async () => {
      await pause(takesMs(), WORLD);
      return { ...EVIDENCE, reason: world.ledger.reason };
    },
    recordFreeze: ({ freeze }) => act(`freeze by ${freeze.actor}`, () => true),
    recordIgnored: ({ problem }) => act(`ignored: ${problem}`, () => undefined),
    holdAgain: ({ reason }) =>
      act('held again', () => {
        Object.assign(world.ledger, { status: 'STALE', reason });
      }),
    releaseAgreed: () =>
      act('compare', () => ({ status: 'STALE', reason: world.ledger.reason, message: 'it differs' })),
    takeOverStale: () => act('take over', () => ({ batch: null, waitMs: 0, askUntil: '' })),
    endStale: ({ note }) =>
      act(`end: ${note}`, () => {
        world.ledger.status = 'ACTIVE';
        return { status: 'ACTIVE', message: 'released' };
      }),
    sendAlert: async ({ eventId }) => void world.done.push(`alert ${eventId.replace(`anna-stale-${SINCE}-`, '')}`),
    callPerson: ({ text }) => void world.done.push(`call: ${text}`),
    comparesBooks: () => true,
    rests: () => true,
    beside: (work) => void work(),
    endBeside: () => {
      beside.alive = false;
    },
    sleepThrough: (ms) => pause(ms, WORLD),
    sleep: (ms) => pause(ms, beside),
    until: (isMet) => new Promise((resolve) => (isMet() ? resolve() : void waiting.push({ isMet, resolve }))),
    isLong: () => false,
    allAnswered: () => true,
    show: (text) => {
      page = text;
    },
    remember: () => undefined,
    now: clock.iso,
    phase: () => undefined,
    markStale: refuse,
    adoptPositions: refuse,
    declareOutcome: refuse,
    placeOrder: refuse,
    planRetries: refuse,
    reconcileOrder: refuse,
    reverseOrder: refuse,
    weighFailure: refuse,
    ...scripted(world),
  };
  holdStale(steps, held).then(
    (resolve) => {
      ended = resolve === undefined ? 'goes on' : `RESOLVED by ${resolve.actor}: ${resolve.note}`;
    },
    (error: unknown) => {
      ended = `threw ${String(error)}`;
    },
  );
  return world;
}
