import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEntry } from '../../src/broker/simulator/state';
import { check } from '../../src/check/check';
import type { Violation } from '../../src/check/records';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { judge } from './judge';
import type { Plan } from './plan';
import { recordsOf } from './records';
import { type Rest, restOf } from './rest';
import type { Stand } from './stand';
import { startCampaign } from './strikes';

/** What came of one seed. */
export interface Played {
  seed: number;
  /** Of each portfolio: "REBALANCED", "STALE REVERSAL_IMPOSSIBLE". */
  ends: string[];
  /** What struck, and which effects of faults the broker showed, each as often as it did. */
  strikes: string[];
  faults: string[];
  /** From the end of every fault to the last portfolio's rest. */
  healMs: number;
  totalMs: number;
  orders: number;
  violations: { portfolio: string; invariant: Violation['invariant'] | 'I14'; message: string }[];
}

/** Strikes may still come for so long after the last one came, or the last portfolio moved. */
const QUIET_MS = 3_000;
const TROUBLE_MAX_MS = 25_000;
const HEAL_MAX_MS = 120_000;
const LOOK_MS = 200;
const COUNTED = new Set<JournalEntry['kind']>(['submit', 'lookup', 'cancel', 'fill', 'end']);

/** Plays one seed on the stand: portfolios that drifted, trouble, healing, and every rule checked at the end. */
export async function play(stand: Stand, plan: Plan): Promise<Played> {
  const { admin, processes } = stand;
  const startedAt = performance.now();
  const journal = createJournal(stand);
  // What earlier seeds left in it is not this one's.
  await journal.read();
  const campaign = startCampaign(stand, plan, journal.counted);
  await prepare(stand, plan);
  let isOver = false;
  void campaign.over().then(() => {
    isOver = true;
  });
  const deadline = Date.now() + TROUBLE_MAX_MS;
  for (let quietSince = Date.now(), last = -1; Date.now() < deadline; await delay(LOOK_MS)) {
    await journal.read();
    if (journal.counted() !== last) quietSince = Date.now();
    last = journal.counted();
    const quiet = Date.now() - quietSince >= QUIET_MS;
    if ((isOver && quiet) || (quiet && (await allRest(stand, plan)))) break;
  }
  await campaign.end();

  const healedAt = performance.now();
  await admin.clearFaults();
  await admin.setClock({ isOpen: true });
  // A monitor that starts looks at everything at once: what it would do within a minute is done now.
  await processes.kill('monitor');
  const rests = await untilRest(stand, plan);
  const healMs = performance.now() - healedAt;
  const violations: Played['violations'] = [];
  await journal.read();
  for (const [index, { id, positions }] of plan.portfolios.entries()) {
    const { end, why } = rests[index] as Rest;
    if (end === undefined) {
      violations.push({
        portfolio: id,
        invariant: 'I14',
        message: `not at rest after ${HEAL_MAX_MS / 1_000} s: ${why}`,
      });
      continue;
    }
    const records = await recordsOf(stand, id);
    for (const violation of [...check(records), ...judge(records, journal.of(id), positions)])
      violations.push({ portfolio: id, ...violation });
  }
  const entries = journal.all();
  return {
    seed: plan.seed,
    ends: rests.map(({ end }) => end ?? 'NOT AT REST'),
    strikes: campaign.struck(),
    faults: entries.flatMap(({ fault }) => fault ?? []),
    healMs,
    totalMs: performance.now() - startedAt,
    orders: entries.filter(({ kind, status = 500 }) => kind === 'submit' && status < 300).length,
    violations,
  };
}

async function prepare({ admin, ledger }: Stand, plan: Plan): Promise<void> {
  await admin.setSettings({ fillDelayMs: plan.fillDelayMs });
  await admin.setPrices(plan.prices);
  for (const fault of plan.faults) await admin.addFault(fault);
  const by = { name: 'chaos', at: new Date().toISOString() };
  for (const { id, cash, margin, positions, targets, policy } of plan.portfolios) {
    await admin.createAccount({ id, cash, margin, positions });
    const holdings = Object.entries(positions).map(([symbol, quantity]) => ({ symbol, quantity }));
    const created = await ledger.createPortfolio(
      { id, accountId: id, policy: { ...DEFAULT_POLICY, ...policy }, targets, holdings, cash },
      by,
    );
    if (!created.ok) throw new Error(created.message);
  }
}

async function untilRest(stand: Stand, plan: Plan): Promise<Rest[]> {
  const deadline = Date.now() + HEAL_MAX_MS;
  for (;;) {
    const rests = await restsOf(stand, plan);
    if (rests.every(({ end }) => end !== undefined) || Date.now() > deadline) return rests;
    await delay(LOOK_MS);
  }
}

async function allRest(stand: Stand, plan: Plan): Promise<boolean> {
  return (await restsOf(stand, plan)).every(({ end }) => end !== undefined);
}

async function restsOf(stand: Stand, plan: Plan): Promise<Rest[]> {
  const prices = await stand.admin.prices();
  return Promise.all(plan.portfolios.map(({ id }) => restOf(stand, id, prices)));
}

/** The broker's journal from here on, of all accounts and of one. */
function createJournal({ admin }: Stand) {
  const entries: JournalEntry[] = [];
  let read: number | undefined;
  let counted = 0;
  return {
    read: async () => {
      const fresh = await admin.journal(read ?? 0);
      const first = read === undefined;
      read = (read ?? 0) + fresh.length;
      if (first) return;
      entries.push(...fresh);
      counted += fresh.filter(({ kind }) => COUNTED.has(kind)).length;
    },
    counted: () => counted,
    all: () => entries,
    of: (accountId: string) => entries.filter((entry) => entry.accountId === accountId),
  };
}
