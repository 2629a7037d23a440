import { askerOf } from '../../src/activities/stale/asker';
import type { RebalanceClient } from '../../src/client';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Resolve } from '../../src/domain/stale';
import { requestRebalance } from '../../src/operations/request-rebalance';
import { resolveStale } from '../../src/operations/resolve-stale';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { AT_TERMINAL, person } from '../support/person';
import { actor, newPortfolio } from '../support/portfolios';

const ANNA = person('anna');
const NOW = AT_TERMINAL.now;

/** A portfolio that is STALE, and what its hold hears. */
async function stale() {
  const ledger = createMemoryLedger();
  const portfolio = newPortfolio();
  await ledger.createPortfolio(portfolio, actor());
  await ledger.markStale(portfolio.id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, actor());
  const heard: Resolve[] = [];
  const resolve: RebalanceClient['resolve'] = async (_id, said) => {
    heard.push(said);
    return { ok: true, verdict: { status: 'ACTIVE', message: '' } };
  };
  return { id: portfolio.id, ledger, client: { resolve }, heard };
}

test('who asks for a rebalance is audited, by which door, and before Temporal hears of it', async () => {
  const ledger = createMemoryLedger();
  const portfolio = newPortfolio({ policy: { ...DEFAULT_POLICY, lockTtlMs: 60_000 } });
  await ledger.createPortfolio(portfolio, actor());
  const asked: unknown[] = [];
  const client: Pick<RebalanceClient, 'requestRebalance'> = {
    requestRebalance: (...one) => {
      asked.push(one);
      return Promise.reject(new Error('Temporal is away'));
    },
  };
  await expect(requestRebalance({ ledger, client, ...AT_TERMINAL }, ANNA, portfolio.id)).rejects.toThrow('away');
  // The lock's time is the portfolio's own.
  expect(asked).toEqual([[{ id: portfolio.id, lockTtlMs: 60_000 }, ANNA]]);
  expect((await ledger.listAudit(portfolio.id)).at(-1)).toMatchObject({
    event: 'REBALANCE_REQUESTED',
    actor: 'cli:anna@desk',
    via: 'cli',
  });
});

test('a rebalance of no portfolio is refused, and Temporal is not asked', async () => {
  const client = { requestRebalance: () => Promise.reject(new Error('asked')) };
  const deps = { ledger: createMemoryLedger(), client, ...AT_TERMINAL };
  expect(await requestRebalance(deps, ANNA, 'nobody')).toEqual({
    ok: false,
    refusal: 'PORTFOLIO_NOT_FOUND',
    message: expect.stringContaining('nobody') as string,
  });
});

test('a hold knows who resolves it, because the door has written it to the ledger', async () => {
  const { id, ledger, client, heard } = await stale();
  const input = { portfolioId: id, action: 'adopt-positions', note: 'seen', evidence: '6b1f0d9c3a52e874' } as const;
  await resolveStale({ ledger, client, ...AT_TERMINAL }, ANNA, input);
  const [said] = heard as [Resolve];
  expect(await askerOf({ ledger, now: NOW }, id, said)).toMatchObject({ name: 'cli:anna@desk', via: 'cli' });
});

test.each<[string, Partial<Resolve>]>([
  ['somebody who takes the name', { actor: person('bob') }],
  ['another action', { action: 'retry-reversal' }],
  ['another evidence', { evidence: '0000000000000000' }],
  ['another declaration', { declaration: { clientOrderId: 'ab-1', outcome: 'never-arrived' } }],
])('%s that arrives through Temporal is a claim', async (_what, change) => {
  const { id, ledger, client, heard } = await stale();
  const input = { portfolioId: id, action: 'adopt-positions', note: 'seen', evidence: '6b1f0d9c3a52e874' } as const;
  await resolveStale({ ledger, client, ...AT_TERMINAL }, ANNA, input);
  const said = { ...(heard[0] as Resolve), ...change };
  expect(await askerOf({ ledger, now: NOW }, id, said)).toMatchObject({
    name: `temporal:${said.actor}`,
    via: 'temporal',
  });
});

test('what was asked yesterday was asked on what was known yesterday', async () => {
  const { id, ledger, client, heard } = await stale();
  const yesterday = () => new Date(Date.parse(NOW()) - 25 * 3_600_000).toISOString();
  await resolveStale({ ledger, client, door: 'cli', now: yesterday }, ANNA, {
    portfolioId: id,
    action: 'release',
    note: 'seen',
  });
  expect(await askerOf({ ledger, now: NOW }, id, heard[0] as Resolve)).toMatchObject({ via: 'temporal' });
});
