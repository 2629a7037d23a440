import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { JournalEntry } from '../../src/simulator/engine/state';
import { isAccept } from '../simulation/judge';
import { checkRuns, type Replayed } from './closings';
import { allRest, type Broken, checkEnds } from './ends';
import { type Journal, openJournal } from './journal';
import { createModelOf, endRolloutOf } from './models';
import type { Drawn, Plan } from './plan';
import { resolveByHand } from './resolve';
import type { Stand } from './stand';
import { type Campaign, startCampaign } from './strikes';

/** What came of one seed. Names stand there as often as what they name happened. */
export interface Played extends Replayed {
  seed: number;
  /** Of each portfolio, once everything had healed: "REBALANCED", "STALE REVERSAL_IMPOSSIBLE". */
  ends: string[];
  /** Of each batch by then. */
  batches: string[];
  strikes: string[];
  /** What was drawn of the faults of money, and whether it struck. */
  drawn: { name: string; struck: boolean }[];
  /** The effects of the broker's faults, as its journal has them. */
  faults: string[];
  /** What a person's resolves of the STALE ones came to. */
  verdicts: string[];
  /** From the end of all trouble to the last portfolio's rest. */
  healMs: number;
  totalMs: number;
  /** Orders that the broker took. */
  orders: number;
  /** Ends of portfolios that were checked by every rule. */
  checked: number;
  broken: Broken[];
}

/** Trouble is over when nothing has come of it for so long, or after so long. */
const QUIET_MS = 3_000;
const TROUBLE_MAX_MS = 20_000;
const LOOK_MS = 100;

/** Plays one seed: portfolios that drifted, trouble, healing, a person for what became STALE, and every rule at each end. */
export async function play(stand: Stand, plan: Plan): Promise<Played> {
  const startedAt = performance.now();
  const journal = await openJournal(stand, plan);
  const campaign = startCampaign(stand, plan, journal.counted);
  await prepare(stand, plan);
  campaign.prepared();
  await untilQuiet(stand, plan, campaign, journal);
  await campaign.end();
  const healingAt = performance.now();
  await heal(stand, plan);
  const healed = await checkEnds(stand, plan, journal, campaign);
  const healMs = performance.now() - healingAt;
  const broken = [...healed.broken];
  let checked = healed.records.length;
  const stale = healed.records.flatMap(({ portfolio: { status, id } }) =>
    status === 'STALE' || healed.forgotten.includes(id) ? [id] : [],
  );
  const verdicts = (await Promise.all(stale.map((id) => resolveByHand(stand, id, plan.firstTry)))).flat();
  if (stale.length > 0) {
    // What it asked for before it was told to a hold: it has to ask again.
    if (healed.forgotten.length > 0) await stand.processes.kill('monitor');
    const resolved = await checkEnds(stand, plan, journal, campaign);
    checked += resolved.records.length;
    broken.push(...resolved.broken);
  }
  if (plan.model !== null) await endRolloutOf(stand.ledger, plan.model);
  await retire(stand, plan);
  const { replayed, beginnings, broken: ofRuns } = await checkRuns(stand, plan);
  broken.push(...ofRuns);
  const entries = await journal.read();
  return {
    seed: plan.seed,
    ends: healed.ends,
    batches: healed.records.flatMap(({ batches }) => batches.map(({ state }) => state)),
    strikes: campaign.struck(),
    drawn: plan.drawn.map((drawn) => ({ name: drawn.name, struck: hasStruck(drawn, campaign.struck(), entries) })),
    faults: entries.flatMap(({ fault }) => fault ?? []),
    verdicts,
    healMs,
    totalMs: performance.now() - startedAt,
    orders: entries.filter(isAccept).length,
    checked,
    replayed,
    beginnings,
    broken,
  };
}

async function prepare({ admin, ledger }: Stand, plan: Plan): Promise<void> {
  const { fillDelayMs, executionsLagMs, activitiesLagMs, market } = plan;
  await admin.setSettings({ fillDelayMs, executionsLagMs, activitiesLagMs, ...market });
  await admin.setPrices(plan.prices);
  // The monitor would know them within a minute, and a split is judged by what a share cost before it.
  const known = Object.entries(plan.prices).map(([symbol, price]) => ({ symbol, price, known: null }));
  await ledger.keepPrices(known, new Date().toISOString());
  for (const fault of plan.faults) await admin.addFault(fault);
  const by = { name: 'chaos', at: new Date().toISOString() };
  for (const { id, cash, margin, positions, targets, policy } of plan.portfolios) {
    await admin.createAccount({ id, cash, margin, positions });
    if (plan.lags[id] !== undefined) await admin.changeAccount(id, { lag: plan.lags[id] });
    const holdings = Object.entries(positions).map(([symbol, quantity]) => ({ symbol, quantity }));
    const created = await ledger.createPortfolio(
      { id, accountId: id, policy: { ...DEFAULT_POLICY, ...policy }, targets, holdings, cash },
      by,
    );
    if (!created.ok) throw new Error(created.message);
  }
  if (plan.model !== null) await createModelOf(ledger, plan.model);
}

/** What strikes comes upon what the broker sees, which may never come: then nothing moves any more. */
async function untilQuiet(stand: Stand, plan: Plan, campaign: Campaign, journal: Journal): Promise<void> {
  const deadline = Date.now() + TROUBLE_MAX_MS;
  let [counted, movedAt] = [0, Date.now()];
  for (; Date.now() < deadline; await delay(LOOK_MS)) {
    await journal.look();
    if (journal.counted() !== counted) movedAt = Date.now();
    counted = journal.counted();
    if (Date.now() - movedAt < QUIET_MS && !(await allRest(stand, plan))) continue;
    if (campaign.isOver() || (await allRest(stand, plan))) return;
  }
}

/** Every order fills whole at once. */
const NO_MARKET = { bookShares: null, collarPercent: null, partialFillPercent: '0' } as const;

async function heal({ admin, processes }: Stand, plan: Plan): Promise<void> {
  await admin.clearFaults();
  await admin.setSettings({ executionsLagMs: 0, activitiesLagMs: 0, acceptedKeys: null, ...NO_MARKET });
  for (const id of Object.keys(plan.lags)) await admin.changeAccount(id, { lag: {} });
  await admin.setClock({ isOpen: true });
  // One that starts looks at everything at once: what it would do within a minute is done now.
  await processes.kill('monitor');
}

/** By the broker's journal, or by what was done. */
function hasStruck(
  { portfolio, shownBy, stream }: Drawn,
  strikes: readonly string[],
  entries: readonly JournalEntry[],
): boolean {
  if (shownBy !== null && strikes.includes(shownBy)) return true;
  const ofIt = entries.filter(({ accountId }) => portfolio === null || accountId === portfolio);
  return ofIt.some((entry) =>
    shownBy === null
      ? entry.kind === 'fill'
      : entry.fault === shownBy && (stream === undefined || entry.stream === stream),
  );
}

/** The next seeds are not to wait for what these would do once they have cooled down. */
async function retire({ ledger }: Stand, { portfolios }: Plan): Promise<void> {
  const by = { name: 'chaos', at: new Date().toISOString() };
  for (const { id } of portfolios)
    await ledger.setStatus(id, { from: ['ACTIVE', 'PAUSED'], to: 'CLOSED', reason: 'the seed is over' }, by);
}
