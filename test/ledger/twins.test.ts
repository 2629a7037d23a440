import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Fill } from '../../src/domain/batch';
import type { Declaration } from '../../src/domain/declaration';
import { decimal, halfEvenToCents, showCents, sum } from '../../src/domain/money';
import type { Order } from '../../src/domain/order';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { EndStale, Ledger, OrderNews } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, closing, fill, newBatch, newPortfolio } from '../support/portfolios';
import { createMemoryLedger } from './memory-ledger';

const BY = actor();
const DEVIATION = { before: '2.0000', after: '1.0000' };

/** One call; `ids` are the portfolio's and its batch's. */
type Step = { name: string; run: (ledger: Ledger, ids: Ids) => Promise<unknown> };
interface Ids {
  portfolioId: string;
  batchId: string;
}

describe('whatever is asked of them, the ledger in memory and the one in Postgres', () => {
  let database: TestDatabase;
  let postgres: Ledger;
  const memory = createMemoryLedger();

  beforeAll(async () => {
    database = await createTestDatabase();
    postgres = createPostgresLedger(database.appUrl);
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  test('answer the same and end with the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep(), { minLength: 1, maxLength: 25 }), async (steps) => {
        const portfolio = newPortfolio();
        const ids = { portfolioId: portfolio.id, batchId: randomUUID() };
        for (const ledger of [memory, postgres]) {
          await ledger.createPortfolio(portfolio, BY);
          await ledger.openBatch(newBatch({ portfolioId: ids.portfolioId, id: ids.batchId }), BY);
        }
        for (const step of steps)
          expect([step.name, await answer(step, memory, ids)]).toEqual([step.name, await answer(step, postgres, ids)]);
        expect(await rowsOf(memory, ids)).toEqual(await rowsOf(postgres, ids));
      }),
      { numRuns: 150 },
    );
  });
});

async function answer(step: Step, ledger: Ledger, ids: Ids): Promise<unknown> {
  return step.run(ledger, ids).catch((error: Error & { code?: string }) => ({ fault: error.name, code: error.code }));
}

async function rowsOf(ledger: Ledger, { portfolioId, batchId }: Ids): Promise<unknown> {
  return {
    portfolio: await ledger.findPortfolio(portfolioId),
    batches: await ledger.listBatches(portfolioId),
    open: await ledger.findOpenBatch(portfolioId),
    fills: await ledger.listFills(batchId),
    policies: await ledger.listPolicies(portfolioId),
    audit: await ledger.listAudit(portfolioId),
  };
}

/** At $100.00: META is sold and AAPL bought, and their reversals go the other way. */
function paid(some: Pick<Fill, 'executionId' | 'clientOrderId' | 'quantity'>, wrong: string): Fill {
  const brings = some.clientOrderId.includes('-META-o-') || some.clientOrderId.includes('-AAPL-r-');
  const usd = halfEvenToCents(decimal(some.quantity).times('100')).times(brings ? 1 : -1);
  return fill({ ...some, cash: usd.plus(wrong).toFixed(2) });
}

/** What a rollback with these fills leaves: any other residual is a broken invariant. USD. */
function movedBy(fills: readonly Fill[]): string {
  return showCents(sum(fills.map(({ cash }) => decimal(cash))));
}

async function ordersOf(ledger: Ledger, { batchId }: Ids): Promise<readonly Order[]> {
  return (await ledger.findBatch(batchId))?.orders ?? [];
}

function anyStep(): fc.Arbitrary<Step> {
  const orderId = fc.tuple(fc.constantFrom('META', 'AAPL'), fc.constantFrom('o-1', 'o-1', 'o-2', 'r-1', 'r-2')).map(
    ([symbol, attempt]) =>
      ({ batchId }: Ids) =>
        `ab-${batchId}-${symbol}-${attempt}`,
  );
  const epoch = fc.constantFrom(1, 1, 1, 2);
  const quantity = fc.constantFrom('1', '2.000000001', '5', '10');
  const news: fc.Arbitrary<OrderNews> = fc
    .record(
      {
        event: fc.constantFrom('FILLED', 'FILLED', 'FAILED', 'UNANSWERED'),
        filledQuantity: quantity,
        filledPrice: fc.constantFrom('100.5', '99.1234567', null),
        brokerOrderId: fc.constantFrom('b-1', 'b-2'),
        errorCode: fc.constant('OTHER'),
      },
      { requiredKeys: [] },
    )
    .map((record) => record as OrderNews);
  const some = fc
    .array(fc.tuple(fc.nat(5), orderId, quantity, fc.constantFrom('0', '0', '0', '-0.01')), { maxLength: 3 })
    .map(
      (list) => (ids: Ids) =>
        list.map(([number, id, shares, wrong]) =>
          paid({ executionId: `${ids.batchId}-${number}`, clientOrderId: id(ids), quantity: shares }, wrong),
        ),
    );
  /** What closes a batch has to be all that its orders filled: drawn by chance it never would be. */
  const whole = fc.constant((_ids: Ids, orders: readonly Order[]) =>
    orders
      .filter(({ filledQuantity }) => filledQuantity !== '0')
      .map(({ clientOrderId, filledQuantity }) =>
        paid({ executionId: `${clientOrderId}-all`, clientOrderId, quantity: filledQuantity }, '0'),
      ),
  );
  const fills = fc.oneof<fc.Arbitrary<(ids: Ids, orders: readonly Order[]) => Fill[]>[]>(some, whole, whole);
  const adopt = fc.constantFrom<EndStale['adopt'][]>(null, {
    holdings: [{ symbol: 'META', quantity: '1.50' }],
    cash: '12.5',
  });
  const detail = { note: 'so be it' };
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(orderId, epoch, fc.constantFrom(null, BY.at), fc.boolean())
        .map(([id, number, previous, isDecision]) => ({
          name: `markSent ${number} ${previous} ${isDecision}`,
          run: (ledger: Ledger, ids: Ids) => ledger.markSent(id(ids), number, previous, BY, isDecision),
        })),
    },
    fc.tuple(orderId, epoch, fc.constantFrom('2026-01-01T00:00:00.000Z', BY.at)).map(([id, number, previous]) => ({
      name: `markClaimed ${number} ${previous}`,
      run: (ledger: Ledger, ids: Ids) => ledger.markClaimed(id(ids), number, previous, BY),
    })),
    {
      weight: 8,
      arbitrary: fc.tuple(orderId, news).map(([id, some]) => ({
        name: `recordOrder ${JSON.stringify(some)}`,
        run: (ledger: Ledger, ids: Ids) => ledger.recordOrder(id(ids), some, BY),
      })),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(epoch, fc.constantFrom('META', 'AAPL', 'TSLA')).map(([number, symbol]) => ({
        name: `planReversal ${symbol}`,
        run: (ledger: Ledger, ids: Ids) => ledger.planReversal(ids.batchId, number, symbol, BY),
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(epoch, quantity).map(([number, shares]) => ({
        name: `planAttempts ${shares}`,
        run: (ledger: Ledger, ids: Ids) =>
          ledger.planAttempts(
            ids.batchId,
            number,
            [{ symbol: 'AAPL', side: 'BUY', quantity: shares, notional: null }],
            BY,
          ),
      })),
    },
    fc.constantFrom('12.5', '-3').map((notional) => ({
      name: `sizeBuys ${notional}`,
      run: (ledger: Ledger, ids: Ids) => ledger.sizeBuys(ids.batchId, 1, { AAPL: { notional } }, BY),
    })),
    fc.constant({ name: 'raiseEpoch', run: (ledger: Ledger, ids: Ids) => ledger.raiseEpoch(ids.batchId, BY) }),
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('SUCCESS', 'ADJUSTED', 'ROLLED_BACK'), epoch, fills)
        .map(([state, number, some]) => ({
          name: `closeBatch ${state}`,
          run: async (ledger: Ledger, ids: Ids) => {
            const given = some(ids, await ordersOf(ledger, ids));
            const end = { epoch: number, state, fills: given, residual: movedBy(given), deviation: DEVIATION };
            return ledger.closeBatch(closing({ batchId: ids.batchId, ...end }), BY);
          },
        })),
    },
    fills.map((some) => ({
      name: 'markStale',
      run: async (ledger: Ledger, ids: Ids) => {
        const stale = { reason: 'BOOKS_DIFFER', cause: null, fills: some(ids, await ordersOf(ledger, ids)) } as const;
        await ledger.markStale(ids.portfolioId, stale, BY);
      },
    })),
    {
      weight: 3,
      // Two people in a row, as it takes to change something.
      arbitrary: fc
        .tuple(orderId, fc.constantFrom('ann', 'bob'), fc.constantFrom('never-arrived', '1', '5', '5.0'), fc.nat(1))
        .map(([id, first, said, hours]) => ({
          name: `declareOutcome ${said}`,
          run: async (ledger: Ledger, ids: Ids) => {
            const clientOrderId = id(ids);
            const declaration: Declaration =
              said === 'never-arrived'
                ? { clientOrderId, outcome: said }
                : { clientOrderId, outcome: 'filled', quantity: said, price: '99.5' };
            const at = new Date(Date.parse(BY.at) + hours * 3_600_000).toISOString();
            const say = (name: string) =>
              ledger.declareOutcome(
                { ...ids, declaration, evidence: '0123456789abcdef', note: 'why', requestId: name },
                { name, at },
              );
            return [await say(first), await say('cyn')];
          },
        })),
    },
    fc.boolean().map((undo) => ({
      name: `freeze ${undo}`,
      run: (ledger: Ledger, ids: Ids) => ledger.freeze(ids.portfolioId, { actor: 'anna', reason: 'why', undo }, BY),
    })),
    fc
      .tuple(fc.constantFrom('ADOPTED', 'ADJUSTED', 'ROLLED_BACK'), fills, adopt, fc.boolean())
      .map(([state, some, truth, releases]) => ({
        name: `endStale ${state} ${releases}`,
        run: async (ledger: Ledger, ids: Ids) => {
          const given = some(ids, await ordersOf(ledger, ids));
          const end = { batchState: state, fills: given, residual: movedBy(given), adopt: truth, releases };
          return ledger.endStale(ids.portfolioId, { ...end, detail, deviation: DEVIATION }, BY);
        },
      })),
    fc.constantFrom('PAUSED' as const, 'ACTIVE' as const).map((to) => ({
      name: `setStatus ${to}`,
      run: (ledger: Ledger, ids: Ids) =>
        ledger.setStatus(ids.portfolioId, { from: ['ACTIVE', 'PAUSED'], to, reason: 'why' }, BY),
    })),
    fc
      .tuple(
        fc.constantFrom(
          { code: 'CAP_EXCEEDED', detail: '$2' } as const,
          { code: 'CAP_EXCEEDED', detail: '$3' } as const,
          { code: 'PRICE_MISSING', detail: 'META' } as const,
          null,
        ),
        fc.constantFrom(1, 2, 3),
      )
      .map(([refusal, expectedVersion]) => ({
        name: `noteRefusal ${refusal?.code} ${expectedVersion}`,
        run: (ledger: Ledger, ids: Ids) => ledger.noteRefusal(ids.portfolioId, refusal, expectedVersion, BY),
      })),
    fc
      .tuple(fc.constantFrom('5.0000', '6.0000', '7.0000'), fc.constantFrom(null, 1, 2))
      .map(([driftThreshold, ifVersion]) => ({
        name: `setPolicy ${driftThreshold} ${ifVersion}`,
        run: (ledger: Ledger, ids: Ids) =>
          ledger.setPolicy(
            ids.portfolioId,
            { policy: { ...DEFAULT_POLICY, driftThreshold }, ifVersion, reason: 'why' },
            BY,
          ),
      })),
    fc.constantFrom(1, 2).map((expectedVersion) => ({
      name: `openBatch ${expectedVersion}`,
      run: (ledger: Ledger, ids: Ids) => {
        // A second batch whose id follows from the first one's, so that both ledgers are asked for the same.
        const id = ids.batchId.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
        return ledger.openBatch(newBatch({ portfolioId: ids.portfolioId, id, expectedVersion }), BY);
      },
    })),
  );
}
