import type { OrderResult } from '../../src/domain/steps';
import { resolveStale } from '../../src/workflows/resolve';
import type { ResolveSteps } from '../../src/workflows/steps';
import { batch } from '../support/scripted-steps';

const COLLIDED: OrderResult = {
  symbol: 'AAPL',
  state: 'ERROR',
  filledQuantity: '0',
  code: 'ID_COLLISION',
  message: 'ab-b1-AAPL-o-2 is another order at the broker',
};

/** A person completes a batch of which META filled and AAPL came to `known`; each further attempt at it comes to `placed`. */
async function complete(known: OrderResult, placed: OrderResult) {
  const asked: string[] = [];
  const refuse = () => Promise.reject(new Error('it is not part of this script'));
  const filled: OrderResult = { symbol: 'META', state: 'SUCCESS', filledQuantity: '5', code: null, message: null };
  const steps: ResolveSteps = {
    takeOverStale: () => Promise.resolve({ batch, waitMs: 0, askUntil: '' }),
    reconcileOrder: ({ symbol }) => Promise.resolve(symbol === 'META' ? filled : known),
    planRetries: () => {
      asked.push('plan');
      const [, order] = batch.orders;
      return Promise.resolve({ orders: order === undefined ? [] : [{ ...order, attempt: 2 }], sendUntil: '' });
    },
    placeOrder: () => Promise.resolve({ ...placed, attempt: 2 }),
    markStale: ({ reason }) => Promise.resolve(asked.push(`stale ${reason}`) > 0),
    now: () => '2026-01-05T15:00:00.000Z',
    sleep: () => Promise.resolve(),
    phase: () => undefined,
    endStale: refuse,
    adoptPositions: refuse,
    declareOutcome: refuse,
    weighFailure: refuse,
    reverseOrder: refuse,
  };
  const verdict = await resolveStale(steps, {
    portfolioId: 'p1',
    action: 'complete',
    actor: 'ann',
    note: 'a failover',
  });
  return { verdict, asked };
}

const SHORT: OrderResult = { ...COLLIDED, code: 'CANCELED', message: 'the broker ended it as canceled' };

test('an attempt whose id is another order at the broker is not made once more: what that one filled would be bought twice', async () => {
  expect(await complete(SHORT, COLLIDED)).toMatchObject({
    verdict: { status: 'STALE', reason: 'ID_COLLISION' },
    asked: ['plan', 'stale ID_COLLISION'],
  });
});

test('a batch with such an order is not completed at all', async () => {
  expect(await complete(COLLIDED, SHORT)).toMatchObject({
    verdict: { status: 'STALE', reason: 'ID_COLLISION' },
    asked: ['stale ID_COLLISION'],
  });
});
