// One person, with every kind of principal that one person can have, never does alone what takes two. Whatever takes two people belongs into
// `effects` below.

import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { secondPersonProblem } from '../../src/activities/stale/second-person';
import { keyPrincipal } from '../../src/domain/api-key';
import { decimal } from '../../src/domain/money';
import { type Principal, principalOf } from '../../src/domain/principal';
import { InputRefused } from '../../src/input/refused';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { acceptPrices } from '../../src/operations/accept-prices';
import { approve, listApprovals, reject } from '../../src/operations/approvals';
import { createKey } from '../../src/operations/create-key';
import { setTrading } from '../../src/operations/trading';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { newBatch, newPortfolio } from '../support/portfolios';

const EVIDENCE = '0123456789abcdef';
const HOUR_MS = 3_600_000;
const cli = (login: string, host = 'desk') => principalOf({ kind: 'cli', login, host });

let nowMs = Date.parse('2026-03-02T15:00:00.000Z');

/** What anna is without a key. */
const ANNA = [
  cli('anna'),
  cli('An Na', 'desk-2'),
  principalOf({ kind: 'temporal', name: 'ANNA' }),
  principalOf({ kind: 'temporal', name: 'cli:anna@elsewhere' }),
  principalOf({ kind: 'user', issuer: 'https://id', subject: 'anna' }),
  principalOf({ kind: 'program', name: 'desk' }),
] as const;

/** Whom a key may be said to be for. */
const OWNERS = [undefined, 'anna', 'ANNA', 'bob', 'cyn', 'user:https://id#bob'] as const;

type Step =
  | { do: 'key'; who: number; owner: (typeof OWNERS)[number] }
  | { do: 'resume' | 'adopt' | 'declare'; who: number }
  | { do: 'price'; who: number; times: string }
  | { do: 'approve' | 'reject'; who: number; which: number }
  | { do: 'market'; times: string }
  | { do: 'wait'; hours: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('key'), who: fc.nat(), owner: fc.constantFrom(...OWNERS) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('resume', 'adopt', 'declare'), who: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('price'), who: fc.nat(), times: fc.constantFrom('0.3', '0.9', '3.9', '5') }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('approve'), who: fc.nat(), which: fc.nat() }) },
  fc.record({ do: fc.constant('reject'), who: fc.nat(), which: fc.nat() }),
  fc.record({ do: fc.constant('market'), times: fc.constantFrom('0.8', '1.1') }),
  fc.record({ do: fc.constant('wait'), hours: fc.constantFrom(1, 20) }),
);

describe.each(['memory', 'Postgres'] as const)('over the ledger in %s', (where) => {
  let database: TestDatabase | undefined;
  let ledger: Ledger;
  beforeAll(async () => {
    if (where === 'Postgres') database = await createTestDatabase();
    ledger = database === undefined ? createMemoryLedger() : createPostgresLedger(database.appUrl);
  });
  afterAll(async () => {
    await ledger.close();
    await database?.drop();
  });

  test('no person does alone what takes two', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 30 }), async (steps) => {
        const play = await begin(ledger, [...ANNA]);
        play.joins(await play.keyOf('anna', cli('dave')), await play.keyOf(undefined, cli('dave')));
        for (const step of steps) {
          await play.take(step);
          expect(await play.effects()).toEqual([]);
        }
      }),
      { numRuns: where === 'memory' ? 400 : 30 },
    );
  });

  test.each<[string, Step[]]>([
    [
      'resume',
      [
        { do: 'resume', who: 0 },
        { do: 'approve', who: 1, which: 0 },
      ],
    ],
    [
      'price',
      [
        { do: 'price', who: 0, times: '5' },
        { do: 'approve', who: 1, which: 0 },
      ],
    ],
    [
      'adopt',
      [
        { do: 'adopt', who: 0 },
        { do: 'adopt', who: 1 },
      ],
    ],
    [
      'declare',
      [
        { do: 'declare', who: 0 },
        { do: 'declare', who: 1 },
      ],
    ],
  ])('two people do together what takes two: %s', async (effect, steps) => {
    const play = await begin(ledger, []);
    play.joins(await play.keyOf('bob', cli('anna')), await play.keyOf('cyn', cli('dave')));
    for (const step of steps) await play.take(step);
    expect(await play.effects()).toEqual([effect]);
  });
});

/** Trading is halted, a price known, and a portfolio STALE with an unknown order and an account that shows nothing. */
async function begin(ledger: Ledger, principals: Principal[]) {
  // What was proposed before has expired.
  nowMs += 48 * HOUR_MS;
  const now = () => new Date((nowMs += 1_000)).toISOString();
  const deps = { ledger, now, door: 'api', randomBytes } as const;
  const symbol = `S${randomUUID()}`;
  let confirmed = '100';
  const done = new Set<string>();
  await ledger.setTrading({ position: 'halted', reason: randomUUID() }, { name: 'monitor', at: now() });
  await ledger.keepPrices([{ symbol, price: confirmed, known: null }], now());
  const portfolio = newPortfolio({ holdings: [{ symbol: 'META', quantity: '10' }] });
  const orderId = await unknownOrder(ledger, portfolio, now());
  nowMs += 2 * HOUR_MS;
  const known = async () => (await ledger.knownPrices()).find((one) => one.symbol === symbol)?.price ?? '';
  const times = (price: string, factor: string) => decimal(price).times(factor).toFixed(6);

  async function keyOf(owner: string | undefined, maker: Principal): Promise<Principal> {
    const key = await createKey(deps, maker, { role: 'admin', name: 'a key', owner, days: 30 });
    return keyPrincipal(key.key);
  }

  const steps: { [Do in Step['do']]: (step: Extract<Step, { do: Do }>, who: Principal) => Promise<unknown> } = {
    key: async ({ owner }, who) => {
      try {
        principals.push(await keyOf(owner, who));
      } catch (error) {
        if (!(error instanceof InputRefused)) throw error;
      }
    },
    resume: (_step, who) => setTrading(deps, who, { position: 'active', reason: 'solved' }),
    price: async (step, who) =>
      acceptPrices(deps, who, { prices: { [symbol]: times(await known(), step.times) }, reason: 'news' }),
    approve: ({ which }, who) => decide(approve, which, who),
    reject: ({ which }, who) => decide(reject, which, who),
    adopt: async (_step, who) => {
      const [row, market] = [await ledger.findPortfolio(portfolio.id), { latestPrices: async () => new Map() }];
      if (row === undefined) throw new Error('the portfolio is there');
      const said = { note: 'seen', evidence: EVIDENCE } as Parameters<typeof secondPersonProblem>[3];
      const empty = { positions: [], cash: '0.00' };
      const by = { name: who, at: now() };
      const problem = await secondPersonProblem({ ...deps, market }, row, empty, said, by);
      if (problem === undefined) done.add('adopt');
    },
    declare: async (_step, who) => {
      const declaration = { clientOrderId: orderId, outcome: 'never-arrived' } as const;
      const said = {
        portfolioId: portfolio.id,
        declaration,
        evidence: EVIDENCE,
        note: 'seen',
        requestId: randomUUID(),
      };
      const answer = await ledger.declareOutcome(said, { name: who, at: now() });
      if (answer.ok && answer.state === 'declared') done.add('declare');
    },
    market: async (step) => {
      const before = await known();
      confirmed = times(before, step.times);
      await ledger.keepPrices([{ symbol, price: confirmed, known: before }], now());
    },
    wait: async ({ hours }) => void (nowMs += hours * HOUR_MS),
  };

  async function decide(how: typeof approve, which: number, who: Principal): Promise<unknown> {
    const { approvals } = await listApprovals(deps, { isPending: true, limit: 20 });
    const approvalId = approvals[which % approvals.length]?.id;
    return approvalId === undefined ? undefined : how(deps, who, { approvalId, note: 'seen' });
  }

  return {
    keyOf,
    joins: (...some: Principal[]) => void principals.push(...some),
    take: (step: Step) => {
      const who = 'who' in step ? principals[step.who % principals.length] : undefined;
      return (steps[step.do] as (one: Step, who: Principal | undefined) => Promise<unknown>)(step, who);
    },
    effects: async () => {
      const [price, bound] = [decimal(await known()), decimal(confirmed)];
      const isFar = price.greaterThan(bound.times(4)) || bound.greaterThan(price.times(4));
      const isTrading = (await ledger.trading()).position !== 'halted';
      return [...(isTrading ? ['resume'] : []), ...(isFar ? ['price'] : []), ...done];
    },
  };
}

async function unknownOrder(ledger: Ledger, portfolio: ReturnType<typeof newPortfolio>, at: string): Promise<string> {
  const by = { name: 'rebalance', at };
  await ledger.createPortfolio(portfolio, by);
  const batch = newBatch({ portfolioId: portfolio.id });
  // No batch begins while trading is halted, and none of its orders is sent.
  await ledger.setTrading({ position: 'active', reason: randomUUID() }, by);
  await ledger.openBatch(batch, by);
  const orderId = `ab-${batch.id}-META-o-1`;
  await ledger.markSent(orderId, 1, null, by);
  await ledger.recordOrder(orderId, { event: 'UNANSWERED', errorCode: 'OUTCOME_UNKNOWN' }, by);
  await ledger.markStale(portfolio.id, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [] }, by);
  await ledger.setTrading({ position: 'halted', reason: randomUUID() }, by);
  return orderId;
}
