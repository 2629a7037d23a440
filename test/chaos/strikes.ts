import { until } from '../../src/local/process/until';
import { freezePortfolio } from '../../src/operations/freeze-portfolio';
import { person } from '../support/person';
import type { Crash } from './armed';
import { startRolloutOf } from './models';
import { nameOf, type Plan, type Strike, WORKERS } from './plan';
import { signal } from './processes';
import type { Stand } from './stand';
import { withdraw } from './withdrawals';

export interface Campaign {
  /** True when every strike has come and what it struck goes on again. */
  isOver(): boolean;
  /** From here on nothing strikes; resolves when what was struck goes on and is there again. */
  end(): Promise<void>;
  /** Every portfolio is there: what may not be lost before that can be lost from here on. */
  prepared(): void;
  /** When trading was halted for sure, in milliseconds since 1970. */
  halts(): Halt[];
  /** When the ledger lost its last rows, in milliseconds since 1970, or undefined. */
  lostAt(): number | undefined;
  /** What struck, by kind. */
  struck(): string[];
}

export interface Halt {
  from: number;
  until: number;
  undo: boolean;
}

interface Seen {
  halts: Halt[];
  lostAt: number | undefined;
}

/** Strikes as planned: each upon its condition, those on one program one after the other. `journalled` counts the broker's journal. */
export function startCampaign(stand: Stand, plan: Plan, journalled: () => number): Campaign {
  const ended = new AbortController();
  const struck: string[] = [];
  const inTurn = createTurns();
  const crashes = plan.strikes.filter((strike) => strike.kind === 'crash');
  stand.armoury.arm(plan.seed, crashes);
  const seen: Seen = { halts: [], lostAt: undefined };
  let isPrepared = false;
  const all = plan.strikes.map(async (strike) => {
    if (strike.kind === 'crash') return watchCrash(stand, strike, crashes.indexOf(strike), ended.signal, struck);
    const due = await holds(
      () => (!NEEDS_ALL.has(strike.kind) || isPrepared) && journalled() >= strike.after,
      ended.signal,
    );
    if (!due) return;
    const happen = async () => {
      if (ended.signal.aborted) return;
      if (strike.kind === 'roll-out' && plan.model !== null) await startRolloutOf(stand, plan.model);
      await carryOut(stand, strike, ended.signal, () => struck.push(nameOf(strike)), seen);
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
    prepared: () => {
      isPrepared = true;
    },
    halts: () => seen.halts,
    lostAt: () => seen.lostAt,
    struck: () => struck,
  };
}

/** What may not strike before every portfolio is there. */
const NEEDS_ALL: ReadonlySet<Strike['kind']> = new Set<Strike['kind']>(['lose-rows', 'roll-out']);

async function carryOut(
  stand: Stand,
  strike: Exclude<Strike, Crash>,
  ended: AbortSignal,
  hit: () => void,
  seen: Seen,
): Promise<void> {
  const { processes, runs, admin, ledger, client } = stand;
  const now = () => new Date().toISOString();
  if (strike.kind !== 'kill' && strike.kind !== 'withdrawal') hit();
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
    case 'keys':
      await admin.setSettings({ acceptedKeys: [] });
      await passed(strike.forMs, ended);
      return admin.setSettings({ acceptedKeys: null });
    case 'rotate-key': {
      const before = stand.key.ids();
      if (strike.overlapMs < 0) {
        await admin.setSettings({ acceptedKeys: before.slice(0, 1) });
        await passed(-strike.overlapMs, ended);
      }
      stand.key.replace();
      await admin.setSettings({ acceptedKeys: [...before, ...stand.key.ids()] });
      await passed(strike.overlapMs, ended);
      return admin.setSettings({ acceptedKeys: stand.key.ids() });
    }
    case 'halt-symbol':
      await admin.setAsset(strike.symbol, { halted: true, haltRefuses: strike.refuses });
      await passed(strike.forMs, ended);
      return admin.setAsset(strike.symbol, { halted: false });
    case 'restrict': {
      const { restrictions, portfolio } = strike;
      await admin.changeAccount(portfolio, restrictions === 'all' ? { blocked: true } : { restrictions });
      await passed(strike.forMs, ended);
      return admin.changeAccount(portfolio, restrictions === 'all' ? { blocked: false } : { restrictions: {} });
    }
    case 'own-order':
      await stand.owners.send(strike.portfolio, strike);
      await passed(strike.forMs, ended);
      return stand.owners.cancel(strike.portfolio);
    case 'freeze': {
      const freeze = { portfolioId: strike.portfolio, reason: 'chaos', ...(strike.undo && { undo: true }) };
      await freezePortfolio({ ledger, client, door: 'cli', now }, person('ann'), freeze);
      return;
    }
    case 'halt-trading': {
      const { undo } = strike;
      await ledger.setTrading({ position: 'halted', reason: 'chaos', undo }, { name: 'ann', at: now() });
      const from = Date.now();
      await passed(strike.forMs, ended);
      seen.halts.push({ from, until: Date.now(), undo });
      return void (await ledger.setTrading({ position: 'active', reason: 'chaos' }, { name: 'ann', at: now() }));
    }
    case 'lose-rows': {
      const backup = await stand.takeBackup();
      await passed(strike.forMs, ended);
      await backup.restore();
      seen.lostAt = Date.now();
      return backup.drop();
    }
    case 'close-market':
      return admin.setClock({ isOpen: false });
    case 'activity':
      return stand.happenings.happen(strike.happening);
    case 'withdrawal':
      return withdraw(stand.withdrawals, strike, ended, hit);
    case 'roll-out':
      return;
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
