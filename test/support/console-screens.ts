import { randomBytes, randomUUID } from 'node:crypto';
import { NO_CAPS } from '../../src/domain/caps';
import { later } from '../../src/domain/time';
import type { AttemptEnd } from '../../src/ledger/webhooks';
import { until } from '../../src/local/process/until';
import type { TestApi } from './api';
import { rolledBack, stale } from './console-situations';
import { activity } from './portfolios';
import { type TestSystem, THIRDS } from './system';

/** The path of each screen by its name, and the heading by which one knows that it is there. */
export type Screens = Record<string, { path: string; heading: string }>;

/** With them a price can jump. */
export const SCREEN_CAPS = { ...NO_CAPS, priceMovePercent: '60' };

const DAY_MS = 24 * 3_600_000;
const QUARTER_MS = 15 * 60_000;

/** Brings about something to see on every screen: a batch that was rolled back, a STALE portfolio, refusals, a jump, a proposal, an import. */
export async function situationOnEveryScreen(system: TestSystem, api: TestApi): Promise<Screens> {
  const undone = await rolledBack(system);
  const held = await stale(system);
  const batch = (await system.ledger.listBatches(undone)).find(({ state }) => state === 'ROLLED_BACK');
  await reportWatch(system);
  await keepValues(system, undone);
  const by = { name: 'cli:anna@desk', at: new Date().toISOString() };
  const version = (await system.ledger.findPortfolio(undone))?.version ?? 0;
  await system.ledger.noteRefusal(undone, { code: 'PRICE_TOO_OLD', detail: 'META: 4 min' }, version, by);
  await priceThatJumped(system);
  const importId = await importFile(api);
  await activities(system, undone);
  await restriction(system, undone);
  const webhookId = await webhookThatFails(system);
  const rolloutId = await rolloutThatIsPaused(system);
  const at = (path: string, heading: string) => ({ path, heading });
  return {
    fleet: at('/', 'Fleet'),
    portfolios: at('/portfolios', 'Portfolios'),
    portfolio: at(`/portfolios/${undone}`, undone),
    settings: at(`/portfolios/${undone}/settings`, `Settings of ${undone}`),
    batch: at(`/portfolios/${undone}/batches/${batch?.id}`, 'Batch'),
    'audit-of-one': at(`/portfolios/${undone}/audit`, `Audit of ${undone}`),
    inbox: at('/stale', 'STALE inbox'),
    stale: at(`/stale/${held}`, held),
    models: at('/models', 'Models'),
    model: at('/models/growth', 'growth'),
    'start-rollout': at('/models/growth/rollout', 'Roll out growth'),
    rollouts: at('/rollouts', 'Roll-outs'),
    rollout: at(`/rollouts/${rolloutId}`, 'Roll-out'),
    activities: at('/activities', 'Broker activities'),
    refused: at('/refused', 'Refused'),
    batches: at('/batches', 'Batches'),
    prices: at('/prices', 'Price jumps'),
    approvals: at('/approvals', 'Approvals'),
    trading: at('/trading', 'Trading'),
    imports: at('/imports', 'Imports'),
    import: at(`/imports/${importId}`, 'Import'),
    audit: at('/audit', 'Audit'),
    webhooks: at('/webhooks', 'Webhooks'),
    webhook: at(`/webhooks/${webhookId}`, `Webhook ${webhookId}`),
    keys: at('/keys', 'Keys'),
    nowhere: at('/nowhere', 'There is no such screen'),
  };
}

/** What a monitor of these four would say: two have bought nothing yet, and one was rolled back. */
function reportWatch({ ledger }: TestSystem): Promise<void> {
  const at = new Date().toISOString();
  const herd = { waiting: 2, running: 0, endedPerMinute: 5, heldBack: null };
  return ledger.reportWatch({
    shard: '1/1',
    at,
    drifts: [0, 0, 1, 0, 2],
    unjudged: 0,
    ...herd,
    pricedAt: at,
  });
}

/** Forty days that go up and down, with a week in which the account could not be read. */
async function keepValues({ ledger }: TestSystem, portfolioId: string): Promise<void> {
  const today = Date.now();
  for (let ago = 40; ago >= 0; ago -= 1) {
    if (ago > 18 && ago < 25) continue;
    const day = new Date(today - ago * DAY_MS).toISOString().slice(0, 10);
    const cents = 10_000_000 + Math.round(Math.sin(ago / 5) * 180_000) - ago * 4_000;
    await ledger.noteValue(portfolioId, { day, value: `${Math.floor(cents / 100)}.00`, cash: '0.12' });
  }
}

/** Its price is far from the last one that was good, and somebody wants to accept it. */
async function priceThatJumped({ ledger, simulator }: TestSystem): Promise<void> {
  const by = { name: 'cli:anna@desk', at: new Date().toISOString() };
  let known: string | null = null;
  for (let ago = 96; ago >= 0; ago -= 1) {
    const price = (500 + Math.round(Math.sin(ago / 9) * 900 + ago * 11) / 100).toFixed(2);
    const at = new Date(Date.now() - ago * QUARTER_MS).toISOString();
    await ledger.keepPrices([{ symbol: 'NVDA', price: ago === 0 ? '500' : price, known, lately: null }], at);
    known = ago === 0 ? '500' : price;
  }
  await simulator.setPrices({ NVDA: '125.40' });
  const proposal = { action: 'accept-price', subject: 'NVDA', evidence: '500' } as const;
  await ledger.propose({ ...proposal, parameters: { price: '125.40', reason: 'a split of 4:1 was announced' } }, by);
}

/** A deposit and a dividend are booked, a fee waits, and nobody knows what the last one is. */
async function activities({ ledger }: TestSystem, portfolioId: string): Promise<void> {
  const at = new Date().toISOString();
  const by = { name: 'monitor', at };
  const listed = [
    activity({ id: 'deposit', cash: '250.00', description: 'ACH deposit' }),
    activity({
      id: 'dividend',
      kind: 'DIVIDEND',
      type: 'DIV',
      symbol: 'META',
      cash: '12.40',
      description: 'META 0.525 a share',
    }),
    activity({ id: 'fee', kind: 'FEE', type: 'FEE', cash: '-0.03', description: 'TAF fee' }),
    activity({ id: 'unknown', kind: 'UNKNOWN', type: 'OPXRC', description: 'Options exercise' }),
  ];
  await ledger.takeActivities(portfolioId, { activities: listed, through: at }, by);
  const expectedVersion = (await ledger.findPortfolio(portfolioId))?.version ?? 0;
  await ledger.bookActivities(portfolioId, { booked: [], included: ['deposit', 'dividend'], expectedVersion }, by);
}

async function restriction({ ledger }: TestSystem, portfolioId: string): Promise<void> {
  const by = { name: 'cli:anna@desk', at: new Date().toISOString() };
  const wash = {
    symbol: 'META',
    kind: 'no-buy',
    reason: 'sold at a loss on 2026-11-12',
    until: '2099-12-12T00:00:00.000Z',
  };
  await ledger.addRestriction(portfolioId, wash as Parameters<typeof ledger.addRestriction>[1], by);
}

/** One message of a webhook arrived, and the next one was answered with an error. */
async function webhookThatFails({ ledger }: TestSystem): Promise<string> {
  const [id, at] = ['k3b7qd2m', new Date().toISOString()];
  const by = { name: 'cli:anna@desk', at };
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await ledger.createWebhook({ id, url: 'https://example.com/autobalancer', events: null, secret }, by);
  const ends: AttemptEnd[] = [
    { state: 'DELIVERED', answer: 204 },
    { state: 'PENDING', nextAttemptAt: later(at, 60_000), answer: 503, problem: 'answered 503', retryAfterMs: null },
  ];
  for (const end of ends) {
    const delivery = await ledger.testWebhook(id, by);
    const attempt = await ledger.beginAttempt(delivery?.id ?? '', at);
    if (attempt !== undefined) await ledger.endAttempt(attempt, end, at);
  }
  return id;
}

/** Two portfolios follow a model, one of them its first version only. Its second one is on the way to the other, and waits. */
async function rolloutThatIsPaused(system: TestSystem): Promise<string> {
  const { ledger } = system;
  const by = { name: 'cli:anna@desk', at: new Date().toISOString() };
  await ledger.createModel({ id: 'growth', name: 'Growth', targets: THIRDS, policy: null }, by);
  for (const pinned of [null, 1]) {
    const portfolioId = await system.createPortfolio({ cash: '10000.00' });
    await ledger.setStatus(portfolioId, { from: ['ACTIVE'], to: 'PAUSED', reason: 'new' }, by);
    const overrides = { exclude: pinned === null ? ['META'] : [], substitute: {}, cashReserve: null };
    await ledger.subscribe(portfolioId, { modelId: 'growth', pinned, overrides }, by);
  }
  const targets = [
    { symbol: 'AAPL', percent: '60.0000' },
    { symbol: 'META', percent: '0.0000' },
    { symbol: 'MSFT', percent: '40.0000' },
  ];
  await ledger.addModelVersion('growth', { targets, policy: null, reason: 'META goes' }, by);
  const [id, plan] = [randomUUID(), { version: 2, cohorts: [1, 10, 100], abortPercent: '5', perMinute: 60 }];
  await ledger.startRollout({ id, modelId: 'growth', ...plan }, by);
  await ledger.setRolloutState(id, { to: 'PAUSED', reason: 'the first customers called' }, by);
  return id;
}

/** Two portfolios of a file of three: the second line is wrong. */
async function importFile(api: TestApi): Promise<string> {
  const line = (id: string, cash: string) =>
    JSON.stringify({ id, accountId: randomUUID(), cash, targets: [{ symbol: 'META', percent: '100' }] });
  const sent = await api.ask('POST /v1/imports?partial=true', {
    as: 'operator',
    raw: [line('imported-1', '100.00'), line('imported-2', '1.234'), line('imported-3', '100.00')].join('\n'),
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  const id = sent.body.id as string;
  await until(async () => (await api.ask(`GET /v1/imports/${id}`, { as: 'viewer' })).body.state === 'DONE', 60_000);
  return id;
}
