// A hold as Temporal would have it: the product's own function (src/workflows/hold.ts), and the messages that reach it.

import type { StopReason } from '../../src/domain/causes';
import type { Freeze, Resolve, Verdict } from '../../src/domain/stale';
import { beginHold, type Held, holdStale, type Request } from '../../src/workflows/hold';
import type { HoldSteps } from '../../src/workflows/steps';
import { StepFailed } from '../../src/workflows/steps';
import type { Surroundings } from './attempt';
import { ORDINARY, RECORDING } from './step-profiles';
import { type RunOptions, resolveSteps, WorkflowRun } from './workflow-run';

export type HeldInput = Parameters<typeof beginHold>[0];

export interface HoldOptions extends RunOptions<Resolve> {
  input: HeldInput;
  /** After this many steps its history is long, and another run goes on. */
  stepsMax: number;
  /** It goes on in another run. */
  goesOn(input: HeldInput): void;
}

export function startHold(around: Surroundings, options: HoldOptions): HoldRun {
  const run = new HoldRun(around, options);
  void run.play();
  return run;
}

export class HoldRun extends WorkflowRun {
  readonly held: Held;
  /** What a person sees. */
  page = '';
  private waiting: { isMet: () => boolean; go: () => void }[] = [];
  /** Updates whose answer has not left. */
  private unanswered = 0;
  private stepsDone = 0;

  constructor(
    around: Surroundings,
    private readonly hold: HoldOptions,
  ) {
    super(around, hold);
    this.held = beginHold(hold.input);
  }

  /** The run's end and what arrives are told apart by the server: what arrived first is attended to. */
  async play(): Promise<void> {
    try {
      const resolve = await holdStale(stepsOf(this), this.held);
      if (!this.owner.alive) return;
      this.owner.alive = false;
      if (resolve === undefined) this.hold.goesOn({ ...this.hold.input, alerts: this.held.alerts });
      else this.hold.ended(resolve);
    } catch (error) {
      this.owner.alive = false;
      this.hold.failed(error);
    }
  }

  /** H2: a message only adds to the inbox. */
  take(request: Request): void {
    this.held.inbox.push(request);
    this.wake();
  }

  /** `heard` is called when the answer has left; an update keeps the run until then. */
  resolve(resolve: Resolve, door: 'update' | 'signal', heard: (verdict: Verdict) => void): void {
    if (door === 'signal') return this.take({ kind: 'resolve', resolve, answer: heard });
    this.unanswered += 1;
    const { clock, random } = this.around;
    const answer = (verdict: Verdict) =>
      void clock.after(random.int(0, ANSWERING_MS_MAX), this.owner, () => {
        this.unanswered -= 1;
        heard(verdict);
        this.wake();
      });
    this.take({ kind: 'resolve', resolve, answer });
  }

  /** H1: only a freeze is heard. */
  override stop(reason: StopReason, freeze: Freeze = { actor: 'operator', reason: 'simulated' }): void {
    if (reason === 'FROZEN') this.take({ kind: 'freeze', freeze });
  }

  until(isMet: () => boolean): Promise<void> {
    return new Promise((go) => {
      if (isMet()) go();
      else this.waiting.push({ isMet, go });
    });
  }

  isLong(): boolean {
    return this.stepsDone >= this.hold.stepsMax;
  }

  allAnswered(): boolean {
    return this.unanswered === 0;
  }

  /** Wakes those whose condition is met, once everything that follows from this has happened. */
  wakeSoon(): void {
    process.nextTick(() => this.owner.alive && this.wake());
  }

  async counted<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } finally {
      this.stepsDone += 1;
      this.wakeSoon();
    }
  }

  private wake(): void {
    const met = this.waiting.filter(({ isMet }) => isMet());
    this.waiting = this.waiting.filter((one) => !met.includes(one));
    for (const { go } of met) go();
  }
}

function stepsOf(run: HoldRun): HoldSteps {
  const { clock } = run.around;
  /** src/workflows/insist.ts */
  const insist = async <T>(step: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await run.counted(step());
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        await run.sleep(INSIST_EVERY_MS);
      }
    }
  };
  const alert: HoldSteps['sendAlert'] = (input) =>
    run.counted(run.step('sendAlert', ORDINARY, input)).catch(() => undefined);
  return {
    ...resolveSteps(run),
    readEvidence: (input) => insist(() => run.decide('readEvidence', input)),
    recordFreeze: (input) => insist(() => run.step('recordFreeze', RECORDING, input)),
    recordIgnored: (input) => insist(() => run.step('recordIgnored', RECORDING, input)),
    holdAgain: (input) => insist(() => run.decide('markStale', input)),
    releaseAgreed: (input) => insist(() => run.decide('releaseAgreed', input)),
    sendAlert: alert,
    callPerson: (input) => void alert(input, null),
    comparesBooks: () => true,
    rests: () => true,
    // What goes on beside it ends with the run.
    beside: (work) => void work(),
    endBeside: () => undefined,
    sleepThrough: (ms) => slept(run, ms),
    // What it does once a day is what it did in the first hour.
    sleep: (ms) => (ms >= DAY_MS ? new Promise(() => undefined) : slept(run, ms)),
    until: (isMet) => run.until(isMet),
    isLong: () => run.isLong(),
    allAnswered: () => run.allAnswered(),
    show: (text) => {
      run.page = text;
    },
    remember: () => undefined,
    now: () => clock.iso(),
  };
}

async function slept(run: HoldRun, ms: number): Promise<void> {
  await run.sleep(ms);
  run.wakeSoon();
}

const INSIST_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
const ANSWERING_MS_MAX = 3;
