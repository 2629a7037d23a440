import { until } from '../../src/local/process/until';
import type { Crash } from './armed';
import { type Plan, type ProgramName, type Strike, WORKERS } from './plan';
import { signal } from './processes';
import type { Stand } from './stand';

export interface Campaign {
  /** True when every strike has come and what it struck goes on again. */
  isOver(): boolean;
  /** From here on nothing strikes; resolves when what was struck goes on and is there again. */
  end(): Promise<void>;
  /** What struck, by kind. */
  struck(): string[];
}

/** Strikes as planned: each upon its condition, those on one program one after the other. `journalled` counts the broker's journal. */
export function startCampaign(stand: Stand, plan: Plan, journalled: () => number): Campaign {
  const ended = new AbortController();
  const struck: string[] = [];
  const inTurn = createTurns();
  const crashes = plan.strikes.filter((strike) => strike.kind === 'crash');
  stand.armoury.arm(plan.seed, crashes);
  const all = plan.strikes.map(async (strike) => {
    if (strike.kind === 'crash') return watchCrash(stand, strike, crashes.indexOf(strike), ended.signal, struck);
    const due = await holds(() => journalled() >= strike.after, ended.signal);
    if (!due) return;
    const happen = async () => {
      if (!ended.signal.aborted) await carryOut(stand, strike, ended.signal, () => struck.push(nameOf(strike)));
    };
    await ('program' in strike ? inTurn(strike.program, happen) : happen());
  });
  let over = false;
  const everything = Promise.all(all).then(() => {
    over = true;
  });
  return {
    isOver: () => over,
    end: async () => {
      ended.abort();
      stand.armoury.arm(plan.seed, []);
      await everything;
    },
    struck: () => struck,
  };
}

async function carryOut(
  stand: Stand,
  strike: Exclude<Strike, Crash>,
  ended: AbortSignal,
  hit: () => void,
): Promise<void> {
  const { processes, runs, admin } = stand;
  if (strike.kind !== 'kill') hit();
  switch (strike.kind) {
    case 'kill':
      for (let time = 0; time < strike.times && !ended.aborted; time += 1) {
        hit();
        await processes.kill(strike.program);
      }
      return;
    case 'stop': {
      const goOn = await processes.stop(strike.program);
      await passed(strike.forMs, ended);
      return goOn();
    }
    case 'term':
      return processes.term(strike.program);
    case 'deploy':
      for (const worker of WORKERS) if (!ended.aborted) await processes.roll(worker);
      return;
    case 'cancel-run':
      return runs.cancel(strike.portfolio);
    case 'terminate-run':
      return runs.terminate(strike.portfolio);
    case 'close-market':
      return admin.setClock({ isOpen: false });
    case 'move-price':
      return admin.setPrices({ [strike.symbol]: strike.price });
  }
}

/** A crash strikes by itself; a worker that stands still is let go on. */
async function watchCrash(
  { armoury }: Stand,
  crash: Crash,
  nth: number,
  ended: AbortSignal,
  struck: string[],
): Promise<void> {
  if (!(await holds(() => armoury.struckPid(nth) !== undefined, ended))) return;
  const pid = armoury.struckPid(nth) ?? 0;
  struck.push(nameOf(crash));
  if (crash.forMs === null) return;
  await passed(crash.forMs, ended);
  signal(pid, 'SIGCONT');
}

function nameOf(strike: Strike): string {
  switch (strike.kind) {
    case 'kill':
      return `SIGKILL ${programOf(strike.program)}`;
    case 'stop':
      return `SIGSTOP ${programOf(strike.program)}`;
    case 'crash':
      return `${strike.forMs === null ? 'SIGKILL' : 'SIGSTOP'} worker ${strike.point}`;
    default:
      return strike.kind;
  }
}

function programOf(name: ProgramName): string {
  return name.replace(/-[0-9]$/, '');
}

/** Resolves with true when `condition` holds, with false when it is too late for it. */
async function holds(condition: () => boolean, ended: AbortSignal): Promise<boolean> {
  await until(async () => ended.aborted || condition(), FOR_EVER_MS);
  return !ended.aborted;
}

/** A stall has a length; it ends early when everything is healed. */
function passed(ms: number, ended: AbortSignal): Promise<void> {
  const at = Date.now() + ms;
  return until(async () => ended.aborted || Date.now() >= at, FOR_EVER_MS);
}

const FOR_EVER_MS = 600_000;

/** Runs what is given under one name one after the other. */
function createTurns() {
  const last = new Map<string, Promise<void>>();
  return (name: string, work: () => Promise<void>): Promise<void> => {
    const next = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(name, next);
    return next;
  };
}
